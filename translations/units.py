"""Units of many rows at once: the same rule as `translations.texts`, asked of the database, one statement a model.

A unit is a row, a translated field whose German is not empty, and a language. Only rows that are worth translating count
(`shown` in `<app>/translation.py`).
"""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import Model, QuerySet

from portal.languages import SOURCE
from portal.texts import EVERYWHERE, model_of, options_of, text_models
from translations.models import State
from translations.texts import DIGEST_SQL, OTHERS, fields_of


@dataclass(frozen=True, slots=True)
class UnitRow:
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


# Blank throughout, and the number of words, of an expression in place of %s.
_IS_EMPTY = "(btrim(%s, E' \\t\\r\\n\\u00a0') = '')"
_WORDS = "cardinality(array_remove(string_to_array(translate(%s, E'\\t\\r\\n\\u00a0', '    '), ' '), ''))"
_COUNTED = """
    SELECT code, state, count(*), sum(words), min(since), coalesce(sum(words) FILTER (WHERE waits), 0)
    FROM ({units}) AS u (key, field, code, state, is_machine, words, since, wishes, waits, characters)
    GROUP BY code, state
"""


def _units_of(model: type[Model], rows: QuerySet, languages: tuple[str, ...], states: set[str]) -> list[UnitRow]:
    options, label = options_of(model), model._meta.label_lower
    sql, values = _statement(model, rows, languages)
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        read = cursor.fetchall()
    return [
        UnitRow(label, key, field, code, State(state), machine, field in options.sensitive, words, since, wishes, waits, characters)
        for key, field, code, state, machine, words, since, wishes, waits, characters in read
        if state in states
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

    Long texts are unpacked once (by an array, which holds copies) and the German is measured once a field, not once a language:
    OFFSET 0 keeps the planner from undoing that. 2,000 offers would take eight seconds otherwise.
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
        WITH unit AS MATERIALIZED (
            SELECT f.key, f.page, f.field, t.code, f.german,
                CASE WHEN {_IS_EMPTY % "t.text"} THEN '' ELSE {DIGEST_SQL % "t.text"} END AS text, f.words, f.characters
            FROM (
                SELECT g.key, g.page, g.field, g.texts, {DIGEST_SQL % "g.german"} AS german, {_WORDS % "g.german"} AS words,
                    length(g.german) AS characters
                FROM (
                    SELECT o.{key}::text AS key, o.{page_key}::text AS page, v.field, v.texts[2:] AS texts, v.texts[1] AS german
                    FROM {table} o CROSS JOIN LATERAL (VALUES {texts}) AS v(field, texts)
                    WHERE o.{key} IN ({chosen}) OFFSET 0
                ) g
                WHERE NOT {_IS_EMPTY % "g.german"} OFFSET 0
            ) f CROSS JOIN LATERAL unnest(f.texts, ARRAY[{codes}]) AS t(text, code)
        ), judged AS (
            SELECT u.key, u.page, u.field, u.code, u.german, u.text, u.words, u.characters,
                count(r.id) AS known,
                bool_and(r.origin = 'machine' AND NOT r.accepted) AS machine,
                bool_or(r.source_digest = u.german) AS fits,
                bool_and(r.origin = 'machine' AND NOT r.accepted) FILTER (WHERE r.source_digest = u.german) AS unread
            FROM unit u LEFT JOIN translations_translationrecord r
                ON r.model = %s AND r.object_id = u.key AND r.field = u.field AND r.language = u.code AND r.text_digest = u.text
            GROUP BY u.key, u.page, u.field, u.code, u.german, u.text, u.words, u.characters
        )
        SELECT j.key, j.field, j.code,
            CASE WHEN j.text = '' AND p.origin = 'machine' AND p.source_digest = j.german THEN 'machine'
                 WHEN j.text = '' AND p.origin = 'machine' THEN 'outdated'
                 WHEN j.text = '' THEN 'missing'
                 WHEN NOT coalesce(j.fits, false) THEN 'outdated'
                 WHEN j.unread THEN 'machine' ELSE 'ready' END,
            CASE WHEN j.text = '' THEN coalesce(p.origin = 'machine', false) ELSE j.known > 0 AND j.machine END,
            j.words, s.since, coalesce(w.count, 0), coalesce(p.origin <> 'machine' AND p.source_digest = j.german, false), j.characters
        FROM judged j
        LEFT JOIN translations_proposal p ON p.model = %s AND p.object_id = j.key AND p.field = j.field AND p.language = j.code
        LEFT JOIN translations_sourcetext s ON s.model = %s AND s.object_id = j.key AND s.field = j.field AND s.digest = j.german
        LEFT JOIN translations_textwish w ON w.model = %s AND w.object_id = j.page AND w.language = j.code
    """
    return sql, [*values, label, label, label, page_label]
