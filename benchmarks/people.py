"""Fill the scratch database with organisations and advisors, by SQL."""

from django.db import connection

from benchmarks.fill import insert
from networks.models import Advisor, Organisation
from portal.folding import index_words
from portal.languages import CODES, LANGUAGES
from portal.models import Topic
from portal.vocabulary import Phase

KINDS = ("business_promotion", "jobcenter", "mso", "bank", "university")


def fill_people(number: int) -> None:
    """Write `number` organisations and as many advisors with their languages, competences, responsibilities and search rows."""
    topics = sorted(Topic.objects.values_list("code", flat=True))
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("TRUNCATE networks_organisation, networks_advisor, networks_responsibility RESTART IDENTITY CASCADE")
        cursor.execute("DELETE FROM portal_searchentry WHERE kind IN ('organisation', 'advisor')")
        source = f"generate_series(1, {number}) AS n"
        texts = {f"about_{code}": "'Wir helfen beim Gründen und hören zu.'" for code in CODES}
        kind = f"(ARRAY[{', '.join(repr(kind) for kind in KINDS)}])[1 + n % {len(KINDS)}]"
        state = {"state": "'active'", "claim_state": "'verified'"}
        insert(cursor, Organisation, {"slug": "'body-' || n", "name": "'Stelle ' || n", "kind_id": kind, **state, **texts}, source)
        texts = {f"position_{code}": "'Beratung zu Geld und Papieren'" for code in CODES}
        shown = {"display_name": "'Beraterin ' || n", "visibility": "'public'"}
        insert(cursor, Advisor, {"slug": "'advisor-' || n", **shown, **state, **texts}, source)
        cursor.execute("INSERT INTO networks_advisor_organisations (advisor_id, organisation_id) SELECT id, id FROM networks_advisor")
        _regions(cursor)
        _knowledge(cursor, topics)
        _search(cursor, topics)
        cursor.execute("SET session_replication_role = DEFAULT")
        cursor.execute("INSERT INTO portal_contentchange DEFAULT VALUES")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _regions(cursor: object) -> None:
    for table, column in (("networks_organisation_regions", "organisation_id"), ("networks_advisor_regions", "advisor_id")):
        cursor.execute(
            "WITH d AS (SELECT array_agg(key ORDER BY key) AS keys FROM portal_region WHERE kind IN ('district', 'city')) "
            f"INSERT INTO {table} ({column}, region_id) SELECT id, CASE WHEN id % 20 = 0 THEN 'de' "
            "ELSE d.keys[1 + id % cardinality(d.keys)] END FROM networks_advisor, d"
        )


def _knowledge(cursor: object, topics: list[str]) -> None:
    cursor.execute(
        "INSERT INTO networks_advisorlanguage (advisor_id, code, level, may_interpret) SELECT id, (%s::text[])[1 + (id + k * 3) %% %s], 'c1', "
        "false FROM networks_advisor, generate_series(0, 2) AS k",
        [list(CODES), len(CODES)],
    )
    cursor.execute(
        "INSERT INTO networks_competence (advisor_id, topic_id, phase) SELECT id, (%s::text[])[1 + (id * 5 + k * 7) %% %s], "
        "(%s::text[])[1 + (id + k) %% %s] FROM networks_advisor, generate_series(0, 4) AS k",
        [topics, len(topics), Phase.values, len(Phase.values)],
    )
    cursor.execute(
        "INSERT INTO networks_responsibility (advisor_id, topic_id, phase, region_id, audience, role, state, origin, origin_text, created_at) "
        "SELECT id, (%s::text[])[1 + id %% %s], '', '06636', 'all', 'also', 'confirmed', 'self', '', now() FROM networks_advisor "
        "WHERE id %% 3 = 0",
        [topics, len(topics)],
    )


def _search(cursor: object, topics: list[str]) -> None:
    for language in LANGUAGES:
        names = {code: index_words(name or "", language.code) for code, name in Topic.objects.values_list("code", f"name_{language.code}")}
        words = [names[code] for code in topics]
        for kind, table, name in (("organisation", "networks_organisation", "name"), ("advisor", "networks_advisor", "display_name")):
            cursor.execute(
                "INSERT INTO portal_searchentry (kind, object_id, language, title_key, vector) "
                f"SELECT %s, id, %s, lower({name}), setweight(to_tsvector(%s::regconfig, lower({name})), 'A') "
                "|| setweight(to_tsvector(%s::regconfig, (%s::text[])[1 + id %% %s]), 'B') "
                f"FROM {table}",
                [kind, language.code, language.search, language.search, words, len(words)],
            )
