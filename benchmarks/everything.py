"""The search over everything, and suggestions: beside the bare SQL of the same searches, with few objects and with many."""

import random
from collections.abc import Callable
from urllib.parse import urlencode

from django.core.cache import cache
from django.db import connection

from atlas import search_views
from atlas.search import KINDS
from atlas.suggest import suggest
from benchmarks.fill import fill, insert
from benchmarks.measure import Figures, measure
from events.models import Event
from networks.models import Advisor, Organisation
from portal import content
from portal.folding import _alphabet_places
from portal.languages import BY_CODE, CODES
from portal.search_everywhere import find_everywhere_anew

# Of ten objects seven are offers, and one each an organisation, an advisor and an event.
OTHERS = 10


def fill_everything(number: int) -> dict[str, list[str]]:
    """Write so many objects of all kinds with their search rows. Returns the vocabulary by language."""
    vocabularies = fill(number * 7 // 10)
    some = number // OTHERS
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("TRUNCATE events_event, networks_advisor RESTART IDENTITY CASCADE")
        for code in CODES:
            places = _alphabet_places(BY_CODE[code].alphabet)
            cursor.execute(
                "UPDATE portal_searchentry SET title_key = translate(lower(title_key), %s, %s) WHERE language = %s",
                ["".join(places), "".join(places.values()), code],
            )
        missing = f"generate_series((SELECT coalesce(max(id), 0) + 1 FROM networks_organisation), {some}) AS n"
        shown = {"state": "'active'", "claim_state": "'verified'"}
        insert(cursor, Organisation, {"slug": "'more-' || n", "name": "'Haus ' || n", "kind_id": "'business_promotion'", **shown}, missing)
        insert(
            cursor,
            Advisor,
            {"slug": "'advisor-' || n", "display_name": "'Beraterin ' || n", "visibility": "'public'", **shown},
            f"generate_series(1, {some}) AS n",
        )
        titles = {f"{text}_{code}": f"o.{text}_{code}" for text in ("title", "summary") for code in CODES}
        event = {
            "slug": "'event-' || o.id", "kind": "'networking'", "region_id": "'06636'", "starts_at": "now() + interval '1 day' * (o.id % 300)",
            "ends_at": "now() + interval '1 day' * (o.id % 300) + interval '2 hours'", "timezone": "'Europe/Berlin'", "format": "'on_site'",
            "cost": "'free'", "venue": "'Haus'", "organiser_id": "1", "city": "'Eschwege'", "state": "'published'", "published_at": "now()", "uid": "gen_random_uuid()", **titles,
        }  # fmt: skip
        insert(cursor, Event, event, f"offers_offer AS o WHERE o.id <= {some}")
        for kind in ("organisation", "advisor", "event"):
            cursor.execute(
                "INSERT INTO portal_searchentry (kind, object_id, language, title_key, vector) "
                "SELECT %s, object_id, language, title_key, vector FROM portal_searchentry WHERE kind = 'offer' AND object_id <= %s",
                [kind, some],
            )
        cursor.execute("SET session_replication_role = DEFAULT")
        cursor.execute("INSERT INTO portal_contentchange DEFAULT VALUES")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return vocabularies


def beginnings(vocabularies: dict[str, list[str]], rng: random.Random) -> list[tuple[str, str]]:
    """Return what people have typed so far: two to six letters of a word, the frequent words more often."""
    result = []
    for _number in range(200):
        code = rng.choice(CODES)
        word = vocabularies[code][int(rng.random() ** 2.2 * 3000)]
        result.append((code, word[: rng.randint(2, 6)]))
    return result


def bare(queries: list[tuple[str, str]]) -> Figures:
    """The very statements of these searches, sent by hand."""
    statements: list[list[tuple[str, object]]] = []

    def note(execute: Callable[..., object], sql: str, params: object, many: bool, context: object) -> object:
        statements[-1].append((sql, params))
        return execute(sql, params, many, context)

    with content.one_version():
        find_everywhere_anew(KINDS, queries[0][1])
        with connection.execute_wrapper(note):
            for _code, query in queries:
                statements.append([])
                find_everywhere_anew(KINDS, query)

    def ask(number: int) -> None:
        for sql, params in statements[number % len(statements)]:
            with connection.cursor() as cursor:
                cursor.execute(sql, params)
                cursor.fetchall()

    return measure(ask, least=len(queries))


def measure_everything(sizes: list[int], queries_of: Callable[[dict[str, list[str]]], list[tuple[str, str]]], get: Callable[[str], object],
                       rng: random.Random) -> dict[int, dict[str, Figures]]:  # fmt: skip
    """Fill and measure each size. Returns the figures by size and name."""
    search_views.LIMIT = 10**9
    found: dict[int, dict[str, Figures]] = {}
    for size in sizes:
        print(f"\n{size:,} offers, organisations, advisors and events", flush=True)
        vocabularies = fill_everything(size)
        content.forget_snapshots()
        cache.clear()
        queries, typed = queries_of(vocabularies), beginnings(vocabularies, rng)
        pages = [f"/{code}/search/?{urlencode({'q': query})}" for code, query in queries]
        pieces = [f"/{code}/search/suggest/?{urlencode({'q': query})}" for code, query in typed]
        for address in (*pages[:50], *pieces[:50]):
            get(address)
        with content.one_version():
            alone = measure(lambda n, q=queries: find_everywhere_anew(KINDS, q[n % len(q)][1]), least=len(queries))
            titles = measure(lambda n, t=typed: suggest(t[n % len(t)][1]), least=len(typed))
        found[size] = {
            "floor: bare SQL of the searches over everything": bare(queries),
            "search over everything alone": alone,
            "search over everything, page": measure(lambda n, p=pages: get(p[n % len(p)]), least=len(pages)),
            "suggestions alone, German reader": titles,
            "suggestions": measure(lambda n, p=pieces: get(p[n % len(p)]), least=len(pieces)),
        }
        for name, figures in found[size].items():
            print(f"  {name:<50}{figures}", flush=True)
    return found
