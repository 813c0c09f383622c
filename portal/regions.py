"""Which regions contain which: the questions every app asks about places, answered from a small table in memory."""

from dataclasses import dataclass

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Q
from django.utils.translation import get_language

from portal.content import snapshot
from portal.languages import CODES, SOURCE
from portal.models import GERMANY, Region, prefixes


@dataclass(frozen=True)
class Place:
    """A region as pages need it: `names` by language code, `parts` the district keys of a functional region."""

    key: str
    kind: str
    names: dict[str, str]
    parts: tuple[str, ...]

    @property
    def name(self) -> str:
        return self.names.get(get_language() or SOURCE) or self.names[SOURCE]

    @property
    def is_wide(self) -> bool:
        """Whether it holds districts of its own."""
        return self.kind in (Region.Kind.COUNTRY, Region.Kind.LAND, Region.Kind.FUNCTIONAL)


@snapshot
def places() -> dict[str, Place]:
    """Return every region by key."""
    columns = [f"name_{code}" for code in CODES]
    rows = Region.objects.annotate(part_keys=ArrayAgg("parts__key", filter=Q(parts__isnull=False), default=[])).values_list(
        "key", "kind", "part_keys", *columns
    )
    return {
        key: Place(key, kind, dict(zip(CODES, names, strict=True)), tuple(sorted(parts)))
        for key, kind, parts, *names in rows.order_by("key")
    }


def keys_in(key: str) -> list[str]:
    """Return the keys of all regions whose offers count for this one: itself, what contains it, and its districts."""
    table = places()
    if key not in table:
        return []
    if key == GERMANY:
        return list(table)
    return sorted(set(containing(key)) | set(inside(key)))


def containing(key: str) -> list[str]:
    """Return the region and all that contain it, nearest first."""
    table = places()
    if key not in table:
        return []
    if table[key].kind == Region.Kind.FUNCTIONAL:
        return [key, *sorted({part[:2] for part in table[key].parts}), GERMANY]
    functional = [place.key for place in table.values() if key in place.parts]
    own, *wider = prefixes(key)
    return [own, *functional, *wider]


def inside(key: str) -> list[str]:
    """Return the districts and functional regions that lie in a Land or a functional region, wholly or in part."""
    table = places()
    if table[key].kind == Region.Kind.FUNCTIONAL:
        districts = set(table[key].parts)
    elif table[key].kind == Region.Kind.LAND:
        districts = {other for other in table if other.startswith(key) and other != key}
    else:
        return []
    overlapping = {place.key for place in table.values() if place.key != key and districts & set(place.parts)}
    return sorted(districts | overlapping)
