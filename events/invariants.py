"""What must hold of places at any moment, whatever happened before; `check_invariants` asks."""

import datetime
from collections.abc import Iterator

from django.apps import apps
from django.db.models import Count, Max, Min, Q

from events import mails, waiting
from events.models import Event, EventQuota, Registration, RegistrationState
from events.places import places_of
from portal.models import OutgoingMail

BY_DESK = (Registration.Via.DESK, Registration.Via.WALK_IN)


def problems_found(*, now: datetime.datetime) -> list[str]:
    """Return a sentence for everything that does not agree."""
    return [*_too_many(), *_beyond_quota(), *_waiting_beside_a_free_place(now), *_late_reminders(), *_double()]


def _by_event(rows: object) -> dict[int, int]:
    return {row["event_id"]: row["number"] for row in rows.order_by().values("event_id").annotate(number=Count("pk"))}


def _too_many() -> Iterator[str]:
    """More people than there ever were places; whoever the desk let in counts on top. Nobody loses a place when the capacity falls."""
    held = Registration.objects.holding()
    everybody, by_desk = _by_event(held), _by_event(held.filter(via__in=BY_DESK))
    # Every capacity the event has had; one without a number let everybody in.
    had: dict[int, list[int | None]] = {}
    history = apps.get_model("events", "EventEvent").objects.filter(pgh_obj_id__in=everybody)
    for pk, capacity in [
        *history.values_list("pgh_obj_id", "capacity"),
        *Event.objects.filter(pk__in=everybody).values_list("pk", "capacity"),
    ]:
        had.setdefault(pk, []).append(capacity)
    for pk, capacities in sorted(had.items()):
        capacity = max((number for number in capacities if number is not None), default=None)
        if None not in capacities and capacity is not None and everybody[pk] - by_desk.get(pk, 0) > capacity:
            yield f"Event {pk} has {capacity} places, but {everybody[pk]} people hold one."


def _beyond_quota() -> Iterator[str]:
    """More people of a sphere than its quota ever allowed, of those who came since there is one."""
    held = Registration.objects.holding().exclude(via__in=BY_DESK)
    history = apps.get_model("events", "EventQuotaEvent").objects
    for quota in EventQuota.objects.order_by("event_id", "sphere"):
        past = history.filter(event_id=quota.event_id, sphere=quota.sphere).aggregate(since=Min("pgh_created_at"), most=Max("places"))
        most = max(quota.places, past["most"] or 0)
        people = held.filter(event=quota.event_id, sphere=quota.sphere)
        number = people.filter(created_at__gte=past["since"]).count() if past["since"] else people.count()
        if number > most:
            yield f"Event {quota.event_id} has {most} places for {quota.sphere}, but {number} people hold one."


def _waiting_beside_a_free_place(now: datetime.datetime) -> Iterator[str]:
    """Somebody waits who fits, while a place is free and could be offered."""
    queued = Registration.objects.waiting().filter(event__in=Event.objects.open())
    events = [event for event in Event.objects.filter(pk__in=queued.order_by().values("event_id")) if now < waiting.offers_end(event)]
    places = places_of(events)
    for event in events:
        spheres = set(queued.filter(event=event).order_by().values_list("sphere", flat=True))
        if any(places[event.pk].has_room_for(sphere) for sphere in spheres):
            yield f"Event {event.pk} has a free place, and somebody waits who fits."


def _late_reminders() -> Iterator[str]:
    """A reminder that waits for somebody who is not coming any more, or is gone."""
    rows = OutgoingMail.objects.filter(
        kind__in=mails.REMINDERS.values(), state__in=(OutgoingMail.State.PENDING, OutgoingMail.State.CLAIMED)
    )
    over = Q(state__in=(RegistrationState.CANCELLED, RegistrationState.PENDING))
    coming = Registration.objects.exclude(over).values("pk")
    for pk in rows.exclude(subject_id__in=coming).order_by("pk").values_list("pk", flat=True):
        yield f"Message {pk} reminds somebody who is not registered."


def _double() -> Iterator[str]:
    """The same account twice at one event; addresses are kept apart by the database."""
    twice = Registration.objects.current().filter(user__isnull=False).order_by().values("event_id", "user_id").annotate(number=Count("pk"))
    for row in twice.filter(number__gt=1):
        yield f"Account {row['user_id']} is registered {row['number']} times for event {row['event_id']}."
