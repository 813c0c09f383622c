"""The month as a table: its days, its neighbours, its filters, and addresses that never break."""

import datetime
import re
import zoneinfo

import pytest
from django.test import Client
from django.utils import timezone

from tests.factories import make_event

pytestmark = pytest.mark.django_db
BERLIN = zoneinfo.ZoneInfo("Europe/Berlin")


def coming_month() -> datetime.datetime:
    """The tenth of the month after this one, at 18:00 in Berlin."""
    first = timezone.localdate().replace(day=1) + datetime.timedelta(days=32)
    return datetime.datetime(first.year, first.month, 10, 18, tzinfo=BERLIN)


def cell_of(page: str, words: str) -> str:
    return next(cell for cell in re.findall(r"<td.*?</td>", page, re.DOTALL) if words in cell)


def test_event_stands_on_its_day(visitor: Client) -> None:
    start = coming_month()
    make_event(slug="abend", title_de="Unser Abend", starts_at=start)

    page = visitor.get(f"/de/events/month/?month={start:%Y-%m}").text

    cell = cell_of(page, "Unser Abend")
    assert ">10</span>" in cell
    assert "18:00" in cell
    assert 'href="/de/events/abend/"' in cell
    assert page.count("Unser Abend") == 1
    assert "<caption" in page


def test_week_begins_on_monday_in_every_language(visitor: Client) -> None:
    german, turkish = visitor.get("/de/events/month/").text, visitor.get("/tr/events/month/").text

    assert re.findall(r'<span class="visually-hidden">(\w+)</span></th>', german)[::6] == ["Montag", "Sonntag"]
    assert re.findall(r'<span class="visually-hidden">(\w+)</span></th>', turkish)[::6] == ["Pazartesi", "Pazar"]


def test_event_of_several_days_stands_on_each(visitor: Client) -> None:
    start = coming_month()
    make_event(title_de="Zwei Tage", starts_at=start, ends_at=start + datetime.timedelta(days=1))

    page = visitor.get(f"/de/events/month/?month={start:%Y-%m}").text

    assert page.count("Zwei Tage") == 2


def test_event_that_began_in_the_month_before_is_there_too(visitor: Client) -> None:
    first = coming_month().replace(day=1)
    make_event(title_de="Über den Wechsel", starts_at=first - datetime.timedelta(days=1), ends_at=first + datetime.timedelta(hours=1))

    assert "Über den Wechsel" in visitor.get(f"/de/events/month/?month={first:%Y-%m}").text


def test_past_and_cancelled_events_are_in_their_month(visitor: Client) -> None:
    start = coming_month() - datetime.timedelta(days=60)
    make_event(title_de="War schon", starts_at=start, state="held")
    make_event(title_de="Fällt aus", starts_at=start, state="cancelled")

    page = visitor.get(f"/de/events/month/?month={start:%Y-%m}").text

    assert "War schon" in page
    assert "Abgesagt" in cell_of(page, "Fällt aus")


def test_filters_are_kept_and_hold(visitor: Client) -> None:
    start = coming_month()
    make_event(title_de="Treffen", kind="networking", starts_at=start)
    make_event(title_de="Kurs", kind="training", starts_at=start)

    page = visitor.get(f"/de/events/month/?month={start:%Y-%m}&kind=training").text

    assert "Kurs" in page
    assert ">Treffen<" not in page
    assert page.count("&amp;kind=training") >= 2
    assert f'href="?month={start:%Y-%m}"' in page


def test_today_is_named_and_not_only_coloured(visitor: Client) -> None:
    assert "heute" in cell_of(visitor.get("/de/events/month/").text, " today")


@pytest.mark.parametrize("asked", ["0001-01", "9999-12", "2026-13", "1e4-01", "2026", "heute", "٢٠٢٦-١٢", "2026-1²", "-001-01"])
def test_what_is_no_month_leads_to_this_one_and_is_named(visitor: Client, asked: str) -> None:
    response = visitor.get("/de/events/month/", {"month": asked})

    assert response.status_code == 200
    assert f"<bdi>{asked}</bdi>" in response.text
    assert "heute" in response.text


def test_months_end_where_nothing_is_left_to_see(visitor: Client) -> None:
    address, steps = "/de/events/month/", 0
    while found := re.search(r'rel="next" href="(\?month=[^"]+)"', visitor.get(address).text):
        address, steps = f"/de/events/month/{found[1]}", steps + 1

    assert steps == 12
