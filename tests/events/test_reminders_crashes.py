"""Reminders through real processes: killed without warning, and many at once."""

import datetime
import os
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.utils import timezone

from events import reminders
from faults.audit import audit
from faults.crew import Crew, wait_for
from faults.server import PostOffice
from portal import doorbell
from portal.models import OutgoingMail
from tests.factories import make_event, make_registration

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("base_data")]
HOUR = datetime.timedelta(hours=1)
# At which step of which mail the sender is killed: before anything was given away, and twice behind it.
KILLS = [("rcpt", 5), ("kept", 12), ("kept", 20)]


def store(people: int, *, languages: str = "de ar fa") -> None:
    """People whose reminder of the day before and of two hours before are overdue; one of the two is of use."""
    now = timezone.now()
    event = make_event(starts_at=now + HOUR)
    spoken = languages.split()
    for number in range(people):
        make_registration(event, language=spoken[number % len(spoken)])
    reminders.plan_event(event, now=now - 30 * HOUR)


def are_done() -> bool:
    return not OutgoingMail.objects.filter(due_at__lte=timezone.now(), state__in=("pending", "claimed", "sending")).exists()


def states() -> dict[str, int]:
    found: dict[str, int] = {}
    for kind, state in OutgoingMail.objects.exclude(state="pending").values_list("kind", "state"):
        name = f"{kind.removeprefix('events.reminder_')} {state}"
        found[name] = found.get(name, 0) + 1
    return found


def test_thirty_reminders_and_three_kills_lose_nothing_and_double_nothing(post: PostOffice, crew: Crew) -> None:
    store(30)
    waiting, seen = list(KILLS), dict.fromkeys(("rcpt", "kept"), 0)

    def watch(stage: str, caller: str) -> None:
        if stage in seen:
            seen[stage] += 1
            if waiting and waiting[0][0] == stage and seen[stage] >= waiting[0][1]:
                waiting.pop(0)
                crew.kill("sender")

    post.watch = watch
    crew.sender("sender")
    assert wait_for(are_done, seconds=120, meanwhile=crew.keep_alive)
    assert waiting == []
    assert states() == {"day skipped": 30, "hours sent": 28, "hours unknown": 2}
    # What a kill left unclear had in truth arrived; it is held for staff and not said twice.
    assert set(post.accepted.values()) == {1}
    assert len(post.accepted) == 30
    assert audit(post.accepted).silent_duplicates == 0


def test_two_beats_and_four_workers_at_once_remind_each_person_once(post: PostOffice, crew: Crew, monkeypatch: Any) -> None:
    # A database of Redis of its own: other tests ring bells too.
    own = django_settings.REDIS_URL.rsplit("/", 1)[0] + f"/{2 + os.getpid() % 10}"
    monkeypatch.setenv("CELERY_BROKER_WRITE_URL", own)
    doorbell.hang_up()
    crew.env |= {"REDIS_URL": own}
    store(40)
    for name in ("beat-1", "beat-2"):
        crew.beat(name)
    for name in ("worker-1", "worker-2", "worker-3", "worker-4"):
        crew.worker(name)
    assert wait_for(are_done, seconds=180)
    doorbell.hang_up()
    assert states() == {"day skipped": 40, "hours sent": 40}
    assert set(post.accepted.values()) == {1}
    assert len(post.accepted) == 40
