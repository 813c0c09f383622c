"""The editor of an organisation, as its editor and the coordination use it."""

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from accounts.models import FormDraft
from networks.models import Contact, FormerAddress, Organisation, OrganisationLanguage, Place, Responsibility
from portal import content
from portal.models import SearchEntry
from tests.access.world import ELSEWHERE, HERE, make_world, sign_in
from tests.factories import make_offer, make_organisation
from tests.forms import filled
from translations.texts import outdated, stamp

pytestmark = pytest.mark.django_db
PAGE = "/de/desk/organisations/stelle/"


@pytest.fixture
def world() -> dict[str, Any]:
    world = make_world()
    Organisation.objects.filter(slug="stelle").update(about_de="Wir helfen.", about_ar="نحن نساعد.")
    stamp(Organisation.objects.get(slug="stelle"))
    return world


@pytest.fixture
def editor(world: dict[str, Any]) -> Client:
    return sign_in(world["own_editor"])


def stelle() -> Organisation:
    return Organisation.objects.get(name__startswith="Stelle")


def save(client: Client, page: str = PAGE, **changes: Any) -> Any:
    return client.post(page, filled(client.get(page).text, **changes))


def test_saving_keeps_everything_that_was_not_touched(editor: Client) -> None:
    body = stelle()
    contact = Contact.objects.create(organisation=body, phone="030 23125 000", label_de="Büro", label_ar="مكتب")
    place = Place.objects.create(
        organisation=body,
        city="Fulda",
        step_free=True,
        opening_hours=[{"weekday": 1, "opens": "09:00", "closes": "12:30"}],
        closures=[{"from": "2026-12-24", "until": "2027-01-01"}],
    )
    OrganisationLanguage.objects.create(organisation=body, code="ar", mode="spoken")
    Responsibility.objects.create(organisation=body, topic_id="tax", region_id=HERE, origin="meeting")
    rows = [
        Contact.objects.values().get(),
        Place.objects.values().get(),
        OrganisationLanguage.objects.values().get(),
        Responsibility.objects.values().get(),
    ]
    answer = save(editor)
    assert (answer.status_code, answer["Location"]) == (302, f"{PAGE}?saved=1")
    body = stelle()
    assert (body.version, body.edited_here, body.about_ar, body.mail_domain) == (1, True, "نحن نساعد.", "stelle.example.org")
    assert [
        Contact.objects.values().get(),
        Place.objects.values().get(),
        OrganisationLanguage.objects.values().get(),
        Responsibility.objects.values().get(),
    ] == rows
    assert (contact.pk, place.pk) == (rows[0]["id"], rows[1]["id"])
    assert "data-just-saved" in editor.get(answer["Location"]).text


def test_everything_can_be_entered_without_a_script(editor: Client) -> None:
    answer = save(
        editor,
        **{
            "name": "Stelle Fulda", "aliases": "Die Stelle\nFuldaer Stelle\n", "regions": [f"Fulda ({HERE})", ""], "responsible_for_de": "Steuern", "responsible_for_ar": "ضرائب",
            "contacts-0-phone": "030 23125 001", "contacts-0-label_de": "Büro",
            "places-0-city": "Fulda", "places-0-opening_hours-1-0-opens": "09:00", "places-0-opening_hours-1-0-closes": "12:30",
            "places-0-closures-0-from": "2026-12-24", "places-0-closures-0-until": "2027-01-01",
            "languages-0-code": "ar", "languages-0-mode": "spoken",
            "responsibilities-0-topic_id": "tax", "responsibilities-0-region_id": HERE, "responsibilities-0-role": "lead",
        },
    )  # fmt: skip
    assert answer.status_code == 302
    body = stelle()
    assert (body.name, body.formerly, body.aliases) == ("Stelle Fulda", ["Stelle"], ["Die Stelle", "Fuldaer Stelle"])
    assert body.contacts.get().label_de == "Büro"
    assert body.places.get().opening_hours == [{"weekday": 1, "opens": "09:00", "closes": "12:30"}]
    assert body.places.get().closures == [{"from": "2026-12-24", "until": "2027-01-01"}]
    assert str(body.languages.get()) == "ar spoken"
    duty = body.responsibilities.get()
    assert (duty.topic_id, duty.region_id, duty.role, duty.origin) == ("tax", HERE, "lead", "self")


def test_errors_stand_beside_their_fields_and_nothing_typed_is_lost(editor: Client) -> None:
    answer = save(
        editor,
        about_de="",
        regions="Nirgendwo",
        responsible_for_ar="نص",
        **{"places-0-opening_hours-2-0-opens": "14:00", "places-0-opening_hours-2-0-closes": "09:00", "places-0-city": "Fulda"},
    )
    assert answer.status_code == 200
    for words in (
        "Das steht nicht in der Liste: Nirgendwo",
        "Dienstag: Das Ende liegt vor dem Beginn.",
        "Bitte schreiben Sie den Text zuerst auf Deutsch.",
        'id="id_about_de_error"',
        'value="Nirgendwo"',
        'value="14:00"',
        "نص",
    ):
        assert words in answer.text
    assert stelle().version == 0
    # What could not be saved waits as a draft.
    assert FormDraft.objects.get().data["responsible_for_ar"] == ["نص"]


def test_a_new_german_text_leaves_translations_outdated_unless_the_change_is_minor(editor: Client) -> None:
    save(editor, about_de="Wir helfen!", minor="on")
    assert outdated(stelle()) == {}
    save(editor, about_de="Wir helfen nicht mehr.")
    assert outdated(stelle()) == {"ar": ["about"]}
    assert "veraltet" in editor.get(PAGE).text
    # A minor change makes nothing ready that was not.
    save(editor, about_de="Wir helfen nicht mehr!", minor="on")
    assert outdated(stelle()) == {"ar": ["about"]}
    save(editor, about_de="Wir raten.", about_ar="نحن ننصح.")
    assert outdated(stelle()) == {}


def test_the_second_writer_is_shown_the_difference_and_may_save_over_it(editor: Client, world: dict[str, Any]) -> None:
    other = sign_in(world["own_coordinator"])
    hers = filled(editor.get(PAGE).text, about_de="Ihre Fassung", **{"contacts-0-phone": "030 23125 002"})
    save(other, about_de="Andere Fassung")
    answer = editor.post(PAGE, hers)
    assert answer.status_code == 200
    assert "Jemand anderes hat gerade gespeichert" in answer.text
    assert "<del>Andere</del>" in answer.text
    assert "<ins>Ihre</ins>" in answer.text
    assert stelle().about_de == "Andere Fassung"
    again = editor.post(PAGE, filled(answer.text))
    assert again.status_code == 302
    assert (stelle().about_de, stelle().contacts.get().phone) == ("Ihre Fassung", "030 23125 002")


def test_the_same_form_sent_twice_is_saved_once(editor: Client) -> None:
    data = filled(editor.get(PAGE).text, about_de="Neu", **{"contacts-0-phone": "030 23125 003"})
    assert [editor.post(PAGE, data).status_code for _click in range(2)] == [302, 302]
    assert (stelle().version, stelle().contacts.count()) == (1, 1)


def test_another_row_is_given_without_saving_or_judging(editor: Client) -> None:
    page = editor.get(PAGE).text
    answer = editor.post(PAGE, filled(page, more="contacts", about_de="", **{"contacts-0-label_de": "Büro"}))
    assert answer.status_code == 200
    assert 'name="contacts-1-phone"' in answer.text
    assert 'value="Büro"' in answer.text
    assert 'class="error"' not in answer.text
    assert stelle().version == 0


def test_a_row_can_be_removed_and_a_foreign_row_is_never_touched(editor: Client) -> None:
    mine = Contact.objects.create(organisation=stelle(), phone="030 23125 004")
    foreign = Contact.objects.create(organisation=Organisation.objects.get(slug="andere"), phone="030 23125 005")
    save(
        editor,
        **{"contacts-TOTAL_FORMS": "2", "contacts-0-DELETE": "on", "contacts-1-id": str(foreign.pk), "contacts-1-phone": "030 23125 006"},
    )
    assert not Contact.objects.filter(pk=mine.pk).exists()
    foreign.refresh_from_db()
    assert (foreign.phone, foreign.organisation.slug) == ("030 23125 005", "andere")
    assert stelle().contacts.get().phone == "030 23125 006"


def test_a_new_address_keeps_the_old_one_leading_here(editor: Client) -> None:
    assert save(editor, slug="stelle-fulda")["Location"] == "/de/desk/organisations/stelle-fulda/?saved=1"
    assert FormerAddress.objects.get().slug == "stelle"
    save(editor, "/de/desk/organisations/stelle-fulda/", slug="stelle")
    assert FormerAddress.objects.get().slug == "stelle-fulda"


def test_a_former_address_of_another_cannot_be_taken(editor: Client) -> None:
    FormerAddress.objects.create(organisation=Organisation.objects.get(slug="andere"), slug="alte-andere")
    assert "Diese Adresse gehört schon jemand anderem." in save(editor, slug="alte-andere").text
    assert stelle().slug == "stelle"


def test_only_the_coordination_sets_the_domain_that_proves_claims(editor: Client, world: dict[str, Any]) -> None:
    save(editor, mail_domain="evil.example.org")
    assert stelle().mail_domain == "stelle.example.org"
    save(sign_in(world["own_coordinator"]), mail_domain="neu.example.org")
    assert stelle().mail_domain == "neu.example.org"


def test_the_coordination_stays_in_its_regions(world: dict[str, Any]) -> None:
    answer = save(sign_in(world["own_coordinator"]), regions=[ELSEWHERE])
    assert "Bitte bleiben Sie bei den Regionen, die Sie koordinieren." in answer.text
    assert [region.pk for region in stelle().regions.all()] == [HERE]


def test_the_coordination_enters_a_new_organisation_once(world: dict[str, Any]) -> None:
    client = sign_in(world["own_coordinator"])
    data = filled(
        client.get("/de/desk/organisations/new/").text, name="Haus für Gründung", kind="business_promotion", regions=HERE, about_de="Neu."
    )
    answers = [client.post("/de/desk/organisations/new/", data) for _click in range(2)]
    assert [answer["Location"] for answer in answers] == ["/de/desk/organisations/haus-fuer-gruendung/?saved=1"] * 2
    body = Organisation.objects.get(name="Haus für Gründung")
    assert (body.claim_state, body.version) == ("unclaimed", 1)


def test_a_draft_is_offered_continued_and_forgotten(editor: Client) -> None:
    body = stelle()
    data = filled(editor.get(PAGE).text, about_de="Halb fertig")
    data.pop("version")
    url = f"/de/desk/drafts/organisation-{body.pk}/"
    assert editor.post(url, {"base": 0, "data": data}, content_type="application/json").status_code == 200
    page = editor.get(PAGE).text
    assert "Sie haben einen Entwurf vom" in page
    assert "Halb fertig" not in page
    continued = editor.get(f"{PAGE}?draft=1").text
    assert filled(continued)["about_de"] == ["Halb fertig"]
    assert editor.post(PAGE, filled(continued)).status_code == 302
    assert stelle().about_de == "Halb fertig"
    assert not FormDraft.objects.exists()


def test_a_draft_begun_before_somebody_else_saved_meets_the_difference(editor: Client, world: dict[str, Any]) -> None:
    data = filled(editor.get(PAGE).text, about_de="Mein Entwurf")
    data.pop("version")
    editor.post(f"/de/desk/drafts/organisation-{stelle().pk}/", {"base": 0, "data": data}, content_type="application/json")
    save(sign_in(world["own_coordinator"]), about_de="Inzwischen")
    answer = editor.post(PAGE, filled(editor.get(f"{PAGE}?draft=1").text))
    assert "Jemand anderes hat gerade gespeichert" in answer.text
    assert stelle().about_de == "Inzwischen"


def test_preview_shows_what_is_typed_in_arabic_and_saves_nothing(editor: Client) -> None:
    data = filled(editor.get(PAGE).text, about_ar="نص جديد", responsible_for_de="Nur auf Deutsch")
    answer = editor.post(f"{PAGE}preview/?lang=ar", data, headers={"HX-Request": "true"})
    assert answer.text.lstrip().startswith('<div class="panel preview" lang="ar" dir="rtl">')
    assert "نص جديد" in answer.text
    assert '<span lang="de" dir="ltr">Nur auf Deutsch</span>' in answer.text
    assert 'role="note"' in answer.text
    assert "<html" in editor.post(f"{PAGE}preview/?lang=ar", data).text
    assert stelle().about_ar == "نحن نساعد."


def test_preview_of_a_new_organisation_with_its_logo(world: dict[str, Any], tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    client = sign_in(world["own_coordinator"])
    page = client.get("/de/desk/organisations/new/").text
    assert 'hx-post="/de/desk/organisations/new/preview/?lang=ar"' in page
    assert "---------" not in page
    file = io.BytesIO()
    Image.new("RGB", (60, 40), "teal").save(file, "PNG")
    data = filled(page, name="Neue Stelle", about_ar="نص", **{"responsibilities-0-topic_id": "tax", "responsibilities-0-region_id": HERE})
    data |= {"logo_file": SimpleUploadedFile("logo.png", file.getvalue(), "image/png"), "logo_alt_de": "Ein Turm"}
    answer = client.post("/de/desk/organisations/new/preview/?lang=ar", data, headers={"HX-Request": "true"}).text
    for words in ("Neue Stelle", "نص", 'src="data:image/webp;base64,', 'alt="Ein Turm"', '<ul class="plain">'):
        assert words in answer
    assert not Organisation.objects.filter(name="Neue Stelle").exists()
    assert list(tmp_path.iterdir()) == []


def test_history_says_who_changed_what_and_brings_a_version_back(editor: Client) -> None:
    body = stelle()
    stamp(body)
    save(editor, about_ar="تغيير", name="Stelle anders")
    page = editor.get(f"{PAGE}history/")
    assert "own_editor" in page.text
    assert "<ins>تغيير</ins>" in page.text
    oldest = page.context["versions"][-1]
    assert editor.post(f"{PAGE}restore/", {"version": page.context["versions"][1].id}).status_code == 302
    body = stelle()
    assert (body.about_ar, body.name, body.version) == ("نحن نساعد.", "Stelle", 2)
    assert oldest.created
    foreign = Organisation.pgh_event_model.objects.filter(slug="andere").first()
    assert editor.post(f"{PAGE}restore/", {"version": foreign.pk}).status_code == 404


def test_a_new_name_reaches_the_search_of_its_offers(editor: Client) -> None:
    offer = make_offer(provider=stelle(), regions=[HERE])
    save(editor, name="Stelle Zaubernuss")
    assert SearchEntry.objects.filter(kind="offer", object_id=offer.pk, language="de", vector__icontains="zaubernuss").exists()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_a_fixed_number_of_times(world: dict[str, Any], django_assert_num_queries: Any, rows: int) -> None:
    for _row in range(rows):
        make_organisation(regions=[HERE])
    client = sign_in(world["own_coordinator"])
    client.get("/de/desk/organisations/")
    content.forget_snapshots()
    with django_assert_num_queries(13):
        page = client.get("/de/desk/organisations/")
    assert page.text.count("<tr>") == rows + 2


def test_the_list_is_narrowed_and_says_when_nothing_fits(editor: Client) -> None:
    assert "Stelle</bdi>" in editor.get("/de/desk/organisations/?q=stel").text
    assert "Hier steht nichts" in editor.get("/de/desk/organisations/?claim=verified").text
    assert "Andere</bdi>" not in editor.get("/de/desk/organisations/").text
