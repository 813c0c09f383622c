"""Many people at the same moment, on connections of their own: a place is never given twice, and nobody is lost."""

import datetime
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from events import registering
from events.models import Event, Registration
from events.places import places_in
from portal.models import OutgoingMail
from tests.events.people_who_come import arrive, come, given
from tests.factories import make_event

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("base_data")]
NOW = timezone.now().replace(microsecond=0)
# The server of the tests takes 100 connections.
AT_ONCE = 40
PEOPLE = 200


def all_at_once(steps: Iterable[Callable[[], Any]]) -> list[Any]:
    """Run steps in threads, the first ones begun at the same moment; return what each returned, or the error."""
    steps = list(steps)
    start = threading.Barrier(min(AT_ONCE, len(steps)))
    kept = threading.local()

    def run(step: Callable[[], Any]) -> Any:
        if not hasattr(kept, "begun"):
            kept.begun = True
            connection.ensure_connection()
            start.wait(30)
        return step()

    def work(mine: list[Callable[[], Any]]) -> list[Any]:
        try:
            return [run(step) for step in mine]
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        hands = [steps[number::AT_ONCE] for number in range(min(AT_ONCE, len(steps)))]
        return [result for results in pool.map(work, hands) for result in results]


def many_arrive(event: Event, people: int = PEOPLE, **fields: Any) -> None:
    all_at_once(
        lambda number=number: arrive(event, f"p{number}", now=NOW, **{field: value(number) for field, value in fields.items()})
        for number in range(people)
    )


def test_two_hundred_for_ten_places_by_arrival_and_by_confirmation() -> None:
    event = make_event(capacity=10)
    many_arrive(event)
    rows = list(Registration.objects.order_by("pk").values_list("name", "holds_place"))
    assert len({name for name, _holds in rows}) == PEOPLE
    # By arrival: the first ten hold a place, everybody after them a turn.
    assert [holds for _name, holds in rows] == [True] * 10 + [False] * 190
    all_at_once(lambda row=row: registering.confirm(row, now=NOW) for row in Registration.objects.order_by("?"))
    # By confirmation, in any order: the same ten, the same turns.
    assert list(Registration.objects.order_by("pk").values_list("name", "state")) == [
        *((name, "registered") for name, _holds in rows[:10]), *((name, "waitlisted") for name, _holds in rows[10:]),
    ]  # fmt: skip
    told = OutgoingMail.objects.exclude(state="superseded")
    assert [told.filter(kind=kind).count() for kind in ("events.registered", "events.waitlisted", "events.confirm")] == [10, 190, 0]


def test_control_without_the_lock_gives_places_twice() -> None:
    """The twin that counts and then inserts: it must fail, or the test above proves nothing."""
    event = make_event(capacity=10)
    counted = threading.Barrier(AT_ONCE)

    def without_lock(number: int) -> None:
        with transaction.atomic():
            room = places_in(event).has_room_for("")
            # The moment between the question and the answer, held open so that the failure does not depend on luck.
            counted.wait(30)
            Registration.objects.create(event=event, state="registered" if room else "waitlisted", **given(f"p{number}"))

    all_at_once(lambda number=number: without_lock(number) for number in range(AT_ONCE))
    assert Registration.objects.filter(state="registered").count() == AT_ONCE


def test_quotas_hold_under_load() -> None:
    event = make_event(capacity=15, quotas={"economy": 3, "integration": 5})
    spheres = ("economy", "integration", "authority", "")
    many_arrive(event, people=80, sphere=lambda number: spheres[number % 4])
    held = Registration.objects.holding()
    assert held.count() == 15
    assert held.filter(sphere="economy").count() <= 3
    assert held.filter(sphere="integration").count() <= 5
    # In order within each sphere: nobody holds a place behind somebody of the same sphere who waits.
    for sphere in spheres:
        holds = list(Registration.objects.filter(sphere=sphere).order_by("pk").values_list("holds_place", flat=True))
        assert holds == sorted(holds, reverse=True)


def test_double_click_registers_once() -> None:
    event = make_event(capacity=10)
    made = all_at_once((lambda: arrive(event, "ada", now=NOW),) * 8)
    assert sum(row is not None for row in made) == 1
    assert Registration.objects.count() == 1
    assert OutgoingMail.objects.filter(recipient="ada@example.org").count() == 1


def test_everybody_leaves_while_the_clock_sweeps() -> None:
    event = make_event(capacity=10)
    rows = [come(event, f"p{number}", now=NOW) for number in range(30)]
    later = NOW + datetime.timedelta(hours=1)
    sweeps = [lambda: registering.sweep(now=later)] * 4
    all_at_once([*(lambda row=row: registering.leave(row, now=later) for row in rows[:10]), *sweeps])
    assert (
        list(Registration.objects.order_by("pk").values_list("state", flat=True))
        == ["cancelled"] * 10 + ["offered"] * 10 + ["waitlisted"] * 10
    )
    takes = [lambda row=row: registering.accept(row, now=later) for row in rows[10:20]]
    all_at_once(takes * 2)
    assert Registration.objects.holding().count() == 10
    assert OutgoingMail.objects.filter(kind="events.offered").count() == 10
    assert OutgoingMail.objects.filter(kind="events.registered").exclude(state="superseded").count() == 10
