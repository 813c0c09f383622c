"""When somebody is reminded, and when not: each case in which reminders go wrong elsewhere."""

import datetime
import zoneinfo

import pytest
from django.utils import timezone

from events import mails, reminders
from events.models import Event, Registration
from faults.server import PostOffice
from portal import delivery
from portal.models import OutgoingMail
from tests.events.conftest import received, text_of
from tests.factories import make_event, make_registration

pytestmark = pytest.mark.django_db
BERLIN = zoneinfo.ZoneInfo("Europe/Berlin")
HOUR, DAY = datetime.timedelta(hours=1), datetime.timedelta(days=1)
WEEK_BEFORE, DAY_BEFORE, HOURS_BEFORE, AFTER = (mails.REMINDERS[code] for code in ("week", "day", "hours", "after"))
State = OutgoingMail.State


def berlin(*parts: int) -> datetime.datetime:
    return datetime.datetime(*parts, tzinfo=BERLIN)


def planned(registration: Registration, state: str = "pending") -> dict[str, datetime.datetime]:
    """The reminders of a registration in a state: kind and due time."""
    rows = OutgoingMail.objects.filter(subject_id=registration.pk, state=state, kind__in=mails.REMINDERS.values())
    return {row.kind: row.due_at for row in rows.order_by("due_at")}


def states(registration: Registration) -> dict[str, tuple[str, str]]:
    rows = OutgoingMail.objects.filter(subject_id=registration.pk, kind__in=mails.REMINDERS.values())
    return {row.kind: (row.state, row.last_error) for row in rows}


def guest(event: Event, *, now: datetime.datetime, **fields: object) -> Registration:
    registration = make_registration(event, **fields)
    reminders.plan(registration, now=now)
    return registration


def test_four_reminders_are_planned_at_registration() -> None:
    event = make_event(starts_at=berlin(2026, 12, 17, 18))
    registration = guest(event, now=berlin(2026, 12, 1, 9))
    assert planned(registration) == {
        WEEK_BEFORE: berlin(2026, 12, 10, 18),
        DAY_BEFORE: berlin(2026, 12, 16, 18),
        HOURS_BEFORE: berlin(2026, 12, 17, 16),
        AFTER: berlin(2026, 12, 18, 20),
    }
    until = dict(OutgoingMail.objects.values_list("kind", "expires_at"))
    assert until == dict.fromkeys((WEEK_BEFORE, DAY_BEFORE, HOURS_BEFORE), event.starts_at) | {AFTER: berlin(2026, 12, 25, 20)}


def test_planning_twice_stores_nothing_new() -> None:
    event = make_event(starts_at=berlin(2026, 12, 17, 18))
    registration = guest(event, now=berlin(2026, 12, 1, 9))
    assert reminders.plan(registration, now=berlin(2026, 12, 1, 9)) == 0
    assert reminders.plan_event(event, now=berlin(2026, 12, 1, 9)) == 0
    assert len(planned(registration)) == 4


def test_late_registration_gets_the_next_reminder_that_makes_sense_and_no_stale_one() -> None:
    event = make_event(starts_at=berlin(2026, 12, 17, 18))
    registration = guest(event, now=berlin(2026, 12, 17, 9))
    assert list(planned(registration)) == [HOURS_BEFORE, AFTER]


def test_event_of_this_afternoon_still_sends_its_two_hour_reminder(post: PostOffice) -> None:
    now = timezone.now()
    event = make_event(starts_at=now + 2 * HOUR)
    registration = guest(event, now=now - 3 * HOUR, language="de")
    assert list(planned(registration)) == [HOURS_BEFORE, AFTER]
    assert delivery.deliver() == 1
    [message] = received(post)
    assert message["Subject"].endswith(event.title_de)
    assert states(registration)[HOURS_BEFORE] == (State.SENT, "")


def test_day_before_means_the_same_time_on_the_clock_when_the_clock_changes() -> None:
    """Summer time ends on 25 October 2026 and begins on 28 March 2027, both on a Sunday night."""
    autumn = make_event(starts_at=berlin(2026, 10, 25, 18))
    spring = make_event(starts_at=berlin(2027, 3, 28, 18))
    found = [planned(guest(event, now=berlin(2026, 10, 1, 9))) for event in (autumn, spring)]
    assert [due.astimezone(datetime.UTC).hour for due in (found[0][WEEK_BEFORE], found[0][DAY_BEFORE])] == [16, 16]
    assert [event.starts_at.astimezone(datetime.UTC).hour for event in (autumn, spring)] == [17, 16]
    assert [due[DAY_BEFORE].astimezone(BERLIN).hour for due in found] == [18, 18]
    assert found[1][DAY_BEFORE].astimezone(datetime.UTC).hour == 17
    # Hours are hours, and the follow-up is on the clock again.
    assert [due[HOURS_BEFORE].astimezone(BERLIN).hour for due in found] == [16, 16]
    assert [due[AFTER].astimezone(BERLIN).hour for due in found] == [20, 20]


def test_day_before_falls_into_the_hour_that_does_not_exist() -> None:
    event = make_event(starts_at=berlin(2027, 3, 29, 2, 30))
    due = planned(guest(event, now=berlin(2027, 3, 1, 9)))
    assert due[DAY_BEFORE].astimezone(datetime.UTC) == datetime.datetime(2027, 3, 28, 1, 30, tzinfo=datetime.UTC)


def test_days_count_in_the_zone_of_the_event() -> None:
    event = make_event(starts_at=datetime.datetime(2026, 10, 25, 17, tzinfo=datetime.UTC), timezone="Asia/Tokyo")
    due = planned(guest(event, now=berlin(2026, 10, 1, 9)))
    assert event.starts_at - due[DAY_BEFORE] == DAY


def test_worker_down_for_26_hours_sends_what_is_useful_and_records_the_rest_as_skipped(post: PostOffice) -> None:
    now = timezone.now()
    soon, begun = make_event(starts_at=now + HOUR), make_event(starts_at=now - HOUR)
    waiting, missed = (guest(event, now=now - 9 * DAY) for event in (soon, begun))
    OutgoingMail.objects.filter(kind=WEEK_BEFORE).update(state="sent", sent_at=now - 6 * DAY)
    delivery.tick()
    delivery.deliver()
    assert states(waiting) == {
        WEEK_BEFORE: ("sent", ""), DAY_BEFORE: ("skipped", "A later reminder was due as well."), HOURS_BEFORE: ("sent", ""), AFTER: ("pending", ""),
    }  # fmt: skip
    late = ("skipped", "Its time was over before it could leave.")
    assert states(missed) == {WEEK_BEFORE: ("sent", ""), DAY_BEFORE: late, HOURS_BEFORE: late, AFTER: ("pending", "")}
    assert [message["To"] for message in received(post)] == [waiting.email]


def test_reminder_taken_up_before_a_later_one_is_due_still_leaves(post: PostOffice) -> None:
    now = timezone.now()
    event = make_event(starts_at=now + 20 * HOUR)
    registration = guest(event, now=now - 2 * DAY)
    assert delivery.deliver() == 1
    assert states(registration)[DAY_BEFORE][0] == "sent"
    assert list(planned(registration)) == [HOURS_BEFORE, AFTER]


def test_several_overdue_end_with_one_mail_in_whatever_order_they_are_taken(post: PostOffice) -> None:
    now = timezone.now()
    registration = guest(make_event(starts_at=now + HOUR), now=now - 8 * DAY)
    for kind in (DAY_BEFORE, HOURS_BEFORE, WEEK_BEFORE):
        delivery.deliver([OutgoingMail.objects.get(kind=kind).pk], at_most=1)
    assert {kind: state for kind, (state, _why) in states(registration).items() if state != "pending"} == {
        WEEK_BEFORE: "skipped", DAY_BEFORE: "skipped", HOURS_BEFORE: "sent",
    }  # fmt: skip
    assert len(post.contents) == 1


@pytest.mark.parametrize(
    ("language", "direction", "words"), [("de", "ltr", "Wir freuen uns auf Sie."), ("ar", "rtl", ""), ("fa", "rtl", ""), ("pl", "ltr", "")]
)
def test_each_person_is_reminded_in_her_language_and_direction(post: PostOffice, language: str, direction: str, words: str) -> None:
    now = timezone.now()
    event = make_event(starts_at=now + HOUR, title_de="Treffen", title_ar="لقاء", languages=[("ar", "spoken")])
    guest(event, now=now - 2 * HOUR, language=language)
    delivery.deliver()
    [message] = received(post)
    html = message.get_body(("html",)).get_content()
    assert f'<html lang="{language}" dir="{direction}">' in html
    assert message["Content-Language"] == language
    assert ("لقاء" if language == "ar" else "Treffen") in message["Subject"]
    assert words in text_of(message)
    assert f"/{language}/events/registration/" in html


def test_address_that_bounces_stops_nobody_else_and_says_why(post: PostOffice) -> None:
    now = timezone.now()
    event = make_event(starts_at=now + HOUR)
    gone, there = guest(event, now=now - 2 * HOUR, email="gone@example.org"), guest(event, now=now - 2 * HOUR)
    post.fault = lambda stage, recipient: "550 5.1.1 no such person" if (stage, recipient) == ("rcpt", "gone@example.org") else None
    assert delivery.deliver() == 1
    assert states(gone)[HOURS_BEFORE] == ("dead", "550 5.1.1 no such person")
    assert states(there)[HOURS_BEFORE] == ("sent", "")


def test_event_without_participants_plans_and_sends_nothing(post: PostOffice) -> None:
    event = make_event(starts_at=timezone.now() + HOUR)
    assert reminders.plan_event(event, now=timezone.now()) == 0
    delivery.tick()
    assert delivery.deliver() == 0
    assert not OutgoingMail.objects.exists()


@pytest.mark.parametrize("state", ["pending", "waitlisted", "offered", "cancelled", "no_show"])
def test_only_who_is_registered_is_reminded(state: str) -> None:
    registration = guest(make_event(), now=timezone.now(), state=state)
    assert planned(registration) == {}


def test_telephone_gets_no_mail() -> None:
    assert planned(guest(make_event(), now=timezone.now(), email="", phone="05651 1", channel="phone")) == {}


def test_who_leaves_while_a_reminder_is_queued_hears_nothing(post: PostOffice) -> None:
    now = timezone.now()
    event = make_event(starts_at=now + HOUR)
    dropped, silent = guest(event, now=now - 2 * HOUR), guest(event, now=now - 2 * HOUR)
    assert reminders.drop(dropped) == 2
    # Even where nothing was taken back, the moment of sending asks again.
    Registration.objects.filter(pk__in=(dropped.pk, silent.pk)).update(state="cancelled")
    assert delivery.deliver() == 0
    assert {states(registration)[HOURS_BEFORE] for registration in (dropped, silent)} == {("superseded", "")}


def test_worker_that_holds_a_reminder_of_who_leaves_does_not_send_it(post: PostOffice) -> None:
    now = timezone.now()
    registration = guest(make_event(starts_at=now + HOUR), now=now - 2 * HOUR)
    held = delivery._claim([OutgoingMail.objects.get(kind=HOURS_BEFORE).pk])
    reminders.drop(registration)
    assert delivery.fence(held) is False


def test_reminders_taken_off_an_event_and_put_back_are_planned_again() -> None:
    now = berlin(2026, 12, 1, 9)
    event = make_event(starts_at=berlin(2026, 12, 17, 18))
    registration = guest(event, now=now)
    event.reminders = ["hours"]
    assert reminders.plan_event(event, now=now) == 0
    assert list(planned(registration)) == [HOURS_BEFORE]
    event.reminders = ["day", "hours", "after"]
    assert reminders.plan_event(event, now=berlin(2026, 12, 16, 9)) == 2
    assert list(planned(registration)) == [DAY_BEFORE, HOURS_BEFORE, AFTER]
    assert list(planned(registration, "superseded")) == [WEEK_BEFORE]


def test_changing_the_setting_keeps_what_is_overdue_and_wanted(post: PostOffice) -> None:
    now = timezone.now()
    event = make_event(starts_at=now + HOUR)
    registration = guest(event, now=now - 2 * HOUR)
    event.reminders = ["hours"]
    reminders.plan_event(event, now=now)
    assert delivery.deliver() == 1
    assert {kind: state for kind, (state, _why) in states(registration).items()} == {HOURS_BEFORE: "sent", AFTER: "superseded"}


def test_who_came_is_thanked_and_who_did_not_is_left_out_with_a_reason(post: PostOffice) -> None:
    now = timezone.now()
    event = make_event(starts_at=now - 27 * HOUR, state="held")
    came, missed, absent = (guest(event, now=now - 26 * HOUR) for _number in range(3))
    Registration.objects.filter(pk=came.pk).update(state="attended")
    Registration.objects.filter(pk=absent.pk).update(state="no_show")
    delivery.deliver()
    assert [message["To"] for message in received(post)] == [came.email]
    assert "Danke, dass Sie dabei waren." in text_of(received(post)[0])
    assert states(missed)[AFTER] == states(absent)[AFTER] == ("skipped", "Somebody else came, this person did not.")


def test_everybody_registered_is_thanked_where_nobody_was_checked_in(post: PostOffice) -> None:
    now = timezone.now()
    event = make_event(starts_at=now - 27 * HOUR)
    for _number in range(2):
        guest(event, now=now - 26 * HOUR)
    assert delivery.deliver() == 2
    assert "dabei waren" not in text_of(received(post)[0])


def test_walk_in_is_thanked_only() -> None:
    event = make_event()
    assert list(planned(guest(event, now=timezone.now(), state="attended"))) == [AFTER]


def test_reminder_sent_again_by_staff_after_the_start_is_skipped(post: PostOffice) -> None:
    now = timezone.now()
    event = make_event(starts_at=now + HOUR)
    guest(event, now=now - 2 * HOUR)
    row = OutgoingMail.objects.get(kind=HOURS_BEFORE)
    OutgoingMail.objects.filter(pk=row.pk).update(state="dead", last_error="550 no")
    row.refresh_from_db()
    again = delivery.resend(row, by=None)
    Event.objects.update(starts_at=now - HOUR)
    delivery.deliver()
    again.refresh_from_db()
    assert (again.state, again.last_error, post.contents) == ("skipped", "The event had begun.", [])


def test_reminder_of_a_moment_ago_sent_again_by_staff_leaves_beside_later_ones(post: PostOffice) -> None:
    now = timezone.now()
    event = make_event(starts_at=now + HOUR)
    guest(event, now=now - 25 * HOUR)
    row = OutgoingMail.objects.get(kind=DAY_BEFORE)
    OutgoingMail.objects.filter(pk=row.pk).update(state="unknown")
    row.refresh_from_db()
    delivery.resend(row, by=None)
    assert delivery.deliver() == 2


def test_planning_asks_the_database_as_often_for_many_as_for_few(django_assert_num_queries: object) -> None:
    for number in (3, 30):
        event = make_event()
        for _guest in range(number):
            make_registration(event)
        # Taken back, people, and for each of three reminders: put right, stored, read back. The week before is over.
        with django_assert_num_queries(11):
            assert reminders.plan_event(event, now=timezone.now()) == 3 * number
