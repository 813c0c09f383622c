"""The watchman of mail: green, amber, red, and independent of Redis."""

import datetime
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.db.models.functions import Now
from django.test import Client

from portal.models import Heartbeat, OutgoingMail
from scripts.services import free_port

pytestmark = pytest.mark.django_db


def make_mail(state: str = "pending", *, minutes_due: float = 0, **fields: Any) -> OutgoingMail:
    number = OutgoingMail.objects.count()
    row = OutgoingMail.objects.create(
        kind="test", recipient="a@example.org", language="de", dedupe_key=f"k{number}", message_id=f"<{number}@test>",
        due_at=Now(), next_attempt_at=Now() - datetime.timedelta(minutes=minutes_due), state=state, **fields,
    )  # fmt: skip
    return row


def tick(*, seconds_ago: float = 0) -> None:
    Heartbeat.objects.update_or_create(name="mail-tick", defaults={"at": Now() - datetime.timedelta(seconds=seconds_ago)})


def ask() -> tuple[int, dict[str, Any]]:
    response = Client().get("/healthz/mail")
    return response.status_code, response.json()


def test_all_is_well_and_redis_is_not_asked(settings: Any) -> None:
    settings.REDIS_URL = f"redis://127.0.0.1:{free_port()}/0"
    tick()
    make_mail(minutes_due=9)
    status, body = ask()
    assert (status, body["state"], body["dead"], body["unknown"]) == (200, "green", 0, 0)


def test_red_when_a_message_is_late() -> None:
    tick()
    make_mail(minutes_due=11)
    status, body = ask()
    assert (status, body["state"]) == (503, "red")
    assert 650 < body["oldest_due_seconds"] < 700


@pytest.mark.parametrize("seconds", [None, 200])
def test_red_when_nothing_ticks(seconds: int | None) -> None:
    if seconds:
        tick(seconds_ago=seconds)
    status, body = ask()
    assert (status, body["state"]) == (503, "red")


@pytest.mark.parametrize("state", ["dead", "unknown"])
def test_amber_until_somebody_took_care(state: str) -> None:
    tick()
    row = make_mail(state)
    status, body = ask()
    assert (status, body["state"], body[state]) == (200, "amber", 1)
    make_mail(resend_of=row)
    assert ask()[1]["state"] == "green"


def test_amber_while_the_mail_server_is_in_trouble() -> None:
    tick()
    Heartbeat.objects.create(name="mail-trouble", at=Now())
    assert ask()[1] | {"seconds_since_tick": 0} == {
        "state": "amber", "seconds_since_tick": 0, "oldest_due_seconds": 0, "dead": 0, "unknown": 0, "mail_server": "trouble",
    }  # fmt: skip


def test_red_when_the_database_is_away(settings: Any) -> None:
    def refuse(*args: object) -> None:
        raise OperationalError("away")

    with connection.execute_wrapper(refuse):
        assert ask() == (503, {"state": "red", "database": "away"})


def test_names_no_person() -> None:
    tick()
    make_mail("dead")
    assert "@" not in Client().get("/healthz/mail").content.decode()
