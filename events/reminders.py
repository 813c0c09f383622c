"""Reminders: rows of the outbox, planned at registration, planned anew when the event moves, taken back when it is cancelled.

A reminder is due at a moment, never "exactly a day before": whoever sends asks what is due and not done. Whether it is still of
use is asked again at the moment of sending (`events.letters.due`).
"""

import datetime
from collections.abc import Iterable

from django.db.models import Q

from events import mails
from events.models import REMINDER_OFFSETS, Event, Registration, RegistrationState, Reminder, State
from portal import mail
from portal.models import OutgoingMail

# How long thanks for coming are worth sending.
AFTER_FOR = datetime.timedelta(days=7)


def due_at(event: Event, reminder: str) -> datetime.datetime:
    """Return when a reminder of an event is due. Days are days on the wall clock of its zone, also across a change of the clock."""
    offset = REMINDER_OFFSETS[reminder]
    if reminder == Reminder.HOURS:
        return event.starts_at + offset
    begin = event.ends_local if reminder == Reminder.AFTER else event.starts_local
    return (begin + offset).astimezone(datetime.UTC)


def expires_at(event: Event, reminder: str) -> datetime.datetime:
    """Return from when on a reminder is of no use any more."""
    return due_at(event, reminder) + AFTER_FOR if reminder == Reminder.AFTER else event.starts_at


def plan(registration: Registration, *, now: datetime.datetime) -> int:
    """Store the reminders of a registration that are still ahead. Belongs into the transaction that registers. Returns how many."""
    return _plan(registration.event, [registration], now)


def plan_event(event: Event, *, now: datetime.datetime) -> int:
    """Take back what waits for an older sequence of the event, or is not wanted any more, and plan for everybody who comes.

    Belongs into the transaction that changed the event, under its lock. What is overdue already and still true stays. Returns how
    many were stored.
    """
    planned = OutgoingMail.objects.filter(kind__in=mails.REMINDERS.values(), subject_id__in=event.registrations.values("pk"))
    if not is_reminded(event):
        mail.take_back(planned)
        return 0
    wanted = [mails.REMINDERS[reminder] for reminder in event.reminders]
    mail.take_back(planned.exclude(revision=event.sequence, kind__in=wanted))
    return _plan(event, event.registrations.coming(), now)


def drop(registration: Registration) -> int:
    """Take back the reminders of one registration that has ended. Returns how many."""
    return mail.supersede(*mails.REMINDERS.values(), subject_id=registration.pk)


def is_reminded(event: Event) -> bool:
    """Whether anybody is to be reminded of this event, or thanked."""
    return event.is_public and event.state != State.CANCELLED


def _plan(event: Event, registrations: Iterable[Registration], now: datetime.datetime) -> int:
    if not is_reminded(event):
        return 0
    people = [each for each in registrations if each.state in (RegistrationState.REGISTERED, RegistrationState.ATTENDED)]
    # Who is there already is not reminded to come.
    registered = [each for each in people if each.state == RegistrationState.REGISTERED]
    number = 0
    for reminder in event.reminders:
        if (due := due_at(event, reminder)) > now:
            number += _store(event, reminder, due, people if reminder == Reminder.AFTER else registered)
    return number


def _store(event: Event, reminder: str, due: datetime.datetime, people: list[Registration]) -> int:
    """Store one kind of reminder. One that was taken back, or was due at another time, is put right under its old key."""
    kind, until = mails.REMINDERS[reminder], expires_at(event, reminder)
    fields = {"state": OutgoingMail.State.PENDING, "due_at": due, "next_attempt_at": due, "expires_at": until}
    known = OutgoingMail.objects.filter(dedupe_key__in=[mails.key_of(kind, event, each) for each in people], repeated=False)
    back = known.filter(Q(state=OutgoingMail.State.SUPERSEDED) | Q(state=OutgoingMail.State.PENDING, attempts=0) & ~Q(due_at=due))
    again = back.update(**fields)
    return again + len(mails.send_all(kind, event, people, due_at=due, expires_at=until))
