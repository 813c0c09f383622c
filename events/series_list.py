"""What the pages of series at the desk say: the list with its next dates, one series with all of them."""

import datetime
from dataclasses import dataclass

from django.db.models import Count, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.utils import timezone

from events import rhythm
from events.models import Event, EventSeries, RegistrationState, SeriesTerm, State
from events.series import people_on

MOST_PAST = 12


@dataclass(frozen=True)
class Row:
    """One series in the list."""

    series: EventSeries
    rhythm: str
    next_at: datetime.datetime | None
    people: dict[str, SeriesTerm | None]


@dataclass(frozen=True)
class Dates:
    """The dates of one series: those ahead, the last ones, and numbers."""

    ahead: list[Event]
    past: list[Event]
    drafts: int


def with_next(rows: QuerySet[EventSeries], now: datetime.datetime) -> QuerySet[EventSeries]:
    """Add when the next date is that will take place, public or not."""
    ahead = Event.objects.filter(series=OuterRef("pk"), ends_at__gt=now).exclude(state=State.CANCELLED).order_by("starts_at")
    return rows.annotate(next_at=Subquery(ahead.values("starts_at")[:1]))


def read_list(rows: QuerySet[EventSeries], now: datetime.datetime) -> list[Row]:
    """Return the rows of the list: those that run first, by their next date."""
    today = timezone.localdate(now)
    terms = Prefetch("terms", SeriesTerm.objects.order_by("pk"))
    found = list(with_next(rows, now).select_related("region").prefetch_related(terms).order_by("-is_active", "next_at", "pk"))
    zone = timezone.get_default_timezone()
    return [Row(one, rhythm.words(one.rrule), one.next_at and one.next_at.astimezone(zone), people_on(one, today)) for one in found]


def read_dates(series: EventSeries, now: datetime.datetime) -> Dates:
    """Return the dates of a series with how many registered, wait, and came."""

    def number(name: str, *states: str) -> dict[str, Count]:
        return {name: Count("registrations", filter=Q(registrations__state__in=states))}

    state = RegistrationState
    counted = (
        series.occurrences.select_related("organiser")
        .annotate(
            **number("coming", state.REGISTERED, state.ATTENDED, state.NO_SHOW),
            **number("waiting", state.WAITLISTED, state.OFFERED),
            **number("came", state.ATTENDED),
        )
        .prefetch_related("co_hosts")
    )
    ahead = list(counted.filter(ends_at__gt=now).order_by("starts_at", "pk"))
    past = list(counted.filter(ends_at__lte=now).order_by("-starts_at", "-pk")[:MOST_PAST])
    return Dates(ahead, past, sum(event.state == State.DRAFT for event in ahead))
