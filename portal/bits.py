"""Lists in memory: every public thing of one kind as a bit, so that filters and counts take the time of a few ANDs.

One index per process and content version, read by one query. Bit n stands for the n-th thing in the default order.
PostgreSQL stays the truth; tests compare the two.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db import connection

from portal.models import GERMANY, Region
from portal.regions import containing, inside, keys_in, places


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
class Index:
    """`ids` by bit, `bits` by id, and for each facet the bitset of each of its values."""

    ids: tuple[int, ...]
    bits: dict[int, int]
    facets: dict[str, dict[str, int]]
    everything: int

    def any_of(self, facet: str, values: Iterable[str]) -> int:
        """Return the things that have at least one of the values."""
        found = 0
        for value in values:
            found |= self.facets[facet].get(value, 0)
        return found

    def in_regions(self, keys: Iterable[str]) -> int:
        """Return the things valid in one of the regions or in a part of it."""
        return self.any_of("region", {inner for key in keys for inner in keys_in(key)})

    def of_ids(self, ids: Iterable[int]) -> int:
        """Return the things with these ids; ids that are not public are passed over."""
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


def read_index(sql: str, values: dict[str, object], facets: Iterable[str]) -> Index:
    """Read an index by a statement whose rows are (facet, value, bits); the row "id" holds all ids in the default order."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        rows = cursor.fetchall()
    ids: tuple[int, ...] = ()
    members: dict[str, dict[str, list[int]]] = {facet: {} for facet in facets}
    for facet, value, numbers in rows:
        if facet == "id":
            ids = tuple(numbers or ())
        else:
            members[facet][value] = numbers
    size = len(ids)
    found = {facet: {value: bits_of(numbers, size) for value, numbers in values.items()} for facet, values in members.items()}
    return Index(ids, {i: bit for bit, i in enumerate(ids)}, found, (1 << size) - 1)
