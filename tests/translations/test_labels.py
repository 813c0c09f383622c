"""What readers are told: not translated yet, a machine's, not yet read; and how they ask for a page."""

import datetime

import pytest
from django.test import Client
from django.utils import translation
from django.utils.translation import gettext

from events.calendar import calendar_of
from events.letters.parts import facts_of
from events.models import Event
from networks.models import Advisor
from offers.models import Offer, OfferLink
from tests.factories import make_event, make_offer, make_organisation, make_registration
from translations import wishes
from translations.models import Origin, TextWish, TranslationRecord
from translations.texts import accept, stamp
from translations.units import units

pytestmark = pytest.mark.django_db


def machine(offer: Offer, origin: str = Origin.MACHINE, **columns: str) -> None:
    Offer.objects.filter(pk=offer.pk).update(**columns)
    stamp(Offer.objects.get(pk=offer.pk), fields=["title"], languages=["tr"], origin=origin)


def test_page_says_once_that_it_is_not_translated_and_links_to_the_form(visitor: Client) -> None:
    offer = make_offer(slug="rat", title_de="Rat", title_tr="Öğüt", summary_tr="Öğüt alırsınız.", title_ar="نصيحة")
    assert visitor.get("/de/offers/rat/").content.count(b"translation-note") == 0
    assert visitor.get("/tr/offers/rat/").content.count(b"translation-note") == 0
    for language in ("ar", "pl"):
        page = visitor.get(f"/{language}/offers/rat/")
        assert page.content.count(b"translation-note") == 1
        assert f"/{language}/translations/ask/offers.offer/{offer.pk}/".encode() in page.content
        assert "csrftoken" not in page.cookies
    OfferLink.objects.create(offer=offer, url="https://offer.example.org", language="de", label_de="Antrag")
    assert b"translation-note" in visitor.get("/tr/offers/rat/").content


@pytest.mark.parametrize("kind", ["organisation", "advisor", "event"])
def test_every_detail_page_carries_the_note(visitor: Client, kind: str) -> None:
    if kind == "organisation":
        make_organisation(slug="eins", about_de="Wir beraten.")
        address = "organisations/eins/"
    elif kind == "advisor":
        Advisor.objects.create(slug="eins", display_name="Eins", about_de="Ich berate.", visibility="public")
        address = "advisors/eins/"
    else:
        make_event(slug="eins")
        address = "events/eins/"
    assert b"translation-note" in visitor.get(f"/tr/{address}").content
    assert b"translation-note" not in visitor.get(f"/de/{address}").content


def test_machine_text_is_labelled_on_page_and_card_until_it_is_read(visitor: Client) -> None:
    offer = make_offer(slug="rat", title_de="Rat", summary_tr="Öğüt alırsınız.")
    machine(offer, title_tr="Öğüt")
    page, cards = visitor.get("/tr/offers/rat/"), visitor.get("/tr/offers/")
    assert b"translation-note" in page.content
    assert cards.content.count(b"quiet machine") == 1
    # An outdated one is labelled all the same; beside German too, where the reader asks for both.
    Offer.objects.filter(pk=offer.pk).update(title_de="Rat und Geld")
    assert b"translation-note" in visitor.get("/tr/offers/rat/").content
    assert b"translation-note" in visitor.get("/de/offers/rat/?beside=tr").content
    accept(Offer.objects.get(pk=offer.pk), [("title", "tr")])
    assert b"translation-note" not in visitor.get("/tr/offers/rat/").content
    assert b"quiet machine" not in visitor.get("/tr/offers/").content


def test_demo_text_has_one_label_and_no_chip(visitor: Client) -> None:
    offer = make_offer(slug="rat", title_de="Rat", summary_tr="Öğüt alırsınız.")
    machine(offer, Origin.DEMO, title_tr="Öğüt")
    assert visitor.get("/tr/offers/rat/").content.count(b"translation-note") == 1
    assert b"quiet machine" not in visitor.get("/tr/offers/").content


@pytest.mark.parametrize("rows", [1, 3])
def test_labels_cost_one_question_on_a_page_and_none_in_a_list(visitor: Client, django_assert_num_queries: object, rows: int) -> None:
    for number in range(rows):
        make_offer(slug=f"rat-{number}")
    visitor.get("/de/offers/")
    visitor.get("/de/stories/")
    with django_assert_num_queries(3):
        visitor.get("/tr/offers/rat-0/")
    visitor.get("/pl/offers/?kind=advice")
    with django_assert_num_queries(2):
        visitor.get("/tr/offers/")


def test_wish_is_counted_without_a_person_and_ends_when_all_is_there(visitor: Client) -> None:
    offer = make_offer(slug="rat", title_de="Rat")
    address = f"/tr/translations/ask/offers.offer/{offer.pk}/"
    assert "csrftoken" in visitor.get(address).cookies
    for number in (1, 2):
        assert visitor.post(address).url == f"{address}thanks/"
        assert TextWish.objects.get().count == number
    visitor.post(address, {"company": "Firma"})
    assert TextWish.objects.get().count == 2
    assert visitor.get(f"{address}thanks/").status_code == 200
    assert wishes.settle_all() == 0
    Offer.objects.filter(pk=offer.pk).update(title_tr="Öğüt", summary_tr="Öğüt alırsınız.")
    stamp(Offer.objects.get(pk=offer.pk))
    assert wishes.settle_all() == 1
    visitor.post(address)
    assert not TextWish.objects.exists()
    assert b'<form method="post"' not in visitor.get(address).content


def test_wish_for_a_page_counts_for_its_parts() -> None:
    offer = make_offer()
    OfferLink.objects.create(offer=offer, url="https://offer.example.org", language="de", label_de="Antrag")
    wishes.ask(offer, "ar", today=datetime.date(2026, 7, 1))
    assert [unit.wishes for unit in units(["ar"], labels=["offers.offerlink"])] == [1]
    assert [unit.wishes for unit in units(["tr"], labels=["offers.offerlink"])] == [0]


def test_german_page_and_unknown_or_hidden_rows(visitor: Client) -> None:
    offer, draft = make_offer(), make_offer(state="draft")
    page = visitor.get(f"/de/translations/ask/offers.offer/{offer.pk}/")
    assert page.status_code == 200
    assert "csrftoken" not in page.cookies
    visitor.post(f"/de/translations/ask/offers.offer/{offer.pk}/")
    assert not TextWish.objects.exists()
    link = OfferLink.objects.create(offer=offer, url="https://offer.example.org", language="de", label_de="Antrag")
    unknown = (
        f"offers.offer/{draft.pk}", "offers.offer/0", "offers.offer/x", "offers.offer/9999999999999999999999",
        "portal.region/de", "no.model/1", f"offers.offerlink/{link.pk}", "accounts.user/1",
    )  # fmt: skip
    for name in unknown:
        for end in ("", "thanks/"):
            assert visitor.get(f"/tr/translations/ask/{name}/{end}").status_code == 404, name


def test_too_many_wishes_are_told_to_wait(visitor: Client, settings: object) -> None:
    settings.FORM_LIMIT = 1
    address = f"/tr/translations/ask/offers.offer/{make_offer().pk}/"
    assert [visitor.post(address).status_code for _time in range(2)] == [302, 429]


def test_mails_and_calendar_files_say_what_a_machine_has_translated() -> None:
    registration = make_registration(make_event(title_de="Treffen", title_tr="Buluşma"))
    with translation.override("tr"):
        words = gettext("maschinell übersetzt")

    def said(language: str) -> tuple[bool, bool]:
        event = Event.objects.get(pk=registration.event_id)
        registration.event = event
        file = calendar_of([event], language=language).decode().replace("\r\n ", "")
        with translation.override(language):
            return words in file, words in dict(facts_of(registration)).values()

    # Read where letters are made.
    registration.event_languages = []
    assert said("tr") == (False, False)
    records = TranslationRecord.objects.filter(model="events.event", language="tr")
    records.update(origin=Origin.MACHINE, accepted=False)
    assert said("tr") == (True, True)
    assert said("de") == (False, False)
