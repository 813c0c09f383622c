"""Places that become free, and the people who wait for them. Everything here runs under the lock of the event's row."""

import datetime
from collections import Counter
from collections.abc import Iterable

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from events import mails, reminders
from events.models import Event, Registration, RegistrationState
from events.places import Places, places_in, places_of
from portal import mail
from portal.periodic import each

State = RegistrationState
# What may still lie in the outbox about a registration when it takes another turn.
_NEWS = (mails.CONFIRM, mails.LINK, mails.REGISTERED, mails.WAITLISTED, mails.OFFERED)


def lock_event(pk: int) -> Event:
    """Lock an event's row until the transaction ends, and return it. Whoever waits here is served in order of arrival."""
    return Event.objects.select_for_update().get(pk=pk)


def lock_registration(pk: int) -> Registration:
    """Lock the event of a registration, then read the registration as it stands now. Raises Registration.DoesNotExist."""
    event = lock_event(Registration.objects.values_list("event_id", flat=True).get(pk=pk))
    registration = Registration.objects.get(pk=pk)
    registration.event = event
    return registration


def offers_end(event: Event) -> datetime.datetime:
    """Return from when on places are no longer offered: nobody would see the mail in time."""
    return event.starts_at - datetime.timedelta(hours=settings.PLACE_OFFER_ENDS_HOURS_BEFORE)


def offered_until(registration: Registration) -> datetime.datetime | None:
    """Return when the offer to somebody ends; an event that was moved forward ends it earlier. None without an offer."""
    return registration.offered_until and min(registration.offered_until, offers_end(registration.event))


def has_room_for_newcomer(event: Event, sphere: str) -> bool:
    """Whether somebody who arrives now gets a place: one is left for the sphere after everybody who waits and fits has one."""
    places = places_in(event)
    if places.waiting and not places.is_full:
        for other in event.registrations.waiting().values_list("sphere", flat=True):
            if places.has_room_for(other):
                places = _with_one_more(places, other)
    return places.has_room_for(sphere)


def people_before(registration: Registration) -> int:
    """Return how many people wait before this one."""
    return Registration.objects.filter(event=registration.event_id, pk__lt=registration.pk).waiting().count()


def fill(event: Event, *, now: datetime.datetime) -> int:
    """Give free places to those who wait, in order and within the quotas. Belongs under the event's lock. Returns how many were offered.

    Somebody in turn who has not confirmed the address yet holds the place until then, without an offer of its own.
    Side effects: one mail to each who is offered a place. Nothing happens for an event that is not open or starts too soon.
    """
    if not event.is_open or now >= offers_end(event):
        return 0
    places, offered = places_in(event), 0
    if places.is_full or not places.waiting:
        return 0
    for registration in event.registrations.waiting().iterator(chunk_size=50):
        if places.is_full:
            break
        if not places.has_room_for(registration.sphere):
            continue
        places = _with_one_more(places, registration.sphere)
        registration.event = event
        if registration.state == State.PENDING:
            registration.holds_place = True
            registration.save(update_fields=["holds_place"])
        else:
            _offer(registration, now=now)
            offered += 1
    return offered


def _with_one_more(places: Places, sphere: str) -> Places:
    by_sphere = Counter(places.by_sphere)
    by_sphere[sphere] += 1
    return Places(places.capacity, places.taken + 1, places.waiting - 1, dict(by_sphere), places.quotas)


def _offer(registration: Registration, *, now: datetime.datetime) -> None:
    end = min(now + datetime.timedelta(hours=settings.PLACE_OFFER_HOURS), offers_end(registration.event))
    registration.state, registration.offered_until = State.OFFERED, end
    registration.offers += 1
    registration.save(update_fields=["state", "offered_until", "offers"])
    mail.supersede(mails.WAITLISTED, mails.LINK, subject_id=registration.pk)
    mails.send(mails.OFFERED, registration, part=str(registration.offers), expires_at=end)


def end(registration: Registration, *, now: datetime.datetime) -> None:
    """Mark a registration as cancelled. Side effect: mails and reminders about it that still wait are taken back."""
    registration.state, registration.cancelled_at = State.CANCELLED, now
    registration.offered_until, registration.expires_at = None, None
    registration.holds_place, registration.needs_reconfirm = False, False
    registration.save(
        update_fields=["state", "cancelled_at", "offered_until", "expires_at", "holds_place", "needs_reconfirm"],
    )
    mail.supersede(*_NEWS, subject_id=registration.pk)
    reminders.drop(registration)


def forget(registration: Registration) -> None:
    """Delete a registration whose address was never confirmed: it may be somebody else's, so the outbox forgets it too."""
    mail.forget_about(mails.OF_REGISTRATIONS, [registration.pk])
    registration.delete()


def sweep(*, now: datetime.datetime) -> int:
    """Forget unconfirmed registrations after their time, end offers after theirs, and fill the places. Returns how many rows changed.

    Side effects: a mail to each whose offer ended, and to each who is offered a place now. Each event is a transaction of its own.
    """
    events = set(_overdue(now).values_list("event_id", flat=True)) | _with_places_to_give(now)

    @transaction.atomic
    def tidy(pk: int) -> int:
        event = lock_event(pk)
        changed = 0
        for registration in _overdue(now).filter(event=event):
            registration.event = event
            _time_is_up(registration, now=now)
            changed += 1
        return changed + fill(event, now=now)

    return each(sorted(events), tidy)


def _overdue(now: datetime.datetime) -> Iterable[Registration]:
    limit = now + datetime.timedelta(hours=settings.PLACE_OFFER_ENDS_HOURS_BEFORE)
    offers = Q(state=State.OFFERED) & (Q(offered_until__lte=now) | Q(event__starts_at__lte=limit))
    return Registration.objects.filter(Q(state=State.PENDING, expires_at__lte=now) | offers)


def _with_places_to_give(now: datetime.datetime) -> set[int]:
    """Events where somebody who waits fits: a place became free and nothing has given it away yet."""
    limit = now + datetime.timedelta(hours=settings.PLACE_OFFER_ENDS_HOURS_BEFORE)
    waiting: dict[int, set[str]] = {}
    found = Registration.objects.waiting().filter(event__in=Event.objects.open().filter(starts_at__gt=limit))
    for event_id, sphere in found.order_by().values_list("event_id", "sphere").distinct():
        waiting.setdefault(event_id, set()).add(sphere)
    free = places_of(Event.objects.filter(pk__in=waiting))
    return {pk for pk, spheres in waiting.items() if any(free[pk].has_room_for(sphere) for sphere in spheres)}


def _time_is_up(registration: Registration, *, now: datetime.datetime) -> None:
    if registration.state == State.PENDING:
        forget(registration)
        return
    part, event = str(registration.offers), registration.event
    end(registration, now=now)
    if event.is_open and now < event.starts_at:
        mails.send(mails.OFFER_ENDED, registration, part=part)
