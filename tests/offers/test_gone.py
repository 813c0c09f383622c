"""The page of an offer that is no more: it says why, and leads on."""

import datetime

import pytest
from django.test import Client
from django.utils import timezone

from networks.models import Contact
from offers import actions
from offers.models import Reason, State
from tests.factories import make_offer, make_organisation

pytestmark = pytest.mark.django_db
YESTERDAY = timezone.localdate() - datetime.timedelta(days=1)


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        (Reason.STALE, "lange nicht mehr bestätigt"),
        (Reason.EXPIRED, "Diese Zeit ist vorbei."),
        (Reason.FUNDING_ENDED, "Das Geld für dieses Angebot ist ausgelaufen."),
        ("Die Stelle wurde geschlossen", '<bdi lang="de" dir="ltr">Die Stelle wurde geschlossen</bdi>'),
    ],
)
def test_page_says_why_in_words_and_never_a_code(visitor: Client, reason: str, words: str) -> None:
    offer = actions.archive(make_offer(), reason=reason)
    answer = visitor.get(offer.get_absolute_url())
    assert answer.status_code == 410
    assert words in answer.text
    assert f">{reason}<" not in answer.text.replace(words, "")


@pytest.mark.parametrize(
    ("field", "words"), [("valid_until", "Diese Zeit ist vorbei."), ("funded_until", "Das Geld für dieses Angebot ist ausgelaufen.")]
)
def test_page_knows_the_reason_before_the_clock_has_archived_it(visitor: Client, field: str, words: str) -> None:
    answer = visitor.get(make_offer(**{field: YESTERDAY}).get_absolute_url())
    assert (answer.status_code, words in answer.text) == (410, True)


def test_reason_is_said_in_the_reader_s_direction(visitor: Client) -> None:
    offer = actions.archive(make_offer(), reason="Nur auf Deutsch")
    page = visitor.get(f"/ar/offers/{offer.slug}/").text
    assert '<html lang="ar" dir="rtl"' in page
    assert '<bdi lang="de" dir="ltr">Nur auf Deutsch</bdi>' in page


def test_page_leads_to_successor_alternatives_provider_and_search(visitor: Client) -> None:
    body = make_organisation(name="Stelle Essen", website="https://stelle.example.org")
    contact = Contact.objects.create(organisation=body, phone="+49 30 23125 001", email="rat@stelle.example.org")
    successor = make_offer(title_de="Der Nachfolger")
    make_offer(title_de="Ähnliche Hilfe", topics=["tax"], regions=["05113"])
    offer = make_offer(provider=body, contact=contact, topics=["tax"], regions=["05113"])
    actions.archive(offer, reason=Reason.STALE, successor=successor)
    page = visitor.get(offer.get_absolute_url()).text
    for words in (
        "Der Nachfolger", "Ähnliche Hilfe", "Stelle Essen", 'href="tel:+493023125001"', "mailto:rat@stelle.example.org", "stelle.example.org",
        'action="/de/offers/"', "noindex",
    ):  # fmt: skip
        assert words in page, words


def test_archived_offer_leaves_lists_search_and_sitemap(visitor: Client) -> None:
    offer = make_offer(slug="altes-angebot", title_de="Sehr besonderer Titel")
    addresses = (
        "/de/offers/",
        "/de/offers/?q=besonderer",
        "/sitemap-de.xml",
        f"/de/organisations/{offer.provider.slug}/",
        "/de/regions/de/",
    )
    assert all("altes-angebot/" in visitor.get(address).text for address in addresses)
    actions.archive(offer, reason=Reason.STALE)
    assert not any("altes-angebot/" in visitor.get(address).text for address in addresses)


def test_hostile_reason_stays_text(visitor: Client) -> None:
    offer = actions.archive(make_offer(), reason="<script>alert(1)</script>")
    assert "<script>alert" not in visitor.get(offer.get_absolute_url()).text


def test_archived_offer_without_provider_still_has_a_page(visitor: Client) -> None:
    offer = make_offer(state=State.ARCHIVED, provider=None)
    assert visitor.get(offer.get_absolute_url()).status_code == 410
