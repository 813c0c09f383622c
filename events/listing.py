"""The lists of events, ahead and past: `portal.lists` with what is particular about events."""

import datetime
from dataclasses import replace
from types import SimpleNamespace

from django.http import QueryDict
from django.utils import timezone

from events.cards import cards
from events.filters import LABELS, LISTS, SORTS, known_values, label_of, read_day
from events.index import DAY, FACETS, coming_index, past_index
from events.models import Event
from events.search_rows import EVENT
from portal import lists
from portal.bits import Index

COMING = lists.Catalogue(
    kind=EVENT,
    url_name="events:list",
    lists=LISTS,
    facets=FACETS,
    sorts=SORTS,
    labels=LABELS,
    index=coming_index,
    known=known_values,
    cards=cards,
    label_of=label_of,
    quiet=frozenset({"audience"}),
    nearest_first=False,
)
PAST = replace(COMING, url_name="events:past", index=past_index)
FEED_DAYS_BACK = 90
MOST_PAGES = 25


def read(data: QueryDict) -> lists.Listing:
    """Read an address of the list of events ahead."""
    return _read(COMING, data)


def read_past(data: QueryDict) -> lists.Listing:
    """Read an address of the list of past events."""
    return _read(PAST, data)


def read_choice(data: QueryDict) -> lists.Listing:
    """Read the filters of an address of the month page: what is chosen and what is not known, without cards."""
    data = data.copy()
    for name in ("sort", "page"):
        data.pop(name, None)
    return _read(replace(COMING, url_name="events:month", cards=lambda ids: []), data)


def _read(catalogue: lists.Catalogue, data: QueryDict) -> lists.Listing:
    chosen, _ignored = lists.parse(catalogue, data)
    return lists.read(catalogue, data, visible=on_days(catalogue.index(), chosen))


def on_days(index: Index, chosen: dict[str, list[str]]) -> int | None:
    """Return the bitset of what begins between the chosen days, both included; None when no day is chosen."""
    first = [read_day(value) for value in chosen.get("from", ())]
    last = [read_day(value) for value in chosen.get("until", ())]
    if not first and not last:
        return None
    lowest = max(filter(None, first), default=datetime.date.min)
    highest = min(filter(None, last), default=datetime.date.max)
    return index.any_of(DAY, [value for value in index.facets[DAY] if lowest <= datetime.date.fromisoformat(value) <= highest])


def found_ids(catalogue: lists.Catalogue, data: QueryDict) -> list[int]:
    """Return the ids of what an address of a list finds, in order, page after page, at most MOST_PAGES of them."""
    data, bare = data.copy(), replace(catalogue, cards=lambda ids: [SimpleNamespace(pk=pk) for pk in ids])
    found: list[int] = []
    for number in range(1, MOST_PAGES + 1):
        data["page"] = str(number)
        page = _read(bare, data)
        found += [row.pk for row in page.rows]
        if number >= page.pages:
            break
    return found


def feed_events(data: QueryDict) -> list[Event]:
    """Return the events of a feed: what the filters of an address find, ahead and of the last FEED_DAYS_BACK days."""
    since = timezone.now() - datetime.timedelta(days=FEED_DAYS_BACK)
    wanted = Event.objects.public().filter(pk__in=[*found_ids(COMING, data), *found_ids(PAST, data)], ends_at__gte=since)
    return list(wanted.select_related("organiser").prefetch_related("languages").order_by("starts_at", "pk"))
