"""What readers are told of a text: not translated yet, translated by a machine, not yet read by a native speaker.

A page says it once, in sentences (`note_of`, `{% translation_note row %}`). Cards of a list carry a chip when their text is a
machine's (`marks` or `attach`, `{% machine_chip card %}`). In German there is nothing to say and nothing is asked.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import Model, QuerySet
from django.db.models.expressions import RawSQL
from django.utils.translation import get_language

from portal.languages import SOURCE
from portal.texts import options_of, parts_of
from translations.models import Origin
from translations.texts import BARE_SQL, DIGEST_SQL, OTHERS, digest, fields_of

Shown = tuple[type[Model], QuerySet]


@dataclass(frozen=True)
class Note:
    """What is to be said of a page. `is_missing`: none of its own texts is translated. `is_partial`: something on it is not."""

    is_missing: bool = False
    is_partial: bool = False
    is_machine: bool = False
    is_demo: bool = False

    def __bool__(self) -> bool:
        return self.is_partial or self.is_machine or self.is_demo


def note_of(row: Model, language: str) -> Note:
    """Return what is to be said of the texts on this row's page: its own and those of its parts. One query, none in German."""
    if language not in OTHERS or row.pk is None:
        return Note()
    sql, number = _statement(type(row), language)
    with connection.cursor() as cursor:
        cursor.execute(sql, [row.pk] * number)
        missing, partial, machine, demo = cursor.fetchone()
    return Note(bool(missing), bool(partial), bool(machine), bool(demo))


@lru_cache
def _statement(model: type[Model], language: str) -> tuple[str, int]:
    """Return the statement for pages of a model, and how often the row's key stands in it."""
    sources = [_texts(model, "o.{key} = %s", language, own=True)]
    for part, lookup in parts_of(model):
        sources.append(_texts(part, _within(part, lookup), language))
    for name in options_of(model).shows:
        field = model._meta.get_field(name)
        sources.append(_texts(field.related_model, _within(field.related_model, field.related_query_name()), language))
    sql = f"""
        WITH shown AS (
            SELECT s.own, s.model, s.key, s.field, CASE WHEN {BARE_SQL % "s.text"} = '' THEN '' ELSE {DIGEST_SQL % "s.text"} END AS text
            FROM ({" UNION ALL ".join(sources)}) s WHERE {BARE_SQL % "s.german"} <> ''
        )
        SELECT bool_and(s.text = '') FILTER (WHERE s.own), bool_or(s.text = ''), bool_or(r.machine), bool_or(r.demo)
        FROM shown s LEFT JOIN LATERAL (
            SELECT bool_and(t.origin = '{Origin.MACHINE}' AND NOT t.accepted) AS machine,
                bool_and(t.origin = '{Origin.DEMO}' AND NOT t.accepted) AS demo
            FROM translations_translationrecord t
            WHERE t.model = s.model AND t.object_id = s.key AND t.field = s.field AND t.language = '{language}' AND t.text_digest = s.text
        ) r ON s.text <> ''
    """  # noqa: S608 - names of tables and columns, and languages of the table
    return sql, sql.count("%s")


def _within(model: type[Model], lookup: str) -> str:
    """Return the condition that a row belongs to the page's row."""
    chosen, values = QuerySet(model).filter(**{lookup: 0}).order_by().values("pk").query.sql_with_params()
    if len(values) != 1:
        raise ValueError(lookup)
    return f"o.{{key}} IN ({chosen})"


def _texts(model: type[Model], condition: str, language: str, *, own: bool = False) -> str:
    key = model._meta.pk.column
    values = ", ".join(f"('{field}', coalesce(o.{field}_{SOURCE}, ''), coalesce(o.{field}_{language}, ''))" for field in fields_of(model))
    return (
        f"SELECT {own}::boolean AS own, '{model._meta.label_lower}' AS model, o.{key}::text AS key, v.field, v.german, v.text "  # noqa: S608
        f"FROM {model._meta.db_table} o CROSS JOIN LATERAL (VALUES {values}) AS v(field, german, text) WHERE {condition.format(key=key)}"
    )


_UNREAD = """
    SELECT {columns} FROM translations_translationrecord r
    WHERE r.model = '{label}' AND r.object_id {rows} AND r.language = '{language}' AND NOT r.accepted AND r.origin = 'machine'
      AND NOT EXISTS (
        SELECT FROM translations_translationrecord o
        WHERE o.model = r.model AND o.object_id = r.object_id AND o.field = r.field AND o.language = r.language
          AND o.text_digest = r.text_digest AND (o.accepted OR o.origin <> 'machine'))
"""


def marks_sql(model: type[Model], key: str) -> str:
    """Return the SQL of a column for a card's own query: which texts of the row with this key a machine wrote and nobody has read.

    `note_marks` reads it as `marks`. In German it is empty.
    """
    language = get_language() or SOURCE
    if language not in OTHERS:
        return "ARRAY[]::text[]"
    words = {"label": model._meta.label_lower, "language": language, "rows": f"= {key}::text"}
    found = _UNREAD.format(columns="r.field || ' ' || r.text_digest", **words)
    return f"ARRAY({found})"


def marks(model: type[Model]) -> RawSQL:
    """Return the same as an annotation of a plain query of the model."""
    return RawSQL(marks_sql(model, f"{model._meta.db_table}.{model._meta.pk.column}"), [])  # noqa: S611 - nothing from outside


def note_marks(cards: Iterable[Any]) -> None:
    """Note at each card which of its texts a machine wrote and nobody has read, from its column `marks`: see `attach`."""
    for card in cards:
        card.unread = {}
        for mark in card.marks:
            _note(card, *mark.split(" "))


def attach(rows: Iterable[Any], *, model: type[Model]) -> None:
    """Note at each row (or card with `pk`) which of its texts a machine wrote and nobody has read: `row.unread` maps field and language
    to the origin. `{% machine_chip row %}` reads it.

    One query for all; none when the reader's language is German.
    """
    rows, language = list(rows), get_language() or SOURCE
    for row in rows:
        row.unread = {}
    if not rows or language not in OTHERS:
        return
    by_key = {str(row.pk): row for row in rows}
    words = {"label": model._meta.label_lower, "language": language, "rows": "= ANY(%s)"}
    with connection.cursor() as cursor:
        cursor.execute(_UNREAD.format(columns="r.object_id, r.field, r.text_digest", **words), [list(by_key)])
        found = cursor.fetchall()
    for key, field, text in found:
        _note(by_key[key], field, text)


def _note(row: Any, field: str, text: str) -> None:
    """A card knows only the texts it shows."""
    language = get_language() or SOURCE
    if text == digest(vars(row).get(f"{field}_{language}")):
        row.unread[field, language] = str(Origin.MACHINE)
