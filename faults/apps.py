"""The messages that fault runs send, and the switch that takes the fence away for the control."""

import os

from django.apps import AppConfig

LETTER, REMINDER = "faults.letter", "faults.reminder"


class FaultsConfig(AppConfig):
    name = "faults"

    def ready(self) -> None:
        """Register the messages. With FAULTS_NO_FENCE=1 the hand-over is not marked, as in a product that keeps a "sent" flag only."""
        from portal import delivery, mail  # noqa: PLC0415 - models must be loaded first
        from portal.mail import Letter  # noqa: PLC0415

        def letter(row: object) -> Letter:
            return Letter(subject=f"Nachricht {row.subject_id}", paragraphs=("Guten Tag.",), facts=(("Nummer", str(row.subject_id)),))

        mail.register(LETTER, render=letter)
        mail.register(REMINDER, render=letter, repeat_unclear=False)
        if os.environ.get("FAULTS_NO_FENCE") == "1":
            delivery.fence = lambda row: True
