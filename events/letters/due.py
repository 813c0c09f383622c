"""Whether the cause of a message still holds at the moment of sending. One number decides: the event's sequence."""

import datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import JSONObject, Now
from django.utils import timezone

from events.models import Event, EventInvitation, EventLanguage, Registration, RegistrationState, Reminder, State
from portal.mail import Skip
from portal.models import OutgoingMail

# Reasons that staff read; `events.views.mails` says them in words of the reader.
BEGUN, NEWER = "The event had begun.", "A later reminder was due as well."
NOT_THERE, THERE_ALREADY = "Somebody else came, this person did not.", "This person was there already."
BEFORE = tuple(f"events.reminder_{code}" for code in Reminder.values if code != Reminder.AFTER)
# A reminder that ended so cannot make an older one needless.
_GONE = (OutgoingMail.State.SUPERSEDED, OutgoingMail.State.EXPIRED, OutgoingMail.State.SKIPPED, OutgoingMail.State.DEAD)
_CURRENT = (RegistrationState.REGISTERED, RegistrationState.ATTENDED, RegistrationState.WAITLISTED, RegistrationState.OFFERED)


def _languages() -> ArraySubquery:
    rows = EventLanguage.objects.filter(event=OuterRef("event")).order_by("pk")
    return ArraySubquery(rows.values(found=JSONObject(code="code", mode="mode")))


def _later(row: OutgoingMail) -> QuerySet[OutgoingMail]:
    """Reminders of the same registration and sequence that are due by now and came after this one."""
    same = OutgoingMail.objects.filter(kind__in=BEFORE, subject_id=row.subject_id, revision=row.revision, resend_of=None)
    return same.filter(due_at__gt=row.due_at, due_at__lte=Now()).exclude(state__in=_GONE)


def participant(row: OutgoingMail) -> Registration | None:
    """Return the registration a message is about, with its event, asked for once a message."""
    if not hasattr(row, "registration"):
        rows = Registration.objects.select_related("event", "event__organiser").annotate(event_languages=_languages())
        if row.kind in BEFORE:
            rows = rows.annotate(is_late=Exists(_later(row)))
        row.registration = rows.filter(pk=row.subject_id).first()
    return row.registration


def event_of(row: OutgoingMail) -> Event | None:
    """Return the event that a message to staff is about, asked for once a message."""
    if not hasattr(row, "event"):
        row.event = Event.objects.filter(pk=row.subject_id).first()
    return row.event


def _is_true(row: OutgoingMail, states: tuple[str, ...]) -> bool:
    """Whether the registration has one of these states and nothing newer than the message has happened to the event."""
    found = participant(row)
    return found is not None and found.state in states and found.event.sequence == row.revision


def is_unconfirmed(row: OutgoingMail) -> bool:
    """A confirmation is asked for until it is given, whatever happens to the event meanwhile, as long as it takes place."""
    found = participant(row)
    return found is not None and found.state == RegistrationState.PENDING and found.event.is_open


def is_there(row: OutgoingMail) -> bool:
    found = participant(row)
    return found is not None and not found.is_over


def is_registered(row: OutgoingMail) -> bool:
    return _is_true(row, (RegistrationState.REGISTERED, RegistrationState.ATTENDED))


def is_waiting(row: OutgoingMail) -> bool:
    return _is_true(row, (RegistrationState.WAITLISTED,))


def is_offered(row: OutgoingMail) -> bool:
    found = participant(row)
    if found is None or found.state != RegistrationState.OFFERED or not found.event.is_open:
        return False
    return found.offered_until > timezone.now()


def has_left(row: OutgoingMail) -> bool:
    found = participant(row)
    return found is not None and found.is_over and found.event.state != State.CANCELLED


def is_told(row: OutgoingMail) -> bool:
    return _is_true(row, _CURRENT)


def is_told_of_the_end(row: OutgoingMail) -> bool:
    """Whoever had a place or waited when the event was cancelled hears of it once, unless she has left since.

    An offer that ended by itself after the cancellation is no leaving.
    """
    found = participant(row)
    if found is None or found.event.state != State.CANCELLED:
        return False
    return not found.is_over or (found.offers > 0 and found.cancelled_at > found.event.cancelled_at)


def is_to_remind(row: OutgoingMail) -> bool:
    """Only who is registered, only of the date that holds, only until the start, and only the latest of several that are overdue."""
    if not is_registered(row):
        return False
    found = participant(row)
    if not found.event.is_open:
        return False
    if found.state == RegistrationState.ATTENDED:
        raise Skip(THERE_ALREADY)
    if found.event.starts_at <= timezone.now():
        raise Skip(BEGUN)
    if found.is_late and row.resend_of_id is None:
        raise Skip(NEWER)
    return True


def is_to_thank(row: OutgoingMail) -> bool:
    """Who was there; everybody who was registered where nobody was checked in."""
    if not _is_true(row, (RegistrationState.REGISTERED, RegistrationState.ATTENDED, RegistrationState.NO_SHOW)):
        return False
    found = participant(row)
    if found.event.state == State.CANCELLED:
        return False
    if found.state == RegistrationState.ATTENDED:
        return True
    if found.event.registrations.filter(state=RegistrationState.ATTENDED).exists() or found.state == RegistrationState.NO_SHOW:
        raise Skip(NOT_THERE)
    return True


def invitation_of(row: OutgoingMail) -> EventInvitation | None:
    if not hasattr(row, "invitation"):
        row.invitation = EventInvitation.objects.select_related("event", "event__organiser").filter(pk=row.subject_id).first()
    return row.invitation


def is_inviting(row: OutgoingMail) -> bool:
    """An invitation goes out while there is something to come to, with the date of that moment."""
    found = invitation_of(row)
    return found is not None and found.event.is_open and found.event.starts_at > timezone.now()


def is_to_review(row: OutgoingMail) -> bool:
    event = event_of(row)
    return event is not None and event.state == State.DRAFT and event.submitted_at is not None


def is_event_there(row: OutgoingMail) -> bool:
    return event_of(row) is not None


def started_from(row: OutgoingMail) -> datetime.datetime | None:
    """Return when an event was to start before it moved, as this reader knows it."""
    if since := row.payload.get("from"):
        return datetime.datetime.fromisoformat(str(since))
    found = participant(row)
    return found.event.moved_from if found else None


def message_number(row: OutgoingMail) -> int:
    """Return which message of the coordination this is: it stands in the key, which outlives the payload when staff send it again."""
    while row.resend_of_id is not None:
        row = row.resend_of
    return int(row.dedupe_key.rpartition(":")[2])
