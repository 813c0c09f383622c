"""The pages, as staff use them: upload, columns, difference, take over, report."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client

from accounts.models import RegionalRole
from exchange import actions
from exchange.models import ImportMapping, ImportRun
from offers.models import Offer
from scripts import outside_list
from tests.access.world import enrol, make_user, sign_in
from tests.exchange.lists import bring, operator
from tests.factories import make_organisation

pytestmark = pytest.mark.django_db
LIST = (
    "Lfd. Nr.;Programmname;Förderart;Bundesland;Frist\n1;Geld <b>für</b> alle;Zuschuss;Hessen;31.12.2026\n2;Rat;Zuschus;Hessen;\n".encode(
        "cp1252"
    )
)


@pytest.fixture
def staff() -> Client:
    return sign_in(enrol(operator()))


def upload(client: Client, content: bytes = LIST, **fields: str) -> object:
    data = {"target": "offers", "source": "Land", "licence": "CC BY 4.0", "region": "06", "file": SimpleUploadedFile("liste.csv", content)}
    return client.post("/de/desk/imports/new/", data | fields)


def choices(page: str) -> dict[str, str]:
    """Return what is chosen in each list of the columns page."""
    found = {}
    for name, options in re.findall(r'<select name="([^"]+)".*?>(.*?)</select>', page, re.S):
        if chosen := re.search(r'<option value="([^"]*)" selected>', options):
            found[name] = chosen[1]
    return {name: value for name, value in found.items() if value}


def test_a_list_from_upload_to_report(staff: Client) -> None:
    answer = upload(staff)
    run = ImportRun.objects.get()
    assert answer["Location"] == f"/de/desk/imports/{run.pk}/columns/"
    page = staff.get(answer["Location"]).text
    assert choices(page) == {
        "col_external_key": "Lfd. Nr.", "col_official_name": "Programmname", "col_kind": "Förderart", "col_regions": "Bundesland", "col_deadline": "Frist",
    }  # fmt: skip
    assert "Geld &lt;b&gt;für&lt;/b&gt; alle" in page

    assert staff.post(answer["Location"], choices(page) | {"all_cost": "free", "name": "Land Hessen"}).status_code == 302
    assert ImportMapping.objects.get().constants == {"cost": "free"}
    address = f"/de/desk/imports/{run.pk}/"
    assert "wird geprüft" in staff.get(address).text
    actions.check(run.pk)
    page = staff.get(address).text
    assert "1 Zeile jetzt übernehmen" in page
    assert "Geld für alle" in page
    assert "„Zuschus“ kennen wir nicht. Meinen Sie: Zuschuss" in page
    errors = staff.get(f"{address}?result=error").text
    assert "Zuschus“" in errors
    assert "Geld für alle" not in errors

    staff.post(f"{address}start/")
    assert "wartet" in staff.get(address).text
    actions.carry_out(run.pk)
    assert "fertig" in staff.get(address).text
    assert Offer.objects.get().cost == "free"
    report = b"".join(staff.get(f"{address}report.csv").streaming_content).decode()
    assert "3;2;Rat;Fehler;Förderart;„Zuschus“" in report


def test_a_kept_mapping_is_put_in_the_next_time(staff: Client) -> None:
    call_command("load_mappings")
    upload(staff, outside_list.programmes_file()[:4000].rsplit(b"\r\n", 1)[0])
    page = staff.get(f"/de/desk/imports/{ImportRun.objects.get().pk}/columns/").text
    assert "Förderprogramme (Beispielliste)" in page
    assert choices(page)["col_valid_until"] == "Laufzeit bis"
    assert 'value="all"' in page


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"x" * (5 * 1024 * 1024 + 1), "größer als 5 MB"), (b"a;b\n", "keine Zeile"), (b"\x89PNG\0\x81\x8d", "keine CSV")],
)
def test_bad_files_are_refused_on_the_spot(staff: Client, content: bytes, words: str) -> None:
    page = upload(staff, content)
    assert page.status_code == 200
    assert words in page.text
    assert not ImportRun.objects.exists()


def test_columns_need_a_key_and_are_used_once(staff: Client) -> None:
    upload(staff)
    page = staff.post(
        f"/de/desk/imports/{ImportRun.objects.get().pk}/columns/", {"col_official_name": "Frist", "col_deadline": "Frist"}
    ).text
    assert "Bitte wählen Sie die Spalte, die jede Zeile eindeutig macht." in page
    assert "Diese Spalte haben Sie schon einem anderen Feld zugeordnet." in page


def test_nobody_replaces_the_mapping_of_somebody_else(staff: Client) -> None:
    ImportMapping.objects.create(name="Land", target="offers", created_by=operator())
    user = enrol(make_user("coordinator"))
    RegionalRole.objects.create(user=user, region_id="06")
    client = sign_in(user)
    upload(client)
    answer = client.post(f"/de/desk/imports/{ImportRun.objects.get().pk}/columns/", {"col_external_key": "Lfd. Nr.", "name": "Land"})
    assert "benutzt schon jemand anderes" in answer.text
    assert client.post(f"/de/desk/imports/mappings/{ImportMapping.objects.get().pk}/delete/").status_code == 403


def test_coordinators_choose_among_their_regions(staff: Client) -> None:
    user = enrol(make_user("coordinator"))
    RegionalRole.objects.create(user=user, region_id="06636")
    client = sign_in(user)
    assert upload(client, region="05113").status_code == 200
    assert upload(client, region="").status_code == 200
    assert upload(client, region="06636").status_code == 302


def test_kept_rows_show_the_difference(staff: Client) -> None:
    rows = [
        {
            "external_key": "1",
            "official_name": "Rat",
            "kind": "grant",
            "regions": "de",
            "title_de": "Alter Titel",
            "conditions_de": "x " * 350 + "alt",
        }
    ]
    bring(rows)
    Offer.objects.update(edited_here=True)
    rows[0] |= {"title_de": "Neuer Titel", "conditions_de": "x " * 350 + "neu"}
    page = staff.get(f"/de/desk/imports/{bring(rows).pk}/").text
    assert "hier bearbeitet, bleibt" in page
    assert "<del>Alter</del>" in page
    assert "<ins>neu</ins>" in page


def test_a_long_report_has_pages_and_odd_numbers_do_no_harm(staff: Client) -> None:
    run = bring([{"external_key": str(number), "official_name": "Rat", "kind": "x"} for number in range(120)], write=False)
    assert staff.get(f"/de/desk/imports/{run.pk}/?page=3").text.count('<th scope="row">') == 20
    for text in ("0", "-1", "10000000000", "x", "²", ""):
        assert staff.get(f"/de/desk/imports/{run.pk}/?page={text}&result=quatsch").status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_pages_ask_a_fixed_number_of_times(staff: Client, django_assert_num_queries: object, rows: int) -> None:
    make_organisation()
    for _row in range(rows):
        run = bring([{"external_key": str(number), "official_name": "Rat", "kind": "grant"} for number in range(rows)], write=False)
    staff.get("/de/desk/imports/")
    with django_assert_num_queries(7):
        staff.get("/de/desk/imports/")
    with django_assert_num_queries(9):
        staff.get(f"/de/desk/imports/{run.pk}/")


@pytest.mark.parametrize("code", ["en", "ar"])
def test_pages_open_in_other_languages(staff: Client, code: str) -> None:
    run = bring([{"external_key": "1", "official_name": "Rat", "kind": "x"}], write=False)
    for address in ("", "new/", f"{run.pk}/", f"{run.pk}/columns/"):
        assert staff.get(f"/{code}/desk/imports/{address}").status_code == 200
