"""Every public offer as bits: what a filter finds and what each option would find, in the time of a few ANDs.

One snapshot per process and content version, read by one query. Bit n stands for the n-th offer in the default order
(newest check first). PostgreSQL stays the truth: `OfferFilter.qs` asks the same questions, and a test compares the two.
"""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db import connection
from django.utils import timezone

from offers.models import PUBLIC_STATES
from portal.content import forget_snapshots, snapshot
from portal.models import GERMANY, Region
from portal.regions import containing, inside, keys_in, places

FACETS = ("topic", "phase", "kind", "language", "cost", "format", "audience", "occasion")

_SQL = """
WITH public AS MATERIALIZED (
    SELECT id, kind, cost, phases, occasions, audiences, formats,
           (row_number() OVER (ORDER BY coalesce(verified_on::text, source_date) DESC, id))::int - 1 AS bit
    FROM offers_offer
    WHERE state = ANY(%(states)s) AND (valid_from IS NULL OR valid_from <= %(today)s)
      AND (valid_until IS NULL OR valid_until >= %(today)s) AND (funded_until IS NULL OR funded_until >= %(today)s)
)
SELECT 'id', '', array_agg(id ORDER BY bit) FROM public
UNION ALL SELECT 'kind', kind, array_agg(bit) FROM public GROUP BY kind
UNION ALL SELECT 'cost', cost, array_agg(bit) FROM public GROUP BY cost
UNION ALL SELECT 'phase', value, array_agg(bit) FROM public, unnest(phases) AS value GROUP BY value
UNION ALL SELECT 'occasion', value, array_agg(bit) FROM public, unnest(occasions) AS value GROUP BY value
UNION ALL SELECT 'audience', value, array_agg(bit) FROM public, unnest(audiences) AS value GROUP BY value
UNION ALL SELECT 'format', value, array_agg(bit) FROM public, unnest(formats) AS value GROUP BY value
UNION ALL SELECT 'topic', topic_id, array_agg(bit) FROM public JOIN offers_offer_topics ON offer_id = public.id GROUP BY topic_id
UNION ALL SELECT 'region', region_id, array_agg(bit) FROM public JOIN offers_offer_regions ON offer_id = public.id GROUP BY region_id
UNION ALL SELECT 'language', code, array_agg(DISTINCT bit) FROM public JOIN offers_offerlanguage ON offer_id = public.id GROUP BY code
"""


def bits_of(numbers: Iterable[int], size: int) -> int:
    """Return a bitset with these bits set, as one whole number."""
    field = bytearray(size // 8 + 1)
    for number in numbers:
        field[number >> 3] |= 1 << (number & 7)
    return int.from_bytes(field, "little")


def numbers_of(bits: int) -> Iterator[int]:
    """Yield the set bits, lowest first."""
    text = f"{bits:b}"[::-1]
    at = text.find("1")
    while at >= 0:
        yield at
        at = text.find("1", at + 1)


@dataclass(frozen=True)
class OfferIndex:
    """`ids` by bit, `bits` by id, and for each facet the bitset of each of its values."""

    ids: tuple[int, ...]
    bits: dict[int, int]
    facets: dict[str, dict[str, int]]
    everything: int

    def any_of(self, facet: str, values: Iterable[str]) -> int:
        """Return the offers that have at least one of the values."""
        found = 0
        for value in values:
            found |= self.facets[facet].get(value, 0)
        return found

    def in_regions(self, keys: Iterable[str]) -> int:
        """Return the offers valid in one of the regions or in a part of it."""
        return self.any_of("region", {inner for key in keys for inner in keys_in(key)})

    def of_ids(self, ids: Iterable[int]) -> int:
        """Return the offers with these ids; ids that are not public are passed over."""
        return bits_of((self.bits[i] for i in ids if i in self.bits), len(self.ids))

    def tiers(self, keys: Iterable[str]) -> list[int]:
        """Return bitsets in the order a reader of these regions wants: here, around here, in parts of it, in the Land, nationwide."""
        keys = list(keys)
        here, around, parts, wider = set(keys), set(), set(), set()
        for key in keys:
            parts |= set(inside(key)) if key in places() else set()
            for other in containing(key)[1:]:
                (around if places()[other].kind == Region.Kind.FUNCTIONAL else wider).add(other)
        groups = [here, around, parts, wider - {GERMANY}, {GERMANY}]
        return [self.any_of("region", group) for group in groups]


def offer_index() -> OfferIndex:
    """Return the index of today's public offers for the current content version."""
    today, index = _index_of_the_day()
    if today == timezone.localdate():
        return index
    forget_snapshots()
    return _index_of_the_day()[1]


def _build() -> tuple[datetime.date, OfferIndex]:
    today = timezone.localdate()
    with connection.cursor() as cursor:
        cursor.execute(_SQL, {"states": [str(state) for state in PUBLIC_STATES], "today": today})
        rows = cursor.fetchall()
    ids: tuple[int, ...] = ()
    members: dict[str, dict[str, list[int]]] = {facet: {} for facet in (*FACETS, "region")}
    for facet, value, numbers in rows:
        if facet == "id":
            ids = tuple(numbers or ())
        else:
            members[facet][value] = numbers
    size = len(ids)
    facets = {facet: {value: bits_of(numbers, size) for value, numbers in values.items()} for facet, values in members.items()}
    return today, OfferIndex(ids, {i: bit for bit, i in enumerate(ids)}, facets, (1 << size) - 1)


_index_of_the_day = snapshot(_build)
