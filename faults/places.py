"""Places under load: two hundred people at once for ten places, again and again, while others leave and offers run out."""

import datetime
import logging
import random
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from events import registering
from events.invariants import problems_found
from events.models import Event, Registration
from events.places import places_in
from faults.reminders import make_event

PEOPLE, PLACES, AT_ONCE = 200, 10, 40
Step = Callable[[], object]


def campaign(runs: int) -> bool:
    """Passes when every run gives exactly PLACES places, keeps the order of arrival, and leaves nothing that contradicts itself."""
    # No Redis runs here: that nobody can be told of new mail is no news.
    logging.getLogger("portal.doorbell").setLevel(logging.ERROR)
    bad = [number for number in range(1, runs + 1) if not _run(number)]
    print(f"   {runs} runs of {PEOPLE} people for {PLACES} places; runs that gave too many, too few or in the wrong order: {bad or 'none'}")
    return not bad


def control() -> bool:
    """The twin that counts and then inserts, without the lock. Passes when it gives places twice, so that the campaign proves something."""
    event = make_event("faults-control", capacity=PLACES)
    together = threading.Barrier(AT_ONCE)

    def careless(number: int) -> None:
        free = places_in(event).has_room_for("")
        together.wait(60)
        state = "registered" if free else "waitlisted"
        Registration.objects.create(event=event, name=f"p{number}", email=f"p{number}@example.org", language="de", state=state)

    _all_at_once([lambda number=number: careless(number) for number in range(AT_ONCE)])
    given = event.registrations.filter(state="registered").count()
    event.delete()
    print(f"   without the lock {given} people got one of {PLACES} places", flush=True)
    return given > PLACES


def _run(number: int) -> bool:
    event, now = make_event("faults-places", capacity=PLACES, days=30), timezone.now()
    people = [f"p{who}@example.org" for who in range(PEOPLE)]
    # Each comes twice: a double click.
    _all_at_once([lambda who=who: _arrive(event, who, now) for who in _mixed([*people, *people])])
    rows = list(event.registrations.order_by("pk").values_list("email", "holds_place"))
    once = len(rows) == PEOPLE and [holds for _who, holds in rows] == [True] * PLACES + [False] * (PEOPLE - PLACES)
    _all_at_once([lambda row=row: registering.confirm(row, now=now) for row in _mixed(event.registrations.all())])
    winners = list(event.registrations.filter(state="registered").order_by("pk").values_list("email", flat=True))
    first = winners == [who for who, _holds in rows[:PLACES]]
    # Half of them leave while others look for offers that ran out.
    later = now + datetime.timedelta(hours=49)
    leaving = [lambda row=row: registering.leave(row, now=now) for row in event.registrations.filter(state="registered")[: PLACES // 2]]
    _all_at_once([*leaving, *[lambda: registering.sweep(now=now)] * 4])
    offered = list(event.registrations.filter(state="offered").order_by("pk").values_list("email", flat=True))
    next_ones = offered == [who for who, _holds in rows[PLACES : PLACES + PLACES // 2]]
    # One offer is taken at the very moment at which all run out.
    taking = event.registrations.filter(state="offered").first()
    _all_at_once([lambda: _accept(taking, now), *[lambda: registering.sweep(now=later)] * 3])
    held, problems = event.registrations.holding().count(), problems_found(now=later)
    if not (once and first and next_ones and held == PLACES and not problems):
        print(f"   run {number}: once {once}, first {first}, next {next_ones}, held {held}, {problems}", flush=True)
        return False
    return True


def _arrive(event: Event, who: str, now: datetime.datetime) -> None:
    registering.register(event, given={"name": who, "email": who, "language": "de"}, user=None, now=now)


def _accept(registration: Registration, now: datetime.datetime) -> None:
    try:
        registering.accept(registration, now=now)
    except (ValidationError, Registration.DoesNotExist):
        # The sweep was first.
        return


def _mixed(rows: object) -> list:
    rows = list(rows)
    random.shuffle(rows)
    return rows


def _all_at_once(steps: list[Step]) -> None:
    """Do the steps on AT_ONCE connections, begun at the same moment. Raises what a step raised."""
    hands = [steps[number::AT_ONCE] for number in range(min(AT_ONCE, len(steps)))]
    start = threading.Barrier(len(hands))

    def work(mine: list[Step]) -> None:
        try:
            connection.ensure_connection()
            start.wait(60)
            for step in mine:
                step()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(hands)) as pool:
        list(pool.map(work, hands))
