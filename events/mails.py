"""The messages of this app: one function that stores each. What they say is written in `events.letters` at the moment of sending.

Mails to participants carry the registration's id and the event's sequence: one message per registration, kind and sequence.
"""

import datetime

from accounts.models import User
from events import letters
from events.models import Event, EventInvitation, EventMessage, Registration, Reminder
from portal import mail
from portal.models import OutgoingMail

CONFIRM, LINK, REGISTERED, WAITLISTED = "events.confirm", "events.link", "events.registered", "events.waitlisted"
OFFERED, OFFER_ENDED, LEFT = "events.offered", "events.offer_ended", "events.left"
MOVED, CHANGED, CANCELLED = "events.moved", "events.changed", "events.cancelled"
MESSAGE, INVITATION = "events.message", "events.invitation"
REVIEW, DECIDED = "events.review", "events.decided"
REMINDERS = {str(code): f"events.reminder_{code}" for code in Reminder.values}
# Everything that one registration can be told; the desk lists these for an event.
OF_REGISTRATIONS = (
    CONFIRM, LINK, REGISTERED, WAITLISTED, OFFERED, OFFER_ENDED, LEFT, MOVED, CHANGED, CANCELLED, MESSAGE, *REMINDERS.values(),
)  # fmt: skip


def register() -> None:
    """Name this app's messages. Reminders that a crash left unclear wait for staff; everything else goes out once more."""
    for kind, render in letters.BY_KIND.items():
        mail.register(kind, render=render, still_due=letters.still_due, repeat_unclear=kind not in REMINDERS.values())


def send(
    kind: str,
    registration: Registration,
    *,
    part: str = "",
    payload: dict[str, object] | None = None,
    due_at: datetime.datetime | None = None,
    expires_at: datetime.datetime | None = None,
) -> OutgoingMail | None:
    """Store one message to a participant; `part` is for a message that may come again. None without an address, or when stored already."""
    if not registration.email:
        return None
    event = registration.event
    return mail.enqueue(
        kind,
        recipient=registration.email,
        language=registration.language,
        dedupe_key=":".join(filter(None, (kind, str(registration.pk), str(event.sequence), part))),
        region=event.region_id,
        label=event.title_de,
        subject_id=registration.pk,
        revision=event.sequence,
        payload=payload,
        due_at=due_at,
        expires_at=expires_at,
    )


def send_message(message: EventMessage, registration: Registration) -> OutgoingMail | None:
    """Store one participant's copy of a message."""
    return send(MESSAGE, registration, part=str(message.pk), payload={"message": message.pk})


def send_invitation(invitation: EventInvitation) -> OutgoingMail | None:
    """Store the mail that asks somebody to come."""
    event = invitation.event
    return mail.enqueue(
        INVITATION,
        recipient=invitation.email,
        language=invitation.language,
        dedupe_key=f"{INVITATION}:{invitation.pk}",
        region=event.region_id,
        label=event.title_de,
        subject_id=invitation.pk,
        revision=event.sequence,
        expires_at=event.starts_at,
    )


def send_review(event: Event, *, to: User) -> OutgoingMail | None:
    """Store the mail that asks a coordinator to publish somebody's event."""
    return _to_account(REVIEW, event, to)


def send_decided(event: Event, *, to: User, comment: str) -> OutgoingMail | None:
    """Store the mail that tells the author: published, or returned with a comment."""
    return _to_account(DECIDED, event, to, {"comment": comment})


def _to_account(kind: str, event: Event, to: User, payload: dict[str, object] | None = None) -> OutgoingMail | None:
    return mail.enqueue(
        kind,
        recipient=to.email,
        language=to.language,
        dedupe_key=f"{kind}:{event.pk}:{event.version}:{to.pk}",
        region=event.region_id,
        label=event.title_de,
        subject_id=event.pk,
        payload=payload,
    )
