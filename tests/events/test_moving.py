"""An event moves, changes or is cancelled: each person hears one truth, whatever was queued."""

import datetime
import zoneinfo

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from events import mails, moving, reminders
from events.models import Event, Registration
from faults.server import PostOffice
from portal import delivery
from portal.models import OutgoingMail
from tests.events.conftest import received, text_of
from tests.factories import make_event, make_registration

pytestmark = pytest.mark.django_db
HOUR, DAY = datetime.timedelta(hours=1), datetime.timedelta(days=1)
BERLIN = zoneinfo.ZoneInfo("Europe/Berlin")
BEFORE = [mails.REMINDERS[code] for code in ("week", "day", "hours")]


def guest(event: Event, *, now: datetime.datetime | None = None, **fields: object) -> Registration:
    registration = make_registration(event, **fields)
    reminders.plan(registration, now=now or timezone.now())
    return registration


def move(event: Event, by: datetime.timedelta, *, now: datetime.datetime | None = None) -> Event:
    event.refresh_from_db()
    return moving.move(event, starts_at=event.starts_at + by, ends_at=event.ends_at + by, by=None, now=now or timezone.now())


def kinds(registration: Registration, state: str) -> list[str]:
    rows = OutgoingMail.objects.filter(subject_id=registration.pk, state=state).order_by("pk")
    return [row.kind.removeprefix("events.") for row in rows]


def calendar_in(message: object) -> str:
    [attachment] = message.iter_attachments()
    return attachment.get_payload(decode=True).decode().replace("\r\n ", "")


def test_event_moved_after_reminders_went_out_tells_all_and_reminds_again(post: PostOffice) -> None:
    now = timezone.now()
    event = make_event(starts_at=now + 20 * HOUR)
    first, second = (guest(event, now=now - 9 * DAY) for _number in range(2))
    OutgoingMail.objects.filter(kind=BEFORE[0]).update(state="sent", sent_at=now)
    assert delivery.deliver() == 2
    old = event.starts_at
    event = move(event, 10 * DAY)
    assert (event.sequence, event.state, event.moved_from) == (1, "rescheduled", old)
    assert set(event.registrations.values_list("needs_reconfirm", "state")) == {(True, "registered")}
    assert delivery.deliver() == 2
    told = received(post)[2:]
    assert sorted(message["To"] for message in told) == sorted([first.email, second.email])
    assert all(message["Subject"] == f"Neuer Termin: {event.title_de}" for message in told)
    calendar = calendar_in(told[0])
    assert "METHOD:REQUEST" in calendar
    assert "SEQUENCE:1" in calendar
    assert told[0].get_payload()[1]["Content-Type"].params["method"] == "REQUEST"
    assert kinds(first, "pending") == ["reminder_week", "reminder_day", "reminder_hours", "reminder_after"]
    assert set(OutgoingMail.objects.filter(state="pending").values_list("revision", flat=True)) == {1}
    # Two of the first date went out; what was still ahead of it is taken back.
    assert kinds(first, "superseded") == ["reminder_hours", "reminder_after"]


def test_moved_back_while_the_first_move_is_queued_tells_nobody_anything_wrong(post: PostOffice) -> None:
    event = make_event()
    registration = guest(event)
    move(event, DAY)
    event = move(event, -DAY)
    assert event.sequence == 2
    assert kinds(registration, "pending") == ["reminder_day", "reminder_hours", "reminder_after"]
    assert delivery.deliver() == 0


def test_moved_back_after_the_first_move_was_told_is_told_too(post: PostOffice) -> None:
    event = make_event()
    registration = guest(event)
    move(event, DAY)
    assert delivery.deliver() == 1
    move(event, -DAY)
    assert delivery.deliver() == 1
    assert [calendar_in(message).count(f"SEQUENCE:{number}") for number, message in enumerate(received(post), 1)] == [1, 1]
    assert kinds(registration, "sent") == ["moved", "moved"]


def test_moved_twice_while_queued_is_one_mail_from_the_date_that_people_know(post: PostOffice) -> None:
    event = make_event(starts_at=datetime.datetime(2027, 6, 3, 18, tzinfo=BERLIN))
    guest(event)
    move(event, DAY)
    move(event, DAY)
    assert delivery.deliver() == 1
    text = text_of(received(post)[0])
    assert "5. Juni 2027" in text
    assert "3. Juni 2027" in text
    assert "4. Juni 2027" not in text


@pytest.mark.parametrize(("state", "kind"), [("registered", mails.REGISTERED), ("waitlisted", mails.WAITLISTED)])
def test_who_was_not_told_of_the_registration_yet_is_told_when_the_event_moved_back(post: PostOffice, state: str, kind: str) -> None:
    event = make_event()
    registration = make_registration(event, state=state)
    mails.send(kind, registration)
    move(event, DAY)
    assert kinds(registration, "superseded") == [kind.removeprefix("events.")]
    move(event, -DAY)
    assert delivery.deliver() == 1
    assert OutgoingMail.objects.get(state="sent").kind == kind


def test_change_of_place_is_told_once_and_a_queued_move_is_not_forgotten(post: PostOffice) -> None:
    event, other = make_event(), make_event()
    moved, changed = guest(event), guest(other)
    move(event, DAY)
    for each in (event, other):
        Event.objects.filter(pk=each.pk).update(venue="Altes Rathaus")
        moving.tell_changed(each, by=None, now=timezone.now())
    assert delivery.deliver() == 2
    subjects = {message["To"]: (message["Subject"].split(":")[0], "Altes Rathaus" in text_of(message)) for message in received(post)}
    assert subjects == {moved.email: ("Neuer Termin", True), changed.email: ("Geändert", True)}
    changed.refresh_from_db()
    assert changed.needs_reconfirm is False


def test_cancelled_event_says_so_once_with_the_reason_and_reminds_nobody_after(post: PostOffice) -> None:
    now = timezone.now()
    event = make_event(starts_at=now + HOUR)
    coming, waiting, offered, left = (
        guest(event, now=now - 2 * HOUR, state=state) for state in ("registered", "waitlisted", "offered", "cancelled")
    )
    unconfirmed = guest(event, state="pending")
    arab = guest(event, language="ar")
    mails.send(mails.CONFIRM, unconfirmed)
    reasons = {"de": "Der Saal ist gesperrt.", "ar": "القاعة مغلقة."}
    event = moving.cancel(event, reasons=reasons, by=None, now=now)
    assert (event.state, event.sequence, event.cancelled_at) == ("cancelled", 1, now)
    assert delivery.deliver() == 4
    found = {message["To"]: message for message in received(post)}
    assert set(found) == {coming.email, waiting.email, offered.email, arab.email}
    assert "Der Saal ist gesperrt." in text_of(found[coming.email])
    assert '<div lang="ar" dir="rtl"><p>القاعة مغلقة.' in found[arab.email].get_body(("html",)).get_content()
    calendar = calendar_in(found[coming.email])
    assert all(line in calendar for line in ("METHOD:CANCEL", "STATUS:CANCELLED", "SEQUENCE:1"))
    assert kinds(coming, "superseded") == ["reminder_hours", "reminder_after"]
    assert kinds(left, "sent") == []
    OutgoingMail.objects.filter(state="superseded").update(state="pending")
    assert delivery.deliver() == 0


def test_cancelled_while_a_move_is_queued_is_one_mail(post: PostOffice) -> None:
    event = make_event()
    registration = guest(event)
    moved = move(event, DAY)
    moving.cancel(moved, reasons={"de": "Krank."}, by=None, now=timezone.now())
    assert delivery.deliver() == 1
    assert kinds(registration, "sent") == ["cancelled"]


def test_who_leaves_while_a_move_or_a_cancellation_is_queued_hears_nothing_of_it(post: PostOffice) -> None:
    event, other = make_event(), make_event()
    for each in (guest(event), guest(other)):
        each.state = "cancelled"
        each.save()
    mover, leaver = guest(event), guest(other)
    move(event, DAY)
    moving.cancel(other, reasons={"de": "Krank."}, by=None, now=timezone.now())
    Registration.objects.filter(pk__in=(mover.pk, leaver.pk)).update(state="cancelled")
    assert delivery.deliver() == 0


def test_reminder_held_by_a_worker_when_the_event_moves_stays_here(post: PostOffice) -> None:
    now = timezone.now()
    event = make_event(starts_at=now + HOUR)
    guest(event, now=now - 2 * HOUR)
    held = delivery._claim([OutgoingMail.objects.get(kind=BEFORE[2]).pk])
    move(event, DAY)
    assert delivery.fence(held) is False


def test_offer_and_confirmation_survive_a_move_and_carry_the_new_date(post: PostOffice) -> None:
    event = make_event(starts_at=datetime.datetime(2027, 6, 3, 18, tzinfo=BERLIN))
    offered, pending = make_registration(event, state="offered"), make_registration(event, state="pending")
    mails.send(mails.OFFERED, offered, part="1")
    mails.send(mails.CONFIRM, pending)
    move(event, DAY)
    assert delivery.deliver() == 3
    assert {kind for each in (offered, pending) for kind in kinds(each, "sent")} == {"offered", "confirm", "moved"}
    texts = [text_of(message) for message in received(post)]
    assert all("4. Juni 2027" in text for text in texts)


def test_offer_ends_two_hours_before_an_earlier_start() -> None:
    now = timezone.now()
    event = make_event(starts_at=now + 7 * DAY)
    offered = make_registration(event, state="offered")
    event = move(event, -6 * DAY)
    offered.refresh_from_db()
    assert offered.offered_until == event.starts_at - 2 * HOUR


def test_window_of_registration_moves_with_the_event() -> None:
    start = datetime.datetime(2027, 3, 25, 18, tzinfo=BERLIN)
    now = start - 20 * DAY
    event = make_event(starts_at=start, opens_at=start - 10 * DAY, closes_at=start - 2 * DAY)
    # Summer time begins in between: the end stays at six.
    later = datetime.datetime(2027, 4, 1, 18, tzinfo=BERLIN)
    event = moving.move(event, starts_at=later, ends_at=later + HOUR, by=None, now=now)
    assert event.closes_at == datetime.datetime(2027, 3, 30, 18, tzinfo=BERLIN)
    assert event.opens_at == start - 10 * DAY
    event = move(event, -9 * DAY, now=now)
    assert event.opens_at < event.closes_at < event.starts_at


def test_nothing_moves_that_is_over_cancelled_or_a_draft() -> None:
    now = timezone.now()
    for event in (make_event(starts_at=now - DAY), make_event(state="cancelled"), make_event(state="draft"), make_event(state="held")):
        with pytest.raises(ValidationError):
            move(event, DAY)
        with pytest.raises(ValidationError):
            moving.cancel(event, reasons={"de": "Krank."}, by=None, now=now)
    with pytest.raises(ValidationError):
        move(make_event(), -30 * DAY)


def test_same_date_again_changes_nothing() -> None:
    event = move(make_event(), datetime.timedelta())
    assert (event.sequence, event.state) == (0, "published")


def test_cancelling_needs_a_reason_in_german() -> None:
    event = make_event()
    with pytest.raises(ValidationError):
        moving.cancel(event, reasons={"ar": "القاعة مغلقة."}, by=None, now=timezone.now())
    event.refresh_from_db()
    assert event.state == "published"


def test_end_that_lies_before_the_start_is_refused() -> None:
    event = make_event()
    with pytest.raises(ValidationError):
        moving.move(event, starts_at=event.starts_at + DAY, ends_at=event.starts_at, by=None, now=timezone.now())
    event.refresh_from_db()
    assert event.sequence == 0
