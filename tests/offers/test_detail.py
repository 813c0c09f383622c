"""The page of one offer: everything a founder needs to decide, nothing that is not known, and nothing that can hurt."""

import datetime
import json
import re

import pytest
from django.test import Client
from django.utils import timezone

from networks.models import Contact, Place
from offers.models import DocumentItem, Offer, OfferLink, OfferReport, State
from offers.translation import OFFER_TEXTS
from portal.languages import CODES
from portal.models import RateCount
from tests.factories import make_offer, make_organisation

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def full_offer(**fields: object) -> Offer:
    body = make_organisation(name="Stelle Essen")
    before = make_offer(official_name="Vorher nötig")
    defaults = {
        "provider": body,
        "contact": Contact.objects.create(organisation=body, phone="+49 30 23125 000", email="rat@body.example.org", whatsapp=True),
        "place": Place.objects.create(
            organisation=body,
            street="Musterweg 1",
            postcode="45127",
            city="Essen",
            step_free=True,
            child_welcome=True,
            opening_hours=[{"weekday": 2, "opens": "09:00", "closes": "12:30"}],
            closures=[{"from": str(TODAY), "until": str(TODAY + datetime.timedelta(days=3))}],
        ),
        "documents": [DocumentItem.objects.create(code="passport", name_de="Pass oder Ausweis", hint_de="auch abgelaufen")],
        "requires": [before],
        "apply_before": "start",
        "german_level": "a2",
        "residence": "helps_section_21",
        "residence_note_de": "Fragen Sie vorher.",
        "who_for_de": "Für Menschen mit Idee.",
        "audiences": ["women"],
        "occasions": ["succession"],
        "conditions_de": "Erst Beratung.",
        "first_step_de": "Rufen Sie an.",
        "first_talk_de": "Wir hören zu.",
        "first_talk_minutes": 45,
        "confidential": True,
        "waiting_time_de": "Zwei Wochen",
        "next_slots_de": "Jeden Dienstag",
        "deadline": datetime.date(2027, 3, 31),
        "cost_note_de": "Nur die Fahrt",
        "appointment_url": "https://termin.example.org",
        "walk_in": True,
        "capacity": "hard_to_reach",
        "formerly": ["Alter Name"],
        "aliases": ["Kurzname"],
        "languages": [("ar", "spoken")],
        "sources": ["https://quelle.example.org/seite"],
        "valid_until": datetime.date(2099, 1, 1),
    }
    offer = make_offer(**(defaults | fields))
    OfferLink.objects.create(
        offer=offer, url="https://offer.example.org/a.pdf", language="ar", label_de="Blatt", is_pdf=True, kilobytes=340
    )
    return offer


def test_every_field_that_has_a_value_is_shown(visitor: Client) -> None:
    offer = full_offer(co_providers=[make_organisation(name="Zweite Stelle")])
    make_offer(official_name="Danach möglich", requires=[offer])
    page = visitor.get(offer.get_absolute_url()).text
    for words in (
        offer.title, offer.official_name, "Alter Name", "Kurzname", offer.summary, "Achtung, Reihenfolge!", "bevor Sie anfangen",
        "Zurzeit schwer zu erreichen", "Rufen Sie an.", "Stelle Essen", "Zweite Stelle", 'href="tel:+493023125000"', "rat@body.example.org",
        "WhatsApp", "https://termin.example.org", "https://offer.example.org", "Blatt", "340 kB", "Musterweg 1", "45127 Essen", "Stufenlos",
        "Kinder können mitkommen", "Dienstag", "09:00–12:30", "Geschlossen von", "ohne Termin kommen", "Jeden Dienstag", "Für Menschen mit Idee.",
        "Frauen", "Ein Unternehmen übernehmen", "Orientierung", "Businessplan", "Arabisch (gesprochen)", "Etwas Deutsch (A2)", "kostenlos. Nur die Fahrt",
        "Deutschland", "§ 21 AufenthG", "Fragen Sie vorher.", "Erst Beratung.", "31. März 2027", "Zwei Wochen", "Pass oder Ausweis", "auch abgelaufen",
        "Wir hören zu.", "45 Minuten", "vertraulich", "Vorher nötig", "Danach möglich", "quelle.example.org", "1. Januar 2099",
    ):  # fmt: skip
        assert words in page, words


def test_facts_without_a_value_are_not_shown(visitor: Client) -> None:
    page = visitor.get(make_offer(topics=[]).get_absolute_url()).text
    for words in (
        "Achtung, Reihenfolge", "Frist", "Wartezeit", "Das bringen Sie mit", "So ist das erste Gespräch", "Das brauchen Sie vorher", "Aufenthalt</dt>",
        "Gut zu wissen", "Früher", "tel:", "mailto:?subject=None", "Öffnungszeiten", "Ihr erster Schritt", "Themen", "None",
    ):  # fmt: skip
        assert words not in page, words


def test_offer_without_website_links_its_source_as_source(visitor: Client) -> None:
    page = visitor.get(make_offer(website="", sources=["https://quelle.example.org/a"]).get_absolute_url()).text
    assert re.search(r'href="https://quelle.example.org/a"[^>]*>.*?Quelle: <bdi dir="ltr">quelle.example.org</bdi>', page, re.DOTALL)


def test_two_languages_stand_side_by_side(visitor: Client) -> None:
    offer = make_offer(title_de="Deutscher Titel", title_ar="عنوان عربي")
    page = visitor.get(f"/ar/offers/{offer.slug}/?beside=de").text
    assert '<section lang="de" dir="ltr"' in page
    assert "Deutscher Titel" in page
    assert "عنوان عربي" in page
    assert "Kosten</dt>" in page
    assert "عنوان عربي" not in visitor.get(f"/de/offers/{offer.slug}/?beside=de").text
    assert "عنوان عربي" in visitor.get(f"/de/offers/{offer.slug}/?beside=ar").text
    assert visitor.get(f"/de/offers/{offer.slug}/?beside=xx").status_code == 200


@pytest.mark.parametrize("state", [State.DRAFT, State.IN_REVIEW])
def test_unpublished_offer_is_missing(visitor: Client, state: State) -> None:
    assert visitor.get(make_offer(state=state).get_absolute_url()).status_code == 404


def test_archived_offer_says_so_and_helps_on(visitor: Client) -> None:
    successor = make_offer(title_de="Der Nachfolger")
    make_offer(title_de="Ähnliche Hilfe", topics=["tax"], regions=["05113"])
    gone = make_offer(state=State.ARCHIVED, topics=["tax"], regions=["05113"], successor=successor)
    answer = visitor.get(gone.get_absolute_url())
    assert answer.status_code == 410
    for words in ("Dieses Angebot gibt es nicht mehr", "Der Nachfolger", "Ähnliche Hilfe"):
        assert words in answer.text


def test_offer_that_has_not_begun_is_missing_and_not_gone(visitor: Client) -> None:
    offer = make_offer(valid_from=TODAY + datetime.timedelta(days=10))
    assert visitor.get(offer.get_absolute_url()).status_code == 404


def test_steps_and_successors_that_are_not_public_stay_unnamed(visitor: Client) -> None:
    hidden = make_offer(title_de="Geheimer Nachfolger", state=State.DRAFT)
    over = make_offer(title_de="Abgelaufener Schritt", valid_until=TODAY - datetime.timedelta(days=1))
    gone = make_offer(state=State.ARCHIVED, successor=hidden)
    assert "Geheimer Nachfolger" not in visitor.get(gone.get_absolute_url()).text
    assert "Abgelaufener Schritt" not in visitor.get(make_offer(requires=[over, hidden]).get_absolute_url()).text


def test_too_long_an_address_is_refused_beside_its_field(visitor: Client) -> None:
    offer = make_offer()
    answer = visitor.post(
        f"{offer.get_absolute_url()}report/", {"text": "falsch", "email": f"{'a' * 60}@{'b' * 60}.{'c' * 60}.{'d' * 60}.{'e' * 20}.org"}
    )
    assert answer.status_code == 200
    assert OfferReport.objects.count() == 0


def test_ended_offer_is_gone_too(visitor: Client) -> None:
    offer = make_offer(valid_until=TODAY - datetime.timedelta(days=1))
    assert visitor.get(offer.get_absolute_url()).status_code == 410


def test_page_tells_search_engines_what_is_translated(visitor: Client) -> None:
    offer = make_offer(title_tr="Türkçe", cost="free", languages=[("tr", "spoken")])
    page = visitor.get(offer.get_absolute_url()).text
    assert f'<link rel="canonical" href="http://localhost:8000/de/offers/{offer.slug}/">' in page
    assert re.findall(r'rel="alternate" hreflang="([^"]+)"', page) == ["de", "x-default", "tr"]
    data = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)[1])
    assert (data["@type"], data["name"], data["availableLanguage"], data["isAccessibleForFree"]) == ("Service", offer.title, ["tr"], True)


HOSTILE = "\"><script>alert(1)</script><img src=x onerror=alert(2)></script>'{{7*7}}"


def test_hostile_text_stays_text_in_every_field_and_language(visitor: Client) -> None:
    short = HOSTILE[:90]
    texts = {f"{field}_{code}": short for field in OFFER_TEXTS for code in CODES}
    body = make_organisation(name=HOSTILE, short_name=HOSTILE[:60], aliases=[HOSTILE])
    names = {
        "official_name": HOSTILE,
        "aliases": [HOSTILE],
        "formerly": [HOSTILE],
        "provider": body,
        "sources": ["https://x.example.org/?%22%3E%3Cscript"],
    }
    offer = make_offer(**texts, **names)
    for code in CODES:
        for address in (
            f"/{code}/offers/",
            f"/{code}/offers/{offer.slug}/",
            f"/{code}/offers/{offer.slug}/?beside=de",
            f"/{code}/organisations/{body.slug}/",
        ):
            page = visitor.get(address).text
            assert "<script>alert" not in page
            assert "<img src=x" not in page
            assert "49" not in re.findall(r"'(\d+)", page)


def test_report_is_stored_without_a_login(visitor: Client) -> None:
    offer = make_offer()
    form = visitor.get(f"/ar/offers/{offer.slug}/report/")
    assert "csrftoken" in form.cookies
    answer = visitor.post(f"/ar/offers/{offer.slug}/report/", {"text": "الرقم خطأ", "email": ""})
    assert answer.status_code == 302
    report = OfferReport.objects.get()
    assert (report.text, report.email, report.language, report.offer) == ("الرقم خطأ", "", "ar", offer)
    assert visitor.get(answer["Location"]).status_code == 200


def test_report_names_what_is_missing_beside_the_field_and_keeps_the_rest(visitor: Client) -> None:
    offer = make_offer()
    page = visitor.post(f"{offer.get_absolute_url()}report/", {"text": "", "email": "kein Postfach"}).text
    assert "<title>Fehler: " in page
    assert 'href="#id_text"' in page
    assert "Bitte schreiben Sie, was nicht stimmt." in page
    assert "Das ist keine E-Mail-Adresse." in page
    assert 'value="kein Postfach"' in page
    assert 'aria-invalid="true"' in page
    assert 'aria-describedby="id_text_helptext' in page
    assert OfferReport.objects.count() == 0


def test_trap_field_swallows_machines(visitor: Client) -> None:
    offer = make_offer()
    assert visitor.post(f"{offer.get_absolute_url()}report/", {"text": "buy", "company": "x"}).status_code == 302
    assert OfferReport.objects.count() == 0


def test_too_many_reports_are_refused_in_words(visitor: Client, settings: object) -> None:
    settings.FORM_LIMIT = 2
    address = f"{make_offer().get_absolute_url()}report/"
    answers = [visitor.post(address, {"text": "falsch"}).status_code for _time in range(3)]
    assert answers == [302, 302, 429]
    assert OfferReport.objects.count() == 2
    assert "127.0.0.1" not in RateCount.objects.get().sender


def test_forged_report_is_refused() -> None:
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post(f"{make_offer().get_absolute_url()}report/", {"text": "falsch"})
    assert answer.status_code == 403
    assert '<html lang="de"' in answer.text


def test_report_addresses_are_forgotten_after_their_time() -> None:
    from offers.tasks import forget_report_addresses  # noqa: PLC0415 - the task under test

    old = OfferReport.objects.create(offer=make_offer(), text="alt", email="a@example.org", language="de")
    OfferReport.objects.filter(pk=old.pk).update(created_at=timezone.now() - datetime.timedelta(days=31))
    new = OfferReport.objects.create(offer=old.offer, text="neu", email="b@example.org", language="de")
    forget_report_addresses()
    old.refresh_from_db()
    new.refresh_from_db()
    assert (old.email, new.email) == ("", "b@example.org")
