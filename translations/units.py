"""Units of many rows at once: the same rule as `translations.texts`, asked of the database, one statement a model.

A unit is a row, a translated field whose German is not empty, and a language. Only rows that are worth translating count
(`shown` in `<app>/translation.py`).
"""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db import connection
from django.db.models import Model, QuerySet

from portal.languages import SOURCE
from portal.texts import EVERYWHERE, model_of, options_of, text_models
from translations.models import State
from translations.texts import BARE_DIGEST_SQL, BARE_SQL, OTHERS, fields_of


class UnitRow(NamedTuple):
    """One unit. `words`: of the German text. `since`: when that came, None when nobody knows. `wishes`: readers who asked for its page.

    `is_machine`: what stands or waits there is machine text nobody has read. `waits`: a person's proposal for this
    German waits for a second reader.
    """

    model: str
    object_id: str
    field: str
    language: str
    state: State
    is_machine: bool
    is_sensitive: bool
    words: int
    since: datetime.datetime | None
    wishes: int
    waits: bool
    # Of the German text.
    characters: int = 0


def rows_of(model: type[Model], regions: Iterable[str] | None = None) -> QuerySet:
    """Return the rows of a model that are worth translating, of these regions or of all; what has no region counts to all."""
    options = options_of(model)
    rows = model._default_manager.filter(**options.shown)
    if regions is not None and options.region_path != EVERYWHERE:
        rows = rows.filter(pk__in=model._default_manager.filter(**{f"{options.region_path}__in": list(regions)}).values("pk"))
    return rows


def units(
    languages: Sequence[str] = OTHERS,
    *,
    labels: Iterable[str] | None = None,
    regions: Iterable[str] | None = None,
    states: Iterable[str] | None = None,
    keys: Iterable[str] | None = None,
) -> list[UnitRow]:
    """Return the units in these languages, in no order. `labels` narrow to models, `keys` to rows of one model, `states` to states."""
    wanted = set(states) if states is not None else set(State.values)
    regions = list(regions) if regions is not None else None
    chosen = text_models() if labels is None else [model for label in labels if (model := model_of(label))]
    found: list[UnitRow] = []
    for model in chosen:
        rows = rows_of(model, regions)
        found += _units_of(model, rows if keys is None else rows.filter(pk__in=list(keys)), tuple(languages), wanted)
    return found


@dataclass(frozen=True, slots=True)
class Count:
    """How many units of one model in one language have one state.

    `words`: of their German texts. `oldest`: when the oldest of their German texts came, None when nobody knows of any.
    `words_waiting`: of those that wait for a second reader.
    """

    model: str
    language: str
    state: State
    units: int
    words: int
    oldest: datetime.datetime | None
    words_waiting: int


def counts(languages: Sequence[str] = OTHERS, *, labels: Iterable[str] | None = None, regions: Iterable[str] | None = None) -> list[Count]:
    """Return how many units there are by model, language and state: what `units` would return, counted by the database."""
    regions = list(regions) if regions is not None else None
    chosen = text_models() if labels is None else [model for label in labels if (model := model_of(label))]
    found: list[Count] = []
    for model in chosen:
        sql, values = _statement(model, rows_of(model, regions), tuple(languages))
        with connection.cursor() as cursor:
            cursor.execute(_COUNTED.format(units=sql), values)
            found += [Count(model._meta.label_lower, code, State(state), *numbers) for code, state, *numbers in cursor.fetchall()]
    return found


# The number of words of an expression in place of %s; blanks one by one, as in BARE_SQL.
_SPACED = "%s"
for _blank in (r"E'\t'", r"E'\r'", r"E'\n'", r"E'\u00a0'"):
    _SPACED = f"replace({_SPACED}, {_blank}, ' ')"
_WORDS = f"cardinality(array_remove(string_to_array({_SPACED}, ' '), ''))"
_COLUMNS = "key, field, code, state, is_machine, words, since, wishes, waits, characters"
_COUNTED = f"""
    SELECT code, state, count(*), sum(words), min(since), coalesce(sum(words) FILTER (WHERE waits), 0)
    FROM ({{units}}) AS u ({_COLUMNS})
    GROUP BY code, state
"""
_LISTED = f"SELECT {_COLUMNS} FROM ({{units}}) AS u ({_COLUMNS}) WHERE state = ANY(%s)"


def _units_of(model: type[Model], rows: QuerySet, languages: tuple[str, ...], states: set[str]) -> list[UnitRow]:
    options, label = options_of(model), model._meta.label_lower
    sql, values = _statement(model, rows, languages)
    with connection.cursor() as cursor:
        cursor.execute(_LISTED.format(units=sql), [*values, [str(state) for state in states]])
        read = cursor.fetchall()
    known = {str(state): state for state in State}
    return [
        UnitRow(label, key, field, code, known[state], machine, field in options.sensitive, words, since, wishes, waits, characters)
        for key, field, code, state, machine, words, since, wishes, waits, characters in read
    ]


def _page(model: type[Model]) -> tuple[str, str]:
    """Return the label of the rows whose pages show a model's texts, and the column that names them: readers ask for pages."""
    path = options_of(model).page_path
    if not path or "." in path:
        return model._meta.label_lower, model._meta.pk.column
    field = model._meta.get_field(path)
    return field.related_model._meta.label_lower, field.column


def _statement(model: type[Model], rows: QuerySet, languages: tuple[str, ...]) -> tuple[str, list[object]]:
    """Return the statement for one model: names of tables and columns are ours, everything else is a parameter.

    Long texts are unpacked once (by an array, which holds copies), and the German is measured once a field, not once a language:
    OFFSET 0 keeps the planner from undoing that.
    """
    label, table, key = model._meta.label_lower, model._meta.db_table, model._meta.pk.column
    page_label, page_key = _page(model)
    chosen, values = rows.order_by().values("pk").query.sql_with_params()
    texts = ", ".join(
        "('{}', ARRAY[{}])".format(field, ", ".join(f"coalesce(o.{field}_{code}, '')" for code in (SOURCE, *languages)))
        for field in fields_of(model)
    )
    codes = ", ".join(f"'{code}'" for code in languages)
    sql = f"""
        SELECT u.key, u.field, u.code,
            CASE WHEN u.text = '' AND p.origin = 'machine' AND p.source_digest = u.german THEN 'machine'
                 WHEN u.text = '' AND p.origin = 'machine' THEN 'outdated'
                 WHEN u.text = '' THEN 'missing'
                 WHEN r.id IS NULL THEN 'outdated'
                 WHEN r.origin = 'machine' AND NOT r.accepted THEN 'machine' ELSE 'ready' END,
            CASE WHEN u.text = '' THEN coalesce(p.origin = 'machine', false) ELSE m.text_digest IS NOT NULL END,
            u.words, s.since, coalesce(w.count, 0), coalesce(p.origin <> 'machine' AND p.source_digest = u.german, false), u.characters
        FROM (
            SELECT b.key, b.page, b.field, b.code, b.german, b.words, b.characters,
                CASE WHEN b.bare = '' THEN '' ELSE {BARE_DIGEST_SQL % "b.bare"} END AS text
            FROM (
                SELECT f.key, f.page, f.field, f.german, f.words, f.characters, t.code, {BARE_SQL % "t.text"} AS bare
                FROM (
                    SELECT g.key, g.page, g.field, g.texts, {BARE_DIGEST_SQL % "g.bare"} AS german, {_WORDS % "g.texts[1]"} AS words,
                        length(g.texts[1]) AS characters
                    FROM (
                        SELECT v.key, v.page, v.field, v.texts, {BARE_SQL % "v.texts[1]"} AS bare
                        FROM (
                            SELECT o.{key}::text AS key, o.{page_key}::text AS page, c.field, c.texts
                            FROM {table} o CROSS JOIN LATERAL (VALUES {texts}) AS c(field, texts)
                            WHERE o.{key} IN ({chosen}) OFFSET 0
                        ) v OFFSET 0
                    ) g
                    WHERE g.bare <> '' OFFSET 0
                ) f CROSS JOIN LATERAL unnest(f.texts[2:], ARRAY[{codes}]) AS t(text, code) OFFSET 0
            ) b OFFSET 0
        ) u
        -- Whether this very text was made from this very German, at most one says so.
        LEFT JOIN translations_translationrecord r
            ON r.model = %s AND r.object_id = u.key AND r.field = u.field AND r.language = u.code AND r.text_digest = u.text
            AND r.source_digest = u.german AND r.language IN ({codes})
        -- Texts that only a machine stands for, whatever the German was.
        LEFT JOIN (
            SELECT DISTINCT x.object_id, x.field, x.language, x.text_digest FROM translations_translationrecord x
            WHERE x.model = %s AND x.origin = 'machine' AND NOT x.accepted AND NOT EXISTS (
                SELECT 1 FROM translations_translationrecord y
                WHERE y.model = x.model AND y.object_id = x.object_id AND y.field = x.field AND y.language = x.language
                    AND y.text_digest = x.text_digest AND (y.origin <> 'machine' OR y.accepted))
        ) m ON m.object_id = u.key AND m.field = u.field AND m.language = u.code AND m.text_digest = u.text
        LEFT JOIN translations_proposal p ON p.model = %s AND p.object_id = u.key AND p.field = u.field AND p.language = u.code
        LEFT JOIN translations_sourcetext s ON s.model = %s AND s.object_id = u.key AND s.field = u.field AND s.digest = u.german
        LEFT JOIN translations_textwish w ON w.model = %s AND w.object_id = u.page AND w.language = u.code
    """
    return sql, [*values, label, label, label, label, page_label]
