"""One list: what was asked, what it finds, and what each further tick would find."""

from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import get_language

from offers.actions import SEARCH_KIND
from offers.cards import Card, cards
from offers.filters import LISTS, MAX_QUERY, RELEVANCE, SORTS, TITLE, parse
from offers.index import FACETS, OfferIndex, numbers_of, offer_index
from portal import search
from portal.content import snapshot
from portal.folding import words
from portal.languages import CODES, SOURCE
from portal.models import GERMANY, SearchEntry
from portal.regions import Place, places

PAGE_SIZE = 20


@dataclass
class Listing:
    """The answer to one address of the list. `counts` maps facet and value to what ticking it finds."""

    q: str
    chosen: dict[str, list[str]]
    ignored: list[str]
    sort: str
    page: int
    pages: int
    total: int
    offers: list[Card]
    counts: dict[str, dict[str, int]]
    corrected: str
    is_miss: bool
    named_place: Place | None = None

    @property
    def place_query(self) -> str:
        """The address that looks in the place named among the search words, for the other words."""
        assert self.named_place  # noqa: S101 - the template asks only where there is one
        own = set(words(self.named_place.names[SOURCE])) | set(words(self.named_place.name))
        rest = " ".join(word for word in self.q.split() if not set(words(word)) <= own)
        data = QueryDict(self.query(without=("q", self.q)), mutable=True)
        data["region"] = self.named_place.key
        if rest:
            data["q"] = rest
        return data.urlencode()

    @property
    def is_filtered(self) -> bool:
        return bool(self.q or self.chosen)

    def query(self, *, without: tuple[str, str] | None = None, page: int = 1) -> str:
        """Return the query string of this list with one value taken out, or of another page."""
        data = QueryDict(mutable=True)
        for name in LISTS:
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


def read(data: QueryDict) -> Listing:
    """Read an address of the list. Unknown values are passed over and named; nothing in an address raises."""
    chosen, ignored = parse(data)
    q = " ".join(data.get("q", "").split())[:MAX_QUERY]
    sort = data.get("sort") or RELEVANCE
    if sort not in dict(SORTS):
        ignored.append(sort)
        sort = RELEVANCE
    index = offer_index()
    found = search.find(SEARCH_KIND, q) if q else None

    base = index.everything
    if found:
        base &= index.of_ids(found.ids)
    if "region" in chosen:
        base &= index.in_regions(chosen["region"])
    narrowed = {facet: index.any_of(facet, chosen[facet]) for facet in FACETS if facet in chosen}
    result = base
    for bits in narrowed.values():
        result &= bits

    total = result.bit_count()
    pages = max(1, -(-total // PAGE_SIZE))
    page = _page_number(data.get("page") or "1", pages, ignored)
    order = _Order(index, result, (page - 1) * PAGE_SIZE)
    if sort == TITLE:
        ids = order.by(title_order()[get_language() or SOURCE])
    elif sort == RELEVANCE and found and found.ranked:
        ids = order.by([index.bits[i] for i in found.ids if i in index.bits])
    elif sort == RELEVANCE and "region" in chosen:
        ids = order.by_tiers(index.tiers(chosen["region"]))
    else:
        ids = order.newest()
    offers = cards(ids)
    if found:
        _note_language(offers, found)
    counts = _counts(index, base, narrowed)
    corrected = found.corrected if found else ""
    place = None if "region" in chosen else _named_place(q)
    is_miss = found is not None and not found.ids
    return Listing(q, chosen, ignored, sort, page, pages, total, offers, counts, corrected, is_miss, place)


def _named_place(query: str) -> Place | None:
    """Return the place whose whole name stands among the search words, in German or in the reader's language."""
    asked = words(query)
    for own, key in _place_words() if asked else ():
        if any(asked[at : at + len(own)] == own for at in range(len(asked))):
            return places()[key]
    return None


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

    index: OfferIndex
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

    def newest(self) -> list[int]:
        return self.by_tiers([self.result])

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
def title_order() -> dict[str, list[int]]:
    """Return for each language the bits of the index in the order of the titles."""
    bits = offer_index().bits
    order: dict[str, list[int]] = {code: [] for code in CODES}
    rows = SearchEntry.objects.filter(kind=SEARCH_KIND).order_by("language", "title_key", "object_id")
    for language, object_id in rows.values_list("language", "object_id"):
        if object_id in bits and language in order:
            order[language].append(bits[object_id])
    return order


def _counts(index: OfferIndex, base: int, narrowed: dict[str, int]) -> dict[str, dict[str, int]]:
    counts = {}
    for facet in FACETS:
        others = base
        for name, bits in narrowed.items():
            if name != facet:
                others &= bits
        counts[facet] = {value: (others & bits).bit_count() for value, bits in index.facets[facet].items()}
    return counts


def _note_language(offers: list[Card], found: search.Result) -> None:
    """Mark offers that were found through another language than the reader's, German before the others."""
    reader = get_language() or SOURCE
    for offer in offers:
        via = found.via.get(offer.pk, frozenset())
        offer.found_via = "" if reader in via or not via else (SOURCE if SOURCE in via else min(via))
