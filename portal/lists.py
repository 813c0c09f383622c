"""One list: what was asked, what it finds, and what each further tick would find.

An app describes its list by a `Catalogue`; offers, organisations and advisors are lists of the same quality.

A new list is made in five steps; `networks` shows all of them, with `directory.py` in the middle:

1. `search_rows.py` writes what is searched with `search.index(kind, …)`, in the transaction that saves. The order by title reads
   the same rows, so a thing without a row is missing there.
2. One statement reads the index (`bits.read_index`), in a function under `daily_snapshot` when it depends on the day. The row
   "id" decides the order in which the list stands by itself (events: by beginning). Every facet is named in `facets`, and
   "region" beside them: the place is a filter, not a facet. `watch` all tables it reads.
3. `filters.py` names the parameters, what each may hold and its words. Each is a choice of known values that may be ticked
   together; "next week" is a value of a facet, not a date. `RELEVANCE` comes first in `sorts`; any sort that is neither
   `RELEVANCE` nor `TITLE` is the order of the index.
4. `cards(ids)` reads what the twenty cards of one page show, in this order and in one query; each has `pk` and takes `found_via`.
5. The view answers `read`, `groups` and `chips` under `public_page`, and the template extends `includes/list.html`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal import search
from portal.bits import Index, numbers_of
from portal.content import snapshot
from portal.folding import words
from portal.languages import CODES, SOURCE
from portal.models import GERMANY, SearchEntry
from portal.regions import Place, places
from portal.search_everywhere import Hits

PAGE_SIZE = 20
MAX_QUERY = 100
RELEVANCE, TITLE = "relevance", "title"


@dataclass(frozen=True)
class Catalogue:
    """What is particular about one list: its search rows, its address, its filters with their words, how its cards are read.

    `lists` are the parameters that may hold several values, in the order of an address; `facets` those shown as ticks.
    """

    kind: str
    url_name: str
    lists: tuple[str, ...]
    facets: tuple[str, ...]
    sorts: tuple[tuple[str, str | Promise], ...]
    labels: Mapping[str, str | Promise]
    index: Callable[[], Index]
    known: Callable[[], dict[str, tuple[str, ...]]]
    cards: Callable[[list[int]], list[Any]]
    label_of: Callable[[str, str], str]
    # Facets whose options are not shown while they find nothing.
    quiet: frozenset[str] = field(default=frozenset())
    # Whether what is near the chosen place comes first; what has a date comes by its date.
    nearest_first: bool = True


@dataclass
class Option:
    value: str
    label: str
    count: int
    checked: bool


@dataclass
class Group:
    name: str
    label: str
    options: list[Option]
    is_open: bool


@dataclass
class Chip:
    """One active filter; `query` is the address without it."""

    label: str
    query: str


@dataclass
class Listing:
    """The answer to one address of the list. `counts` maps facet and value to what ticking it finds."""

    catalogue: Catalogue
    q: str
    chosen: dict[str, list[str]]
    ignored: list[str]
    sort: str
    page: int
    pages: int
    total: int
    rows: list[Any]
    counts: dict[str, dict[str, int]]
    corrected: str
    is_miss: bool
    named_place: Place | None = None

    @property
    def address(self) -> str:
        """The address of the list without any choice."""
        return reverse(self.catalogue.url_name)

    @property
    def previous_query(self) -> str:
        return self.query(page=self.page - 1)

    @property
    def next_query(self) -> str:
        return self.query(page=self.page + 1)

    @property
    def place_query(self) -> str:
        """The address that looks in the place named among the search words, for the other words."""
        assert self.named_place  # noqa: S101 - the template asks only where there is one
        return place_query(self.named_place, self.q, QueryDict(self.query(without=("q", self.q))))

    @property
    def is_filtered(self) -> bool:
        return bool(self.q or self.chosen)

    def query(self, *, without: tuple[str, str] | None = None, page: int = 1) -> str:
        """Return the query string of this list with one value taken out, or of another page."""
        data = QueryDict(mutable=True)
        for name in self.catalogue.lists:
            values = [value for value in self.chosen.get(name, []) if (name, value) != without]
            if values:
                data.setlist(name, values)
        if self.q and without != ("q", self.q):
            data["q"] = self.q
        if self.sort != RELEVANCE:
            data["sort"] = self.sort
        if page > 1:
            data["page"] = str(page)
        return data.urlencode()


def parse(catalogue: Catalogue, data: QueryDict) -> tuple[dict[str, list[str]], list[str]]:
    """Return the known values of each parameter that has any, and everything that was asked but is not known."""
    chosen, ignored = {}, []
    known = catalogue.known()
    for name in catalogue.lists:
        asked = [value for value in dict.fromkeys(data.getlist(name)) if value]
        if values := [value for value in asked if value in known[name]]:
            chosen[name] = values
        ignored += [value for value in asked if value not in known[name]]
    return chosen, ignored


def read(catalogue: Catalogue, data: QueryDict, *, visible: int | None = None) -> Listing:
    """Read an address of the list. Unknown values are passed over and named; nothing in an address raises.

    `visible` is the bitset of what this reader may see, everything when it is missing.
    """
    chosen, ignored = parse(catalogue, data)
    q = " ".join(data.get("q", "").split())[:MAX_QUERY]
    sort = data.get("sort") or RELEVANCE
    if sort not in dict(catalogue.sorts):
        ignored.append(sort)
        sort = RELEVANCE
    index = catalogue.index()
    found = search.find(catalogue.kind, q) if q else None

    base = index.everything if visible is None else visible
    if found:
        base &= index.of_ids(found.ids)
    if "region" in chosen:
        base &= index.in_regions(chosen["region"])
    narrowed = {facet: index.any_of(facet, chosen[facet]) for facet in catalogue.facets if facet in chosen}
    result = base
    for bits in narrowed.values():
        result &= bits

    total = result.bit_count()
    pages = max(1, -(-total // PAGE_SIZE))
    page = _page_number(data.get("page") or "1", pages, ignored)
    order = _Order(index, result, (page - 1) * PAGE_SIZE)
    if sort == TITLE:
        ids = order.by(_in_title_order(catalogue, index))
    elif sort == RELEVANCE and found and found.ranked:
        ids = order.by([index.bits[i] for i in found.ids if i in index.bits])
    elif sort == RELEVANCE and "region" in chosen and catalogue.nearest_first:
        ids = order.by_tiers(index.tiers(chosen["region"]))
    else:
        ids = order.by_tiers([result])
    rows = catalogue.cards(ids)
    if found:
        note_language(rows, found)
    counts = _counts(catalogue, index, base, narrowed)
    corrected = found.corrected if found else ""
    place = None if "region" in chosen else named_place(q)
    is_miss = found is not None and not found.ids
    return Listing(catalogue, q, chosen, ignored, sort, page, pages, total, rows, counts, corrected, is_miss, place)


def named_place(query: str) -> Place | None:
    """Return the place whose whole name stands among the search words, in German or in the reader's language."""
    asked = words(query)
    for own, key in _place_words() if asked else ():
        if any(asked[at : at + len(own)] == own for at in range(len(asked))):
            return places()[key]
    return None


def place_query(place: Place, q: str, others: QueryDict) -> str:
    """Return the query string that looks in this place for the other words of `q`, with these other parameters."""
    own = set(words(place.names[SOURCE])) | set(words(place.name))
    rest = " ".join(word for word in q.split() if not set(words(word)) <= own)
    data = others.copy()
    data["region"] = place.key
    if rest:
        data["q"] = rest
    return data.urlencode()


@snapshot
def _place_words() -> list[tuple[list[str], str]]:
    """The folded names of all places in all languages, longest first: "Landkreis Kassel" before "Kassel"."""
    names = [
        (words(name), place.key) for place in places().values() if place.key != GERMANY for name in set(filter(None, place.names.values()))
    ]
    return sorted((pair for pair in names if pair[0]), key=lambda pair: (-len(pair[0]), pair[1]))


def _page_number(asked: str, pages: int, ignored: list[str]) -> int:
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 9 else 0
    if 1 <= number <= pages:
        return number
    ignored.append(asked)
    return pages if number > pages else 1


@dataclass
class _Order:
    """Takes the ids of one page out of a bitset in some order."""

    index: Index
    result: int
    start: int

    def by(self, bits: list[int]) -> list[int]:
        raw = self.result.to_bytes(len(self.index.ids) // 8 + 1, "little")
        ids, seen = [], 0
        for bit in bits:
            if raw[bit >> 3] & (1 << (bit & 7)):
                if seen >= self.start:
                    ids.append(self.index.ids[bit])
                    if len(ids) == PAGE_SIZE:
                        break
                seen += 1
        return ids

    def by_tiers(self, tiers: list[int]) -> list[int]:
        ids: list[int] = []
        skip, rest = self.start, self.result
        for tier in [*tiers, self.result]:
            here = rest & tier
            rest &= ~tier
            number = here.bit_count()
            if skip >= number:
                skip -= number
                continue
            for place, bit in enumerate(numbers_of(here)):
                if place < skip:
                    continue
                ids.append(self.index.ids[bit])
                if len(ids) == PAGE_SIZE:
                    return ids
            skip = 0
        return ids


@snapshot
def _title_orders() -> dict[str, dict[str, list[int]]]:
    """Hold the orders by title of each list, filled as they are asked for."""
    return {}


def _in_title_order(catalogue: Catalogue, index: Index) -> list[int]:
    """Return the bits of the index in the order of the titles in the reader's language; all languages are read at once."""
    orders = _title_orders()
    # By its address: the same kind of thing may have two lists.
    if catalogue.url_name not in orders:
        order: dict[str, list[int]] = {code: [] for code in CODES}
        rows = SearchEntry.objects.filter(kind=catalogue.kind).order_by("language", "title_key", "object_id")
        for language, object_id in rows.values_list("language", "object_id"):
            if object_id in index.bits and language in order:
                order[language].append(index.bits[object_id])
        orders[catalogue.url_name] = order
    return orders[catalogue.url_name][get_language() or SOURCE]


def _counts(catalogue: Catalogue, index: Index, base: int, narrowed: dict[str, int]) -> dict[str, dict[str, int]]:
    counts = {}
    for facet in catalogue.facets:
        others = base
        for name, bits in narrowed.items():
            if name != facet:
                others &= bits
        counts[facet] = {value: (others & bits).bit_count() for value, bits in index.facets[facet].items()}
    return counts


def note_language(rows: list[Any], found: search.Result | Hits) -> None:
    """Mark what was found through another language than the reader's, German before the others."""
    reader = get_language() or SOURCE
    for row in rows:
        via = found.via.get(row.pk, frozenset())
        row.found_via = "" if reader in via or not via else (SOURCE if SOURCE in via else min(via))


# --- The filter form as data -------------------------------------------------------------------------------------------


def groups(listing: Listing) -> list[Group]:
    """Return every facet with its options; an option that would find nothing stays visible with a zero."""
    catalogue = listing.catalogue
    key = (catalogue.kind, get_language() or SOURCE)
    vocabulary = _vocabularies()
    if key not in vocabulary:
        vocabulary[key] = [(name, str(catalogue.labels[name]), _options(catalogue, name, key[1])) for name in catalogue.facets]
    result = []
    for name, label, options in vocabulary[key]:
        counts, chosen = listing.counts[name], listing.chosen.get(name, ())
        shown = [Option(value, words, counts.get(value, 0), value in chosen) for value, words in options]
        if name in catalogue.quiet:
            shown = [option for option in shown if option.count or option.checked]
        if shown:
            result.append(Group(name, label, shown, bool(chosen)))
    return result


@snapshot
def _vocabularies() -> dict[tuple[str, str], list[tuple[str, str, list[tuple[str, str]]]]]:
    """Hold the words of all options by list and language, filled as they are asked for."""
    return {}


def _options(catalogue: Catalogue, name: str, language: str) -> list[tuple[str, str]]:
    values = list(catalogue.known()[name])
    if name == "language":
        values.sort(key=lambda code: code != language)
    return [(value, catalogue.label_of(name, value)) for value in values]


def chips(listing: Listing) -> list[Chip]:
    """Return what is chosen, each with the address that takes it away."""
    result = []
    if listing.q:
        result.append(Chip(_("Suche: %(words)s") % {"words": listing.q}, listing.query(without=("q", listing.q))))
    for name in listing.catalogue.lists:
        for value in listing.chosen.get(name, []):
            result.append(Chip(listing.catalogue.label_of(name, value), listing.query(without=(name, value))))
    return result
