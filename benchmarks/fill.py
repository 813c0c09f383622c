"""Fill a scratch database with many offers in eight languages, by SQL, from the words of the demo content."""

import random

from django.db import connection
from django.db.models import Field, Model

from networks.models import Organisation
from offers.actions import SEARCH_KIND
from offers.demo import read
from offers.models import Format, Kind, Offer
from offers.translation import OFFER_TEXTS
from portal.folding import index_words, words
from portal.languages import CODES, LANGUAGES
from portal.models import Topic
from portal.vocabulary import Audience, Phase

VOCABULARY = 6_000


def vocabulary(code: str, rng: random.Random) -> list[str]:
    """Return words of a language, the frequent ones first: those of the demo, and made-up ones after them."""
    counted: dict[str, int] = {}
    for fields in read(f"texts/{code}.json").values():
        for text in fields.values():
            for word in words(text):
                if len(word) > 2:
                    counted[word] = counted.get(word, 0) + 1
    real = sorted(counted, key=lambda word: -counted[word])
    made = [rng.choice(real)[:5] + rng.choice(real)[-4:] for _number in range(VOCABULARY - len(real))]
    return [*real, *made][:VOCABULARY]


def fill(number: int, *, seed: int = 1) -> dict[str, list[str]]:
    """Write `number` public offers with all their texts and search rows. Returns the vocabulary by language."""
    rng = random.Random(seed)
    vocabularies = {code: vocabulary(code, rng) for code in CODES}
    with connection.cursor() as cursor:
        cursor.execute("SELECT setseed(0.42)")
        # No history and no counting of changes while filling: a row an offer would become three.
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(
            "TRUNCATE offers_offer, offers_offer_topics, offers_offer_regions, offers_offerlanguage, offers_offerlink, offers_offerreport, "
            "portal_searchentry, portal_searchword, networks_organisation RESTART IDENTITY CASCADE"
        )
        insert(
            cursor,
            Organisation,
            {
                "slug": "'body-' || n",
                "name": "'Stelle ' || n",
                "kind_id": "'business_promotion'",
                "website": "'https://body.example.org'",
                "state": "'active'",
                "claim_state": "'unclaimed'",
            },
            f"generate_series(1, {max(50, number // 50)}) AS n",
        )
        _offers(cursor, number, vocabularies)
        _relations(cursor, number)
        _search(cursor, vocabularies)
        cursor.execute("SET session_replication_role = DEFAULT")
        cursor.execute("DELETE FROM portal_contentchange")
        cursor.execute("INSERT INTO portal_contentchange DEFAULT VALUES")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return vocabularies


def insert(cursor: object, model: type[Model], given: dict[str, str], source: str, values: list[object] | None = None) -> None:
    """Insert rows into the table of a model: `given` are SQL expressions by column, every other column gets its empty value."""
    columns = dict(given)
    for field in model._meta.concrete_fields:
        if field.attname in columns or field.null or field.primary_key:
            continue
        columns[field.attname] = _empty(field)
    names, made = ", ".join(columns), ", ".join(columns.values())
    cursor.execute(f"INSERT INTO {model._meta.db_table} ({names}) SELECT {made} FROM {source}", values)


def _empty(field: Field) -> str:
    kind = field.get_internal_type()
    return {
        "BooleanField": "false",
        "ArrayField": "'{}'",
        "JSONField": "'[]'",
        "DateTimeField": "now()",
        "PositiveIntegerField": "0",
        "PositiveSmallIntegerField": "0",
    }.get(kind, "''")


# So many different texts are made; offers share them, as far as the search is concerned with ever new neighbours.
PHRASES = 5_000
LENGTHS = {"title": 5, "summary": 10, "conditions": 40, "who_for": 12, "first_step": 12}


def _phrases(cursor: object, vocabularies: dict[str, list[str]], rng: random.Random) -> None:
    """Write made-up texts of every field and language; like in real texts, few words are frequent and many are rare."""
    columns = [f"{field}_{code}" for field in LENGTHS for code in CODES]
    cursor.execute(f"CREATE TEMP TABLE phrase (n int PRIMARY KEY, {', '.join(f'{column} text' for column in columns)})")

    def text(field: str, code: str) -> str:
        words_ = vocabularies[code]
        picked = (words_[int(rng.random() ** 2.2 * len(words_))] for _word in range(LENGTHS[field]))
        return " ".join(picked)[: 100 if field == "title" else 160]

    with cursor.copy(f"COPY phrase (n, {', '.join(columns)}) FROM STDIN") as copy:
        for number in range(PHRASES):
            copy.write_row((number, *(text(field, code) for field in LENGTHS for code in CODES)))
    cursor.execute("ANALYZE phrase")


def _offers(cursor: object, number: int, vocabularies: dict[str, list[str]]) -> None:
    _phrases(cursor, vocabularies, random.Random(3))
    lists = {"phases": Phase.values, "audiences": Audience.values, "formats": Format.values}
    texts, values = [], []
    for place, field in enumerate(OFFER_TEXTS):
        for code in CODES:
            texts.append(f"{field}_{code}")
            values.append(f"p{place}.{field}_{code}" if field in LENGTHS else "''")
    # Each field takes another row of the phrases, so that neighbours of a title differ.
    joins = " ".join(
        f"JOIN phrase AS p{place} ON p{place}.n = (g.n::bigint * {7919 + 4 * place} + {place}) %% {PHRASES}"
        for place, field in enumerate(OFFER_TEXTS)
        if field in LENGTHS
    )
    picks = [f"ARRAY[(%s::text[])[1 + (g.n * {7 + place}) %% {len(items)}]]" for place, items in enumerate(lists.values())]
    given = {
        **dict(zip(texts, values, strict=True)),
        "slug": "'offer-' || g.n",
        "official_name": "'Angebot ' || g.n",
        "kind": f"(%s::text[])[1 + g.n %% {len(Kind.values)}]",
        "cost": "(ARRAY['free','free','unknown','repay','no_repay'])[1 + g.n %% 5]",
        "german_level": "'unknown'",
        "residence": "'unknown'",
        "website": "'https://offer.example.org'",
        "verified_on": "current_date - (g.n %% 400)",
        "verify_after_days": "180",
        "state": "'published'",
        "provider_id": f"1 + g.n %% greatest(50, {number} / 50)",
        **dict(zip(lists, picks, strict=True)),
    }
    insert(cursor, Offer, given, f"generate_series(1, {number}) AS g(n) {joins}", [Kind.values, *lists.values()])
    cursor.execute("DROP TABLE phrase")


def _relations(cursor: object, number: int) -> None:
    topics = list(Topic.objects.values_list("code", flat=True))
    cursor.execute(
        "INSERT INTO offers_offer_topics (offer_id, topic_id) SELECT id, (%s::text[])[1 + (id * 5 + k * 3) %% %s] "
        "FROM offers_offer, generate_series(0, 2) AS k ON CONFLICT DO NOTHING",
        [topics, len(topics)],
    )
    # One in ten nationwide, two in ten for a Land, the others for one district.
    cursor.execute(
        "WITH d AS (SELECT array_agg(key ORDER BY key) AS keys FROM portal_region WHERE kind IN ('district', 'city')), "
        "l AS (SELECT array_agg(key ORDER BY key) AS keys FROM portal_region WHERE kind = 'land') "
        "INSERT INTO offers_offer_regions (offer_id, region_id) SELECT id, CASE WHEN id %% 10 = 0 THEN 'de' "
        "WHEN id %% 10 < 3 THEN l.keys[1 + (id / 10) %% cardinality(l.keys)] ELSE d.keys[1 + (id / 10) %% cardinality(d.keys)] END "
        "FROM offers_offer, d, l WHERE %s > 0",
        [number],
    )
    cursor.execute(
        "INSERT INTO offers_offerlanguage (offer_id, code, mode, note) SELECT id, (%s::text[])[1 + (id + k) %% 8], 'spoken', '' "
        "FROM offers_offer, generate_series(0, 2) AS k WHERE id %% 2 = 0",
        [list(CODES)],
    )


def _search(cursor: object, vocabularies: dict[str, list[str]]) -> None:
    topic_words = {
        code: {
            topic.code: index_words(f"{getattr(topic, 'name_' + code)} {getattr(topic, 'words_' + code)}", code)
            for topic in Topic.objects.all()
        }
        for code in CODES
    }
    cursor.execute("CREATE TEMP TABLE topic_text (language text, topic text, words text)")
    rows = [(code, topic, text) for code, by_topic in topic_words.items() for topic, text in by_topic.items()]
    cursor.executemany("INSERT INTO topic_text VALUES (%s, %s, %s)", rows)
    for language in LANGUAGES:
        cursor.execute(
            "INSERT INTO portal_searchentry (kind, object_id, language, title_key, vector) "
            f"SELECT %s, o.id, %s, left(o.title_{language.code}, 100), setweight(to_tsvector(%s::regconfig, o.title_{language.code}), 'A') "
            f"|| setweight(to_tsvector(%s::regconfig, o.summary_{language.code} || ' ' || t.words), 'B') FROM offers_offer AS o, LATERAL ("
            "SELECT string_agg(words, ' ') AS words FROM offers_offer_topics AS x JOIN topic_text ON topic = x.topic_id "
            "WHERE x.offer_id = o.id AND language = %s) AS t",
            [SEARCH_KIND, language.code, language.search, language.search, language.code],
        )
    vocabulary = sorted({word for words_ in vocabularies.values() for word in words_})
    vocabulary += sorted({word for by_topic in topic_words.values() for text in by_topic.values() for word in text.split()})
    cursor.execute(
        "INSERT INTO portal_searchword (word) SELECT DISTINCT unnest(%s::text[])",
        [[word[:60] for word in vocabulary]],
    )
    cursor.execute("DROP TABLE topic_text")
