"""The list of participants as the desk reads it: who, in which state, how many of which sphere."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Case, Count, OuterRef, Q, QuerySet, Subquery, When
from django.utils.translation import gettext as _

from events.models import Event, Registration, RegistrationState
from events.models import State as EventState
from events.places import Places
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
    groups: dict[tuple[str, str], int]
    unsure: int

    def number_of(self, *, state: str = "", sphere: str = "") -> int:
        """Return how many the list finds for these filters, so that it need not be asked again."""
        wanted = "" if sphere == "none" else sphere
        return sum(number for (own_state, own), number in self.groups.items() if state in ("", own_state) and (not sphere or own == wanted))


def head(event: Event) -> Head:
    """Return the numbers of an event: places, people by state, places by sphere. Two questions to the database."""
    people = event.registrations.all()
    held, queued = Q(pk__in=people.holding().values("pk")), Q(pk__in=people.waiting().order_by().values("pk"))
    rows = list(
        people.order_by()
        .values_list("state", "sphere")
        .annotate(
            number=Count("pk"),
            held=Count("pk", filter=held),
            queued=Count("pk", filter=queued),
            unsure=Count("pk", filter=Q(needs_reconfirm=True) & ~Q(state=State.CANCELLED)),
        )
    )
    by_state, by_sphere, waiting = Counter[str](), Counter[str](), 0
    for state, sphere, number, holding, in_turn, _unsure in rows:
        by_state[state] += number
        by_sphere[sphere] += holding
        waiting += in_turn
    quotas = dict(event.quotas.values_list("sphere", "places"))
    places = Places(event.capacity, by_sphere.total(), waiting, dict(by_sphere), quotas)
    states = [(state, str(label), by_state[state]) for state, label in State.choices if by_state[state]]
    groups = {(row[0], row[1]): row[2] for row in rows}
    return Head(places, states, _bars(places), groups, sum(row[5] for row in rows))


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
    """Return the registrations that fit, by sphere and order of arrival, with the `turn` of those who wait.

    A name is found by any part of it, so is an organisation.
    """
    rows = event.registrations.all()
    if state:
        rows = rows.filter(state=state)
    if sphere:
        rows = rows.filter(sphere="" if sphere == "none" else sphere)
    for word in q.split():
        rows = rows.filter(Q(name__icontains=word) | Q(organisation_name__icontains=word) | Q(email__icontains=word))
    before = Registration.objects.filter(event=OuterRef("event"), pk__lte=OuterRef("pk")).waiting().order_by()
    turn = Subquery(before.values("event").annotate(number=Count("pk")).values("number"))
    waits = Q(state=State.WAITLISTED) | Q(state=State.PENDING, holds_place=False)
    return rows.annotate(turn=Case(When(waits, then=turn), default=None)).order_by(Case(When(sphere="", then=1), default=0), "sphere", "pk")


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
