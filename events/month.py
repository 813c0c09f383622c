"""One month of events as the weeks of a calendar, with the same filters as the list."""

import calendar
import datetime
from dataclasses import dataclass, field

from babel.dates import get_day_names
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import get_language

from events.cards import Card, cards
from events.index import DAY, coming_index, past_index
from events.listing import COMING, PAST, found_ids
from events.models.event import LONGEST
from portal.languages import SOURCE

# How far the pages of months reach when no event reaches further: nobody leafs through empty years, and no robot either.
MONTHS_BACK, MONTHS_AHEAD = 3, 12


@dataclass
class Day:
    """One day of the calendar; a day of another month is only there to fill its week."""

    date: datetime.date
    is_inside: bool
    is_today: bool
    events: list[Card] = field(default_factory=list)


@dataclass
class Month:
    """`previous` and `next` are months as an address names them, empty where nothing lies beyond."""

    name: str
    weeks: list[list[Day]]
    previous: str
    next: str
    # What was asked for and is no month that we show.
    ignored: str

    @property
    def total(self) -> int:
        return len({event.pk for week in self.weeks for day in week for event in day.events})


def read(data: QueryDict, *, today: datetime.date) -> Month:
    """Read an address of the month page. Anything but a month in reach leads to the current one, and is named."""
    asked = data.get("month", "")
    current, (lowest, highest) = (today.year, today.month), _reach(today)
    at = _parse(asked)
    known = at is not None and lowest <= at <= highest
    year, number = at if known and at else current
    weeks = [
        [Day(date, date.month == number, date == today) for date in week]
        for week in calendar.Calendar(calendar.MONDAY).monthdatescalendar(year, number)
    ]
    days = {day.date: day for week in weeks for day in week if day.is_inside}
    for event in _events(data, min(days), max(days), today):
        date = event.starts_local.date()
        while date <= event.ends_local.date():
            if date in days:
                days[date].events.append(event)
            date += datetime.timedelta(days=1)
    before, after = _shifted(year, number, -1), _shifted(year, number, 1)
    return Month(
        name=_name(year, number),
        weeks=weeks,
        previous=_name(*before) if before >= lowest else "",
        next=_name(*after) if after <= highest else "",
        ignored="" if known or not asked else asked,
    )


def weekday_names(width: str) -> list[str]:
    """Return the names of the days from Monday to Sunday, "wide" or "abbreviated"."""
    names = get_day_names(width, context="stand-alone", locale=get_language() or SOURCE)
    return [names[number] for number in range(7)]


def _events(data: QueryDict, first: datetime.date, last: datetime.date, today: datetime.date) -> list[Card]:
    """Return the events of the filters that take place between the two days, in order."""
    earliest = first - LONGEST
    data = data.copy()
    data.setlist("from", [*data.getlist("from"), earliest.isoformat()])
    data.setlist("until", [*data.getlist("until"), last.isoformat()])
    data.pop("sort", None)
    ids = found_ids(COMING, data) if last >= today else []
    if earliest < today:
        ids += found_ids(PAST, data)
    found = [event for event in cards(ids) if event.ends_local.date() >= first]
    return sorted(found, key=lambda event: (event.starts_at, event.pk))


def _reach(today: datetime.date) -> tuple[tuple[int, int], tuple[int, int]]:
    """Return the first and the last month that can be shown: where events are, and a little around today."""
    days = [datetime.date.fromisoformat(day) for index in (past_index(), coming_index()) for day in index.facets[DAY]]
    first = min(((day.year, day.month) for day in days), default=(today.year, today.month))
    last = max(((day.year, day.month) for day in days), default=(today.year, today.month))
    return min(first, _shifted(today.year, today.month, -MONTHS_BACK)), max(last, _shifted(today.year, today.month, MONTHS_AHEAD))


def _shifted(year: int, month: int, by: int) -> tuple[int, int]:
    whole = year * 12 + month - 1 + by
    return whole // 12, whole % 12 + 1


def _name(year: int, month: int) -> str:
    return f"{year:04d}-{month:02d}"


def _parse(text: str) -> tuple[int, int] | None:
    if len(text) != 7 or text[4] != "-" or not (text[:4] + text[5:]).isascii() or not (text[:4] + text[5:]).isdigit():
        return None
    year, month = int(text[:4]), int(text[5:])
    return (year, month) if 1 <= month <= 12 else None


def now_month() -> str:
    """Return the current month as an address names it."""
    today = timezone.localdate()
    return _name(today.year, today.month)
