"""The list of participants as the desk reads it: who, in which state, how many of which sphere."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from events.models import Event, Registration, RegistrationState
from events.models import State as EventState
from events.places import Places, places_in
from portal.vocabulary import Sphere

State = RegistrationState


@dataclass(frozen=True)
class Bar:
    """How many places of one sphere are taken; `quota` None where the sphere has no upper bound."""

    label: str
    number: int
    quota: int | None
    most: int


@dataclass(frozen=True)
class Head:
    """The numbers above the list."""

    places: Places
    states: list[tuple[str, str, int]]
    bars: list[Bar]
    total: int
    unsure: int


def head(event: Event) -> Head:
    """Return the numbers of an event: places, people by state, places by sphere. Three questions to the database."""
    places = places_in(event)
    unsure = Count("pk", filter=Q(needs_reconfirm=True) & ~Q(state=State.CANCELLED))
    rows = list(event.registrations.order_by().values_list("state").annotate(number=Count("pk"), unsure=unsure))
    numbers = {state: number for state, number, _unsure in rows}
    states = [(state, str(label), numbers[state]) for state, label in State.choices if numbers.get(state)]
    return Head(places, states, _bars(places), sum(numbers.values()), sum(row[2] for row in rows))


def _bars(places: Places) -> list[Bar]:
    rows = [
        (str(label), places.by_sphere.get(sphere, 0), places.quotas.get(sphere))
        for sphere, label in Sphere.choices
        if places.by_sphere.get(sphere) or sphere in places.quotas
    ]
    if places.by_sphere.get(""):
        rows.append((_("ohne Angabe"), places.by_sphere[""], None))
    most = max((max(number, quota or 0) for _label, number, quota in rows), default=1)
    return [Bar(label, number, quota, quota or places.capacity or most) for label, number, quota in rows]


def found(event: Event, *, q: str = "", state: str = "", sphere: str = "") -> QuerySet[Registration]:
    """Return the registrations that fit, by sphere and order of arrival. A name is found by any part of it, so is an organisation."""
    rows = event.registrations.all()
    if state:
        rows = rows.filter(state=state)
    if sphere:
        rows = rows.filter(sphere="" if sphere == "none" else sphere)
    for word in q.split():
        rows = rows.filter(Q(name__icontains=word) | Q(organisation_name__icontains=word) | Q(email__icontains=word))
    return rows.order_by("sphere", "pk")


def turns(event: Event) -> dict[int, int]:
    """Return the position in the waiting list by the number of the registration."""
    return {pk: number for number, pk in enumerate(event.registrations.waiting().values_list("pk", flat=True), start=1)}


def by_name(event: Event, *states: str) -> list[Registration]:
    """Return the people of an event in these states, by name, as lists on paper need them."""
    rows = event.registrations.filter(state__in=states)
    return sorted(rows, key=lambda row: (row.name.casefold(), row.pk))


def to_call(event: Event) -> list[tuple[Registration, str]]:
    """Return everybody who is reached by telephone only, with what they must be told; those with news first."""
    rows = event.registrations.filter(email="").exclude(phone="").exclude(state__in=(State.CANCELLED, State.NO_SHOW))
    told = [(row, news_for(row, event)) for row in rows]
    return sorted(told, key=lambda pair: (not pair[1], pair[0].pk))


def news_for(registration: Registration, event: Event) -> str:
    """Return what somebody must be told who gets no mail; empty when there is nothing."""
    if event.state == EventState.CANCELLED:
        return _("Die Veranstaltung fällt aus.")
    if registration.state == State.OFFERED:
        return _("Ein Platz ist frei. Möchte die Person ihn?")
    if registration.needs_reconfirm:
        return _("Der Termin ist neu. Kann die Person noch kommen?")
    if registration.state == State.WAITLISTED:
        return _("Die Person steht auf der Warteliste.")
    return ""
