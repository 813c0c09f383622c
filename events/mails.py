"""The messages of this app: one function that stores each. What they say is written in `events.letters` at the moment of sending.

Mails to participants carry the registration's id and the event's sequence: one message per registration, kind and sequence.
"""

import datetime
from collections.abc import Iterable

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
    reminders = REMINDERS.values()
    for kind, render in letters.BY_KIND.items():
        due = letters.STILL_DUE[kind]
        mail.register(kind, render=render, still_due=due, repeat_unclear=kind not in reminders, skip_late=kind in reminders)


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
    row = _row(kind, registration.event, registration, part=part, payload=payload, due_at=due_at, expires_at=expires_at)
    stored = mail.store([row] if row else [], due_at=due_at)
    return stored[0] if stored else None


def send_all(
    kind: str,
    event: Event,
    registrations: Iterable[Registration],
    *,
    payload: dict[str, object] | None = None,
    due_at: datetime.datetime | None = None,
    expires_at: datetime.datetime | None = None,
) -> list[OutgoingMail]:
    """Store the same message to many participants of an event; returns what is new. The same keys as `send`."""
    rows = [_row(kind, event, each, payload=payload, due_at=due_at, expires_at=expires_at) for each in registrations]
    return mail.store([row for row in rows if row], due_at=due_at)


def speak(registration: Registration) -> int:
    """Let what still waits for somebody go out in the language chosen now. Returns how many messages that are."""
    rows = OutgoingMail.objects.about(OF_REGISTRATIONS, [registration.pk]).filter(state=OutgoingMail.State.PENDING)
    return rows.exclude(language=registration.language).update(language=registration.language)


def key_of(kind: str, event: Event, registration: Registration, part: str = "") -> str:
    """Return the key that lets each message be stored once for a registration and a state of the event."""
    return ":".join(filter(None, (kind, str(registration.pk), str(event.sequence), part)))


def _row(
    kind: str,
    event: Event,
    registration: Registration,
    *,
    part: str = "",
    payload: dict[str, object] | None = None,
    due_at: datetime.datetime | None = None,
    expires_at: datetime.datetime | None = None,
) -> OutgoingMail | None:
    """Return a message that is not stored yet; None without an address."""
    if not registration.email:
        return None
    return mail.row_for(
        kind,
        recipient=registration.email,
        language=registration.language,
        dedupe_key=key_of(kind, event, registration, part),
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
