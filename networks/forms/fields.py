"""Fields that speak as people do: weekly hours as a table, days off as rows, long lists by typing, one entry a line."""

import datetime
from collections.abc import Callable
from typing import Any

from babel import Locale
from django import forms
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal import wording
from portal.folding import sort_key
from portal.languages import CODES, SOURCE
from portal.pickers import CHOOSE, Choice, chosen_key

SPANS = 2
MORE_ROWS = 2


class _Rows(forms.Widget):
    """A widget of several inputs, written by a template."""

    template = ""

    def rows(self, name: str, value: Any) -> dict[str, Any]:
        raise NotImplementedError

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        context = self.rows(name, value) | {"id": (attrs or {}).get("id") or f"id_{name}", "attrs": self.attrs, "given": attrs or {}}
        return render_to_string(self.template, context)

    def use_required_attribute(self, initial: Any) -> bool:
        return False

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return False


class HoursWidget(_Rows):
    """A week: for each day two spans of "from" and "until"."""

    template = "networks/desk/_hours.html"

    def rows(self, name: str, value: Any) -> dict[str, Any]:
        spans: dict[int, list[dict[str, str]]] = {number: [] for number in range(1, 8)}
        for row in value or []:
            spans[row["weekday"]].append(row)
        days = []
        for number, known in spans.items():
            cells = []
            for place in range(max(SPANS, len(known))):
                row = known[place] if place < len(known) else {}
                cells.append({"name": f"{name}-{number}-{place}", "opens": row.get("opens", ""), "closes": row.get("closes", "")})
            days.append({"label": wording.weekday(number), "cells": cells})
        return {"days": days}

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[dict[str, Any]]:
        found = []
        for number in range(1, 8):
            place = 0
            while f"{name}-{number}-{place}-opens" in data or place < SPANS:
                opens, closes = (data.get(f"{name}-{number}-{place}-{end}", "").strip() for end in ("opens", "closes"))
                if opens or closes:
                    found.append({"weekday": number, "opens": opens, "closes": closes})
                place += 1
        return found


class HoursField(forms.Field):
    """Weekly hours as `[{"weekday": 1, "opens": "09:00", "closes": "12:30"}]`."""

    widget = HoursWidget

    def has_changed(self, initial: Any, data: Any) -> bool:
        return (initial or []) != (data or [])

    def clean(self, value: Any) -> list[dict[str, Any]]:
        for row in value or []:
            day = {"day": wording.weekday(row["weekday"])}
            try:
                opens, closes = (datetime.time.fromisoformat(row[end]) for end in ("opens", "closes"))
            except ValueError as error:
                raise ValidationError(_("%(day)s: Bitte nennen Sie Beginn und Ende, zum Beispiel 09:00 und 12:30."), params=day) from error
            if opens >= closes:
                raise ValidationError(_("%(day)s: Das Ende liegt vor dem Beginn."), params=day)
            row["opens"], row["closes"] = f"{opens:%H:%M}", f"{closes:%H:%M}"
        return sorted(value or [], key=lambda row: (row["weekday"], row["opens"]))


class ClosuresWidget(_Rows):
    """Days off: rows of first and last day."""

    template = "networks/desk/_closures.html"

    def rows(self, name: str, value: Any) -> dict[str, Any]:
        known = [*(value or []), *({} for _row in range(MORE_ROWS))]
        rows = [{"name": f"{name}-{n}", "first": row.get("from", ""), "last": row.get("until", "")} for n, row in enumerate(known)]
        return {"rows": rows}

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[dict[str, str]]:
        found, number = [], 0
        while f"{name}-{number}-from" in data:
            first, last = (data.get(f"{name}-{number}-{end}", "").strip() for end in ("from", "until"))
            if first or last:
                found.append({"from": first, "until": last or first})
            number += 1
        return found


class ClosuresField(forms.Field):
    """Days off as `[{"from": "2026-12-24", "until": "2027-01-01"}]`."""

    widget = ClosuresWidget

    def has_changed(self, initial: Any, data: Any) -> bool:
        return (initial or []) != (data or [])

    def clean(self, value: Any) -> list[dict[str, str]]:
        for row in value or []:
            try:
                fine = datetime.date.fromisoformat(row["from"]) <= datetime.date.fromisoformat(row["until"])
            except ValueError:
                fine = False
            if not fine:
                raise ValidationError(_("Bitte nennen Sie den ersten und den letzten Tag, den ersten zuerst."))
        return sorted(value or [], key=lambda row: row["from"])


class PickWidget(_Rows):
    """Inputs with a list that narrows while typing. The list itself (`list_id`) stands once on the page."""

    template = "networks/desk/_pick.html"

    def __init__(self, list_id: str, *, many: bool, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.list_id, self.many = list_id, many
        self.choices: Callable[[], list[Choice]] = list

    def rows(self, name: str, value: Any) -> dict[str, Any]:
        shown = {choice.key: choice.shown for choice in self.choices()}
        known = [shown.get(str(entry), str(entry)) for entry in (value or []) if entry not in (None, "")]
        if self.many:
            known += [""] * MORE_ROWS
        return {"name": name, "entries": known or [""], "list_id": self.list_id, "many": self.many}

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        sent = data.getlist(name) if hasattr(data, "getlist") else data.get(name, [])
        return [entry.strip() for entry in sent if entry.strip()]


class PickField(forms.Field):
    """One or several entries of a long list. `choices` is asked when the form is used; the value is a key, or a list of keys."""

    def __init__(self, *, list_id: str, choices: Callable[[], list[Choice]] | None = None, many: bool = False, **options: Any) -> None:
        super().__init__(widget=PickWidget(list_id, many=many), **options)
        self.many = many
        if choices:
            self.ask(choices)

    def ask(self, choices: Callable[[], list[Choice]]) -> None:
        self.choices = self.widget.choices = choices

    def prepare_value(self, value: Any) -> list[Any]:
        if value in (None, ""):
            return []
        return list(value) if isinstance(value, list | tuple) else [value]

    def has_changed(self, initial: Any, data: Any) -> bool:
        shown = {choice.key: choice.shown for choice in self.choices()}
        return [shown.get(str(entry), str(entry)) for entry in self.prepare_value(initial)] != [
            shown.get(chosen_key(entry, self.choices()) or "", entry) for entry in (data or [])
        ]

    def clean(self, value: Any) -> Any:
        choices, found = self.choices(), []
        for entry in value or []:
            key = chosen_key(entry, choices)
            if key is None:
                raise ValidationError(_("Das steht nicht in der Liste: %(entry)s"), params={"entry": entry})
            if key not in found:
                found.append(key)
        if self.required and not found:
            raise ValidationError(self.error_messages["required"], code="required")
        return found if self.many else (found[0] if found else None)


class LinesField(forms.CharField):
    """A list of short texts, one a line."""

    widget = forms.Textarea(attrs={"rows": 2, "lang": SOURCE, "dir": "ltr"})

    def prepare_value(self, value: Any) -> str:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        lines = [" ".join(line.split()) for line in (super().clean(value) or "").splitlines() if line.strip()]
        if any(len(line) > 120 for line in lines):
            raise ValidationError(_("Eine Zeile darf höchstens 120 Zeichen haben."))
        return list(dict.fromkeys(lines))


# Languages that people in this country speak most, besides those of the site.
_SPOKEN = (
    "sq", "am", "az", "bn", "bs", "bg", "zh", "cs", "da", "nl", "fi", "fr", "ka", "el", "ha", "he", "hi", "hu", "ig", "it", "ja", "kk",
    "ko", "ku", "lv", "lt", "mk", "ms", "ne", "no", "ps", "pt", "pa", "ro", "sr", "sk", "sl", "so", "es", "sw", "sv", "tl", "ta", "th",
    "ti", "tk", "ur", "uz", "vi", "yo",
)  # fmt: skip


def language_choices() -> list[tuple[str, str]]:
    """Return code and name of the languages somebody may speak: those of the site first, the others by name."""
    reader = get_language() or SOURCE
    names = Locale.parse(reader).languages
    rest = sorted(((code, names.get(code, code)) for code in _SPOKEN), key=lambda pair: sort_key(pair[1], reader))
    return [("", CHOOSE), *((code, wording.name_of_language(code)) for code in CODES), *rest]


class Unchecked:
    """A form that can show what was typed without judging it: a draft, or a page that only gets another row."""

    unchecked = False

    def full_clean(self) -> None:
        if self.unchecked:
            self._errors, self.cleaned_data = forms.utils.ErrorDict(), {}
        else:
            super().full_clean()


class Lookup:
    """Choices that one page asks for once."""

    def __init__(self, build: Callable[[], list[Choice]]) -> None:
        self._build = build

    @cached_property
    def found(self) -> list[Choice]:
        return self._build()

    def __call__(self) -> list[Choice]:
        return self.found
