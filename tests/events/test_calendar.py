"""Calendar files, read as calendar programs read them: by the library, and by khal."""

import datetime
import os
import subprocess
import sys
import zoneinfo
from pathlib import Path

import icalendar
import pytest
from django.test import Client

from events import calendar, feeds
from events.models import Event
from tests.access.world import make_user, sign_in
from tests.factories import make_event, make_registration

pytestmark = pytest.mark.django_db
BERLIN = zoneinfo.ZoneInfo("Europe/Berlin")


def entry(content: bytes) -> icalendar.Event:
    return icalendar.Calendar.from_ical(content).events[0]


def winter_evening(**fields: object) -> Event:
    start = datetime.datetime(2027, 1, 14, 18, 0, tzinfo=BERLIN)
    return make_event(starts_at=start, ends_at=start + datetime.timedelta(hours=2), **fields)


def test_file_of_one_event_says_when_and_where(visitor: Client) -> None:
    event = winter_evening(
        slug="abend", title_de="Abend; mit, Zeichen", title_ar="مساء", street="Markt 1", languages=[("ar", "interpreter")]
    )

    response = visitor.get("/de/events/abend/calendar.ics")

    found = entry(response.content)
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert not response.cookies
    assert str(found["summary"]) == "Abend; mit, Zeichen"
    assert found["dtstart"].dt == event.starts_at
    assert found["dtstart"].params["TZID"] == "Europe/Berlin"
    assert str(found["location"]) == "Markt 1, Eschwege"
    assert "Arabisch" in str(found["description"])
    assert str(found["status"]) == "CONFIRMED"
    assert found.alarms.times[0].trigger == event.starts_at - datetime.timedelta(hours=2)
    assert b"BEGIN:VTIMEZONE" in response.content


def test_arabic_file_is_arabic_and_has_the_same_uid(visitor: Client) -> None:
    winter_evening(slug="abend", title_de="Abend", title_ar="مساء")

    arabic, german = (
        entry(visitor.get("/ar/events/abend/calendar.ics").content),
        entry(visitor.get("/de/events/abend/calendar.ics").content),
    )

    assert str(arabic["summary"]) == "مساء"
    assert arabic["summary"].params["LANGUAGE"] == "ar"
    assert arabic["uid"] == german["uid"]


def test_lines_are_folded_at_75_octets() -> None:
    event = winter_evening(title_de="ü" * 110)

    lines = calendar.calendar_of([event], language="de").split(b"\r\n")

    assert max(map(len, lines)) <= 75


def test_cancelled_event_is_cancelled_in_the_calendar(visitor: Client) -> None:
    winter_evening(slug="abend", state="cancelled", sequence=3)

    found = entry(visitor.get("/de/events/abend/calendar.ics").content)

    assert (str(found["status"]), found["sequence"]) == ("CANCELLED", 3)
    assert "Der Saal ist gesperrt." in str(found["description"])
    assert found.alarms.times == []


def test_draft_has_no_file(visitor: Client) -> None:
    winter_evening(slug="abend", state="draft")

    assert visitor.get("/de/events/abend/calendar.ics").status_code == 404


def test_link_to_take_part_is_for_those_who_may_see_it(visitor: Client) -> None:
    event = winter_evening(slug="netz", format="online", city="", online_url="https://meet.example.org/geheim")

    assert b"geheim" not in visitor.get("/de/events/netz/calendar.ics").content
    assert b"geheim" in calendar.calendar_of([event], language="de", private=frozenset({event.pk})).replace(b"\r\n ", b"")


def test_time_of_day_stays_over_the_change_of_clocks() -> None:
    before = datetime.datetime(2027, 3, 27, 18, 0, tzinfo=BERLIN)
    after = datetime.datetime(2027, 3, 29, 18, 0, tzinfo=BERLIN)
    events = [make_event(starts_at=at, ends_at=at + datetime.timedelta(hours=1)) for at in (before, after)]

    found = icalendar.Calendar.from_ical(calendar.calendar_of(events, language="de")).events

    assert [row["dtstart"].dt.hour for row in found] == [18, 18]
    assert [row["dtstart"].dt for row in found] == [before, after]


def test_personal_feed_holds_own_events_only_until_its_key_is_renewed(visitor: Client) -> None:
    user = make_user("anna")
    mine, other = (
        winter_evening(title_de="Meins", format="hybrid", online_url="https://meet.example.org/ja"),
        winter_evening(title_de="Fremd"),
    )
    make_registration(mine, user=user)
    make_registration(other)
    client = sign_in(user)

    page = client.post("/de/desk/account/calendar/", {"renew": "1"})
    address = page.context["address"]
    content = visitor.get(address).content.replace(b"\r\n ", b"")

    assert b"Meins" in content
    assert b"Fremd" not in content
    assert b"meet.example.org" in content
    feeds.renew(user)
    assert visitor.get(address).status_code == 404


def test_personal_feed_ends(visitor: Client) -> None:
    user = make_user("anna")
    address = feeds.address(feeds.renew(user))

    sign_in(user).post("/de/desk/account/calendar/", {"end": "1"})

    assert visitor.get(address).status_code == 404


def test_calendar_program_reads_the_file(tmp_path: Path) -> None:
    events = [winter_evening(title_de="Erstes Treffen", title_ar="اللقاء الأول"), winter_evening(title_de="Zweites", state="cancelled")]
    (tmp_path / "feed.ics").write_bytes(calendar.calendar_of(events, language="ar"))
    config = tmp_path / "config"
    config.write_text(
        f"[calendars]\n[[feed]]\npath = {tmp_path}/store\n[locale]\nlocal_timezone = Europe/Berlin\ndefault_timezone = Europe/Berlin\n"
        f"dateformat = %Y-%m-%d\nlongdateformat = %Y-%m-%d\ntimeformat = %H:%M\ndatetimeformat = %Y-%m-%d %H:%M\n"
        f"longdatetimeformat = %Y-%m-%d %H:%M\n[sqlite]\npath = {tmp_path}/khal.db\n[default]\ndefault_calendar = feed\n",
        encoding="utf-8",
    )
    khal = [str(Path(sys.executable).parent / "khal"), "-c", str(config)]
    environment = {**os.environ, "HOME": str(tmp_path), "LC_ALL": "C.UTF-8"}

    subprocess.run([*khal, "import", "--batch", str(tmp_path / "feed.ics")], check=True, capture_output=True, env=environment)
    listed = subprocess.run([*khal, "list", "2027-01-14", "1d"], check=True, capture_output=True, text=True, env=environment).stdout

    assert "18:00-20:00 اللقاء الأول" in listed
    assert "Zweites" in listed


def test_feed_of_a_list_holds_what_the_list_shows(visitor: Client) -> None:
    make_event(title_de="Hier", region_id="06636")
    make_event(title_de="Dort", region_id="05113")
    make_event(title_de="Entwurf", region_id="06636", state="draft")
    lately = datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=20)
    make_event(title_de="Neulich", region_id="06636", state="held", starts_at=lately)

    content = visitor.get("/de/events/feed.ics?region=06636").content

    assert [str(row["summary"]) for row in icalendar.Calendar.from_ical(content).events] == ["Neulich", "Hier"]


def test_feed_passes_over_what_it_does_not_know(visitor: Client) -> None:
    make_event(title_de="Hier")

    response = visitor.get("/ar/events/feed.ics?region=zzz&kind=%00x&from=0001-01-01&until=gestern&page=9999&sort=x&q=%5C%27")

    assert response.status_code in (200, 400)


def test_feed_answers_304_until_something_changes(visitor: Client) -> None:
    event = make_event(title_de="Hier")
    first = visitor.get("/de/events/feed.ics")

    again = visitor.get("/de/events/feed.ics", headers={"If-None-Match": first["ETag"]})
    Event.objects.filter(pk=event.pk).update(title_de="Anders")
    changed = visitor.get("/de/events/feed.ics", headers={"If-None-Match": first["ETag"]})

    assert (again.status_code, changed.status_code) == (304, 200)
    assert b"Anders" in changed.content
