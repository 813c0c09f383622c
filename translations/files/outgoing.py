"""Which texts go out, in parts that can come back: a file has at most 1,500 texts and about 60,000 German words."""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from portal.languages import SOURCE
from portal.regions import inside
from portal.texts import model_of
from translations import glossary
from translations.files.naming import OutUnit
from translations.models import State
from translations.naming import field_name, type_name
from translations.texts import digest
from translations.units import UnitRow, rows_of, units

MOST_UNITS, MOST_WORDS = 1_500, 60_000


def chosen(language: str, *, labels: Sequence[str] = (), region: str = "", states: Sequence[str] = ()) -> list[UnitRow]:
    """Return the units of a language in the order of the files: kind of content, row, field."""
    regions = [region, *inside(region)] if region else None
    found = units([language], labels=labels or None, regions=regions, states=states or None)
    return sorted(found, key=lambda unit: (unit.model, len(unit.object_id), unit.object_id, unit.field))


def parts(rows: Iterable[UnitRow]) -> list[list[UnitRow]]:
    """Cut the units into files."""
    found: list[list[UnitRow]] = []
    words = 0
    for row in rows:
        if not found or len(found[-1]) >= MOST_UNITS or words + row.words > MOST_WORDS:
            found.append([])
            words = 0
        found[-1].append(row)
        words += row.words
    return found


def written(rows: Sequence[UnitRow], language: str) -> list[OutUnit]:
    """Return the units with their texts: one query for each kind of content. A row that is gone by now is left out."""
    by_model: dict[str, list[UnitRow]] = {}
    for row in rows:
        by_model.setdefault(row.model, []).append(row)
    found = []
    for label, some in by_model.items():
        texts = texts_of(label, {row.object_id for row in some}, {row.field for row in some}, language)
        for row in some:
            german, text = texts.get((row.object_id, row.field), ("", ""))
            if digest(german):
                found.append(_unit(row, german, text, language))
    return found


def texts_of(label: str, keys: Iterable[str], fields: Iterable[str], language: str) -> dict[tuple[str, str], tuple[str, str]]:
    """Return the German and the translation of these fields by key and field, of rows that are worth translating. One query.

    A file names rows itself: of what translators may not see, it must not make anything visible.
    """
    model, fields = model_of(label), sorted(fields)
    if model is None:
        return {}
    columns = [f"{field}_{code}" for field in fields for code in (SOURCE, language)]
    rows = rows_of(model).filter(pk__in=list(keys)).order_by().values_list("pk", *columns)
    found = {}
    for key, *values in rows:
        for place, field in enumerate(fields):
            found[str(key), field] = (values[2 * place] or "", values[2 * place + 1] or "")
    return found


def longest(label: str, field: str, language: str) -> int | None:
    """Return how many characters the column holds, None for any number."""
    model = model_of(label)
    return getattr(model._meta.get_field(f"{field}_{language}"), "max_length", None) if model else None


def _unit(row: UnitRow, german: str, text: str, language: str) -> OutUnit:
    notes = []
    if row.is_sensitive:
        notes.append(_("Aufenthalt, Geld oder Fristen: bitte besonders genau."))
    if row.state == State.OUTDATED:
        notes.append(_("Der deutsche Text ist neuer als diese Übersetzung."))
    if row.is_machine:
        notes.append(_("Maschinell übersetzt und noch von niemandem gelesen."))
    if most := longest(row.model, row.field, language):
        notes.append(_("Höchstens %(number)s Zeichen.") % {"number": most})
    if terms := glossary.kept_terms(german):
        notes.append(_("Diese deutschen Wörter bleiben in Klammern stehen: %(words)s.") % {"words": ", ".join(terms)})
    label = f"{type_name(row.model)} – {field_name(row.model, row.field)}"
    return OutUnit(row.model, row.object_id, row.field, german, text, row.state, digest(german), label, tuple(notes), most)
