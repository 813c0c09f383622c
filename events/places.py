"""How many places an event has left. One rule for the public pages, the desk and the registration, which asks under the event's lock."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count, Q

from events.models import Event, EventQuota, Registration


@dataclass(frozen=True)
class Places:
    """Places of one event: `capacity` None means as many as come. `by_sphere` and `quotas` count people by sphere."""

    capacity: int | None
    taken: int = 0
    waiting: int = 0
    by_sphere: dict[str, int] = field(default_factory=dict)
    quotas: dict[str, int] = field(default_factory=dict)

    @property
    def left(self) -> int | None:
        """How many places are free; None for as many as come."""
        return None if self.capacity is None else max(0, self.capacity - self.taken)

    @property
    def is_full(self) -> bool:
        return self.left == 0

    def has_room_for(self, sphere: str) -> bool:
        """Whether somebody of this sphere ("" for none) gets a place now."""
        if self.is_full:
            return False
        return sphere not in self.quotas or self.by_sphere.get(sphere, 0) < self.quotas[sphere]


def places_of(events: Iterable[Event]) -> dict[int, Places]:
    """Return the places of events by their id; two questions to the database however many they are."""
    capacity = {event.pk: event.capacity for event in events}
    taken: dict[int, dict[str, int]] = {pk: {} for pk in capacity}
    waiting: dict[int, int] = dict.fromkeys(capacity, 0)
    rows = Registration.objects.filter(event__in=capacity).order_by()
    holding = Q(pk__in=Registration.objects.filter(event__in=capacity).holding().values("pk"))
    queued = Q(pk__in=Registration.objects.filter(event__in=capacity).waiting().order_by().values("pk"))
    counted = rows.values("event_id", "sphere").annotate(held=Count("pk", filter=holding), queued=Count("pk", filter=queued))
    for row in counted:
        taken[row["event_id"]][row["sphere"]] = row["held"]
        waiting[row["event_id"]] += row["queued"]
    quotas: dict[int, dict[str, int]] = {pk: {} for pk in capacity}
    for event_id, sphere, number in EventQuota.objects.filter(event__in=capacity).values_list("event_id", "sphere", "places"):
        quotas[event_id][sphere] = number
    return {pk: Places(capacity[pk], sum(taken[pk].values()), waiting[pk], taken[pk], quotas[pk]) for pk in capacity}


def places_in(event: Event) -> Places:
    """Return the places of one event."""
    return places_of([event])[event.pk]
