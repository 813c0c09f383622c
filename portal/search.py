"""Full-text search in eight languages over one narrow table; `index` writes it, `find` reads it.

A word is looked for in the rows of every language, each with its own text-search configuration. Synonyms widen the
query; only when nothing is found are typing mistakes corrected against the vocabulary.
"""

import datetime
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from unicodedata import name

from django.db import connection
from django.utils import timezone

from portal.content import snapshot
from portal.folding import compound_parts, fold, index_words, sort_key, words
from portal.languages import BY_CODE, CODES, LANGUAGES, SOURCE, Language
from portal.models import SearchEntry

CAP = 1000
MAX_WORDS = 8
MAX_LETTERS = 60
SHORTEST_TO_CORRECT = 4
ALIKE = 0.42

# Words that say nothing about what is looked for, folded.
STOP_WORDS = frozenset(
    """
    der die das den dem des ein eine einen einer eines und oder in im am an auf aus bei mit nach von vom zu zum zur fur ich wir sie
    wie was wo wer ist sind habe brauche mochte suche will
    the a an and or of to for from at on in with i we you my how what where is are need want
    ve bir icin ile ben nasil nerede
    в на для з із як де що и с по как где что я мне мені
    في من الي علي عن مع كيف اين ما انا
    در از به با براي و که چه کجا كه كجا من
    w na do z dla i jak gdzie co ja mi
    """.split()  # noqa: SIM905 - a list of words is read more easily as words
)


@dataclass(frozen=True)
class Text:
    """What is searched of an object in one language: names weigh most, then what it says, then who offers it."""

    title: str
    names: str
    body: str
    provider: str


@dataclass(frozen=True)
class Result:
    """Object ids, best first; `ranked` is false when there were too many to rank. `via` maps an id to the languages that matched."""

    ids: tuple[int, ...]
    via: Mapping[int, frozenset[str]]
    ranked: bool
    corrected: str


NOTHING = Result((), {}, True, "")
# Kind, id, the languages that matched, the rank.
Row = tuple[str, int, list[str], float]


# --- Writing ---------------------------------------------------------------------------------------------------------


def index(kind: str, object_id: int, texts: Mapping[str, Text]) -> None:
    """Write the search rows of one object in all languages; where a language has no text, only its place in the order is kept."""
    rows: list[object] = []
    vocabulary: set[str] = set()
    for code in CODES:
        text = texts.get(code)
        shown = text or texts[SOURCE]
        parts = [index_words(part, code) for part in (text.title + " " + text.names, text.body, text.provider)] if text else ["", "", ""]
        for part in parts:
            vocabulary.update(word for word in part.split() if len(word) <= MAX_LETTERS)
        config = BY_CODE[code].search
        rows += [
            kind,
            object_id,
            code,
            sort_key(shown.title, code),
            config,
            parts[0],
            config,
            parts[1],
            config,
            parts[2],
        ]
    vector = " || ".join(f"setweight(to_tsvector(%s::regconfig, %s), '{weight}')" for weight in "ABC")
    values = ", ".join([f"(%s, %s, %s, %s, {vector})"] * len(CODES))
    with connection.cursor() as cursor:
        # One statement for both tables: saving an offer waits for one answer, not for two. A word that another transaction
        # writes at this moment is written twice: with ON CONFLICT each would wait for the other, and two of them for ever.
        cursor.execute(
            "WITH known AS (INSERT INTO portal_searchword (word) SELECT new.word FROM unnest(%s::text[]) AS new (word) "
            "WHERE NOT EXISTS (SELECT FROM portal_searchword old WHERE old.word = new.word)) "
            f"INSERT INTO portal_searchentry (kind, object_id, language, title_key, vector) VALUES {values} "
            "ON CONFLICT (kind, object_id, language) DO UPDATE SET title_key = excluded.title_key, vector = excluded.vector "
            # Most changes touch one language; the rows of the others stay as they are.
            "WHERE (portal_searchentry.title_key, portal_searchentry.vector) IS DISTINCT FROM (excluded.title_key, excluded.vector)",
            [sorted(vocabulary), *rows],
        )


def remove(kind: str, object_id: int) -> None:
    """Take an object out of the search: unpublished text is never searched."""
    SearchEntry.objects.filter(kind=kind, object_id=object_id).delete()


# --- Reading ---------------------------------------------------------------------------------------------------------


@snapshot
def synonyms() -> dict[tuple[str, ...], list[tuple[str, ...]]]:
    """Return for each folded word or phrase all phrases that mean the same, itself included."""
    with connection.cursor() as cursor:
        # One question for both tables; the last row holds the vocabulary.
        cursor.execute(
            "SELECT id, words::text[] FROM portal_synonym UNION ALL SELECT NULL, array_agg(word::text) FROM portal_searchword "
            "ORDER BY 1 NULLS LAST"
        )
        *rows, (_none, vocabulary) = cursor.fetchall()
    groups = [list(dict.fromkeys(tuple(words(phrase)) for phrase in group)) for _id, group in rows]
    known = set(vocabulary or ())
    table: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
    for phrases in groups:
        # What no text contains need not be asked for again in every search.
        useful = [phrase for phrase in phrases if all(word in known for word in phrase)]
        for phrase in phrases:
            mine = table.setdefault(phrase, [phrase])
            mine += [other for other in useful if other not in mine]
    return table


def parse(query: str) -> list[list[tuple[str, ...]]]:
    """Return the query as units that must all be found, each a list of phrases of which one is enough."""
    tokens = [token for token in words(query)[: MAX_WORDS * 2] if len(token) <= MAX_LETTERS]
    table = synonyms()
    units: list[list[tuple[str, ...]]] = []
    at = 0
    while at < len(tokens) and len(units) < MAX_WORDS:
        for length in range(min(4, len(tokens) - at), 0, -1):
            phrase = tuple(tokens[at : at + length])
            if phrase in table:
                units.append(table[phrase])
                at += length
                break
        else:
            if tokens[at] not in STOP_WORDS and (len(tokens[at]) > 1 or tokens[at].isdigit()):
                units.append([(tokens[at],)])
            at += 1
    return units


@snapshot
def _found_lately() -> OrderedDict[tuple[str, str], Result]:
    """Hold the results of the last searches: another filter, page or language asks for the same words again."""
    return OrderedDict()


MOST_LATELY = 100


def find(kind: str, query: str) -> Result:
    """Return what a query finds among objects of one kind, from memory when it was asked lately and nothing has changed since."""
    lately = _found_lately()
    key = (kind, query)
    if key not in lately:
        lately[key] = find_anew(kind, query)
        while len(lately) > MOST_LATELY:
            lately.popitem(last=False)
    return lately[key]


def find_anew(kind: str, query: str) -> Result:
    """Return what a query finds, by asking the database; raw text never reaches a tsquery parser that knows operators."""
    units = parse(query)
    if not units:
        return NOTHING
    result = _all_units(kind, units)
    if result.ids:
        return result
    corrected, changed = correct(units)
    if not corrected:
        return NOTHING
    shown = " ".join(" ".join(unit[0]) for unit in corrected) if changed else ""
    return _most_units(kind, corrected, shown)


def _fits(phrase: tuple[str, ...], language: Language) -> bool:
    """Whether a phrase can stand in texts of this language: Latin names stand anywhere, other letters only at home."""
    script = next(((name(char, "") or "OTHER").split()[0] for char in phrase[0] if char.isalpha()), "LATIN")
    return script in ("LATIN", language.script)


def _tsquery(units: Iterable[list[tuple[str, ...]]], language: Language, weight: str = "") -> str:
    """Return the text of a tsquery; empty when a unit cannot be found in this language. The weight ":A" asks for names only.

    It is put together from folded words alone, letters and digits: no text of a reader reaches the parser with its operators.
    """
    parts = []
    for unit in units:
        phrases = [phrase for phrase in unit if _fits(phrase, language)]
        if not phrases:
            return ""
        parts.append(" | ".join("(" + " & ".join(f"'{word}'{weight}" for word in phrase) + ")" for phrase in phrases))
    return " & ".join(f"({part})" for part in parts)


def _all_units(kind: str, units: list[list[tuple[str, ...]]]) -> Result:
    """Find objects that match every unit: names with the very words first, then names with words that mean the same, then texts."""
    rows = ask_all((kind,), units)
    if len(rows) > CAP:
        return _unranked(kind, units)
    return Result(tuple(row[1] for row in rows), {row[1]: frozenset(row[2]) for row in rows}, True, "")


def ask_all(kinds: Iterable[str], units: list[list[tuple[str, ...]]]) -> list[Row]:
    """Ask for objects of these kinds that match every unit, best first. Of each kind and language CAP + 1 at most are looked at."""
    arms, values = [], []
    asked = [[unit[0]] for unit in units]
    for language in LANGUAGES:
        if not (tsquery := _tsquery(units, language)):
            continue
        for kind in kinds:
            arms.append(
                "(SELECT kind, object_id, language, 2 * (vector @@ exact)::int + (vector @@ named)::int + ts_rank(vector, q) AS rank "
                "FROM portal_searchentry, to_tsquery(%s::regconfig, %s) AS q, to_tsquery(%s::regconfig, %s) AS exact, "
                "to_tsquery(%s::regconfig, %s) AS named "
                f"WHERE language = %s AND kind = %s AND vector @@ q LIMIT {CAP + 1})"
            )
            for text in (tsquery, _tsquery(asked, language, ":A"), _tsquery(units, language, ":A")):
                values += [language.search, text]
            values += [language.code, kind]
    return _grouped(arms, values, "max(rank)")


def _grouped(arms: list[str], values: list[object], best: str, then: str = "") -> list[Row]:
    """Put the answers of all languages together, the best first."""
    if not arms:
        return []
    sql = (
        f"SELECT kind, object_id, array_agg(language), {best} FROM (" + " UNION ALL ".join(arms) + ") AS hits "
        f"GROUP BY kind, object_id ORDER BY {best} DESC, {then} object_id"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def _unranked(kind: str, units: list[list[tuple[str, ...]]]) -> Result:
    """So many hits that an order by rank would mean nothing: return every id, the caller sorts newest first."""
    arms, values = [], []
    for language in LANGUAGES:
        if tsquery := _tsquery(units, language):
            arms.append(
                "SELECT object_id FROM portal_searchentry WHERE language = %s AND kind = %s AND vector @@ to_tsquery(%s::regconfig, %s)"
            )
            values += [language.code, kind, language.search, tsquery]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT array_agg(DISTINCT object_id) FROM ({' UNION ALL '.join(arms)}) AS hits", values)
        return Result(tuple(cursor.fetchone()[0]), {}, False, "")


def _most_units(kind: str, units: list[list[tuple[str, ...]]], shown: str) -> Result:
    """Find objects that match as many of the units as possible, most matched first."""
    if len(units) == 1:
        return replace(_all_units(kind, units), corrected=shown)
    rows = ask_most((kind,), units)[:CAP]
    return Result(tuple(row[1] for row in rows), {row[1]: frozenset(row[2]) for row in rows}, True, shown)


def ask_most(kinds: Iterable[str], units: list[list[tuple[str, ...]]]) -> list[Row]:
    """Ask for those objects that match the most units, best first."""
    arms, values = [], []
    for language in LANGUAGES:
        pieces = [piece for piece in (_tsquery([unit], language) for unit in units) if piece]
        if not pieces:
            continue
        queries = ", ".join(f"to_tsquery(%s::regconfig, %s) AS q{number}" for number in range(len(pieces)))
        matched = " + ".join(f"(vector @@ q{number})::int" for number in range(len(pieces)))
        for kind in kinds:
            arms.append(
                f"(SELECT kind, object_id, language, {matched} AS matched, ts_rank(vector, anything) AS rank "
                f"FROM portal_searchentry, {queries}, to_tsquery(%s::regconfig, %s) AS anything "
                f"WHERE language = %s AND kind = %s AND vector @@ anything LIMIT {CAP})"
            )
            for piece in pieces:
                values += [language.search, piece]
            values += [language.search, " | ".join(f"({piece})" for piece in pieces), language.code, kind]
    rows = _grouped(arms, values, "max(matched)", "max(rank) DESC,")
    best = max((row[3] for row in rows), default=0)
    return [row for row in rows if row[3] == best]


def correct(units: list[list[tuple[str, ...]]]) -> tuple[list[list[tuple[str, ...]]], bool]:
    """Replace single words that no text contains by the nearest word of the vocabulary; drop what resembles nothing.

    A beginning ("anerk") counts as near. One query answers for all words.
    """
    asked = sorted({unit[0][0] for unit in units if len(unit) == 1 and len(unit[0]) == 1})
    nearest = _nearest(asked)
    corrected, changed = [], False
    for unit in units:
        word = unit[0][0]
        if word not in asked or nearest.get(word) == word:
            corrected.append(unit)
            continue
        changed = True
        if word in nearest:
            corrected.append(synonyms().get((nearest[word],), [(nearest[word],)]))
        elif parts := compound_parts(word):
            corrected += [[(part,)] for part in parts]
    return corrected, changed


def _nearest(asked: list[str]) -> dict[str, str]:
    long_enough = [word for word in asked if len(word) >= SHORTEST_TO_CORRECT]
    sql = """
        SELECT asked.word, near.word FROM unnest(%s::text[]) AS asked(word), LATERAL (
            SELECT word, word = asked.word AS same, word LIKE asked.word || '%%' AS begins, similarity(word, asked.word) AS alike
            FROM portal_searchword
            WHERE word = asked.word OR (asked.word = ANY(%s) AND (word LIKE asked.word || '%%' OR word %% asked.word))
            ORDER BY same DESC, begins DESC, alike DESC, word LIMIT 1
        ) AS near WHERE near.same OR near.begins OR near.alike >= %s
    """
    with connection.cursor() as cursor:
        cursor.execute(sql, [asked, long_enough, ALIKE])
        return dict(cursor.fetchall())


def note_miss(query: str, language: str, *, today: datetime.date | None = None) -> None:
    """Count a search that found nothing: up to four words of letters, never digits or addresses, so never a person's data."""
    if "@" in query:
        return
    asked = [word for word in words(query) if word.isalpha() and len(word) <= 30][:4]
    if not asked:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO portal_searchmiss (words, language, day, count) VALUES (%s, %s, %s, 1) "
            "ON CONFLICT (words, language, day) DO UPDATE SET count = portal_searchmiss.count + 1",
            [fold(" ".join(asked))[:80], language, today or timezone.localdate()],
        )
