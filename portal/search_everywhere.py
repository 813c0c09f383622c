"""The search over things of all kinds at once, with the rules of `portal.search`; and what begins as typed."""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass

from portal import search
from portal.content import snapshot


@dataclass(frozen=True)
class Hits:
    """What is found of one kind, best first. `levels` says how well each fits; more than search.CAP are not `complete`."""

    ids: tuple[int, ...]
    via: Mapping[int, frozenset[str]]
    levels: Mapping[int, int]
    complete: bool


@snapshot
def _found_everywhere() -> OrderedDict[tuple[tuple[str, ...], str], tuple[dict[str, Hits], str]]:
    """Hold the last searches over everything, as `_found_lately` does."""
    return OrderedDict()


def find_everywhere(kinds: tuple[str, ...], query: str) -> tuple[dict[str, Hits], str]:
    """Return what a query finds of each kind, and the corrected words where these were needed, from memory when asked lately."""
    lately = _found_everywhere()
    key = (kinds, query)
    if key not in lately:
        lately[key] = find_everywhere_anew(kinds, query)
        while len(lately) > search.MOST_LATELY:
            lately.popitem(last=False)
    return lately[key]


def find_everywhere_anew(kinds: tuple[str, ...], query: str) -> tuple[dict[str, Hits], str]:
    """Ask for all kinds in one statement; only when there is nothing of any kind are typing mistakes corrected."""
    units = search.parse(query)
    if not units:
        return {}, ""
    if rows := search.ask_all(kinds, units):
        return _by_kind(rows), ""
    corrected, changed = search.correct(units)
    if not corrected:
        return {}, ""
    shown = " ".join(" ".join(unit[0]) for unit in corrected) if changed else ""
    return _by_kind(search.ask_most(kinds, corrected) if len(corrected) > 1 else search.ask_all(kinds, corrected)), shown


def _by_kind(rows: list[search.Row]) -> dict[str, Hits]:
    found: dict[str, list[search.Row]] = {}
    for row in rows:
        found.setdefault(row[0], []).append(row)
    return {
        kind: Hits(
            tuple(row[1] for row in own[: search.CAP]),
            {row[1]: frozenset(row[2]) for row in own[: search.CAP]},
            {row[1]: int(row[3]) for row in own[: search.CAP]},
            len(own) <= search.CAP,
        )
        for kind, own in found.items()
    }
