"""Fill a scratch database with many offers in eight languages, by SQL, from the words of the demo content."""

import random

from django.db import connection

from offers.actions import SEARCH_KIND
from offers.demo import read
from offers.models import Audience, Format, Kind, Offer
from offers.translation import OFFER_TEXTS
from portal.folding import index_words, words
from portal.languages import CODES, LANGUAGES
from portal.models import Topic
from portal.vocabulary import Phase

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
        cursor.execute(
            "TRUNCATE offers_offer, offers_offer_topics, offers_offer_regions, offers_offerlanguage, offers_offerlink, offers_offerreport, "
            "portal_searchentry, portal_searchword, networks_organisation RESTART IDENTITY CASCADE"
        )
        cursor.execute(
            "INSERT INTO networks_organisation (slug, name, short_name, aliases, formerly, kind_id, about, website, state) "
            "SELECT 'body-' || n, 'Stelle ' || n, '', '{}', '{}', 'business_promotion', '', 'https://body.example.org', 'active' "
            "FROM generate_series(1, greatest(50, %s / 50)) AS n",
            [number],
        )
        _offers(cursor, number, vocabularies)
        _relations(cursor, number)
        _search(cursor, vocabularies)
        cursor.execute("DELETE FROM portal_contentchange")
        cursor.execute("INSERT INTO portal_contentchange DEFAULT VALUES")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return vocabularies


def _phrase(array: str, length: int) -> str:
    """SQL for so many words of a vocabulary; like in real texts, few words are frequent and many are rare."""
    pick = f"{array}[1 + floor(power(random(), 2.2) * {VOCABULARY})::int]"
    return " || ' ' || ".join([pick] * length)


def _offers(cursor: object, number: int, vocabularies: dict[str, list[str]]) -> None:
    lists = {"phases": Phase.values, "audiences": Audience.values, "formats": Format.values}
    texts = [f"{field}_{code}" for field in OFFER_TEXTS for code in CODES]
    values, parameters = [], []
    for field in OFFER_TEXTS:
        for code in CODES:
            length = {"title": 5, "summary": 10, "conditions": 40, "who_for": 12, "first_step": 12}.get(field, 0)
            values.append(f"left(({_phrase('v_' + code, length)}), {100 if field == 'title' else 160})" if length else "''")
    arrays = ", ".join(f"%s::text[] AS v_{code}" for code in CODES)
    parameters = [vocabularies[code] for code in CODES]
    picks = {
        name: f"ARRAY[(%s::text[])[1 + (n * {7 + place}) %% {len(items)}], (%s::text[])[1 + (n * {7 + place} + 1) %% {len(items)}]]"
        for place, (name, items) in enumerate(lists.items())
    }
    fixed = [field.attname for field in Offer._meta.fields if field.name in OFFER_TEXTS]
    sql = f"""
        INSERT INTO offers_offer ({", ".join(fixed)}, {", ".join(texts)}, slug, official_name, aliases, formerly, occasions, kind, cost,
            german_level, residence, apply_before, appointment_url, website, sources, source_date, collected, verified_on, verify_after_days,
            capacity, state, state_reason, created_at, changed_at, provider_id, {", ".join(lists)})
        SELECT {", ".join("''" for _ in fixed)}, {", ".join(values)}, 'offer-' || n, 'Angebot ' || n, '{{}}', '{{}}', '{{}}',
            (%s::text[])[1 + n %% {len(Kind.values)}], (ARRAY['free','free','unknown','repay','no_repay'])[1 + n %% 5], 'unknown', 'unknown', '',
            '', 'https://offer.example.org', '{{}}', '', false, current_date - (n %% 400), 180, '', 'published', '', now(), now(),
            1 + n %% greatest(50, {number} / 50), {", ".join(picks[name] for name in lists)}
        FROM generate_series(1, {number}) AS n, (SELECT {arrays}) AS v
    """
    # The order of the parameters follows the order of the placeholders in the text above.
    pairs = [items for items in lists.values() for _twice in range(2)]
    cursor.execute(sql, [Kind.values, *pairs, *parameters])


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
        "INSERT INTO portal_searchword (word) SELECT DISTINCT unnest(%s::text[]) ON CONFLICT DO NOTHING",
        [[word[:60] for word in vocabulary]],
    )
    cursor.execute("DROP TABLE topic_text")
