"""What the messages of this app say, in the reader's language, from current data."""

from collections.abc import Callable

from events.models import Registration, Reminder
from portal.mail import Letter
from portal.models import OutgoingMail

Render = Callable[[OutgoingMail], Letter | None]


def still_due(row: OutgoingMail) -> bool:
    """Whether the cause still holds: the registration is there, and the event has not moved on since."""
    registration = Registration.objects.select_related("event").filter(pk=row.subject_id).first()
    return registration is not None and registration.event.sequence == row.revision


def _simple(row: OutgoingMail) -> Letter | None:
    registration = Registration.objects.select_related("event").filter(pk=row.subject_id).first()
    return registration and Letter(subject=registration.event.title, paragraphs=(registration.event.summary,))


_KINDS = (
    "confirm", "link", "registered", "waitlisted", "offered", "offer_ended", "left", "moved", "changed", "cancelled", "message",
    *(f"reminder_{code}" for code in Reminder.values),
)  # fmt: skip
BY_KIND: dict[str, Render] = {f"events.{name}": _simple for name in (*_KINDS, "invitation", "review", "decided")}
