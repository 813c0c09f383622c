"""Redis rings the bell and nothing more: without it a message is stored as ever, and the reader does not wait."""

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from redis import Redis

from faults.server import post_office
from portal import delivery, doorbell, mail
from portal.mail import Letter
from portal.models import OutgoingMail
from scripts.services import free_port, start_redis

pytestmark = pytest.mark.django_db(transaction=True)
mail.register("test.bell", render=lambda row: Letter(subject="Hallo", paragraphs=("Guten Tag.",)))


class Bell:
    """A Redis of our own, which the product rings."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.process = start_redis(self.port, folder)

    def messages(self) -> int:
        with Redis(port=self.port) as client:
            return client.llen("celery")

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()


@pytest.fixture
def bell(tmp_path: Path, monkeypatch: Any) -> Iterator[Bell]:
    found = Bell(tmp_path)
    monkeypatch.setenv("CELERY_BROKER_WRITE_URL", f"redis://127.0.0.1:{found.port}/0")
    monkeypatch.setattr(doorbell, "_away_until", 0.0)
    doorbell.hang_up()
    yield found
    doorbell.hang_up()
    found.stop()


def enqueue(number: int) -> None:
    mail.enqueue("test.bell", recipient="a@example.org", language="de", dedupe_key=f"bell:{number}")


def test_bell_rings_after_the_commit_only(bell: Bell) -> None:
    with transaction.atomic():
        enqueue(1)
        assert bell.messages() == 0
    assert bell.messages() == 1


def test_nothing_rings_when_the_cause_is_rolled_back(bell: Bell) -> None:
    with transaction.atomic():
        enqueue(1)
        transaction.set_rollback(True)
    assert (bell.messages(), OutgoingMail.objects.count()) == (0, 0)


def test_stopped_redis_loses_nothing_and_costs_nothing(bell: Bell, settings: Any) -> None:
    bell.stop()
    start = time.perf_counter()
    for number in range(20):
        with transaction.atomic():
            enqueue(number)
    assert time.perf_counter() - start < 2
    assert OutgoingMail.objects.filter(state="pending").count() == 20
    with post_office() as post:
        settings.SMTP_HOST, settings.SMTP_PORT, settings.SMTP_SECURITY = "127.0.0.1", post.port, "none"
        assert delivery.deliver(delivery.tick()) == 20
        assert set(post.accepted.values()) == {1}


def test_restarted_redis_is_rung_at_once(bell: Bell) -> None:
    enqueue(1)
    bell.stop()
    bell.process = start_redis(bell.port, bell.folder)
    enqueue(2)
    assert bell.messages() == 1


def test_frozen_redis_keeps_nobody_waiting(bell: Bell) -> None:
    enqueue(99)
    os.kill(bell.process.pid, signal.SIGSTOP)
    try:
        start = time.perf_counter()
        for number in range(20):
            with transaction.atomic():
                enqueue(number)
        assert time.perf_counter() - start < 3
    finally:
        os.kill(bell.process.pid, signal.SIGCONT)
    assert OutgoingMail.objects.filter(state="pending").count() == 21
