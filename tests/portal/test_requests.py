"""What the house does with requests before a page sees them: health, errors, odd input, headers, missing services."""

import re

import pytest
from django.db import connection
from django.db.utils import OperationalError
from django.test import Client

from offers.models import Offer, OfferReport
from portal.cache import PatientRedisCache
from tests.factories import make_offer, make_organisation

PUBLIC_PAGES = (
    "/ar/", "/ar/offers/", "/ar/guide/", "/ar/guide/2/", "/ar/may-i/", "/ar/saved/", "/ar/imprint/", "/ar/privacy/", "/ar/accessibility/",
    "/ar/regions/05113/", "/ar/regions/metropole-ruhr/", "/ar/regions/de/",
)  # fmt: skip


def test_healthz_answers_without_database(visitor: Client) -> None:
    assert visitor.get("/healthz").status_code == 200


@pytest.mark.django_db
def test_readyz_names_what_it_looked_at(visitor: Client) -> None:
    answer = visitor.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {"database": "ok", "migrations": "ok", "redis": "ok"}


@pytest.mark.django_db
def test_readyz_stays_ready_without_redis(visitor: Client, settings: object) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    answer = visitor.get("/readyz")
    assert answer.status_code == 200
    assert answer.json()["redis"] == "degraded"


@pytest.fixture
def _dead_redis(monkeypatch: pytest.MonkeyPatch) -> None:
    """The cache of this test talks to a port where nobody answers."""
    monkeypatch.setattr("portal.cache.cache", PatientRedisCache("redis://127.0.0.1:1/0", {}))


@pytest.mark.django_db
@pytest.mark.usefixtures("_dead_redis")
@pytest.mark.parametrize(
    "page", [*PUBLIC_PAGES, "/ar/offers/rat/", "/ar/offers/rat/?beside=de", "/ar/organisations/stelle/", "/sitemap-ar.xml"]
)
def test_public_page_works_without_redis_and_sets_no_cookie(visitor: Client, page: str) -> None:
    make_offer(slug="rat", provider=make_organisation(slug="stelle"))
    answer = visitor.get(page)
    assert answer.status_code == 200
    assert answer.cookies == {}


@pytest.mark.django_db
@pytest.mark.usefixtures("_dead_redis")
def test_report_is_stored_and_limited_without_redis(visitor: Client, settings: object) -> None:
    settings.FORM_LIMIT = 1
    address = f"{make_offer().get_absolute_url()}report/"
    assert [visitor.post(address, {"text": "falsch"}).status_code for _time in range(2)] == [302, 429]
    assert OfferReport.objects.count() == 1


def test_cache_asks_a_dead_redis_only_every_few_seconds() -> None:
    patient = PatientRedisCache("redis://127.0.0.1:1/0", {})
    assert patient.get("anything", "nothing") == "nothing"
    assert patient._away_until > 0
    patient.set("anything", 1)


def test_root_leads_to_the_best_language(visitor: Client) -> None:
    for asked, expected in [("fa,en;q=0.5", "/fa/"), ("uk-UA", "/uk/"), ("xx", "/de/"), ("", "/de/"), ("tr;q=broken,,;", "/de/")]:
        answer = visitor.get("/", HTTP_ACCEPT_LANGUAGE=asked)
        assert (answer.status_code, answer["Location"]) == (302, expected)
        assert "Accept-Language" in answer["Vary"]


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["de", "ar"])
def test_missing_page_speaks_the_language_of_the_address(visitor: Client, language: str) -> None:
    answer = visitor.get(f"/{language}/nothing-here/", HTTP_ACCEPT_LANGUAGE="pl")
    assert answer.status_code == 404
    assert f'<html lang="{language}"' in answer.text


@pytest.mark.parametrize(
    "address", ["/de/offers/?q=%00", "/de/offers/?q=%ff%fe", "/de/offers/?topic=%ED%A0%80", "/de/offers/a%00b/", "/de/offers/?%00=1"]
)
def test_odd_bytes_are_refused_in_words(visitor: Client, address: str) -> None:
    answer = visitor.get(address)
    assert answer.status_code == 400
    assert '<html lang="de"' in answer.text


@pytest.mark.django_db
def test_posted_nul_bytes_are_refused(visitor: Client) -> None:
    offer = make_offer()
    answer = visitor.post(f"{offer.get_absolute_url()}report/", {"text": "a\0b"})
    assert answer.status_code == 400
    assert OfferReport.objects.count() == 0


@pytest.mark.django_db
def test_missing_database_gives_503_in_the_readers_language(visitor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*args: object) -> None:
        raise OperationalError("gone")

    monkeypatch.setattr("portal.content._read", away)
    answer = visitor.get("/fa/offers/")
    assert answer.status_code == 503
    assert 'lang="fa" dir="rtl"' in answer.text
    assert answer["Retry-After"] == "120"


@pytest.mark.django_db
def test_a_fault_gives_500_in_the_readers_language(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: object) -> None:
        raise RuntimeError("planted")

    monkeypatch.setattr("offers.listing.read", broken)
    answer = Client(raise_request_exception=False).get("/tr/offers/")
    assert answer.status_code == 500
    assert '<html lang="tr"' in answer.text
    assert "planted" not in answer.text


@pytest.mark.django_db
def test_policy_headers_are_strict_on_every_page(visitor: Client) -> None:
    answer = visitor.get("/de/offers/")
    policy = answer["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "style-src 'self'" in policy
    assert "unsafe" not in policy
    assert "nonce" not in policy
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"


@pytest.mark.django_db
def test_pages_load_nothing_from_elsewhere(visitor: Client) -> None:
    make_offer()
    for page in (*PUBLIC_PAGES, Offer.objects.get().get_absolute_url()):
        loaded = re.findall(
            r"<(?:script|img|iframe|source|video|audio)[^>]*\ssrc=\"([^\"]+)\"|<link rel=\"(?:stylesheet|icon)\"[^>]*href=\"([^\"]+)\"",
            visitor.get(page).text,
        )
        assert loaded
        assert [pair for pair in loaded if not "".join(pair).startswith("/static/")] == []


@pytest.mark.django_db
def test_search_text_never_becomes_an_operator(visitor: Client) -> None:
    for text in ("a & b", "!!!", "(((", ":*", "a <-> b", "' OR 1=1 --", "\\", "%", "_%", "🙂", "x" * 5000):
        assert visitor.get("/de/offers/", {"q": text}).status_code == 200
    assert connection.is_usable()
