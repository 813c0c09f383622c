"""How far the languages are: languages × kinds of content, in one region. The numbers are those of `units`, counted by the database."""

import datetime
from dataclasses import dataclass, field

from django.db import models
from django.http import QueryDict
from django.urls import reverse

from portal.content import snapshot
from portal.languages import BY_CODE, Language
from portal.models import GERMANY
from portal.regions import keys_in
from translations.models import Proposal, State
from translations.naming import type_names
from translations.texts import OTHERS
from translations.units import Count, counts

# In the order of the bars, and how the queue's address names what it narrows to.
STATES = (State.READY, State.MACHINE, State.OUTDATED, State.MISSING)
# What somebody still has to write; machine text has to be read, which is less.
TO_WRITE = (State.OUTDATED, State.MISSING)


@dataclass
class Part:
    """One piece of a bar; where it begins and how long it is, as SVG reads it."""

    state: State
    number: int
    x: str
    width: str


@dataclass
class Cell:
    """The units of one kind of content, or of all, in one language."""

    language: Language
    label: str = ""
    name: str = ""
    numbers: dict[State, int] = field(default_factory=lambda: dict.fromkeys(STATES, 0))
    words_left: int = 0
    oldest: datetime.datetime | None = None
    parts: list[Part] = field(default_factory=list)
    # Where the queue lists the units of each state.
    hrefs: dict[State, str] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return sum(self.numbers.values())

    @property
    def percent(self) -> int:
        """How much of it is ready, rounded down: 100 means everything."""
        return self.numbers[State.READY] * 100 // self.total if self.total else 100

    @property
    def shares(self) -> list[tuple[State, int, str]]:
        """Return each state with its number and its address in the queue, in the order of the bars."""
        return [(state, self.numbers[state], self.hrefs[state]) for state in STATES]

    def age(self, now: datetime.datetime) -> int | None:
        """Return for how many days the oldest outdated text has waited."""
        return max(0, (now - self.oldest).days) if self.oldest else None

    def add(self, other: "Cell") -> None:
        """Count another cell in."""
        for state in STATES:
            self.numbers[state] += other.numbers[state]
        self.words_left += other.words_left
        known = [when for when in (self.oldest, other.oldest) if when]
        self.oldest = min(known) if known else None


@dataclass(frozen=True)
class Progress:
    """All numbers of one region. `languages`: everything in one language; `cells`: by kind of content, those that have texts."""

    region: str
    languages: list[Cell]
    cells: list[Cell]

    def of(self, code: str) -> list[Cell]:
        """Return the kinds of content of one language."""
        return [cell for cell in self.cells if cell.language.code == code]

    @property
    def matrix(self) -> list[tuple[str, list[Cell]]]:
        """Return every kind of content that has texts, with its cell in each language."""
        rows: dict[str, list[Cell]] = {}
        for cell in self.cells:
            rows.setdefault(cell.name, []).append(cell)
        return list(rows.items())


@snapshot
def _kept() -> dict[tuple[str, object], list[Count]]:
    """Hold what was counted by region, filled as it is asked for. Every text and record makes a new content version."""
    return {}


def _counted(region: str) -> list[Count]:
    """Count, or remember: counting 2,000 offers with long texts takes seconds. Proposals make no version, so they are asked for."""
    proposals = Proposal.objects.aggregate(models.Count("pk"), models.Max("pk"), models.Max("made_at"))
    kept, name = _kept(), (region, tuple(proposals.values()))
    if name not in kept:
        for old in [key for key in kept if key[0] == region]:
            del kept[old]
        kept[name] = counts(regions=None if region == GERMANY else keys_in(region))
    return kept[name]


def read(region: str = GERMANY) -> Progress:
    """Count the texts that count for a region, with what belongs to no region; for all of Germany everything. One statement a model."""
    found: dict[tuple[str, str], Cell] = {}
    for row in _counted(region):
        cell = found.setdefault((row.model, row.language), Cell(BY_CODE[row.language], row.model))
        cell.numbers[row.state] = row.units
        if row.state in TO_WRITE:
            cell.words_left += row.words - row.words_waiting
        if row.state == State.OUTDATED:
            cell.oldest = row.oldest
    names = sorted(type_names(), key=lambda pair: pair[1])
    sums = {code: Cell(BY_CODE[code]) for code in OTHERS}
    cells = []
    for label, name in names:
        for code in OTHERS:
            if cell := found.get((label, code)):
                cell.name = name
                sums[code].add(cell)
                cells.append(cell)
    for cell in (*sums.values(), *cells):
        cell.parts, cell.hrefs = _parts(cell), {state: queue_address(cell, state, region) for state in STATES}
    return Progress(region, list(sums.values()), cells)


def _parts(cell: Cell) -> list[Part]:
    """Return the pieces of a bar that are not empty, from its beginning to its end."""
    parts, x = [], 0.0
    for state in STATES:
        number = cell.numbers[state]
        if number:
            width = number * 100 / cell.total
            parts.append(Part(state, number, f"{x:.2f}%", f"{width:.2f}%"))
            x += width
    return parts


def queue_address(cell: Cell, state: State, region: str) -> str:
    """Return the address of the queue that lists these units."""
    query = QueryDict(mutable=True)
    query["language"] = cell.language.code
    if cell.label:
        query["kind"] = cell.label
    if region != GERMANY:
        query["region"] = region
    query["state"] = state
    return f"{reverse('translations:queue')}?{query.urlencode()}"
