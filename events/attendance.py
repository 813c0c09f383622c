"""Who is there: checking in, and the closing step that says who was not."""

import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from events import mails, registering, reminders
from events.models import OPEN_STATES, Event, Registration, RegistrationState
from events.models import State as EventState
from portal.models import OutgoingMail

State = RegistrationState
# Doors open on the day itself; a tap a week before is a mistake.
EARLY = datetime.timedelta(hours=12)
RUNNING = (*OPEN_STATES, EventState.HELD, EventState.MINUTED)


def _locked(registration: Registration) -> Registration:
    """Lock the event first, as registering does, then read the registration as it stands now."""
    event = Event.objects.select_for_update().get(pk=registration.event_id)
    registration = Registration.objects.get(pk=registration.pk)
    registration.event = event
    return registration


def can_check_in(event: Event, now: datetime.datetime) -> bool:
    """Whether people can be ticked: from half a day before the start until the event is closed."""
    return event.state in RUNNING and now >= event.starts_at - EARLY


@transaction.atomic
def check_in(registration: Registration, *, by: User, now: datetime.datetime) -> Registration:
    """Note that somebody came; a second time changes nothing. Who waited for a place and came anyway is let in.

    Raises ValidationError too early, or when the event does not take place.
    """
    registration = _locked(registration)
    if registration.state == State.ATTENDED:
        return registration
    if not can_check_in(registration.event, now):
        raise ValidationError(_("Abhaken geht am Tag der Veranstaltung."))
    if registration.state in (State.REGISTERED, State.NO_SHOW):
        registration.state, registration.checked_in_at, registration.needs_reconfirm = State.ATTENDED, now, False
        registration.save(update_fields=["state", "checked_in_at", "needs_reconfirm"])
        return registration
    return registering.add_at_desk(registration.event, given=_given(registration), walk_in=True, by=by, now=now)


@transaction.atomic
def undo_check_in(registration: Registration) -> Registration:
    """Take a tick back; a second time changes nothing."""
    registration = _locked(registration)
    if registration.state == State.ATTENDED:
        registration.state, registration.checked_in_at = State.REGISTERED, None
        registration.save(update_fields=["state", "checked_in_at"])
    return registration


@transaction.atomic
def give_place(registration: Registration, *, beyond: bool, by: User, now: datetime.datetime) -> Registration:
    """Give somebody who waits a place, past the order; `beyond` the capacity only when staff say so. Side effects as in `add_at_desk`."""
    registration = _locked(registration)
    return registering.add_at_desk(registration.event, given=_given(registration) | {"beyond": beyond}, walk_in=False, by=by, now=now)


def _given(registration: Registration) -> dict[str, object]:
    fields = ("user", "name", "organisation_name", "organisation", "sphere", "channel", "email", "phone", "language")
    return {field: getattr(registration, field) for field in fields}


@transaction.atomic
def correct(registration: Registration, *, given: dict[str, object], now: datetime.datetime) -> Registration:
    """Change what stands in the list about somebody. A new address gets what waits for the old one, and the reminders still ahead.

    Raises ValidationError when somebody else at this event has the address.
    """
    registration = _locked(registration)
    had = registration.email
    for field, value in given.items():
        setattr(registration, field, value)
    others = registration.event.registrations.current().exclude(pk=registration.pk)
    if registration.email and not registration.is_over and others.filter(email__iexact=registration.email).exists():
        raise ValidationError({"email": _("Mit dieser Adresse steht schon jemand auf der Liste.")})
    registration.save()
    mails.speak(registration)
    if registration.email != had:
        waiting = OutgoingMail.objects.about(mails.OF_REGISTRATIONS, [registration.pk]).filter(state=OutgoingMail.State.PENDING)
        waiting.filter(recipient__iexact=had).exclude(recipient="").update(recipient=registration.email)
        if registration.email and not had and registration.state == State.REGISTERED:
            reminders.plan(registration, now=now)
    return registration


@transaction.atomic
def close_list(event: Event, *, now: datetime.datetime) -> int:
    """Whoever was registered and not ticked was not there. Returns how many. Raises ValidationError before the event is over."""
    event = Event.objects.select_for_update().get(pk=event.pk)
    if event.state not in RUNNING or now < event.ends_at:
        raise ValidationError(_("Das geht, wenn die Veranstaltung vorbei ist."))
    return event.registrations.filter(state=State.REGISTERED).update(state=State.NO_SHOW)


@transaction.atomic
def reopen_list(event: Event) -> int:
    """Take the closing step back. Returns for how many."""
    event = Event.objects.select_for_update().get(pk=event.pk)
    return event.registrations.filter(state=State.NO_SHOW).update(state=State.REGISTERED)
