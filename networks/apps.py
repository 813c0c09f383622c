from django.apps import AppConfig


class NetworksConfig(AppConfig):
    name = "networks"

    def ready(self) -> None:
        """Make this app's messages known, and what it holds of an account."""
        from networks import claim_mails, inbox_mails, invitation_mails, mails, people  # noqa: PLC0415 - models must be loaded first

        for part in (mails, claim_mails, inbox_mails, invitation_mails, people):
            part.register()
