"""Series: a rhythm, its dates as rows, hosts by turns, who answers for it, and what changes several dates."""

import datetime
import threading
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from events import lifecycle, moving, rhythm, series, series_changes
from events.forms.series import SeriesEditor
from events.models import Event, EventSeries, SeriesHost, SeriesTerm, State
from events.series import Given
from events.series_changes import Change
from networks.models import Organisation, Place
from networks.profiles import Stale
from portal.models import OutgoingMail
from tests.access.world import make_user, make_world, sign_in
from tests.factories import make_event, make_organisation, make_registration

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2027, 1, 4)
NOW = datetime.datetime(2027, 1, 4, 8, tzinfo=datetime.UTC)
SECOND_TUESDAY = "FREQ=MONTHLY;INTERVAL=1;BYDAY=2TU"


def make_series(hosts: list[Organisation] = (), **fields: Any) -> EventSeries:
    number = EventSeries.objects.count() + 1
    defaults: dict[str, Any] = {
        "slug": f"runde-{number}", "title_de": "Runde", "goal_de": "Wir lernen uns kennen.", "region_id": "06636",
        "starts_on": TODAY, "start_time": datetime.time(18), "minutes": 120, "rrule": SECOND_TUESDAY, "values": {"city": "Eschwege"},
    }  # fmt: skip
    if "organiser" not in fields:
        fields["organiser"] = make_organisation(regions=["06636"])
    made = EventSeries.objects.create(**(defaults | fields))
    for position, host in enumerate(hosts, start=1):
        SeriesHost.objects.create(series=made, organisation=host, position=position)
    return made


def dates(of: EventSeries) -> list[Event]:
    return list(of.occurrences.order_by("starts_at"))


def days(of: EventSeries) -> list[str]:
    return [f"{event.occurrence_on}" for event in dates(of)]


def given(of: EventSeries, **columns: Any) -> Given:
    sheet = series.read(of)
    sheet.columns |= columns
    return Given(sheet, {name: of.values.get(name, "") or "" for name in series.EACH if name != "capacity"} | {"format": "on_site"})


def public(of: EventSeries, by: Any) -> list[Event]:
    return [lifecycle.publish(event, by=by, now=NOW) for event in dates(of)]


def test_a_rhythm_makes_its_days_without_the_exceptions(settings: Any) -> None:
    settings.SERIES_AHEAD_DAYS = 120
    of = make_series(exceptions=[datetime.date(2027, 2, 9)])
    assert series.make_occurrences(today=TODAY) == 3
    assert days(of) == ["2027-01-12", "2027-03-09", "2027-04-13"]
    event = dates(of)[0]
    assert (event.state, event.title_de, event.summary_de, event.city) == (State.DRAFT, "Runde", "Wir lernen uns kennen.", "Eschwege")
    assert event.organiser == of.organiser


def test_the_clock_on_the_wall_stays_over_both_changes_of_the_clock() -> None:
    of = make_series(rrule="FREQ=WEEKLY;INTERVAL=1;BYDAY=SU", start_time=datetime.time(11))
    series.make_occurrences(today=TODAY)
    found = dates(of)
    assert {f"{event.starts_local:%H:%M}-{event.ends_local:%H:%M}" for event in found} == {"11:00-13:00"}
    assert {event.starts_at.hour for event in found} == {9, 10}


def test_a_second_run_makes_nothing_twice() -> None:
    of = make_series()
    first = series.make_occurrences(today=TODAY)
    assert first == 12
    assert series.make_occurrences(today=TODAY) == 0
    assert len(dates(of)) == 12
    assert series.make_occurrences(today=TODAY + datetime.timedelta(days=31)) == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("base_data")
def test_two_that_run_at_once_make_each_date_once(settings: Any) -> None:
    settings.SERIES_AHEAD_DAYS = 60
    of = make_series()
    made: list[int] = []
    start = threading.Barrier(3)

    def run() -> None:
        start.wait()
        made.append(series.make_occurrences(today=TODAY))
        connection.close()

    threads = [threading.Thread(target=run) for _number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (sorted(made), days(of)) == ([0, 0, 2], ["2027-01-12", "2027-02-09"])


def test_a_cancelled_or_moved_date_is_not_made_again(settings: Any) -> None:
    settings.SERIES_AHEAD_DAYS = 60
    of, by = make_series(), make_user("chefin")
    series.make_occurrences(today=TODAY)
    first, second = public(of, by)
    moving.move(
        first, starts_at=first.starts_at + datetime.timedelta(days=2), ends_at=first.ends_at + datetime.timedelta(days=2), by=by, now=NOW
    )
    moving.cancel(second, reasons={"de": "Der Saal ist gesperrt."}, by=by, now=NOW)
    assert series.make_occurrences(today=TODAY) == 0
    assert [event.state for event in dates(of)] == [State.RESCHEDULED, State.CANCELLED]


def test_the_dates_are_at_the_hosts_by_turns(settings: Any) -> None:
    settings.SERIES_AHEAD_DAYS = 120
    club, office = make_organisation(name="Verein"), make_organisation(name="Amt")
    Place.objects.create(organisation=club, street="Markt 1", postcode="37269", city="Eschwege", step_free=True)
    Place.objects.create(organisation=office, name="Rathaus", street="Obermarkt 7", postcode="37213", city="Witzenhausen")
    of = make_series(hosts=[club, office])
    series.make_occurrences(today=TODAY)
    found = [(event.venue, event.city, event.step_free, [host.name for host in event.co_hosts.all()]) for event in dates(of)]
    here, there = ("Verein", "Eschwege", True, ["Verein"]), ("Rathaus", "Witzenhausen", None, ["Amt"])
    assert found == [here, there, here, there]


def test_who_leads_today_answers_and_without_a_lead_the_deputy() -> None:
    of = make_series()
    day = datetime.timedelta(days=1)
    SeriesTerm.objects.create(series=of, role="lead", name="Früher", until=TODAY - day)
    SeriesTerm.objects.create(series=of, role="deputy", name="Vertretung")
    assert series.responsible_on(of, TODAY).name == "Vertretung"
    SeriesTerm.objects.create(series=of, role="lead", name="Heute", since=TODAY)
    assert series.responsible_on(of, TODAY).name == "Heute"
    assert series.responsible_on(of, TODAY - day).name == "Früher"
    assert series.responsible_on(make_series(), TODAY) is None


def test_this_and_following_leaves_earlier_detached_and_cancelled_dates(settings: Any) -> None:
    settings.SERIES_AHEAD_DAYS = 185
    of, by = make_series(), make_user("chefin", is_superuser=True)
    series.make_occurrences(today=TODAY)
    public(of, by)
    found = dates(of)
    Event.objects.filter(pk=found[2].pk).update(is_detached=True)
    moving.cancel(found[3], reasons={"de": "Feiertag."}, by=by, now=NOW)
    make_registration(found[1], email="gast@example.org")
    first = found[1].occurrence_on
    seen = series_changes.following(of, first, NOW)
    assert ([event.occurrence_on for event in seen.events], seen.told) == ([found[n].occurrence_on for n in (1, 4, 5)], 1)
    change = Change({"city": "Witzenhausen"}, start_time=datetime.time(17), minutes=90)
    series_changes.change_following(of, first, change, by=by, now=NOW, seen=seen.sign)
    after = [(event.city, f"{event.starts_local:%H:%M}", f"{event.ends_local:%H:%M}", event.is_detached) for event in dates(of)]
    new, old = ("Witzenhausen", "17:00", "18:30", False), ("Eschwege", "18:00", "20:00", False)
    assert after == [old, new, (*old[:3], True), old, new, new]
    assert OutgoingMail.objects.filter(kind="events.moved", recipient="gast@example.org").count() == 1
    settings.SERIES_AHEAD_DAYS = 200
    series.make_occurrences(today=TODAY)
    assert (dates(of)[-1].city, f"{dates(of)[-1].starts_local:%H:%M}") == ("Witzenhausen", "17:00")


def test_what_was_not_shown_is_not_changed(settings: Any) -> None:
    settings.SERIES_AHEAD_DAYS = 60
    of, by = make_series(), make_user("chefin", is_superuser=True)
    series.make_occurrences(today=TODAY)
    seen = series_changes.following(of, TODAY, NOW)
    lifecycle.publish(dates(of)[0], by=by, now=NOW)
    with pytest.raises(ValidationError):
        series_changes.change_following(of, TODAY, Change({"capacity": 5}), by=by, now=NOW, seen=seen.sign)
    assert {event.capacity for event in dates(of)} == {None}


def test_a_new_host_brings_the_place(settings: Any) -> None:
    settings.SERIES_AHEAD_DAYS = 60
    club, office = make_organisation(name="Verein"), make_organisation(name="Amt")
    Place.objects.create(organisation=office, name="Rathaus", city="Witzenhausen")
    of, by = make_series(hosts=[club]), make_user("chefin", is_superuser=True)
    series.make_occurrences(today=TODAY)
    seen = series_changes.following(of, TODAY, NOW)
    series_changes.change_following(of, TODAY, Change({}, host=office.pk), by=by, now=NOW, seen=seen.sign)
    assert [(event.venue, [host.name for host in event.co_hosts.all()]) for event in dates(of)] == [("Rathaus", ["Amt"])] * 2


def test_saving_lets_drafts_follow_and_leaves_public_ones(settings: Any) -> None:
    settings.SERIES_AHEAD_DAYS = 60
    of, by = make_series(), make_user("chefin", is_superuser=True)
    series.make_occurrences(today=TODAY)
    kept = lifecycle.publish(dates(of)[0], by=by, now=NOW)
    series.save(of, given(of, title_de="Tafel", start_time=datetime.time(19)), by=by, base=0, today=TODAY)
    assert [(event.title_de, f"{event.starts_local:%H:%M}") for event in dates(of)] == [("Runde", "18:00"), ("Tafel", "19:00")]
    of.refresh_from_db()
    series.save(of, given(of, rrule="FREQ=MONTHLY;INTERVAL=1;BYDAY=1WE"), by=by, base=1, today=TODAY)
    assert days(of) == ["2027-01-06", f"{kept.occurrence_on}", "2027-02-03", "2027-03-03"]


def test_the_second_of_two_writers_is_shown_the_difference() -> None:
    of, by = make_series(), make_user("chefin", is_superuser=True)
    series.save(of, given(of, title_de="Tafel"), by=by, base=0, today=TODAY)
    with pytest.raises(Stale) as stale:
        series.save(of, given(of, title_de="Tisch"), by=by, base=0, today=TODAY)
    assert [(change.old, change.new) for change in stale.value.changes] == [("Tafel", "Tisch")]
    of.refresh_from_db()
    assert (of.title_de, of.version) == ("Tafel", 1)


def test_nobody_gives_a_series_to_a_region_of_others() -> None:
    world = make_world()
    of = EventSeries.objects.get(pk=7001)
    with pytest.raises(ValidationError):
        series.save(of, given(of, region_id="05113"), by=world["own_coordinator"], base=0, today=TODAY)


def test_ending_deletes_drafts_and_cancels_public_dates_with_a_reason(settings: Any) -> None:
    settings.SERIES_AHEAD_DAYS = 120
    of, by = make_series(), make_user("chefin", is_superuser=True)
    series.make_occurrences(today=TODAY)
    found = dates(of)
    second = lifecycle.publish(found[1], by=by, now=NOW)
    make_registration(second, email="gast@example.org")
    last = found[0].occurrence_on
    seen = series_changes.later(of, last, NOW)
    assert (len(seen.events), seen.told) == (3, 1)
    with pytest.raises(ValidationError):
        series_changes.end(of, last, reasons={}, by=by, now=NOW, seen=seen.sign)
    series_changes.end(of, last, reasons={"de": "Die Förderung endet."}, by=by, now=NOW, seen=seen.sign)
    assert [event.state for event in dates(of)] == [State.DRAFT, State.CANCELLED]
    assert OutgoingMail.objects.get(kind="events.cancelled").recipient == "gast@example.org"
    assert series.make_occurrences(today=TODAY) == 0


def test_a_date_left_out_does_not_come_back(settings: Any) -> None:
    settings.SERIES_AHEAD_DAYS = 60
    of, by = make_series(), make_user("chefin", is_superuser=True)
    series.make_occurrences(today=TODAY)
    series_changes.leave_out(of, dates(of)[0].pk, by=by)
    assert series.make_occurrences(today=TODAY) == 0
    assert days(of) == ["2027-02-09"]


def test_days_by_hand_take_turns_too() -> None:
    club, office = make_organisation(name="Verein"), make_organisation(name="Amt")
    of = make_series(hosts=[club, office], rrule="")
    wanted = [datetime.date(2027, 3, 5), datetime.date(2027, 2, 1), datetime.date(2027, 6, 7)]
    assert series.make_dates(of.pk, today=TODAY, days=wanted) == 3
    assert [(f"{event.occurrence_on:%m}", event.co_hosts.get().name) for event in dates(of)] == [
        ("02", "Verein"),
        ("03", "Amt"),
        ("06", "Verein"),
    ]


def test_several_drafts_are_published_at_once_and_what_lacks_is_said(settings: Any) -> None:
    settings.SERIES_AHEAD_DAYS = 90
    world = make_world()
    of = make_series()
    series.make_occurrences(today=TODAY)
    found = dates(of)
    Event.objects.filter(pk=found[1].pk).update(city="")
    pks = [event.pk for event in found]
    nobody, left = series_changes.publish_dates(of, pks, by=world["own_editor"], now=NOW)
    assert (nobody, len(left)) == ([], 3)
    done, left = series_changes.publish_dates(of, pks, by=world["own_coordinator"], now=NOW)
    assert ([event.pk for event in done], [event.pk for event, _words in left]) == ([found[0].pk, found[2].pk], [found[1].pk])


def test_other_dates_are_public_ones_ahead_in_one_query(django_assert_num_queries: Any) -> None:
    of = make_series()
    start = timezone.now() + datetime.timedelta(days=3)
    shown, other = (make_event(series=of, starts_at=start + datetime.timedelta(days=n)) for n in range(2))
    make_event(series=of, state="draft")
    make_event(series=of, starts_at=start - datetime.timedelta(days=30))
    make_event()
    with django_assert_num_queries(1):
        assert series.other_dates(shown, timezone.localdate()) == [other]
    with django_assert_num_queries(0):
        assert series.other_dates(make_event_without_series(), timezone.localdate()) == []


def make_event_without_series() -> Event:
    return Event(timezone="Europe/Berlin")


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TH", "alle zwei Wochen: Donnerstag"),
        ("FREQ=MONTHLY;BYDAY=1WE", "jeden Monat: 1. Mittwoch im Monat"),
        ("FREQ=MONTHLY;INTERVAL=3;BYDAY=-1FR", "alle drei Monate: letzter Freitag im Monat"),
        ("FREQ=DAILY;INTERVAL=40", "eigener Rhythmus"),
        ("", "Tage von Hand gewählt"),
    ],
)
def test_a_rhythm_is_told_in_words_and_survives_its_fields(rule: str, said: str) -> None:
    with translation.override("de"):
        assert rhythm.words(rule) == said
    read = rhythm.read(rule)
    if read.every not in (rhythm.OTHER, rhythm.HAND):
        assert rhythm.read(read.rule()) == read


def sent(of: EventSeries, user: Any, **changes: str) -> dict[str, str]:
    """What the editor's page would send of a series."""
    editor = SeriesEditor(of, user=user)
    data: dict[str, Any] = {}
    for form in (editor.form, editor.each, *(row for rows in editor.rows.values() for row in (rows.management_form, *rows.forms))):
        for bound in form:
            value = bound.value()
            if bound.name in ("region_id", "organiser_id", "organisation_id"):
                value = str(value[0]) if value else ""
            if value is not None and value is not False and value not in ([], ""):
                data[bound.html_name] = f"{value:%H:%M}" if isinstance(value, datetime.time) else value
    return data | changes


def test_the_editor_makes_a_series_with_its_dates_people_and_hosts() -> None:
    world = make_world()
    by, host = world["own_coordinator"], make_organisation(name="Verein")
    client = sign_in(by)
    data = sent(EventSeries(), by) | {
        "title_de": "Runde", "title_ar": "دائرة", "kind": "networking", "region_id": "06636", "every": "m1", "weekday": "2", "nth": "2",
        "starts_on": "2027-01-04", "start_time": "18:00", "minutes": "90", "is_active": "on", "each-format": "on_site",
        "each-city": "Eschwege", "each-summary_de": "Wir treffen uns.", "hosts-0-organisation_id": str(host.pk),
        "terms-0-role": "lead", "terms-0-name": "Katrin Beispiel", "terms-0-user_id": str(by.pk), "terms-0-since": "2026-01-01",
    }  # fmt: skip
    looked = client.post("/de/desk/events/series/new/", data | {"look": "1"})
    assert looked.context["editor"].errors == []
    assert "Dienstag, 12. Januar 2027" in looked.content.decode()
    response = client.post("/de/desk/events/series/new/", data)
    assert response.status_code == 302, response.context["editor"].errors
    of = EventSeries.objects.exclude(pk=7001).get()
    assert (of.rrule, of.title_ar, of.values["city"]) == (SECOND_TUESDAY, "دائرة", "Eschwege")
    assert (of.terms.get().user, of.hosts.get().organisation) == (by, host)
    assert {event.title_ar for event in dates(of)} == {"دائرة"}
    client.post("/de/desk/events/series/new/", data)
    assert EventSeries.objects.count() == 2


def test_wrong_entries_stand_beside_their_fields_and_are_kept_as_a_draft() -> None:
    world = make_world()
    client, address = sign_in(world["own_coordinator"]), "/de/desk/events/series/7001/edit/"
    data = sent(EventSeries.objects.get(pk=7001), world["own_coordinator"], every="m1", weekday="", ends_on="1999-01-01")
    page = client.post(address, data | {"title_de": "Ganz neu"}).content.decode()
    assert "Bitte wählen Sie einen Wochentag." in page
    assert "Bitte prüfen Sie das Jahr." in page
    assert EventSeries.objects.get(pk=7001).title_de == "Runde"
    assert "Ganz neu" in client.get(f"{address}?draft=1").content.decode()


def test_the_page_shows_what_would_change_before_it_does(settings: Any) -> None:
    world = make_world()
    of = make_series(starts_on=timezone.localdate())
    series.make_occurrences(today=timezone.localdate())
    client, address = sign_in(world["own_coordinator"]), f"/de/desk/events/series/{of.pk}/following/"
    data = {"first": days(of)[1], "capacity": "12"}
    shown = client.post(address, data)
    assert shown.context["touched"].told == 0
    assert {event.capacity for event in dates(of)} == {None}
    assert client.post(address, data | {"seen": shown.context["touched"].sign}).status_code == 302
    assert [event.capacity for event in dates(of)][:3] == [None, 12, 12]


def test_pages_ask_the_same_number_of_questions_for_one_and_three(settings: Any, django_assert_num_queries: Any) -> None:
    settings.SERIES_AHEAD_DAYS = 40
    world = make_world()
    client = sign_in(world["own_coordinator"])
    counts = []
    for _round in range(2):
        of = make_series(hosts=[make_organisation(), make_organisation()])
        SeriesTerm.objects.create(series=of, role="lead", name="Katrin")
        series.make_dates(of.pk, today=TODAY)
        client.get("/de/desk/events/series/")
        with CaptureQueriesContext(connection) as listed:
            client.get("/de/desk/events/series/")
        with CaptureQueriesContext(connection) as one:
            client.get(f"/de/desk/events/series/{of.pk}/")
        counts.append((len(listed), len(one)))
        settings.SERIES_AHEAD_DAYS = 120
    assert counts[0] == counts[1]
    assert max(counts[0]) <= 14


def test_hosts_that_are_numbered_from_nought_are_saved_as_they_stand() -> None:
    world = make_world()
    of = EventSeries.objects.get(pk=7001)
    hosts = [make_organisation(), make_organisation()]
    for position, host in enumerate(hosts):
        SeriesHost.objects.create(series=of, organisation=host, position=position)
    data = sent(of, world["own_coordinator"], every="m1", weekday="2", nth="2")
    response = sign_in(world["own_coordinator"]).post("/de/desk/events/series/7001/edit/", data)
    assert response.status_code == 302, response.context["editor"].errors
    assert [row.organisation for row in of.hosts.all()] == hosts


def test_a_deleted_draft_of_a_series_stays_deleted(settings: Any) -> None:
    settings.SERIES_AHEAD_DAYS = 60
    world = make_world()
    of = make_series()
    series.make_occurrences(today=TODAY)
    event = dates(of)[0]
    assert sign_in(world["own_coordinator"]).post(f"/de/desk/events/{event.pk}/step/delete/").status_code == 302
    assert series.make_occurrences(today=TODAY) == 0
    assert days(of) == ["2027-02-09"]
