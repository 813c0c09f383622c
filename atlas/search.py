"""The search over everything: which groups there are, and what a query finds in each."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from events import cards as events
from events.index import coming_index, past_index
from events.search_rows import EVENT
from networks import cards as networks
from networks.directory import advisor_index, organisation_index, visible_advisors
from networks.search_rows import ADVISOR, ORGANISATION
from offers import cards as offers
from offers.actions import SEARCH_KIND as OFFER
from offers.index import offer_index
from portal import lists
from portal.bits import Index, numbers_of
from portal.regions import Place
from portal.search_everywhere import Hits, find_everywhere
from stories import cards as stories
from stories.index import story_index
from stories.search_rows import STORY

SHOWN = 5


@dataclass(frozen=True)
class Part:
    """One list of a group; `visible` is the bitset of what visitors may see, everything when it is missing."""

    index: Callable[[], Index]
    url_name: str
    label: str | Promise
    visible: Callable[[], int] | None = None

    def allowed(self, ids: tuple[int, ...]) -> set[int]:
        """Return those of the ids that everybody may see in this list today."""
        index = self.index()
        if self.visible is None:
            return {i for i in ids if i in index.bits}
        return {index.ids[bit] for bit in numbers_of(index.of_ids(ids) & self.visible())}


@dataclass(frozen=True)
class Group:
    """What is particular about one kind of thing: its lists, its cards, and where its table keeps its title."""

    kind: str
    label: str | Promise
    one: str | Promise
    parts: tuple[Part, ...]
    cards: Callable[[list[int]], list[Any]]
    card: str
    url_name: str
    table: str
    title: str
    is_translated: bool = True


GROUPS = (
    Group(
        OFFER, _("Angebote"), _("Angebot"), (Part(offer_index, "offers:list", _("Angebote")),), offers.cards, "offers/_card.html",
        "offers:detail", "offers_offer", "title",
    ),
    Group(
        ORGANISATION, _("Organisationen"), _("Organisation"), (Part(organisation_index, "networks:organisations", _("Organisationen")),),
        networks.organisation_cards, "networks/_organisation_card.html", "atlas:organisation", "networks_organisation", "name",
        is_translated=False,
    ),
    Group(
        ADVISOR, _("Beraterinnen und Berater"), _("Beratung"),
        (Part(advisor_index, "networks:advisors", _("Beraterinnen und Berater"), lambda: visible_advisors(colleague=False)),),
        networks.advisor_cards, "networks/_advisor_card.html", "atlas:advisor", "networks_advisor", "display_name", is_translated=False,
    ),
    # What is ahead before what is over.
    Group(
        EVENT, _("Veranstaltungen"), _("Veranstaltung"),
        (Part(coming_index, "events:list", _("Veranstaltungen")), Part(past_index, "events:past", _("Vergangene Veranstaltungen"))),
        events.cards, "events/_card.html", "events:detail", "events_event", "title",
    ),
    Group(
        STORY, _("Erfolgsgeschichten"), _("Erfolgsgeschichte"), (Part(story_index, "stories:list", _("Erfolgsgeschichten")),),
        stories.cards, "stories/_card.html", "stories:detail", "stories_story", "title",
    ),
)  # fmt: skip
KINDS = tuple(group.kind for group in GROUPS)


@dataclass(frozen=True)
class More:
    """The way to a list with the same words; `number` is 0 when there are too many to count."""

    label: str | Promise
    address: str
    number: int


@dataclass(frozen=True)
class Shown:
    """One group of a page of results."""

    kind: str
    label: str | Promise
    number: int
    rows: list[Any]
    card: str
    more: list[More]


@dataclass(frozen=True)
class Answer:
    """Everything a page of results says. `is_miss`: nothing was found of any kind."""

    q: str
    groups: list[Shown]
    corrected: str
    is_miss: bool
    place: Place | None
    place_query: str


def read(data: QueryDict) -> Answer:
    """Answer an address of the search. Nothing in an address raises."""
    q = " ".join(data.get("q", "").split())[: lists.MAX_QUERY]
    hits, corrected = find_everywhere(KINDS, q) if q else ({}, "")
    found = [(group, hits[group.kind], _visible(group, hits[group.kind])) for group in GROUPS if group.kind in hits]
    found = [(group, own, ids) for group, own, ids in found if any(ids)]
    # A group goes ahead of the fixed order only when its best hit fits better: the words stand in the very name.
    found.sort(key=lambda each: -each[1].levels[next(i for ids in each[2] for i in ids)])
    place = lists.named_place(q)
    return Answer(
        q,
        [_shown(group, own, ids, q) for group, own, ids in found],
        corrected,
        bool(q) and not found,
        place,
        lists.place_query(place, q, QueryDict()) if place else "",
    )


def _visible(group: Group, hits: Hits) -> list[list[int]]:
    """Return the ids of each part of the group, best first."""
    result = []
    for part in group.parts:
        allowed = part.allowed(hits.ids)
        result.append([i for i in hits.ids if i in allowed])
    return result


def _shown(group: Group, hits: Hits, ids: list[list[int]], q: str) -> Shown:
    every = [i for part in ids for i in part]
    rows = group.cards(every[:SHOWN])
    lists.note_language(rows, hits)
    words = QueryDict(mutable=True)
    words["q"] = q
    more = [
        More(part.label, f"{reverse(part.url_name)}?{words.urlencode()}", len(own) if hits.complete else 0)
        for part, own in zip(group.parts, ids, strict=True)
        if own and len(every) > SHOWN
    ]
    return Shown(group.kind, group.label, len(every) if hits.complete else 0, rows, group.card, more)
