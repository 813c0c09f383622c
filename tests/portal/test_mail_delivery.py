"""How one message travels, against a real SMTP server that misbehaves on order."""

import datetime
import email
import email.policy
import logging
from collections.abc import Iterator
from email.message import EmailMessage
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone

from faults.server import DROP, HOLE, PostOffice, post_office
from portal import delivery, mail
from portal.mail import Attachment, Letter
from portal.models import Heartbeat, OutgoingMail
from scripts.services import free_port

pytestmark = pytest.mark.django_db
State = OutgoingMail.State


def letter(row: OutgoingMail) -> Letter:
    return Letter(subject=f"Nachricht {row.subject_id}", paragraphs=("Guten Tag.", f"Ihr Code ist {row.payload.get('code', 'keiner')}."))


CALENDAR = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\n.SUMMARY:Gründen für Anfänger\r\nEND:VCALENDAR\r\n".encode()
FILES = (
    Attachment("gründung.ics", "text/calendar; method=REQUEST; charset=utf-8", CALENDAR),
    Attachment("plan.pdf", "application/pdf", bytes(range(256))),
)


def invitation(row: OutgoingMail) -> Letter:
    return Letter(subject="Einladung", paragraphs=("Grüß Gott.",), attachments=FILES)


def broken(row: OutgoingMail) -> Letter:
    raise ValueError("the object has no title")


mail.register("test.letter", render=letter)
mail.register("test.reminder", render=letter, repeat_unclear=False)
mail.register("test.invitation", render=invitation)
mail.register("test.broken", render=broken)
mail.register("test.nothing", render=lambda row: None)
mail.register("test.over", render=letter, still_due=lambda row: False)


@pytest.fixture
def post(settings: Any) -> Iterator[PostOffice]:
    with post_office() as office:
        settings.SMTP_HOST, settings.SMTP_PORT, settings.SMTP_SECURITY = "127.0.0.1", office.port, "none"
        settings.MAIL_DATA_SECONDS = settings.MAIL_CONNECT_SECONDS = 1
        yield office


def enqueue(number: int = 1, kind: str = "test.letter", **fields: Any) -> OutgoingMail:
    defaults = {"recipient": f"person-{number}@example.org", "language": "de", "dedupe_key": f"{kind}:{number}", "subject_id": number}
    row = mail.enqueue(kind, **(defaults | fields))
    assert row is not None
    return row


def lift_pause() -> None:
    Heartbeat.objects.filter(name=delivery.TROUBLE).update(at=Now() - datetime.timedelta(seconds=1))


def make_due() -> None:
    OutgoingMail.objects.filter(state=State.PENDING).update(next_attempt_at=Now() - datetime.timedelta(seconds=1))


def received(post: PostOffice) -> list[EmailMessage]:
    return [email.message_from_bytes(content, policy=email.policy.default) for content in post.contents]


def test_message_is_sent_once_and_forgets_its_payload(post: PostOffice) -> None:
    row = enqueue(payload={"code": "482913"})
    assert delivery.deliver([row.pk]) == 1
    assert delivery.deliver([row.pk] * 50) == 0
    row.refresh_from_db()
    assert (row.state, row.attempts, row.payload, row.smtp_reply) == (State.SENT, 1, {}, "250 ok, kept")
    [message] = received(post)
    assert message["To"] == "person-1@example.org"
    assert message["Message-ID"] == row.message_id
    assert "482913" in message.get_body(("plain",)).get_content()


def test_files_arrive_byte_for_byte_and_a_calendar_says_its_method(post: PostOffice) -> None:
    enqueue(kind="test.invitation")
    assert delivery.deliver() == 1
    [message] = received(post)
    assert "Grüß Gott." in message.get_body(("plain",)).get_content()
    assert [part.get_content_type() for part in message.iter_parts()] == ["multipart/alternative", "text/calendar", "application/pdf"]
    calendar, plan = message.iter_attachments()
    assert (calendar.get_filename(), plan.get_filename()) == ("gründung.ics", "plan.pdf")
    assert dict(calendar["Content-Type"].params) == {"method": "REQUEST", "charset": "utf-8"}
    assert [part.get_payload(decode=True) for part in (calendar, plan)] == [CALENDAR, bytes(range(256))]
    assert message["Content-Language"] == "de"


def test_same_key_is_stored_once(post: PostOffice) -> None:
    enqueue()
    assert mail.enqueue("test.letter", recipient="other@example.org", language="de", dedupe_key="test.letter:1") is None
    assert delivery.deliver() == 1


def test_batch_uses_one_connection_and_one_bad_address_stops_nobody(post: PostOffice) -> None:
    post.fault = lambda stage, recipient: "550 5.1.1 no such person" if (stage, recipient) == ("rcpt", "person-7@example.org") else None
    for number in range(20):
        enqueue(number)
    assert delivery.deliver() == 19
    dead = OutgoingMail.objects.get(state=State.DEAD)
    assert (dead.subject_id, dead.last_error, dead.attempts) == (7, "550 5.1.1 no such person", 1)
    assert post.connections == 1


def test_letter_that_cannot_be_written_takes_down_itself_only(post: PostOffice, caplog: pytest.LogCaptureFixture) -> None:
    wrong, right = enqueue(1, "test.broken"), enqueue(2)
    assert delivery.deliver() == 1
    wrong.refresh_from_db()
    right.refresh_from_db()
    assert (wrong.state, wrong.last_error) == (State.DEAD, "ValueError: the object has no title")
    assert right.state == State.SENT
    assert "could not be written" in caplog.text


@pytest.mark.parametrize("kind", ["test.nothing", "test.over"])
def test_message_whose_cause_is_gone_is_superseded(post: PostOffice, kind: str) -> None:
    row = enqueue(kind=kind, payload={"code": "1"})
    assert delivery.deliver() == 0
    row.refresh_from_db()
    assert (row.state, row.payload, post.contents) == (State.SUPERSEDED, {}, [])


def test_message_without_an_address_is_left_out(post: PostOffice) -> None:
    row = enqueue(recipient="")
    delivery.deliver()
    row.refresh_from_db()
    assert row.state == State.SKIPPED


@pytest.mark.parametrize("stage", ["rcpt", "data"])
def test_later_means_waiting_longer_each_time_then_dead(post: PostOffice, stage: str) -> None:
    post.fault = lambda at, recipient: "451 4.7.1 try later" if at == stage else None
    row = enqueue(payload={"code": "1"})
    for minutes in (1, 5, 15, 60, 180):
        delivery.deliver()
        row.refresh_from_db()
        assert (row.state, row.last_error) == (State.PENDING, "451 4.7.1 try later")
        wait = (row.next_attempt_at - timezone.now()).total_seconds() / 60
        assert minutes * 0.75 < wait <= minutes * 1.2
        make_due()
    delivery.deliver()
    row.refresh_from_db()
    assert (row.state, row.attempts, row.payload, post.contents) == (State.DEAD, 6, {}, [])


def test_full_mailbox_is_tried_again_and_refused_text_is_not(post: PostOffice) -> None:
    post.fault = lambda stage, recipient: {"rcpt": "552 mailbox full" if recipient[7] == "1" else None, "data": "554 no spam here"}.get(
        stage
    )
    full, spam = enqueue(1), enqueue(2)
    delivery.deliver()
    full.refresh_from_db()
    spam.refresh_from_db()
    assert (full.state, spam.state, spam.last_error) == (State.PENDING, State.DEAD, "554 no spam here")


@pytest.mark.parametrize("order", [DROP, HOLE])
def test_lost_answer_is_unclear_and_repeated_once_with_the_same_id(post: PostOffice, order: str) -> None:
    post.fault = lambda stage, recipient: order if stage == "kept" else None
    row = enqueue()
    delivery.deliver()
    row.refresh_from_db()
    assert (row.state, row.repeated) == (State.PENDING, True)
    lift_pause()
    make_due()
    delivery.deliver()
    row.refresh_from_db()
    assert row.state == State.UNKNOWN
    assert post.accepted == {row.message_id: 2}
    lift_pause()
    assert delivery.tick() == []


def test_unclear_reminder_is_held_for_staff(post: PostOffice) -> None:
    post.fault = lambda stage, recipient: DROP if stage == "kept" else None
    row = enqueue(kind="test.reminder")
    delivery.deliver()
    row.refresh_from_db()
    assert (row.state, row.repeated, row.payload) == (State.UNKNOWN, False, {})


def test_line_that_breaks_before_the_text_is_certain(post: PostOffice) -> None:
    post.fault = lambda stage, recipient: DROP if stage == "rcpt" and recipient == "person-1@example.org" else None
    rows = [enqueue(number) for number in (0, 1, 2)]
    assert delivery.deliver() == 2
    rows[1].refresh_from_db()
    assert (rows[1].state, rows[1].repeated, rows[1].attempts) == (State.PENDING, False, 1)


@pytest.mark.parametrize("how", ["away", "refuses the password", "closes down", "refuses the sender"])
def test_server_in_trouble_costs_no_attempt_and_is_told_once(how: str, settings: Any, caplog: pytest.LogCaptureFixture) -> None:
    settings.SMTP_SECURITY, settings.SMTP_PORT, settings.MAIL_CONNECT_SECONDS = "none", free_port(), 1
    caplog.set_level(logging.ERROR)
    for number in range(200):
        enqueue(number)
    office = PostOffice(port=settings.SMTP_PORT)
    if how == "refuses the password":
        settings.SMTP_USER, settings.SMTP_PASSWORD, office.password = "anlauf", "wrong", "right"
    if how == "refuses the sender":
        office.fault = lambda stage, recipient: "550 not from you" if stage == "mail" else None
    if how == "closes down":
        office.fault = lambda stage, recipient: "421 closing" if stage == "rcpt" else None
    if how != "away":
        office.start()
    try:
        for _round in range(5):
            assert delivery.deliver() == 0
            assert delivery.tick() == []
            lift_pause()
    finally:
        office.stop()
    assert set(OutgoingMail.objects.values_list("state", "attempts")) == {(State.PENDING, 0)}
    assert [record.message.split(":")[0] for record in caplog.records if record.name == "portal.delivery"] == [
        "The mail server is in trouble, all mail waits"
    ]


def test_trouble_ends_with_the_first_message_that_goes_through(post: PostOffice) -> None:
    Heartbeat.objects.create(name=delivery.TROUBLE, at=timezone.now() - datetime.timedelta(seconds=1))
    enqueue()
    assert delivery.deliver() == 1
    assert not Heartbeat.objects.filter(name=delivery.TROUBLE).exists()


def test_message_is_not_sent_before_its_time_nor_after_it(post: PostOffice) -> None:
    now = timezone.now()
    early = enqueue(1, due_at=now + datetime.timedelta(hours=1))
    late = enqueue(2, expires_at=now - datetime.timedelta(seconds=1), payload={"code": "1"})
    assert delivery.deliver([early.pk, late.pk]) == 0
    delivery.tick()
    early.refresh_from_db()
    late.refresh_from_db()
    assert (early.state, late.state, late.payload) == (State.PENDING, State.EXPIRED, {})


def test_claim_of_a_dead_worker_is_free_again_and_its_fence_stays_shut(post: PostOffice, settings: Any) -> None:
    settings.MAIL_LEASE_SECONDS = 0
    row = enqueue()
    held = delivery._claim([row.pk])
    assert held is not None
    assert delivery._claim([row.pk]) is None
    assert delivery.tick() == [row.pk]
    assert delivery.fence(held) is False
    assert delivery.tick() == [row.pk]


def test_hand_over_that_died_is_unclear_and_goes_out_once_more(post: PostOffice, settings: Any) -> None:
    important, reminder = enqueue(1), enqueue(2, "test.reminder")
    for row in (important, reminder):
        assert delivery.fence(delivery._claim([row.pk]))
    OutgoingMail.objects.update(lease_until=Now() - datetime.timedelta(seconds=1))
    assert delivery.tick() == [important.pk]
    important.refresh_from_db()
    reminder.refresh_from_db()
    assert (important.repeated, reminder.state, reminder.last_error) == (True, State.UNKNOWN, delivery.CRASHED)


def test_sender_puts_right_what_crashed_when_no_tick_comes(post: PostOffice) -> None:
    row = enqueue()
    assert delivery._claim([row.pk])
    OutgoingMail.objects.update(lease_until=Now() - datetime.timedelta(seconds=1))
    Heartbeat.objects.create(name=delivery.TICK, at=timezone.now())
    assert delivery.deliver() == 0
    Heartbeat.objects.filter(name=delivery.TICK).update(at=Now() - datetime.timedelta(seconds=delivery.SILENT_SECONDS + 1))
    assert delivery.deliver() == 1


def test_answer_after_the_lease_still_counts(post: PostOffice) -> None:
    row = enqueue()
    held = delivery._claim([row.pk])
    delivery.fence(held)
    OutgoingMail.objects.update(lease_until=Now() - datetime.timedelta(seconds=1))
    delivery.tick()
    delivery._sent(held, "250 ok")
    row.refresh_from_db()
    assert row.state == State.SENT


def test_note_that_a_crash_of_the_database_took_is_made_again(post: PostOffice) -> None:
    row, batch = enqueue(), delivery.Batch()
    held = delivery._claim([row.pk])
    assert batch.send(held)
    # PostgreSQL crashed before the note reached its disk; the fence had.
    lease = Now() + datetime.timedelta(seconds=60)
    OutgoingMail.objects.update(state=State.SENDING, sent_at=None, token=held.token, lease_until=lease, attempts=0)
    batch.close()
    row.refresh_from_db()
    assert (row.state, row.attempts, row.smtp_reply) == (State.SENT, 1, "250 ok, kept")


def test_message_taken_back_while_a_worker_holds_it_stays_here(post: PostOffice) -> None:
    row = enqueue()
    held = delivery._claim([row.pk])
    assert mail.supersede("test.letter", subject_id=1) == 1
    assert delivery.fence(held) is False
    row.refresh_from_db()
    assert row.state == State.SUPERSEDED


def test_unclear_message_that_runs_out_stays_unclear(post: PostOffice) -> None:
    row = enqueue(expires_at=timezone.now() - datetime.timedelta(seconds=1))
    OutgoingMail.objects.filter(pk=row.pk).update(repeated=True)
    delivery.tick()
    row.refresh_from_db()
    assert row.state == State.UNKNOWN


def test_staff_send_a_dead_message_anew_once(post: PostOffice) -> None:
    post.fault = lambda stage, recipient: "550 no" if stage == "rcpt" else None
    row = enqueue()
    with pytest.raises(ValidationError):
        delivery.resend(row, by=None)
    delivery.deliver()
    row.refresh_from_db()
    post.fault = lambda stage, recipient: None
    again = delivery.resend(row, by=None)
    assert (again.resend_of, again.recipient, again.state) == (row, row.recipient, State.PENDING)
    assert again.message_id != row.message_id
    with pytest.raises(ValidationError):
        delivery.resend(row, by=None)
    assert delivery.deliver() == 1


def test_staff_put_a_dead_message_aside() -> None:
    row = enqueue()
    OutgoingMail.objects.filter(pk=row.pk).update(state=State.DEAD, last_error="550 no")
    delivery.dismiss(row, by=None)
    row.refresh_from_db()
    assert (row.state, row.last_error) == (State.SKIPPED, "550 no")


def test_messages_about_some_objects_are_found_by_the_start_of_their_kind() -> None:
    found = [enqueue(1, payload={"code": "482913"}), enqueue(2, "test.reminder")]
    enqueue(3)
    OutgoingMail.objects.filter(pk=enqueue(4).pk).update(kind="other.letter", subject_id=1)
    rows = OutgoingMail.objects.about(mail.kinds("test."), [1, 2])
    assert list(rows) == found[::-1]
    assert rows[1].get_deferred_fields() == {"payload"}


def test_two_hundred_are_pushed_at_most() -> None:
    for number in range(205):
        enqueue(number)
    assert len(delivery.tick()) == 200


def test_addresses_of_old_messages_are_forgotten(post: PostOffice) -> None:
    row, waiting = enqueue(1), enqueue(2, due_at=timezone.now() + datetime.timedelta(days=1))
    delivery.deliver()
    delivery.forget_addresses(timezone.now() + datetime.timedelta(days=91))
    row.refresh_from_db()
    waiting.refresh_from_db()
    assert (row.recipient, row.smtp_reply, waiting.recipient) == ("", "", "person-2@example.org")


def test_command_sends_what_is_due(post: PostOffice, capsys: pytest.CaptureFixture[str]) -> None:
    enqueue()
    call_command("send_mails")
    assert "1 sent." in capsys.readouterr().out
    assert len(post.contents) == 1
    assert Heartbeat.objects.filter(name=delivery.TICK).exists()


@pytest.mark.django_db(transaction=True)
def test_nothing_is_handed_over_inside_a_transaction(post: PostOffice) -> None:
    enqueue()
    with transaction.atomic(), pytest.raises(RuntimeError):
        delivery.deliver()
    assert post.contents == []
