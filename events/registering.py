"""Registering: places, quotas and the waiting list, decided under a lock on the event's row. A place is never given twice.

What follows from a place that becomes free stands in `events.waiting`; `fill` and `sweep` are named here too, for those who call them.
"""

import datetime
import re
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from events import mails, reminders
from events.models import OPEN_STATES, Event, Registration, RegistrationState
from events.models import State as EventState
from events.waiting import end, fill, forget, has_room_for_newcomer, lock_event, lock_registration, offered_until, sweep
from portal import mail

__all__ = ["accept", "add_at_desk", "change", "confirm", "fill", "leave", "register", "still_coming", "sweep"]
State = RegistrationState
# What a person may change on the own page; the sphere is not among it, because places hang on it.
CHANGEABLE = ("name", "organisation_name", "language", "access_needs", "interpreter", "question")
# Somebody who presses the button twice, or comes back, gets one mail in so many seconds.
REPEAT_SECONDS = 120


@transaction.atomic
def register(event: Event, *, given: dict[str, Any], user: User | None, now: datetime.datetime) -> Registration | None:
    """Register somebody by the public form. `given` holds the model's fields.

    An account is registered at once; an address waits for its confirmation and keeps its place or its turn meanwhile; a telephone is
    registered at once. The same address a second time stores nothing, sends the personal link again, and returns None; the same
    number stores nothing and returns None; the same account gets the registration it has.
    Side effects: a mail, and reminders for somebody who is registered. Raises ValidationError when the registration is closed.
    """
    event = lock_event(event.pk)
    if not event.accepts_registrations(now):
        raise ValidationError(_("Die Anmeldung ist geschlossen."))
    registration = Registration(event=event, user=user, created_at=now, via=Registration.Via.WEB, **given)
    known = _known(registration)
    if known is not None:
        return _again(known, user=user, now=now)
    room = has_room_for_newcomer(event, registration.sphere)
    if user is None and registration.channel == Registration.Channel.EMAIL:
        registration.state, registration.holds_place = State.PENDING, room
        registration.expires_at = now + datetime.timedelta(minutes=settings.REGISTRATION_PENDING_MINUTES)
        registration.save(force_insert=True)
        mails.send(mails.CONFIRM, registration, expires_at=registration.expires_at)
        return registration
    registration.state = State.REGISTERED if room else State.WAITLISTED
    registration.save(force_insert=True)
    return _settle(registration, registration.state, now=now)


def _known(registration: Registration) -> Registration | None:
    """Return the current registration of the same account, address or telephone at the event."""
    current = Registration.objects.filter(event=registration.event).current()
    same = Q(pk__in=[])
    if registration.user is not None:
        same |= Q(user=registration.user)
    if registration.email:
        same |= Q(email__iexact=registration.email)
    found = current.filter(same).first()
    if found is None and registration.channel == Registration.Channel.PHONE:
        number = _digits(registration.phone)
        found = next((row for row in current.filter(channel=Registration.Channel.PHONE) if _digits(row.phone) == number), None)
    if found is not None:
        found.event = registration.event
    return found


def _digits(phone: str) -> str:
    """Return what makes a number the same however it is written: 0049, +49 and 0 are one."""
    return re.sub(r"^(\+49|0049|0)", "", re.sub(r"[^\d+]", "", phone))


def _again(known: Registration, *, user: User | None, now: datetime.datetime) -> Registration | None:
    if user is not None:
        if known.user_id is None:
            known.user = user
            known.save(update_fields=["user"])
        return _confirm(known, now=now)
    _send_link(known, now=now)
    return None


def _send_link(known: Registration, *, now: datetime.datetime) -> None:
    """Send the personal link again, but not while the mail before is as good as new."""
    if now - known.created_at < datetime.timedelta(seconds=REPEAT_SECONDS):
        return
    kind = mails.CONFIRM if known.state == State.PENDING else mails.LINK
    turn = int((now - known.created_at).total_seconds()) // REPEAT_SECONDS
    mails.send(kind, known, part=str(turn), expires_at=known.expires_at)


def _settle(registration: Registration, state: str, *, now: datetime.datetime, tell: bool = True) -> Registration:
    """Store that somebody is registered or waits. Side effects: one mail that says so, and reminders for who is registered."""
    registration.state, registration.confirmed_at = state, registration.confirmed_at or now
    registration.expires_at, registration.offered_until, registration.holds_place = None, None, False
    registration.save(update_fields=["state", "confirmed_at", "expires_at", "offered_until", "holds_place"])
    mail.supersede(mails.CONFIRM, mails.WAITLISTED, mails.OFFERED, subject_id=registration.pk)
    if tell:
        mails.send(mails.WAITLISTED if state == State.WAITLISTED else mails.REGISTERED, registration)
    if state != State.WAITLISTED:
        reminders.plan(registration, now=now)
    return registration


@transaction.atomic
def confirm(registration: Registration, *, now: datetime.datetime) -> Registration:
    """The address is right: `pending` becomes `registered` or `waitlisted`. A second time changes nothing.

    Side effects: a mail, and reminders. Raises ValidationError when the event is cancelled or has begun.
    """
    return _confirm(lock_registration(registration.pk), now=now)


def _confirm(registration: Registration, *, now: datetime.datetime) -> Registration:
    if registration.state != State.PENDING:
        return registration
    _check_ahead(registration.event, now)
    return _settle(registration, State.REGISTERED if registration.holds_place else State.WAITLISTED, now=now)


@transaction.atomic
def accept(registration: Registration, *, now: datetime.datetime) -> Registration:
    """Take an offered place. A second time changes nothing.

    Side effects: a mail, and reminders. Raises ValidationError when the offer has ended, or the event is cancelled or has begun.
    """
    registration = lock_registration(registration.pk)
    if registration.state == State.REGISTERED:
        return registration
    _check_ahead(registration.event, now)
    until = offered_until(registration)
    if until is None or until <= now:
        raise ValidationError(_("Dieses Angebot gilt nicht mehr."))
    return _settle(registration, State.REGISTERED, now=now)


@transaction.atomic
def leave(registration: Registration, *, now: datetime.datetime, by_staff: bool = False, tell: bool = True) -> Registration:
    """Cancel a registration; the freed place is offered to the next in turn. A second time changes nothing.

    An unconfirmed registration is deleted. Side effects: a mail (with `tell`), reminders and older mails are taken back.
    Raises ValidationError after the start, except for staff, and for somebody who was there.
    """
    registration = lock_registration(registration.pk)
    event = registration.event
    if registration.is_over:
        return registration
    if registration.state == State.ATTENDED or (now >= event.starts_at and not by_staff):
        raise ValidationError(_("Die Veranstaltung hat schon begonnen."))
    if registration.state == State.PENDING:
        forget(registration)
    else:
        end(registration, now=now)
        if event.is_open and tell:
            mails.send(mails.LEFT, registration)
    fill(event, now=now)
    return registration


@transaction.atomic
def still_coming(registration: Registration, *, now: datetime.datetime) -> Registration:
    """Answer "can you still come?" with yes. A second time changes nothing."""
    registration = lock_registration(registration.pk)
    if registration.needs_reconfirm and not registration.is_over:
        registration.needs_reconfirm = False
        registration.save(update_fields=["needs_reconfirm"])
    return registration


@transaction.atomic
def change(registration: Registration, *, given: dict[str, Any], now: datetime.datetime) -> Registration:
    """Change name, language and answers (`CHANGEABLE`).

    Side effect: what still waits to be sent is in the new language. Raises ValidationError when the registration is over or the event
    has ended.
    """
    registration = lock_registration(registration.pk)
    if registration.is_over or now >= registration.event.ends_at:
        raise ValidationError(_("Diese Anmeldung lässt sich nicht mehr ändern."))
    changed = [field for field in CHANGEABLE if field in given]
    for field in changed:
        setattr(registration, field, given[field])
    if "organisation_name" in changed and registration.organisation and registration.organisation.name != registration.organisation_name:
        registration.organisation = None
        changed.append("organisation")
    registration.save(update_fields=changed)
    mails.speak(registration)
    return registration


@transaction.atomic
def add_at_desk(event: Event, *, given: dict[str, Any], walk_in: bool, by: User, now: datetime.datetime) -> Registration:
    """Put somebody on the list by hand: registered at once (a walk-in: as attended), beyond the capacity only when staff say so.

    Staff say so by `given["beyond"]`; a walk-in stands in the room already. Somebody on the list with the same address moves up instead.
    Side effects: a mail to whoever has an address (not to a walk-in), and reminders.
    Raises ValidationError for an event that is cancelled or a draft, and when no place is left.
    """
    given = dict(given)
    beyond = bool(given.pop("beyond", False)) or walk_in
    event = lock_event(event.pk)
    if event.state not in (*OPEN_STATES, EventState.HELD) or (not walk_in and now >= event.ends_at):
        raise ValidationError(_("Zu dieser Veranstaltung kann sich niemand mehr anmelden."))
    registration = Registration(event=event, created_at=now, **given)
    registration.via = Registration.Via.WALK_IN if walk_in else Registration.Via.DESK
    known = _known(registration)
    registration = known or registration
    if known is not None and known.state in (State.ATTENDED, State.REGISTERED) and not (walk_in and known.state == State.REGISTERED):
        return known
    holds = known is not None and Registration.objects.filter(pk=known.pk).holding().exists()
    if not beyond and not holds and not has_room_for_newcomer(event, registration.sphere):
        raise ValidationError(_("Alle Plätze sind vergeben."), code="full")
    if known is not None and not holds:
        # Staff brought her in: the capacity may be passed by her.
        known.via = Registration.Via.WALK_IN if walk_in else Registration.Via.DESK
    if walk_in:
        registration.checked_in_at = now
    registration.state = State.ATTENDED if walk_in else State.REGISTERED
    registration.expires_at, registration.offered_until, registration.holds_place = None, None, False
    registration.save()
    return _settle(registration, registration.state, now=now, tell=not walk_in)


def _check_ahead(event: Event, now: datetime.datetime) -> None:
    if not event.is_open:
        raise ValidationError(_("Diese Veranstaltung findet nicht statt."))
    if now >= event.starts_at:
        raise ValidationError(_("Die Veranstaltung hat schon begonnen."))
