"""Our own lists: safe for spreadsheets, only what the account may see, and back in without a loss."""

import csv
import io

import pytest
from django.test import Client
from openpyxl import load_workbook

from accounts.models import RegionalRole, User
from networks.models import Contact, Organisation, OrganisationLanguage, Place
from offers.models import DocumentItem, Offer, OfferLanguage, OfferLink
from tests.access.world import enrol, make_user, sign_in
from tests.exchange.lists import bring, counts, operator
from tests.factories import make_offer, make_organisation

pytestmark = pytest.mark.django_db
# What an import gives anew: where it comes from, and what nobody has checked here.
OWN = {"source", "source_name", "licence", "external_key", "state", "verified_on", "claim_state"}


@pytest.fixture
def staff() -> Client:
    return sign_in(enrol(operator()))


def download(client: Client, address: str) -> bytes:
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "private, no-store"
    return b"".join(answer.streaming_content)


def rows_of(content: bytes) -> list[dict[str, str]]:
    if content.startswith(b"PK"):
        sheet = load_workbook(io.BytesIO(content)).active
        header, *rows = [["" if value is None else str(value) for value in row] for row in sheet.iter_rows(values_only=True)]
        return [dict(zip(header, row, strict=True)) for row in rows]
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


def without_own(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    return sorted(({name: value for name, value in row.items() if name not in OWN} for row in rows), key=lambda row: row["slug"])


def make_rich() -> Offer:
    above = make_organisation(slug="dach", name="Dach")
    body = make_organisation(
        slug="stelle", name='Stelle "Mitte"; & Söhne', parent=above, regions=["06636", "de"], aliases=["=SUMME(1)", "A | B"], mail_domain="a.example.org",
        about_de="Zeile eins\nZeile zwei", about_ar="\u200fنص \u2067abc\u2069", about_en="'=already",
    )  # fmt: skip
    contact = Contact.objects.create(
        organisation=body, phone="+49 30 23125 000", email="rat@example.org", whatsapp=True, label_de="Erstberatung"
    )
    place = Place.objects.create(
        organisation=body, name="Haus", street="Weg 1", postcode="01067", city="Dresden", step_free=True, women_only_hours_de="Mo 9–12",
        opening_hours=[{"weekday": 1, "opens": "09:00", "closes": "12:30"}],
    )  # fmt: skip
    OrganisationLanguage.objects.create(organisation=body, code="ar")
    paper = DocumentItem.objects.create(code="ausweis", name_de="Ausweis")
    offer = make_offer(
        slug="rich", provider=body, co_providers=[above], contact=contact, place=place, documents=[paper], requires=[make_offer(slug="first", provider=above)],
        regions=["05113", "06"], topics=["tax", "residence"], languages=[("ar", "spoken"), ("de", "written")], kind="loan", cost="repay",
        title_de="@Titel", summary_de='Sie "bekommen"; Rat,\nund\tmehr', title_ar="\u200fعنوان \u2067x\u2069", title_fa="عنوان\u200cها", conditions_de="- eins\n- zwei",
        sources=["https://example.org/a|b;c,d", "https://example.org/2"], source_date="2026-05", walk_in=False, confidential=True, first_talk_minutes=45,
        valid_from="2026-01-01", valid_until="2099-12-31", deadline="2027-03-01", audiences=["all", "women"], occasions=["side_business"], formats=["on_site", "video"],
        aliases=["＝X", "a;b"], apply_before="start", residence="none", german_level="b1", capacity="paused", website="https://example.org/?a=1&b=2", verify_after_days=77,
    )  # fmt: skip
    OfferLanguage.objects.filter(offer=offer, code="ar").update(note_de="nur dienstags", note_ar="الثلاثاء")
    OfferLink.objects.create(offer=offer, url="https://example.org/x.pdf", language="ar", is_pdf=True, kilobytes=300, label_de="Blatt")
    return offer


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_round_trip_loses_nothing(staff: Client, form: str) -> None:
    make_rich()
    bodies = download(staff, f"/de/desk/imports/export/organisations.{form}")
    offers = download(staff, f"/de/desk/imports/export/offers.{form}")
    assert len(rows_of(offers)) == 2
    columns = {target: {name: name for name in rows_of(content)[0]} for target, content in (("organisations", bodies), ("offers", offers))}

    # Brought back where everything still stands, nothing would change.
    assert counts(bring(bodies, write=False, target="organisations", columns=columns["organisations"])) == {"same": 2}
    assert counts(bring(offers, write=False, columns=columns["offers"])) == {"same": 2}

    Offer.objects.all().delete()
    Organisation.objects.update(parent=None)
    Organisation.objects.all().delete()
    assert counts(bring(bodies, target="organisations", columns=columns["organisations"])) == {"new": 2}
    assert counts(bring(offers, columns=columns["offers"])) == {"new": 2}
    assert without_own(rows_of(download(staff, f"/de/desk/imports/export/organisations.{form}"))) == without_own(rows_of(bodies))
    assert without_own(rows_of(download(staff, f"/de/desk/imports/export/offers.{form}"))) == without_own(rows_of(offers))
    offer = Offer.objects.get(slug="rich")
    assert (offer.title_de, offer.title_ar, offer.aliases) == ("@Titel", "\u200fعنوان \u2067x\u2069", ["＝X", "a;b"])
    assert (offer.contact.label_de, offer.place.opening_hours[0]["opens"]) == ("Erstberatung", "09:00")


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_no_cell_is_a_formula(staff: Client, form: str) -> None:
    make_rich()
    for target in ("offers", "organisations"):
        for row in rows_of(download(staff, f"/de/desk/imports/export/{target}.{form}")):
            assert not any(value.lstrip()[:1] in ("=", "+", "-", "@", "＝") for value in row.values() if value)


def test_xlsx_cells_are_text(staff: Client) -> None:
    make_rich()
    sheet = load_workbook(io.BytesIO(download(staff, "/de/desk/imports/export/offers.xlsx"))).active
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None} == {"s"}


def seen_by(user: User, query: str = "") -> set[str]:
    return {row["slug"] for row in rows_of(download(sign_in(user), f"/de/desk/imports/export/offers.csv{query}"))}


def test_lists_hold_what_the_account_may_see_and_has_chosen() -> None:
    make_offer(slug="hier", regions=["06636"], kind="grant")
    make_offer(slug="entwurf", regions=["06636"], state="draft")
    far = make_offer(slug="fern", regions=["05113"])
    user = enrol(make_user("coordinator"))
    RegionalRole.objects.create(user=user, region_id="06636")
    assert seen_by(user) == {"hier", "entwurf"}
    assert seen_by(user, "?state=draft") == {"entwurf"}
    assert seen_by(user, "?kind=grant&region=06636") == {"hier"}
    assert seen_by(user, f"?id={far.pk}") == set()
    assert sign_in(user).get("/de/desk/imports/export/offers.csv?id=1,a").status_code == 400
    assert sign_in(user).get("/de/desk/imports/export/users.csv").status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_a_list_asks_a_fixed_number_of_times(staff: Client, django_assert_num_queries: object, rows: int) -> None:
    for number in range(rows):
        make_offer(slug=f"offer-{number}", requires=[], topics=["tax"], languages=[("ar", "spoken")])
    staff.get("/de/desk/imports/")
    with django_assert_num_queries(13):
        download(staff, "/de/desk/imports/export/offers.csv")
