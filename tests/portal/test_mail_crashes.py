"""Real sending processes, killed without warning while thirty mails go out; and the same without the fence, which must fail."""

import os
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings as django_settings
from django.db import connection

from faults.apps import LETTER, REMINDER
from faults.audit import Audit, audit, under_way
from faults.crew import Crew, wait_for
from faults.server import PostOffice, post_office
from portal import doorbell, mail
from portal.mail import Letter
from portal.models import Heartbeat, OutgoingMail

pytestmark = pytest.mark.django_db(transaction=True)
MAILS = 30
# At which step of which message the sender is killed: before anything was given away, and twice behind it.
KILLS = [("rcpt", 5), ("kept", 12), ("kept", 20)]


@pytest.fixture(autouse=True)
def _kinds() -> None:
    for kind in (LETTER, REMINDER):
        mail.register(kind, render=lambda row: Letter(subject="x", paragraphs=()), repeat_unclear=kind == LETTER)


@pytest.fixture
def post() -> Iterator[PostOffice]:
    with post_office() as office:
        yield office


@pytest.fixture
def crew(post: PostOffice) -> Iterator[Crew]:
    there = connection.settings_dict
    address = f"postgres://{there['USER']}@{quote(there['HOST'] or 'localhost', safe='')}:{there['PORT'] or 5432}/{there['NAME']}"
    if there["PASSWORD"]:
        address = address.replace("@", f":{quote(there['PASSWORD'], safe='')}@", 1)
    env = {**os.environ, "DATABASE_URL": address, "REDIS_URL": django_settings.REDIS_URL}
    found = Crew({**env, "SMTP_HOST": "127.0.0.1", "SMTP_PORT": str(post.port), "SMTP_SECURITY": "none"})
    yield found
    found.stop()


def enqueue(number: int, kind: str = LETTER) -> None:
    mail.enqueue(kind, recipient=f"p{number}@example.org", language="de", dedupe_key=f"{kind}:{number}", subject_id=number)


def send_all(post: PostOffice, crew: Crew) -> Audit:
    """Let one sender work, kill it where KILLS says, start it anew each time, until nothing is under way."""
    waiting = list(KILLS)
    seen = dict.fromkeys(("rcpt", "kept"), 0)

    def watch(stage: str, caller: str) -> None:
        if stage in seen:
            seen[stage] += 1
            if waiting and waiting[0][0] == stage and seen[stage] >= waiting[0][1]:
                waiting.pop(0)
                crew.kill("sender")

    for number in range(MAILS):
        enqueue(number)
    post.watch = watch
    crew.sender("sender")
    assert wait_for(lambda: not under_way(), seconds=120, meanwhile=crew.keep_alive), "the mails did not all go out"
    assert waiting == []
    return audit(post.accepted)


def test_three_kills_lose_nothing_and_double_nothing_silently(post: PostOffice, crew: Crew) -> None:
    found = send_all(post, crew)
    assert (found.states, found.lost, found.silent_duplicates) == ({"sent": MAILS}, 0, 0)
    # Both hand-overs that died were in truth complete: they went out once more, and the product says so.
    assert (found.unclear, found.accepted_twice) == (2, 2)


def test_control_without_the_fence_doubles_silently(post: PostOffice, crew: Crew) -> None:
    crew.env["FAULTS_NO_FENCE"] = "1"
    found = send_all(post, crew)
    assert (found.lost, found.silent_duplicates, found.unclear) == (0, 2, 0)


def test_reminder_killed_at_the_hand_over_is_held_for_staff(post: PostOffice, crew: Crew) -> None:
    def watch(stage: str, caller: str) -> None:
        if stage == "kept":
            post.watch = lambda stage, caller: None
            crew.kill("sender")

    enqueue(1, REMINDER)
    post.watch = watch
    crew.sender("sender")
    assert wait_for(lambda: not under_way(), seconds=60, meanwhile=crew.keep_alive)
    row = OutgoingMail.objects.get()
    assert (row.state, row.repeated, post.accepted) == ("unknown", False, {row.message_id: 1})


def test_three_senders_and_many_ticks_at_once_send_each_mail_once(post: PostOffice, crew: Crew) -> None:
    for number in range(MAILS):
        enqueue(number)
    for name in ("one", "two", "three"):
        crew.sender(name)
    assert wait_for(lambda: not under_way(), seconds=60)
    assert set(post.accepted.values()) == {1}
    assert len(post.accepted) == MAILS
    assert Heartbeat.objects.filter(name="mail-tick").count() == 1


def test_celery_worker_sends_what_the_bell_names(post: PostOffice, crew: Crew, monkeypatch: Any) -> None:
    # A database of Redis of its own: other tests ring bells too.
    own = django_settings.REDIS_URL.rsplit("/", 1)[0] + f"/{2 + os.getpid() % 10}"
    monkeypatch.setenv("CELERY_BROKER_WRITE_URL", own)
    doorbell.hang_up()
    crew.env |= {"REDIS_URL": own}
    for number in range(3):
        enqueue(number)
    crew.worker("worker")
    assert wait_for(lambda: not under_way(), seconds=60)
    assert audit(post.accepted).is_clean
    doorbell.hang_up()
