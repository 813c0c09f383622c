"""The queue of the translators and their picture of languages: many offers with all their texts, most of them translated."""

import time
from collections.abc import Callable

from django.db import connection
from django.http import QueryDict

from accounts.models import User
from benchmarks.fill import fill, insert
from offers.models import Offer
from offers.translation import OFFER_TEXTS
from portal import content
from portal.languages import CODES, SOURCE
from translations import progress, queue
from translations.models import SourceText, TranslationRecord
from translations.texts import DIGEST_SQL, OTHERS
from translations.units import counts, units

OFFERS = 2_000
ROUNDS = 5
_LABEL = "offers.offer"


def fill_texts(number: int) -> None:
    """Write so many offers with ten texts in eight languages. Of twenty translations one is missing and two are outdated."""
    fill(number)
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        # What `fill` leaves empty; each text is one of its own.
        texts = ", ".join(
            f"{field}_{code} = CASE WHEN {_part(place, code)} = 0 THEN '' "
            f"ELSE left('{place} ' || id || ' ' || coalesce(nullif({field}_{code}, ''), repeat(conditions_{code}, 3)), {_longest(field)}) END"
            for place, field in enumerate(OFFER_TEXTS)
            for code in CODES
        )
        cursor.execute(f"UPDATE offers_offer SET {texts}")
        cursor.execute("TRUNCATE translations_translationrecord, translations_sourcetext RESTART IDENTITY")
        for place, field in enumerate(OFFER_TEXTS):
            named = {"model": f"'{_LABEL}'", "object_id": "id::text", "field": f"'{field}'"}
            german = DIGEST_SQL % f"{field}_{SOURCE}"
            insert(cursor, SourceText, {**named, "digest": german, "text": f"{field}_{SOURCE}", "since": _DAY}, "offers_offer")
            for code in OTHERS:
                given = {
                    **named,
                    "language": f"'{code}'",
                    "text_digest": DIGEST_SQL % f"{field}_{code}",
                    "source_digest": f"CASE WHEN {_part(place, code)} < 3 THEN 'old' ELSE {german} END",
                    "origin": "'editorial'",
                    "accepted": "true",
                }
                insert(cursor, TranslationRecord, given, f"offers_offer WHERE {field}_{code} <> ''")
        cursor.execute("SET session_replication_role = DEFAULT")
        cursor.execute("VACUUM ANALYZE")


_DAY = "now() - interval '1 day' * (id % 90)"


def _longest(field: str) -> int:
    return Offer._meta.get_field(field).max_length or 800


def _part(place: int, code: str) -> str:
    return "1" if code == SOURCE else f"((id * 7 + {place * 3 + CODES.index(code)}) % 20)"


def _seconds(work: Callable[[], object]) -> float:
    """Return the best of some rounds: what the machine can do, not what else it did meanwhile."""
    times = []
    for _round in range(ROUNDS):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def measure_texts(number: int = OFFERS) -> dict[str, float]:
    """Fill and measure. Returns seconds by name, and prints them."""
    fill_texts(number)
    user = User.objects.create_superuser(email="operator@example.org", password=None)
    page = QueryDict("language=ar")

    def picture() -> None:
        content.forget_snapshots()
        progress.read()

    works: dict[str, Callable[[], object]] = {
        "one language": lambda: units(["ar"]),
        "one language, what is open": lambda: units(["ar"], states=queue.OPEN),
        "seven languages": lambda: units(),
        "one page of the queue": lambda: queue.read(page, user=user),
        "counts of seven languages": lambda: counts(),
        "picture of languages after a change": picture,
    }
    print(f"\n{number:,} offers, ten texts in eight languages", flush=True)
    found = {}
    for name, work in works.items():
        found[name] = _seconds(work)
        print(f"  {name:<42}{found[name] * 1000:8.0f} ms", flush=True)
    return found
