"""CSV for those without tools: one line a text, the translation goes into the column `new`."""

import csv
import io
import re
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from portal.formulas import escape, storable, unescape
from portal.tables import as_csv
from translations.files.naming import InUnit, OutUnit, parse
from translations.files.refusal import MAX_BYTES, MAX_UNITS, Problem, UnreadableFile
from translations.texts import digest

# The same in every language, so that a file is known again.
COLUMNS = ("id", "field", "German", "current", "new", "note", "digest")
_SEPARATORS = (";", ",", "\t")
_MOST_COLUMNS = 50


def write(units: Iterable[OutUnit], language: str) -> Iterator[str]:
    """Yield the lines of a file. The digest stands behind "de:", so that no spreadsheet program takes it for a number."""
    yield from as_csv(_lines(units, language))


def _lines(units: Iterable[OutUnit], language: str) -> Iterator[list[str]]:
    yield list(COLUMNS)
    for unit in units:
        name = f"{unit.name.removesuffix(f':{unit.digest}')}:{language}"
        cells = (name, unit.label, unit.german, unit.text, "", " ".join(unit.notes), f"de:{unit.digest}")
        yield [escape(storable(cell)) for cell in cells]


def read(text: str) -> tuple[str, list[InUnit]]:
    """Return the language and the units of a decoded file. Raises UnreadableFile with a sentence."""
    rows = _rows(text)
    head = [cell.strip().casefold() for cell in next(rows, [])[:_MOST_COLUMNS]]
    if not {"id", "new", "digest"} <= set(head):
        raise UnreadableFile(_("Das ist keine Datei aus diesem Portal: Die Spalten „id“, „new“ und „digest“ fehlen."))
    units, languages = [], set()
    for row in rows:
        cells = {name: unescape(cell) for name, cell in zip(head, row, strict=False)}
        if not any(cells.values()):
            continue
        if len(units) >= MAX_UNITS:
            raise UnreadableFile(_("Die Datei hat mehr als 5.000 Texte. Bitte teilen Sie sie."))
        found = parse(cells.get("id", "").strip())
        if found is not None and found[4]:
            languages.add(found[4])
            units.append(_unit(found, cells))
    if not units:
        raise UnreadableFile(_("In der Datei steht kein Text, der zu diesem Portal gehört."))
    if len(languages) > 1:
        raise UnreadableFile(_("In der Datei stehen mehrere Sprachen. Bitte bringen Sie je Sprache eine Datei."))
    return languages.pop(), units


def _unit(found: tuple[str, str, str, str, str], cells: dict[str, str]) -> InUnit:
    model, key, field, _digest, _language = found
    text = cells.get("new", "").replace("\r\n", "\n").replace("\r", "\n").strip()
    german = cells.get("digest", "").strip().removeprefix("de:")
    problem = None
    if _is_lost(text):
        problem = Problem.LOST_SIGNS
    elif "german" in cells and digest(cells["german"]) != german:
        problem = Problem.SOURCE_EDITED
    return InUnit(model, key, field, text, german, cells.get("german", ""), problem=problem)


def _is_lost(text: str) -> bool:
    """Whether a spreadsheet program wrote question marks where letters of another script were."""
    return "\ufffd" in text or len(re.findall(r"\?", text)) > max(3, len(re.findall(r"[^\W\d_]", text)))


def _rows(text: str) -> Iterator[list[str]]:
    first = next((line for line in text[:20_000].splitlines() if line.strip()), "")
    separator = max(_SEPARATORS, key=first.count)
    # Cells may be long; the file as a whole is not.
    csv.field_size_limit(MAX_BYTES * 2)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    except csv.Error:
        raise UnreadableFile(_("Die Datei lässt sich nicht als CSV lesen. Bitte speichern Sie sie noch einmal.")) from None
