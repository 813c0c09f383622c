"""What a visitor sees of the lists of events: filters, days, places, search, and addresses that never break."""

import datetime
import itertools

import pytest
from django.http import QueryDict
from django.test import Client
from django.utils import timezone, translation

from events import listing, search_rows
from events.filters import EventFilter
from events.index import coming_index
from events.models import Event
from portal import content
from tests.conftest import forget_pages
from tests.factories import make_event, make_organisation, make_registration

pytestmark = pytest.mark.django_db


def in_days(number: float) -> datetime.datetime:
    return timezone.now().replace(microsecond=0) + datetime.timedelta(days=number)


def day(number: int) -> str:
    return (timezone.localdate() + datetime.timedelta(days=number)).isoformat()


def slugs(query: str = "") -> list[str]:
    return [event.slug for event in listing.read(QueryDict(query)).rows]


def past_slugs(query: str = "") -> list[str]:
    return [event.slug for event in listing.read_past(QueryDict(query)).rows]


def test_list_shows_what_is_ahead_by_date_and_past_what_was(visitor: Client) -> None:
    make_event(slug="later", starts_at=in_days(9))
    make_event(slug="sooner", starts_at=in_days(2))
    make_event(slug="draft", state="draft")
    make_event(slug="long-ago", state="held", starts_at=in_days(-30))
    make_event(slug="lately", state="minuted", starts_at=in_days(-4))

    assert slugs() == ["sooner", "later"]
    assert past_slugs() == ["lately", "long-ago"]
    assert "lately" in visitor.get("/de/events/past/").text


def test_cancelled_event_stays_and_says_so(visitor: Client) -> None:
    make_event(title_de="Der Abend", state="cancelled")

    page = visitor.get("/de/events/").text

    assert "<s>Der Abend</s>" in page
    assert "Abgesagt" in page


def test_days_are_both_included() -> None:
    for number in (1, 2, 3, 4):
        make_event(slug=f"in-{number}", starts_at=in_days(number))

    assert slugs(f"from={day(2)}&until={day(3)}") == ["in-2", "in-3"]
    assert slugs(f"from={day(4)}") == ["in-4"]
    assert slugs(f"from={day(3)}&until={day(2)}") == []


def test_a_turned_range_of_days_is_explained(visitor: Client) -> None:
    page = visitor.get(f"/de/events/?from={day(3)}&until={day(2)}").text

    assert "Der letzte Tag liegt vor dem ersten." in page


def test_free_places_end_with_the_last_registration() -> None:
    event = make_event(slug="small", capacity=2)
    make_event(slug="open")
    make_registration(event)
    assert set(slugs("free=1")) == {"small", "open"}

    make_registration(event, state="pending", holds_place=True)
    content.forget_snapshots()

    assert slugs("free=1") == ["open"]


def _varied_events() -> None:
    spoken = [[], [("ar", "interpreter")], [("de", "spoken"), ("tr", "spoken")]]
    choices = itertools.product(["networking", "training"], ["on_site", "online", "hybrid"], ["06636", "06", "de", "05113"])
    for number, (kind, style, region) in enumerate(choices):
        event = make_event(
            kind=kind,
            format=style,
            contact_email="info@example.org",
            region_id=region,
            languages=spoken[number % 3],
            audiences=[["women"], [], ["migrants", "refugees"]][number % 3],
            starts_at=in_days(1 + number % 5),
            capacity=[None, 1, 2][number % 3],
            state=["published", "rescheduled", "cancelled", "published"][number % 4],
            needs_registration=number % 7 != 0,
            opens_at=in_days(0.5) if number % 5 == 0 else None,
            closes_at=in_days(-1) if number % 6 == 1 else None,
        )
        for _guest in range(number % 3):
            make_registration(event)


@pytest.mark.parametrize(
    "query",
    [
        "",
        "region=06636",
        "region=06&region=05113",
        "kind=networking&format=online",
        "language=ar&language=tr",
        "audience=women&free=1",
        f"from={day(2)}&until={day(4)}&format=on_site",
    ],
)
def test_index_in_memory_and_sql_agree(query: str) -> None:
    """The bits answer what the database would answer: the same events, and the count of every option."""
    _varied_events()

    found = listing.read(QueryDict(query))

    truth = EventFilter(QueryDict(query))
    assert found.total == truth.qs.count()
    assert {event.pk for event in found.rows} <= set(truth.qs.values_list("pk", flat=True))
    for facet, counts in found.counts.items():
        for value, count in counts.items():
            others = QueryDict(query, mutable=True)
            others.setlist(facet, [value])
            assert count == EventFilter(others).qs.count(), (facet, value)


def test_search_finds_german_and_arabic_words(visitor: Client) -> None:
    event = make_event(slug="abend", title_de="Infoabend zur Gründung", title_ar="أمسية عن التأسيس", languages=[("ar", "spoken")])
    make_event(slug="anderes")
    search_rows.refresh(event)

    assert slugs("q=Gruendung") == ["abend"]
    assert slugs("q=Arabisch") == ["abend"]
    with translation.override("ar"):
        assert slugs("q=التأسيس") == ["abend"]


def test_card_says_day_places_languages_and_what_is_special(visitor: Client) -> None:
    start = datetime.datetime(2027, 3, 4, 17, 0, tzinfo=datetime.UTC)
    event = make_event(starts_at=start, capacity=2, venue="Rathaus", child_care=True, languages=[("ar", "interpreter")], is_example=True)
    make_registration(event)

    page = visitor.get("/de/events/").text

    for words in ("Donnerstag, 4. März 2027, 18:00 bis 20:00 Uhr", "Rathaus, Eschwege", "1 Platz frei", "Arabisch (mit Dolmetscher)"):
        assert words in page
    for words in ("kostenlos", "mit Kinderbetreuung", "Beispiel"):
        assert words in page


def test_full_event_names_its_waiting_list(visitor: Client) -> None:
    event = make_event(capacity=1)
    make_registration(event)
    assert "ausgebucht, mit Warteliste" in visitor.get("/de/events/").text

    make_registration(event, state="waitlisted")

    assert "ausgebucht, 1 Person wartet" in visitor.get("/de/events/").text


def test_other_views_and_calendar_keep_the_choice(visitor: Client) -> None:
    page = visitor.get("/de/events/?region=06636&kind=training").text

    for address in ("/de/events/month/", "/de/events/past/", "/de/events/feed.ics"):
        assert f"{address}?region=06636&amp;kind=training" in page
    assert 'href="webcal://' in page


def test_empty_list_says_why_and_leads_on(visitor: Client) -> None:
    assert "Gerade ist keine Veranstaltung geplant." in visitor.get("/de/events/").text
    assert "Zu dieser Auswahl gibt es gerade keine Veranstaltung." in visitor.get("/de/events/?kind=training").text
    assert "Es gab noch keine Veranstaltung." in visitor.get("/de/events/past/").text


@pytest.mark.parametrize("address", ["/de/events/", "/ar/events/past/", "/de/events/month/"])
@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("from=0001-01-01", "0001-01-01"),
        ("until=9999-12-31&from=10000-01-01", "10000-01-01"),
        ("from=gestern&until=2026-02-30", "2026-02-30"),
        ("region=99999&kind=%00x", "99999"),
        ("format=hybrid&free=2&language=xx", "hybrid"),
        ("utm_source=x&foo[]=1", ""),
        ("q=%5C%27%28&from=&until=&region=", ""),
    ],
)
def test_odd_addresses_are_answered_and_the_odd_is_named(visitor: Client, address: str, query: str, named: str) -> None:
    make_event(title_de="Sichtbar")

    response = visitor.get(f"{address}?{query}")

    assert response.status_code in (200, 400)
    assert response.status_code == 400 or named in response.text


def test_htmx_gets_only_the_part_that_changes_and_nobody_a_cookie(visitor: Client) -> None:
    make_event()

    whole, part = visitor.get("/de/events/"), visitor.get("/de/events/", HTTP_HX_REQUEST="true")

    assert "<html" in whole.text
    assert part.text.strip().startswith('<form id="list"')
    assert not whole.cookies
    assert not part.cookies


def test_chips_take_away_one_value_each(visitor: Client) -> None:
    page = visitor.get("/de/events/?region=06636&from=2026-12-01&kind=training").text

    assert 'href="/de/events/?region=06636&amp;kind=training"' in page
    assert "ab 1. Dezember 2026" in page


# Fresh: version, index ahead, index past (languages that are known), places, cards, two for their places. Warm: version, cards, places.
@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    ("address", "fresh", "warm"),
    [
        ("/de/events/", 7, 4),
        ("/ar/events/?region=06636&kind=networking&free=1", 7, 4),
        ("/de/events/past/", 4, 1),
        ("/de/events/month/", 7, 4),
    ],
)
def test_lists_ask_a_fixed_number_of_times(
    visitor: Client, django_assert_num_queries: object, rows: int, address: str, fresh: int, warm: int
) -> None:
    for _row in range(rows):
        event = make_event(starts_at=timezone.now() + datetime.timedelta(hours=1), languages=[("ar", "spoken"), ("de", "spoken")])
        make_registration(event)
    content.forget_snapshots()
    with django_assert_num_queries(fresh):
        visitor.get(address)
    forget_pages()
    with django_assert_num_queries(warm):
        visitor.get(address)


def test_home_region_and_organisation_announce_what_is_next(visitor: Client) -> None:
    body, host = make_organisation(slug="stelle"), make_organisation(slug="gastgeber")
    make_event(title_de="Das nächste Treffen", organiser=body, co_hosts=[host], region_id="06636")
    make_event(title_de="Fällt aus", organiser=body, state="cancelled")

    home, here, there = (visitor.get(f"/de/{path}").text for path in ("", "regions/06636/", "regions/05113/"))

    assert "Das nächste Treffen" in home
    assert "Fällt aus" not in home
    assert "Das nächste Treffen" in here
    assert "Das nächste Treffen" not in there
    for slug in ("stelle", "gastgeber"):
        assert "Das nächste Treffen" in visitor.get(f"/de/organisations/{slug}/").text
    assert "Fällt aus" in visitor.get("/de/organisations/stelle/").text


def test_sitemap_names_what_is_ahead_in_its_language(visitor: Client) -> None:
    make_event(slug="abend", title_tr="Akşam")
    make_event(slug="vorbei", state="held", starts_at=in_days(-3))
    make_event(slug="beispiel", is_example=True)

    german, turkish, arabic = (visitor.get(f"/sitemap-{code}.xml").text for code in ("de", "tr", "ar"))

    assert "/de/events/abend/" in german
    assert "/tr/events/abend/" in turkish
    assert "/ar/events/abend/" not in arabic
    assert "vorbei" not in german
    assert "beispiel" not in german


def test_index_follows_the_day() -> None:
    Event.objects.filter(pk=make_event(slug="heute").pk).update(starts_at=in_days(-2), ends_at=in_days(-1))

    assert coming_index().ids == ()


def test_what_has_begun_has_no_places_to_give() -> None:
    make_event(slug="now", starts_at=in_days(-0.0007))

    assert slugs() == ["now"]
    assert slugs("free=1") == []
