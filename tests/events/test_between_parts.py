"""Where the parts of events meet: registering, moving, reminding, the editor, accounts that go."""

import datetime
from typing import Any

import pytest
from django.utils import timezone

from events import attendance, calendar, feeds, held, moving, registering, waiting
from events.access import series_visible_to, visible_to
from events.letters import due
from events.models import Event, EventInvitation, EventSeries, Registration, SeriesTerm
from portal.models import OutgoingMail
from tests.access.world import make_world, sign_in
from tests.events.people_who_come import arrive, come, told
from tests.factories import make_event
from tests.forms import filled

pytestmark = pytest.mark.django_db
HOUR, DAY = datetime.timedelta(hours=1), datetime.timedelta(days=1)
EDITOR = "/de/desk/events/7001/edit/"


def sent(**filters: Any) -> None:
    OutgoingMail.objects.filter(**filters).update(state="sent", sent_at=timezone.now())


def test_another_end_alone_is_told_too() -> None:
    now = timezone.now()
    event = make_event()
    come(event, "ana", now=now)
    sent(kind="events.registered")
    moving.move(event, starts_at=event.starts_at, ends_at=event.ends_at + HOUR, by=None, now=now)
    assert told("ana")[-1] == "moved"
    # Taken back before anybody heard of it: nobody needs to hear.
    moving.move(event, starts_at=event.starts_at, ends_at=event.ends_at, by=None, now=now)
    assert "moved" not in told("ana")


def test_another_language_holds_for_what_is_planned() -> None:
    now = timezone.now()
    registration = come(make_event(), "ana", now=now)
    registering.change(registration, given={"language": "ar"}, now=now)
    rows = OutgoingMail.objects.filter(kind__startswith="events.reminder", state="pending")
    assert set(rows.values_list("language", flat=True)) == {"ar"}


def test_an_unconfirmed_address_is_kept_nowhere() -> None:
    now = timezone.now()
    arrive(make_event(), "ana", now=now)
    sent(recipient="ana@example.org")
    waiting.sweep(now=now + 2 * HOUR)
    assert not Registration.objects.exists()
    assert not OutgoingMail.objects.filter(recipient="ana@example.org").exists()


def test_who_was_offered_a_place_hears_of_the_cancellation_however_late() -> None:
    now = timezone.now()
    event = make_event(capacity=1)
    first, second = (come(event, name, now=now) for name in ("ana", "ben"))
    registering.leave(first, now=now)
    moving.cancel(event, reasons={"de": "Der Saal ist gesperrt."}, by=None, now=now)
    waiting.sweep(now=now + 49 * HOUR)
    second.refresh_from_db()
    assert (second.state, told("ben")[-1]) == ("cancelled", "cancelled")
    assert due.is_told_of_the_end(OutgoingMail.objects.get(kind="events.cancelled"))


def test_coming_again_has_a_newer_calendar_entry_than_leaving() -> None:
    event = make_event()
    Event.objects.filter(pk=event.pk).update(changed_at=timezone.now() - DAY)
    event.refresh_from_db()
    today = f"DTSTAMP:{timezone.now():%Y%m%d}"
    assert today in calendar.calendar_of([event], language="de", method=calendar.REQUEST).decode()
    assert today not in calendar.calendar_of([event], language="de").decode()


def changed(client: Any, **fields: str) -> Any:
    return client.post(EDITOR, filled(client.get(EDITOR).text, **fields) | {"move": "1"})


def test_a_window_named_with_the_new_date_does_not_move_along() -> None:
    client = sign_in(make_world()["own_editor"])
    new = {"day": "2027-06-10", "start_time": "18:00", "end_time": "20:00"}
    assert changed(client, **new, closes_day="2027-06-08", closes_time="12:00").status_code == 302
    assert Event.objects.get(pk=7001).closes_at == datetime.datetime(2027, 6, 8, 10, tzinfo=datetime.UTC)
    # Not named, it keeps its distance.
    assert changed(client, **new | {"day": "2027-06-20"}).status_code == 302
    assert Event.objects.get(pk=7001).closes_at == datetime.datetime(2027, 6, 18, 10, tzinfo=datetime.UTC)


def test_a_window_that_ends_before_it_begins_after_a_move_is_refused() -> None:
    client = sign_in(make_world()["own_editor"])
    new = {"start_time": "18:00", "end_time": "20:00"}
    assert changed(client, **new, day="2027-06-20", closes_day="2027-06-18", closes_time="12:00").status_code == 302
    answer = changed(client, **new, day="2027-06-10", opens_day="2027-06-09", opens_time="12:00")
    assert answer.status_code == 200
    assert "Die Anmeldung endet, bevor sie beginnt." in answer.text


def test_a_new_date_for_what_has_just_ended_is_refused_not_lost() -> None:
    client = sign_in(make_world()["own_editor"])
    now = timezone.now()
    Event.objects.filter(pk=7001).update(starts_at=now - 2 * HOUR, ends_at=now - HOUR / 2)
    answer = changed(client, day="2027-06-10", start_time="18:00", end_time="20:00")
    assert (answer.status_code, "Dieser Termin ist vorbei oder abgesagt" in answer.text) == (200, True)


def test_an_account_goes_that_was_ticked_at_the_door_and_was_invited() -> None:
    user, now = make_world()["own_editor"], timezone.now()
    event = make_event(starts_at=now + HOUR)
    given = {"name": "Ana", "email": user.email, "language": "de"}
    registration = registering.register(event, given=given, user=user, now=now)
    attendance.check_in(registration, by=user, now=now)
    EventInvitation.objects.create(event=event, email=user.email.upper(), language="de", name="Ana")
    held.forget_person(user)
    registration.refresh_from_db()
    assert (registration.state, registration.name, registration.email, registration.user) == ("attended", "", "", None)
    assert not EventInvitation.objects.exists()


def test_after_her_term_a_deputy_sees_neither_drafts_nor_links() -> None:
    user, today = make_world()["own_editor"], timezone.localdate()
    user.memberships.all().delete()
    series = EventSeries.objects.get(pk=7001)
    event = make_event(series=series, format="online", online_url="https://meet.example.org/1", organiser=series.organiser)
    series.terms.all().delete()
    term = SeriesTerm.objects.create(series=series, role="deputy", name="Ana", user=user)
    assert visible_to(user).filter(pk=event.pk).exists()
    assert event.pk in feeds.events_of(user)[1]
    term.until = today - DAY
    term.save()
    assert not visible_to(user).filter(pk=event.pk).exists()
    assert not series_visible_to(user).exists()
    assert event.pk not in feeds.events_of(user)[1]


def test_a_number_too_long_to_read_is_nobody() -> None:
    client = sign_in(make_world()["own_editor"])
    people = "/de/desk/events/7001/people/"
    assert client.get(f"{people}message/?person={'9' * 5000}").status_code == 200
    assert client.post(f"{people}check-in/", {"person": "9" * 5000}).status_code == 404
