"""What the page of one event says, in every state, and what it never says."""

import datetime
import json
import re
import zoneinfo
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone

from events.models import Event, EventAttachment, EventSeries
from tests.factories import make_event, make_organisation, make_registration

pytestmark = pytest.mark.django_db
BERLIN = zoneinfo.ZoneInfo("Europe/Berlin")
START = datetime.datetime(2027, 1, 14, 18, 0, tzinfo=BERLIN)


def abend(**fields: object) -> Event:
    return make_event(**({"slug": "abend", "title_de": "Der Abend", "starts_at": START} | fields))


def page_of(visitor: Client, language: str = "de", query: str = "") -> str:
    response = visitor.get(f"/{language}/events/abend/{query}")
    assert response.status_code == 200
    assert not response.cookies
    return response.text


def data_of(page: str) -> dict[str, object]:
    return json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page)[1])


def series(**fields: object) -> EventSeries:
    values = {"slug": "reihe", "title_de": "Reihe", "region_id": "06636", "starts_on": START.date(), "start_time": datetime.time(18)}
    return EventSeries.objects.create(**(values | fields))


def test_page_says_everything_at_one_glance(visitor: Client) -> None:
    abend(
        venue="Rathaus", street="Markt 1", postcode="37269", step_free=True, capacity=10, languages=[("ar", "interpreter")],
        child_care=True, directions_de="Zwei Minuten vom Bahnhof.", programme_de="Erst Tee.\nDann Reden.", audiences=["women"],
        contact_email="fragen@example.org", contact_phone="+49 30 1234",
    )  # fmt: skip

    page = page_of(visitor)

    for words in (
        "Donnerstag, 14. Januar 2027, 18:00 bis 20:00 Uhr", "Rathaus", "37269 Eschwege", "Stufenlos erreichbar", "openstreetmap.org",
        "Arabisch (mit Dolmetscher)", "kostenlos", "10 Plätze frei", "mit Kinderbetreuung", "Zwei Minuten vom Bahnhof.", "Dann Reden.",
        "mailto:fragen@example.org", "tel:+49301234", "/de/events/abend/register/", "/de/events/abend/calendar.ics", "Frauen",
    ):  # fmt: skip
        assert words in page, words


def test_time_is_on_the_clock_of_the_place_and_a_foreign_zone_is_named(visitor: Client) -> None:
    abend(timezone="Europe/Istanbul")

    page = page_of(visitor)

    assert "20:00 bis 22:00 Uhr" in page
    assert "GMT+03:00" in page


def test_moved_event_names_the_date_before(visitor: Client) -> None:
    abend(state="rescheduled", moved_from=START - datetime.timedelta(days=7))

    page = page_of(visitor)

    assert "Verschoben" in page
    assert "Donnerstag, 7. Januar 2027, 18:00" in page
    data = data_of(page)
    assert data["eventStatus"] == "https://schema.org/EventRescheduled"
    assert data["previousStartDate"] == "2027-01-07T18:00:00+01:00"


def test_cancelled_event_gives_its_reason_and_no_way_to_register(visitor: Client) -> None:
    abend(state="cancelled")

    page = page_of(visitor)

    assert "Abgesagt" in page
    assert "Der Saal ist gesperrt." in page
    assert "/register/" not in page
    assert data_of(page)["eventStatus"] == "https://schema.org/EventCancelled"


def test_past_event_leads_to_the_next_of_its_series(visitor: Client) -> None:
    row = series()
    abend(state="held", starts_at=timezone.now() - datetime.timedelta(days=3), series=row, occurrence_on="2026-01-01")
    make_event(slug="naechster", series=row, occurrence_on="2026-02-01")

    page = page_of(visitor)

    assert "Diese Veranstaltung ist vorbei." in page
    assert "Nächster Termin" in page
    assert 'href="/de/events/naechster/"' in page
    assert "/register/" not in page


def test_past_event_without_a_next_leads_to_the_list(visitor: Client) -> None:
    abend(state="held", starts_at=timezone.now() - datetime.timedelta(days=3))

    assert 'href="/de/events/?region=06636"' in page_of(visitor)


def test_draft_is_not_there(visitor: Client) -> None:
    abend(state="draft")

    assert visitor.get("/de/events/abend/").status_code == 404


@pytest.mark.parametrize("code", ["online", "hybrid"])
def test_link_to_take_part_is_never_on_the_page(visitor: Client, code: str) -> None:
    abend(format=code, online_url="https://meet.example.org/geheim")

    page = page_of(visitor)

    assert "geheim" not in page
    assert "Den Link bekommen Sie nach der Anmeldung." in page
    mode = {"online": "OnlineEventAttendanceMode", "hybrid": "MixedEventAttendanceMode"}[code]
    assert data_of(page)["eventAttendanceMode"] == f"https://schema.org/{mode}"


@pytest.mark.parametrize(
    ("fields", "words", "has_button"),
    [
        ({}, "Plätze frei", True),
        ({"needs_registration": False}, "ohne Anmeldung", False),
        ({"opens_at": datetime.datetime(2027, 1, 2, 10, tzinfo=BERLIN)}, "Anmeldung ab 2. Januar 2027", False),
        ({"closes_at": datetime.datetime(2020, 1, 2, 10, tzinfo=BERLIN)}, "Anmeldung beendet", False),
    ],
)
def test_places_are_told_honestly(visitor: Client, fields: dict[str, object], words: str, has_button: bool) -> None:
    abend(**fields)

    page = page_of(visitor)

    assert words in page
    assert ("/abend/register/" in page) == has_button


def test_full_event_offers_its_waiting_list(visitor: Client) -> None:
    make_registration(abend(capacity=1))

    page = page_of(visitor)

    assert "Auf die Warteliste" in page
    assert "ausgebucht" in page
    assert data_of(page)["offers"]["availability"] == "https://schema.org/SoldOut"


def test_what_is_not_translated_is_german_and_says_so(visitor: Client) -> None:
    abend()

    page = page_of(visitor, "ar")

    assert '<span lang="de" dir="ltr">Der Abend</span>' in page
    assert 'hreflang="ar"' not in page.split("<body>")[0]


def test_two_languages_stand_side_by_side(visitor: Client) -> None:
    abend(title_ar="المساء")

    page = page_of(visitor, "ar", "?beside=de")

    assert "Der Abend" in page
    assert "المساء" in page
    assert '<section lang="de" dir="ltr"' in page


def test_organiser_and_hosts_lead_to_their_pages(visitor: Client) -> None:
    abend(organiser=make_organisation(slug="stelle"), co_hosts=[make_organisation(slug="gast")])

    page = page_of(visitor)

    assert 'href="/de/organisations/stelle/"' in page
    assert 'href="/de/organisations/gast/"' in page


def test_data_for_search_engines_names_place_price_and_languages(visitor: Client) -> None:
    abend(street="Markt 1", postcode="37269", languages=[("ar", "spoken")], title_de="</script><b>")

    data = data_of(page_of(visitor))

    assert data["@type"] == "Event"
    assert data["name"] == "</script><b>"
    assert (data["startDate"], data["eventStatus"]) == ("2027-01-14T18:00:00+01:00", "https://schema.org/EventScheduled")
    assert data["location"]["address"]["postalCode"] == "37269"
    assert data["offers"]["price"] == 0
    assert data["inLanguage"] == ["ar"]


def test_example_says_so_and_stays_out_of_search_engines(visitor: Client) -> None:
    abend(is_example=True)

    page = page_of(visitor)

    assert "Beispiel: Diese Veranstaltung gibt es nicht." in page
    assert "noindex" in page
    assert "ld+json" not in page


@pytest.fixture
def attached(settings: object, tmp_path: Path) -> EventAttachment:
    settings.MEDIA_ROOT = tmp_path
    return EventAttachment.objects.create(
        event=abend(), name_de="Ablauf & Karte", file=ContentFile(b"%PDF-1.7 x", name="x.pdf"), size=123_456
    )


def test_attachment_is_saved_and_not_shown(visitor: Client, attached: EventAttachment) -> None:
    assert "123 kB" in page_of(visitor)

    response = visitor.get(f"/de/events/abend/files/{attached.pk}/")

    assert b"".join(response.streaming_content) == b"%PDF-1.7 x"
    assert response["Content-Disposition"] == 'attachment; filename="ablauf-karte.pdf"'
    assert response["X-Content-Type-Options"] == "nosniff"


def test_attachment_of_a_draft_or_of_another_event_is_not_there(visitor: Client, attached: EventAttachment) -> None:
    make_event(slug="anderer")
    assert visitor.get(f"/de/events/anderer/files/{attached.pk}/").status_code == 404

    Event.objects.filter(slug="abend").update(state="draft")

    assert visitor.get(f"/de/events/abend/files/{attached.pk}/").status_code == 404


def test_lost_file_is_not_found(visitor: Client, attached: EventAttachment) -> None:
    Path(attached.file.path).unlink()

    assert visitor.get(f"/de/events/abend/files/{attached.pk}/").status_code == 404


# Version, event, languages, hosts, attachments, two for the places, other dates of the series.
@pytest.mark.parametrize("rows", [1, 3])
def test_detail_asks_a_fixed_number_of_times(visitor: Client, django_assert_num_queries: object, rows: int) -> None:
    row = series()
    event = abend(series=row, occurrence_on="2027-01-14", co_hosts=[make_organisation() for _row in range(rows)], quotas={"economy": 3})
    for number in range(rows):
        make_event(series=row, occurrence_on=f"2027-02-0{number + 1}", languages=[("ar", "spoken")])
        make_registration(event)
    visitor.get("/de/regions/06636/")
    with django_assert_num_queries(8):
        visitor.get("/de/events/abend/")


def test_places_are_said_in_the_language_of_each_column(visitor: Client) -> None:
    abend(title_ar="أمسية", capacity=None)
    page = page_of(visitor, "ar", "?beside=de")
    assert page.count("Plätze frei") == 1
    assert page.count("توجد مقاعد متاحة") == 1
