"""The offer editor as a provider uses it: write, compare, preview, be warned, lose nothing."""

import re

import pytest
from django.test import Client

from accounts import drafts
from accounts.models import FormDraft
from networks.models import Contact, Place
from offers.models import DocumentItem, Offer, OfferLink, OfferRevision, State
from offers.values import values_of
from tests.access.world import sign_in
from tests.factories import make_offer, make_organisation
from tests.offers.desk import HERE, People, form_values
from translations.texts import outdated

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> People:
    return People()


@pytest.fixture
def editor(people: People) -> Client:
    return sign_in(people.editor)


def opened(client: Client, offer: Offer | None = None) -> dict[str, list[str]]:
    address = f"/de/desk/offers/{offer.slug}/edit/" if offer else "/de/desk/offers/new/"
    return form_values(client.get(address).text)


def sent(client: Client, data: dict[str, object], offer: Offer | None = None, action: str = "save", **changes: object) -> object:
    address = f"/de/desk/offers/{offer.slug}/edit/" if offer else "/de/desk/offers/new/"
    return client.post(address, {**data, "action": action, **changes}, follow=True)


def test_new_offer_is_written_and_submitted(people: People, editor: Client) -> None:
    data = opened(editor) | {
        "official_name": "Beratung im Rathaus", "title_de": "Rat im Rathaus", "title_ar": "استشارة", "summary_de": "Sie bekommen Rat.",
        "kind": "advice", "cost": "free", "regions": [HERE, ""], "phases": ["start"], "topics": ["tax"], "website": "rathaus.example.org",
        "aliases": "Rathausrat\n\nRathaus", "new_contact_phone": "030 23125 005", "languages-0-code": "ar", "languages-0-mode": "spoken",
        "languages-0-note_de": "dienstags", "links-0-url": "https://rathaus.example.org/ar.pdf", "links-0-language": "ar", "links-0-is_pdf": "on",
    }  # fmt: skip
    answer = sent(editor, data, action="submit")
    assert "Die Koordination prüft das Angebot" in answer.text
    offer = Offer.objects.get(official_name="Beratung im Rathaus")
    assert (offer.state, offer.provider, offer.title_ar, offer.aliases) == (
        State.IN_REVIEW,
        people.body,
        "استشارة",
        ["Rathausrat", "Rathaus"],
    )
    assert (offer.contact.phone, offer.website) == ("030 23125 005", "https://rathaus.example.org")
    assert offer.languages.get().note_de == "dienstags"
    assert offer.links.get().is_pdf
    assert not FormDraft.objects.exists()


def test_opening_and_saving_changes_nothing(people: People, editor: Client) -> None:
    offer = people.draft(
        title_ar="عنوان", contact=Contact.objects.create(organisation=people.body, phone="030 23125 000"),
        place=Place.objects.create(organisation=people.body, city="Eschwege"), documents=[DocumentItem.objects.create(code="pass", name_de="Pass")],
        requires=[make_offer()], co_providers=[make_organisation()], languages=[("ar", "spoken"), ("kmr", "interpreter")], topics=["tax", "residence"],
        conditions_de="Erste Zeile\nZweite Zeile", audiences=["women", "all"], sources=["https://a.example.org", "https://b.example.org"],
        walk_in=False, valid_until="2030-05-01", first_talk_minutes=45,
    )  # fmt: skip
    OfferLink.objects.create(offer=offer, url="https://c.example.org", language="tr", label_de="Blatt", kilobytes=300)
    before = values_of(Offer.objects.get(pk=offer.pk))
    answer = sent(editor, opened(editor, offer), offer)
    assert "gespeichert" in answer.text
    after = values_of(Offer.objects.get(pk=offer.pk))
    assert {name: value for name, value in after.items() if name not in ("audiences",)} == {
        name: value for name, value in before.items() if name not in ("audiences",)
    }
    assert sorted(after["audiences"]) == ["all", "women"]


def test_errors_stand_beside_fields_and_input_is_kept(editor: Client) -> None:
    data = opened(editor) | {
        "official_name": "Nur ein Name",
        "valid_from": "2030-02-01",
        "valid_until": "2030-01-01",
        "new_contact_label": "Frau X",
    }
    page = sent(editor, data).text
    assert "„Gilt bis“ liegt vor „gilt ab“." in page
    assert 'href="#id_title_de"' in page
    assert "Bitte geben Sie eine Telefonnummer" in page
    assert 'value="Nur ein Name"' in page
    assert not Offer.objects.filter(official_name="Nur ein Name").exists()
    # And a closed tab loses nothing.
    page = editor.get("/de/desk/offers/new/").text
    assert 'value="Nur ein Name"' in page
    assert "Wir haben Ihre Eingaben aufgehoben" in page
    editor.post("/de/desk/offers/new/", {"action": "forget"})
    assert 'value="Nur ein Name"' not in editor.get("/de/desk/offers/new/").text


def test_incomplete_draft_is_saved_but_not_submitted(people: People, editor: Client) -> None:
    data = opened(editor) | {"official_name": "Halb fertig", "title_de": "Halb", "kind": "advice", "cost": "free"}
    page = sent(editor, data, action="submit").text
    assert "Der Entwurf ist gespeichert, aber es fehlt noch etwas." in page
    assert "Bitte wählen Sie mindestens eine Phase." in page
    offer = Offer.objects.get(official_name="Halb fertig")
    assert offer.state == State.DRAFT
    # The page that came back saves into the same draft.
    assert f'action="/de/desk/offers/{offer.slug}/edit/"' in page
    again = form_values(page) | {
        "summary_de": "Sie bekommen Rat.",
        "phases": ["start"],
        "regions": [HERE],
        "website": "https://x.example.org",
    }
    sent(editor, again, offer, action="submit")
    offer.refresh_from_db()
    assert (offer.state, Offer.objects.filter(official_name="Halb fertig").count()) == (State.IN_REVIEW, 1)


def test_second_writer_sees_the_difference_and_keeps_her_text(people: People, editor: Client) -> None:
    offer = people.draft(title_de="Anfang")
    late = opened(editor, offer)
    other = sign_in(people.advisor)
    sent(other, opened(other, offer) | {"title_de": "Von der Beratung"}, offer)
    page = sent(editor, late | {"title_de": "Von der Redaktion"}, offer).text
    assert "Jemand hat den Text inzwischen geändert" in page
    assert "<del>Beratung</del>" in page
    assert "<ins>Redaktion</ins>" in page
    offer.refresh_from_db()
    assert offer.title_de == "Von der Beratung"
    sent(editor, form_values(page), offer)
    offer.refresh_from_db()
    assert offer.title_de == "Von der Redaktion"


def test_wrong_input_does_not_hide_a_second_writer(people: People, editor: Client) -> None:
    offer = people.draft(title_de="Anfang")
    late = opened(editor, offer)
    other = sign_in(people.advisor)
    sent(other, opened(other, offer) | {"title_de": "Von der Beratung"}, offer)
    page = sent(editor, late | {"title_de": ""}, offer).text
    page = sent(editor, form_values(page) | {"title_de": "Von der Redaktion"}, offer).text
    assert "Jemand hat den Text inzwischen geändert" in page


def test_change_of_a_public_offer_waits_and_is_opened_again_as_proposal(people: People, editor: Client, visitor: Client) -> None:
    offer = people.public(title_de="Bisher")
    page = sent(editor, opened(editor, offer) | {"title_de": "Künftig"}, offer).text
    assert "Bis dahin bleibt der bisherige Text sichtbar." in page
    assert "Bisher" in visitor.get(offer.get_absolute_url()).text
    page = editor.get(f"/de/desk/offers/{offer.slug}/edit/").text
    assert 'value="Künftig"' in page
    assert "Sie bearbeiten diesen Vorschlag" in page
    sent(editor, form_values(page) | {"title_de": "Künftig besser"}, offer)
    assert OfferRevision.objects.get().data["values"] == {"title_de": "Künftig besser"}


def test_minor_edit_of_an_editor_is_seen_at_once_and_keeps_translations(people: People, editor: Client, visitor: Client) -> None:
    offer = people.public(title_de="Hilfe bei Grundung", title_ar="مساعدة")
    page = sent(editor, opened(editor, offer) | {"title_de": "Hilfe bei Gründung", "minor": "on"}, offer).text
    assert "Alle sehen die Änderung sofort." in page
    assert "Hilfe bei Gründung" in visitor.get(offer.get_absolute_url()).text
    offer.refresh_from_db()
    assert outdated(offer) == {}
    coordination = sign_in(people.first)
    sent(coordination, opened(coordination, offer) | {"title_de": "Ganz anders"}, offer)
    offer.refresh_from_db()
    assert outdated(offer) == {"ar": ["title"]}


def test_similar_offer_is_named_while_typing_and_asked_about_when_saving(people: People, editor: Client) -> None:
    people.public(official_name="Gründungsberatung Werra-Meißner", title_de="Rat für Gründung")
    make_offer(official_name="Gründungsberatung Werra-Meißner", provider=make_organisation())
    address = "/de/desk/offers/similar/"
    asked = {"provider": people.body.pk, "official_name": "Gründungsberatung Werra Meissner", "title_de": ""}
    page = editor.get(address, asked).text
    assert page.count("Gründungsberatung Werra-Meißner") == 1
    assert "Gründungsberatung" not in editor.get(address, asked | {"official_name": "Mikrokredit"}).text
    data = opened(editor) | {"official_name": "Gründungsberatung Werra Meissner", "title_de": "Rat", "kind": "advice", "cost": "free"}
    page = sent(editor, data).text
    assert "Gibt es das schon?" in page
    assert not Offer.objects.filter(official_name="Gründungsberatung Werra Meissner").exists()
    sent(editor, form_values(page) | {"not_the_same": "1"})
    assert Offer.objects.filter(official_name="Gründungsberatung Werra Meissner").exists()


def test_drafts_of_strangers_are_not_named_as_similar(people: People) -> None:
    other = People.__new__(People)
    other.body = make_organisation(name="Fremde")
    make_offer(official_name="Geheime Gründungsberatung", provider=other.body, state=State.DRAFT)
    asked = {"provider": other.body.pk, "official_name": "Geheime Gründungsberatung"}
    assert "Geheime" not in sign_in(people.editor).get("/de/desk/offers/similar/", asked).text


def test_preview_shows_unsaved_values_in_arabic_and_saves_nothing(people: People, editor: Client) -> None:
    offer = people.draft(title_de="Alt")
    data = opened(editor, offer) | {"title_ar": "نصيحة جديدة", "new_contact_phone": "030 23125 007"}
    address = f"/de/desk/offers/{offer.slug}/preview/?lang=ar"
    fragment = editor.post(address, data, headers={"HX-Request": "true"}).text
    assert '<article class="offer preview panel" lang="ar" dir="rtl">' in fragment
    assert "نصيحة جديدة" in fragment
    assert "030 23125 007" in fragment
    assert "<html" not in fragment
    assert '<html lang="ar" dir="rtl">' in editor.post(address, data).text
    offer.refresh_from_db()
    assert (offer.title_ar, Contact.objects.count()) == (None, 0)
    assert editor.get(f"/de/desk/offers/{offer.slug}/preview/?lang=xx").status_code == 404


@pytest.mark.parametrize("code", ["de", "en", "fa", "pl"])
def test_preview_of_a_new_offer_works_half_written(editor: Client, code: str) -> None:
    data = opened(editor) | {"official_name": "Unfertig", "title_de": "Ein Anfang"}
    fragment = editor.post(f"/de/desk/offers/preview/?lang={code}", data, headers={"HX-Request": "true"}).text
    assert "Ein Anfang" in fragment
    assert not Offer.objects.filter(official_name="Unfertig").exists()


def test_provider_and_partners_are_found_by_typing(people: People, editor: Client) -> None:
    partner, gone = make_organisation(name="Kammer Nord", slug="kammer-nord"), make_organisation(name="Alte Stelle", slug="alt")
    offer = people.draft(co_providers=[gone])
    type(gone).objects.filter(pk=gone.pk).update(state="archived")
    data = opened(editor, offer)
    assert data["provider"] == [f"Stelle Süd ({people.body.slug})"]
    assert data["co_providers"] == ["Alte Stelle (alt)", "", ""]
    sent(editor, data | {"co_providers": ["Alte Stelle (alt)", "kammer nord"]}, offer)
    assert sorted(body.slug for body in offer.co_providers.all()) == sorted([gone.slug, partner.slug])
    page = sent(editor, opened(editor, offer) | {"co_providers": ["Nirgendwo"]}, offer).text
    assert "Das steht nicht in der Liste: Nirgendwo" in page
    # Alike offers are looked for by what the picker shows, too.
    people.public(official_name="Gründungsberatung Werra-Meißner")
    asked = {"provider": data["provider"][0], "official_name": "Gründungsberatung Werra Meissner"}
    assert "Werra-Meißner" in editor.get("/de/desk/offers/similar/", asked).text


def test_the_form_leads_to_its_sections_and_speaks_in_words(editor: Client) -> None:
    page = editor.get("/de/desk/offers/new/").text
    links = re.findall(r'<li><a href="#(section-[a-z]+)">', page)
    assert len(links) == 10
    assert [f'id="{name}"' in page for name in links] == [True] * 10
    for words in ("Auch bekannt als", "Früher", "Weitere Anbieter", "Stufenlos"):
        assert f">{words}</" in page, words
    assert "---------" not in page
    assert '<option value="" selected>Bitte wählen</option>' in page
    assert '<option value="" selected>Keine Angabe</option>' in page


def test_foreign_providers_and_contacts_cannot_be_chosen(people: People, editor: Client) -> None:
    stranger = make_organisation(name="Fremde")
    contact = Contact.objects.create(organisation=stranger, phone="030 23125 009")
    data = opened(editor) | {"official_name": "X-Angebot", "title_de": "X", "kind": "advice", "cost": "free"}
    sent(editor, data | {"provider": stranger.pk})
    sent(editor, data | {"contact": contact.pk})
    assert not Offer.objects.filter(official_name="X-Angebot").exists()


def test_editor_keeps_what_is_typed(people: People, editor: Client) -> None:
    offer = people.draft()
    for address in (f"/de/desk/offers/{offer.slug}/edit/", "/de/desk/offers/new/"):
        keep = re.search(r'data-autosave="([^"]+)"', editor.get(address).text)
        assert keep, address
        assert editor.post(keep[1], {"base": 0, "data": {"title_de": ["Halb"]}}, content_type="application/json").status_code == 200
    assert FormDraft.objects.count() == 2


def test_editor_shows_what_was_returned_and_a_draft_begun_before(people: People, editor: Client) -> None:
    from offers import workflow  # noqa: PLC0415 - only this test

    offer = workflow.submit(people.draft(), by=people.editor)
    workflow.return_to_author(offer, by=people.first, comment="Bitte den Ort nennen.")
    assert "Bitte den Ort nennen." in editor.get(f"/de/desk/offers/{offer.slug}/edit/").text
    data = opened(editor, offer) | {"title_de": "Nicht gespeichert"}
    drafts.keep(people.editor, f"offer-{offer.pk}", data=data, base=offer.version)
    page = editor.get(f"/de/desk/offers/{offer.slug}/edit/").text
    assert 'value="Nicht gespeichert"' in page
    assert "Da fehlt noch etwas" not in page
    sent(editor, form_values(page), offer)
    offer.refresh_from_db()
    assert offer.title_de == "Nicht gespeichert"
    assert not FormDraft.objects.exists()


def test_archived_offer_leads_to_its_history(people: People, editor: Client) -> None:
    offer = people.draft(state=State.ARCHIVED)
    assert "Stellen Sie es zuerst wieder her" in editor.get(f"/de/desk/offers/{offer.slug}/edit/", follow=True).text


@pytest.mark.parametrize("language", ["ar", "en"])
def test_editor_opens_in_other_languages(people: People, editor: Client, language: str) -> None:
    offer = people.draft()
    page = editor.get(f"/{language}/desk/offers/{offer.slug}/edit/")
    assert page.status_code == 200
    # The reader's language stands beside the German.
    assert page.text.index(f'id="id_title_{language}"') < page.text.index('id="id_title_tr"')


@pytest.mark.parametrize(("kind", "typed", "days"), [("grant", None, 90), ("advice", None, 180), ("grant", "30", 30)])
def test_interval_follows_from_the_kind_unless_somebody_names_another(
    people: People, editor: Client, kind: str, typed: str | None, days: int
) -> None:
    data = opened(editor) | {"official_name": "Geld im Rathaus", "title_de": "Geld", "kind": kind, "cost": "free"}
    sent(editor, data | ({"verify_after_days": typed} if typed else {}))
    assert Offer.objects.get().verify_after_days == days
