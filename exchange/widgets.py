"""How a cell becomes a value and a value a cell (widgets of django-import-export). Refusals are sentences for the reader.

Every `clean` gets the cell's text and, as `context`, the resource with its lookups.
"""

import datetime
import json
import re
from collections.abc import Callable
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from import_export.widgets import Widget

from exchange import values
from exchange.lookups import Names
from portal.vocabulary import LanguageMode

BAR = " | "
_BAR = re.compile(r"(?<!\\)\||\n")


class Text(Widget):
    """Words without HTML, at most so long."""

    def __init__(self, longest: int) -> None:
        super().__init__()
        self.longest = longest

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> str:
        text = values.plain(value)
        if len(text) > self.longest:
            raise ValueError(
                _("Der Text hat %(length)s Zeichen, erlaubt sind %(longest)s. Bitte kürzen Sie ihn.")
                % {"length": len(text), "longest": self.longest}
            )
        return text

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return values.plain(value or "")


class Day(Widget):
    """A date. `whole` says what a month or a year alone means: its "first" or its "last" day."""

    def __init__(self, whole: str = "") -> None:
        super().__init__()
        self.whole = whole

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> datetime.date | None:
        return values.day(value, whole=self.whole)

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return value.isoformat() if value else ""


class Read(Widget):
    """A cell that one function of `values` reads, and what stands for an empty one."""

    def __init__(self, read: Callable[[str], Any], empty: Any = "", longest: int = 0) -> None:
        super().__init__()
        self.read, self.empty, self.longest = read, empty, longest

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> Any:
        found = self.read(value)
        if self.longest and isinstance(found, str):
            Text(self.longest).clean(found)
        return self.empty if found is None else found

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "" if value is None else str(int(value)) if isinstance(value, bool) else str(value)


class Choice(Widget):
    """One of a closed list, by its code or its name."""

    def __init__(self, choices: type[TextChoices], words: str = "", empty: str = "") -> None:
        super().__init__()
        self.choices, self.words, self.empty = choices, words, empty

    def clean(self, value: str, row: Any = None, *, context: Any, **kwargs: Any) -> str:
        if not value:
            return self.empty
        return context.names_of(self.choices, self.words).find(value)

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return str(value or "")


class Several(Widget):
    """A list of codes. They may be separated by bars, semicolons or lines, by commas only where no name holds one."""

    def __init__(self, names: Callable[[Any], Names]) -> None:
        super().__init__()
        self.names = names

    def clean(self, value: str, row: Any = None, *, context: Any, **kwargs: Any) -> list[str]:
        names = self.names(context)
        found: list[str] = []
        for piece in re.split(r"[|;\n]", value):
            try:
                found += [names.find(piece.strip())] if piece.strip() else []
            except ValueError:
                if "," not in piece:
                    raise
                found += [names.find(part.strip()) for part in piece.split(",") if part.strip()]
        return sorted(set(found))

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return BAR.join(sorted(value or ()))


def choices_list(choices: type[TextChoices], words: str) -> Several:
    """Return the widget for several values of a closed list."""
    return Several(lambda context: context.names_of(choices, words))


class OneKey(Widget):
    """One row of another table, by its slug or its name."""

    def __init__(self, names: Callable[[Any], Names]) -> None:
        super().__init__()
        self.names = names

    def clean(self, value: str, row: Any = None, *, context: Any, **kwargs: Any) -> str:
        return self.names(context).find(value) if value else ""


class Slugs(Widget):
    """Rows of the same table, by slug: those that are there and those that this very list brings."""

    def clean(self, value: str, row: Any = None, *, context: Any, **kwargs: Any) -> list[str]:
        slugs = sorted({piece.strip() for piece in re.split(r"[|;,\n]", value) if piece.strip()})
        for slug in slugs:
            if slug not in context.known_slugs:
                raise ValueError(_("„%(text)s“ kennen wir nicht.") % {"text": slug[:60]})
        return slugs

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return BAR.join(sorted(value or ()))


class Words(Widget):
    """A list of free words, separated by bars or lines; a bar inside a word is written with a backslash."""

    def __init__(self, longest: int) -> None:
        super().__init__()
        self.longest = longest

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> list[str]:
        pieces = [piece.replace("\\|", "|").strip() for piece in _BAR.split(value)]
        return [Text(self.longest).clean(piece) for piece in pieces if piece]

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return BAR.join(piece.replace("|", "\\|") for piece in value or ())


class Addresses(Words):
    """A list of web addresses, separated by blanks or bars."""

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> list[str]:
        pieces = [piece.replace("\\|", "|").strip(" ;,") for piece in re.split(r"(?<!\\)\||\s", value)]
        return [Text(self.longest).clean(values.address(piece)) for piece in pieces if not values.is_nothing(piece)]


class Spoken(Widget):
    """Languages with their mode: `ar:spoken | de`. Without a mode the language is spoken."""

    def clean(self, value: str, row: Any = None, *, context: Any, **kwargs: Any) -> list[str]:
        found = set()
        for piece in re.split(r"[|;,\n]", value):
            if piece.strip():
                name, _colon, mode = piece.strip().partition(":")
                mode = context.names_of(LanguageMode, "mode").find(mode.strip()) if mode else "spoken"
                found.add(f"{context.lookups.languages.find(name.strip())}:{mode}")
        return sorted(found)

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return BAR.join(sorted(value or ()))


class Json(Widget):
    """Rows that belong to the entry, as JSON: for the way from one portal to another. `check` returns them clean or raises ValueError."""

    def __init__(self, check: Callable[[Any], Any]) -> None:
        super().__init__()
        self.check = check

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> Any:
        if not value:
            return None
        try:
            return self.check(json.loads(value))
        except (TypeError, KeyError, AttributeError, ValueError, RecursionError):
            raise ValueError(_("Diese Spalte ist nur für Listen aus einem Anlauf-Portal.")) from None

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return json.dumps(value, ensure_ascii=False, sort_keys=True) if value else ""
