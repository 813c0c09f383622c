"""Home, regions, organisations, guide, saved offers, and what machines read."""

import re

import pytest
from django.test import Client

from offers.models import State
from portal.languages import CODES
from tests.conftest import forget_pages
from tests.factories import make_offer, make_organisation

pytestmark = pytest.mark.django_db


def test_home_offers_three_ways_in_a_place_and_a_search(visitor: Client) -> None:
    page = visitor.get("/de/").text
    for words in ("Ich habe eine Idee", "Ich brauche Geld", "Darf ich das?", 'name="q"', 'name="region"', 'value="05113">Essen'):
        assert words in page


def test_region_page_shows_own_offers_and_what_surrounds_it(visitor: Client) -> None:
    make_offer(title_de="Hilfe in Essen", regions=["05113"])
    make_offer(title_de="Hilfe im Ruhrgebiet", regions=["metropole-ruhr"])
    make_offer(title_de="Hilfe in Hessen", regions=["06"])
    page = visitor.get("/de/regions/05113/").text
    assert "2 Angebote passen zu diesem Ort." in page
    assert "Hilfe in Essen" in page
    assert "Hilfe in Hessen" not in page
    assert 'href="/de/regions/metropole-ruhr/"' in page
    assert 'href="/de/regions/05113/"' in visitor.get("/de/regions/metropole-ruhr/").text
    assert visitor.get("/de/regions/de/").status_code == 200
    assert visitor.get("/de/regions/5113/").status_code == 404


def test_organisation_page_shows_its_public_offers_only(visitor: Client) -> None:
    body = make_organisation(name="Stelle", slug="stelle")
    make_offer(title_de="Eigenes", provider=body)
    make_offer(title_de="Gemeinsames", co_providers=[body])
    make_offer(title_de="Geheimes", provider=body, state=State.DRAFT)
    page = visitor.get("/de/organisations/stelle/").text
    assert "Eigenes" in page
    assert "Gemeinsames" in page
    assert "Geheimes" not in page


def test_organisation_without_public_offers_has_a_page_that_keeps_its_drafts_secret(visitor: Client) -> None:
    make_offer(provider=make_organisation(slug="leer"), state=State.DRAFT, title_de="Geheimer Entwurf")
    page = visitor.get("/de/organisations/leer/")
    assert page.status_code == 200
    assert "Geheimer Entwurf" not in page.text


def test_guide_carries_answers_in_the_address_and_ends_in_an_ordinary_list(visitor: Client) -> None:
    make_offer(regions=["05113"], phases=["planning"], topics=["microcredit"], languages=[("ar", "spoken")])
    step = visitor.get("/de/guide/2/?region=05113").text
    assert '<input type="hidden" name="region" value="05113">' in step
    last = visitor.get("/de/guide/5/?region=05113&phase=planning&need=money&language=ar").text
    address = "/de/offers/?region=05113&amp;phase=planning&amp;topic=financing&amp;topic=microcredit&amp;topic=grant&amp;language=ar"
    assert address in last
    assert "1 Angebot" in visitor.get(address.replace("&amp;", "&")).text


def test_guide_answers_can_be_changed_and_the_way_back_keeps_them(visitor: Client) -> None:
    page = visitor.get("/de/guide/3/?region=05113&phase=start").text
    assert 'href="/de/guide/1/?region=05113&amp;phase=start"' in page
    assert 'href="/de/guide/2/?region=05113&amp;phase=start"' in page
    assert re.search(r'value="start" checked', visitor.get("/de/guide/2/?region=05113&phase=start").text)


def test_answer_to_may_i_is_never_part_of_a_request(visitor: Client) -> None:
    """Each answer leads to an address that is the same for others, or differs only behind the #."""
    page = visitor.get("/de/guide/5/?region=05113").text
    targets = re.findall(r'class="choice" href="([^"]+)"', page)
    assert len(targets) == 4
    assert {target.split("#")[0] for target in targets} == {"/de/offers/?region=05113", "/de/may-i/?region=05113"}
    assert 'name="may_i"' not in page


def test_may_i_names_a_contact_in_the_chosen_place(visitor: Client) -> None:
    make_offer(title_de="Fragen zum Aufenthalt", topics=["residence"], regions=["05113"])
    make_offer(title_de="Woanders", topics=["residence"], regions=["06636"])
    page = visitor.get("/de/may-i/?region=05113").text
    assert "Fragen zum Aufenthalt" in page
    assert "Woanders" not in page
    assert "„Erwerbstätigkeit erlaubt“" in visitor.get("/ar/may-i/").text


def test_guide_ignores_unknown_answers_and_unknown_questions(visitor: Client) -> None:
    assert visitor.get("/de/guide/3/?region=99999&phase=x&need=%3Cb%3E").status_code == 200
    assert visitor.get("/de/guide/6/").status_code == 404
    assert visitor.get("/de/guide/0/").status_code == 404


def test_skipping_a_question_takes_its_answer_back(visitor: Client) -> None:
    page = visitor.get("/de/guide/4/?region=05113&language=ar").text
    assert '<a href="/de/guide/5/?region=05113">Frage überspringen</a>' in page


def test_saved_page_shows_what_its_address_names(visitor: Client) -> None:
    shown, hidden = make_offer(slug="one"), make_offer(slug="two", state=State.DRAFT)
    page = visitor.get("/de/saved/?o=one&o=two&o=none").text
    assert shown.title in page
    assert hidden.title not in page
    assert "2 gemerkte Angebote gibt es nicht mehr." in page
    assert "Noch nichts gemerkt" in visitor.get("/de/saved/").text
    assert "ETag" not in visitor.get("/de/saved/?o=one")
    assert "data-forget-all" in visitor.get("/de/saved/?o=none").text


def test_imprint_names_who_runs_the_site(visitor: Client, settings: object) -> None:
    assert "Dies ist eine Vorführung." in visitor.get("/de/imprint/").text
    settings.OPERATOR_NAME, settings.OPERATOR_ADDRESS = "Landkreis Beispiel", "Musterweg 1"
    forget_pages()
    page = visitor.get("/de/imprint/").text
    assert "Landkreis Beispiel" in page
    assert "Vorführung" not in page


def test_sitemaps_list_only_what_is_translated(visitor: Client) -> None:
    offer = make_offer(title_tr="Türkçe")
    index = visitor.get("/sitemap.xml").text
    assert [code for code in CODES if f"/sitemap-{code}.xml" in index] == list(CODES)
    assert f"/tr/offers/{offer.slug}/" in visitor.get("/sitemap-tr.xml").text
    assert f"/ar/offers/{offer.slug}/" not in visitor.get("/sitemap-ar.xml").text
    assert "Sitemap: http://localhost:8000/sitemap.xml" in visitor.get("/robots.txt").text


def test_every_page_names_itself_in_eight_languages(visitor: Client) -> None:
    for page in ("/", "/offers/", "/guide/", "/may-i/", "/privacy/"):
        text = visitor.get(f"/fa{page}").text
        assert '<html lang="fa" dir="rtl">' in text
        assert re.findall(r'rel="alternate" hreflang="([^"]+)"', text) == ["de", "x-default", *CODES[1:]]
        assert f'<link rel="canonical" href="http://localhost:8000/fa{page}">' in text
        assert re.search(r"<title>[^<]+</title>", text)
        assert '<meta name="description" content="' in text
