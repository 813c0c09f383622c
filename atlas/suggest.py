"""Suggestions while somebody types: titles that begin so, then titles with a word that begins so, from the rows of the search.

One statement. Nothing of what is typed is kept.
"""

from dataclasses import dataclass

from django.db import connection
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language

from atlas.search import GROUPS, Group
from portal.folding import sort_key, words
from portal.languages import BY_CODE, SOURCE, Language

MOST = 8
# Looked at: some of what is found may not be public today.
LOOKED_AT = 16
SHORTEST, LONGEST = 2, 60
# Words inside titles are looked for from here on: shorter beginnings fit half of everything.
SHORTEST_WORD = 4
BY_KIND = {group.kind: group for group in GROUPS}


@dataclass(frozen=True)
class Suggestion:
    """A title in the language it was found in, and its page."""

    title: str
    language: Language
    kind: str | Promise
    address: str


def suggest(typed: str) -> list[Suggestion]:
    """Return at most MOST public things whose title begins as typed, those of the reader's language first."""
    typed = " ".join(typed.split())[:LONGEST]
    arms, values = _arms(typed, dict.fromkeys((get_language() or SOURCE, SOURCE)))
    if not arms:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_sql(arms), values)
        rows = cursor.fetchall()
    result: dict[tuple[str, int], Suggestion] = {}
    allowed = {kind: _allowed(group, tuple(row[1] for row in rows if row[0] == kind)) for kind, group in BY_KIND.items()}
    for kind, pk, language, slug, title in rows:
        if pk in allowed[kind] and slug:
            group = BY_KIND[kind]
            result.setdefault((kind, pk), Suggestion(title, BY_CODE[language], group.one, reverse(group.url_name, args=[slug])))
    return list(result.values())[:MOST]


def _allowed(group: Group, ids: tuple[int, ...]) -> set[int]:
    return {i for part in group.parts for i in part.allowed(ids)} if ids else set()


def _arms(typed: str, codes: dict[str, None]) -> tuple[list[str], list[object]]:
    """Return the questions for each language and kind with their values; none for what is too short."""
    arms: list[str] = []
    values: list[object] = []
    asked = words(typed)
    for place, code in enumerate(codes):
        key = sort_key(typed, code)
        if len(key) < SHORTEST:
            continue
        for group in GROUPS:
            arms.append(
                f"(SELECT kind, object_id, language, length(vector) > 0 AS has_text, {place} AS place, title_key FROM portal_searchentry "
                f"WHERE kind = %s AND language = %s AND title_key >= %s AND title_key < %s ORDER BY title_key LIMIT {LOOKED_AT})"
            )
            values += [group.kind, code, key, key + "\U0010ffff"]
        if asked and len(asked[-1]) >= SHORTEST_WORD:
            arms.append(
                f"(SELECT kind, object_id, language, true, {place + len(codes)}, title_key FROM portal_searchentry, "
                "to_tsquery(%s::regconfig, %s) AS q "
                f"WHERE language = %s AND vector @@ q AND kind = ANY(%s) LIMIT {LOOKED_AT})"
            )
            # Folded words are letters and digits: nothing of a reader reaches the parser with its operators.
            exact = [f"'{word}':A" for word in asked[:-1][-4:]]
            values += [BY_CODE[code].search, " & ".join([*exact, f"'{asked[-1]}':*A"]), code, list(BY_KIND)]
    return arms, values


def _sql(arms: list[str]) -> str:
    """Return the statement that also reads slugs and titles. A title is shown in its language only where the search has text in it."""
    code = get_language() or SOURCE
    joins, slugs, titles, foreign = [], [], [], []
    for group in GROUPS:
        joins.append(f"LEFT JOIN {group.table} AS {group.kind} ON near.kind = '{group.kind}' AND {group.kind}.id = near.object_id")
        slugs.append(f"{group.kind}.slug")
        titles.append(f"{group.kind}.{group.title}{'_' + SOURCE if group.is_translated else ''}")
        if group.is_translated:
            foreign.append(f"nullif({group.kind}.{group.title}_{code}, '')")
    return (
        f"WITH near AS ({' UNION ALL '.join(arms)}), named AS (SELECT near.*, coalesce({', '.join(slugs)}) AS slug, "
        f"coalesce({', '.join(titles)}) AS german, "
        f"CASE WHEN language = '{code}' AND has_text THEN coalesce({', '.join(foreign)}) END AS own "
        f"FROM near {' '.join(joins)}) "
        f"SELECT kind, object_id, CASE WHEN own IS NULL THEN '{SOURCE}' ELSE '{code}' END, slug, coalesce(own, german) FROM named "
        "ORDER BY place, title_key, kind, object_id"
    )
