"""What waits to be translated, most wanted first."""

import datetime
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Model
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from portal.pickers import region_choices
from portal.regions import keys_in
from portal.wording import name_of_language
from translations import naming, rows
from translations.access import languages_of
from translations.actions import UnitKey
from translations.locks import held_by_others
from translations.models import State, TextLock
from translations.units import UnitRow, units

PAGE_SIZE = 20
# What a translator is asked for when nothing is chosen.
OPEN = (State.MISSING, State.OUTDATED, State.MACHINE)
FILTERS = ("language", "region", "kind", "state")
_DAYS_OF_MONTH, _SENSITIVE = 30, 3


class QueueForm(forms.Form):
    """What may be asked of the queue."""

    language = forms.ChoiceField(label=_("Sprache"), required=False)
    region = forms.ChoiceField(label=_("Region"), required=False)
    kind = forms.ChoiceField(label=_("Bereich"), required=False)
    state = forms.ChoiceField(label=_("Stand"), required=False, choices=[("", _("zu tun")), *State.choices])

    def __init__(self, data: QueryDict, languages: tuple[str, ...]) -> None:
        super().__init__(data)
        every = ("", _("alle"))
        self.fields["language"].choices = [every, *((code, name_of_language(code)) for code in languages)]
        self.fields["region"].choices = [every, *((choice.key, choice.shown) for choice in region_choices())]
        self.fields["kind"].choices = [every, *sorted(naming.type_names(), key=lambda pair: pair[1])]


@dataclass(frozen=True)
class Asked:
    """What an address asks for. `query` is its filters as they stand in an address."""

    form: QueueForm
    values: dict[str, str]
    languages: tuple[str, ...]
    query: str


@dataclass(frozen=True)
class Line:
    """One unit as the page shows it. `lock`: somebody else is at it."""

    unit: UnitRow
    title: str
    field: str
    kind: str
    state: str
    lock: TextLock | None


@dataclass(frozen=True)
class Words:
    """How many German words are left to do in one language, and how many texts."""

    language: str
    words: int
    texts: int


@dataclass(frozen=True)
class Queue:
    """One page of the queue."""

    asked: Asked
    lines: list[Line]
    left: list[Words]
    total: int
    page: int

    @property
    def start(self) -> int:
        """The place of the first line in the whole queue."""
        return (self.page - 1) * PAGE_SIZE + 1

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE_SIZE))


def ask(data: QueryDict, user: User) -> Asked:
    """Read the filters of an address; what is not known is passed over and shown beside its field."""
    languages = languages_of(user)
    form = QueueForm(data, languages)
    form.is_valid()
    values = {name: value for name in FILTERS if (value := form.cleaned_data.get(name))}
    kept = QueryDict(mutable=True)
    kept.update(values)
    return Asked(form, values, (values["language"],) if "language" in values else languages, kept.urlencode())


def name_of(unit: UnitRow) -> UnitKey:
    return UnitKey(unit.model, unit.object_id, unit.field, unit.language)


def weight(unit: UnitRow, now: datetime.datetime) -> float:
    """Readers' demand × age × sensitivity (docs/specs/0004-translations.md). Whole days, so that the texts of one page stay together."""
    days = max(0, (now - unit.since).days) if unit.since else 0
    return (1 + unit.wishes) * (1 + days / _DAYS_OF_MONTH) * (_SENSITIVE if unit.is_sensitive else 1)


def in_order(asked: Asked, *, now: datetime.datetime, everything: list[UnitRow] | None = None) -> list[UnitRow]:
    """Return the units that an address asks for, most wanted first. What waits for a second person is no translator's turn."""
    states = (asked.values["state"],) if "state" in asked.values else OPEN
    found = _units(asked, asked.languages, states) if everything is None else everything
    chosen = [unit for unit in found if unit.state in states and unit.language in asked.languages and not unit.waits]
    return sorted(chosen, key=lambda unit: (-weight(unit, now), unit.model, unit.object_id, unit.field, unit.language))


def neighbour(asked: Asked, here: UnitKey, *, user: User, now: datetime.datetime, step: int = 1) -> UnitKey | None:
    """Return the next unit of the queue (or with step -1 the one before), None at its end. What others are at is passed over.

    Asked before `here` is saved: a saved unit stands in the queue no more. From a unit that is not in it, the next is the first.
    """
    order = [name_of(unit) for unit in in_order(asked, now=now)]
    if here in order:
        at = order.index(here)
        order = order[at + 1 :] if step > 0 else order[:at][::-1]
    elif step < 0:
        return None
    for start in range(0, len(order), PAGE_SIZE):
        piece = order[start : start + PAGE_SIZE]
        busy = held_by_others(piece, user=user, now=now)
        if free := next((key for key in piece if key not in busy), None):
            return free
    return None


def read(data: QueryDict, *, user: User, now: datetime.datetime | None = None) -> Queue:
    """Read an address of the queue. Of all texts only the names of those on the page are fetched."""
    now = now or timezone.now()
    asked = ask(data, user)
    mine = languages_of(user)
    everything = _units(asked, mine, {*OPEN, asked.values.get("state", "")})
    order = in_order(asked, now=now, everything=everything)
    text = data.get("page", "")
    page = int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else 1
    page = min(max(1, page), max(1, -(-len(order) // PAGE_SIZE)))
    shown = order[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    return Queue(asked, _lines(shown, user, now), _left(everything, mine), len(order), page)


def _units(asked: Asked, languages: tuple[str, ...], states: Any) -> list[UnitRow]:
    if not languages:
        return []
    labels = [asked.values["kind"]] if "kind" in asked.values else None
    regions = keys_in(asked.values["region"]) if "region" in asked.values else None
    return units(languages, labels=labels, regions=regions, states=states)


def _left(everything: list[UnitRow], languages: tuple[str, ...]) -> list[Words]:
    words: Counter[str] = Counter()
    texts: Counter[str] = Counter()
    for unit in everything:
        if unit.state in (State.MISSING, State.OUTDATED) and not unit.waits:
            words[unit.language] += unit.words
            texts[unit.language] += 1
    return [Words(code, words[code], texts[code]) for code in languages]


def _lines(shown: list[UnitRow], user: User, now: datetime.datetime) -> list[Line]:
    keys: dict[str, list[str]] = {}
    for unit in shown:
        keys.setdefault(unit.model, []).append(unit.object_id)
    found: dict[tuple[str, str], Model] = {
        (label, key): row for label, wanted in keys.items() for key, row in rows.with_page(label, wanted).items()
    }
    locks = held_by_others([name_of(unit) for unit in shown], user=user, now=now)
    return [
        Line(
            unit,
            rows.title_of(found[unit.model, unit.object_id]),
            naming.field_name(unit.model, unit.field),
            naming.type_name(unit.model),
            State(unit.state).label,
            locks.get(name_of(unit)),
        )
        for unit in shown
        if (unit.model, unit.object_id) in found
    ]
