"""Workers that die, a Redis that is away, two workers at once: a list is taken over as a whole or not at all."""

import datetime
import os
import signal
import subprocess
import sys
import textwrap

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from exchange import actions
from exchange.models import ImportRun
from offers.models import Offer
from portal.models import OutgoingMail
from tests.exchange.lists import bring, counts

ROWS = [{"external_key": str(number), "official_name": f"Programm {number}", "kind": "grant", "regions": "de"} for number in range(600)]
# Kills its own process, the way a machine does, when so many rows are written.
KILLED = """
    import os, signal, sys
    import django
    django.setup()
    from exchange import actions
    from exchange.base import ListResource
    take = ListResource.take
    def take_and_die(self, rows, *, write):
        report = take(self, rows, write=write)
        if report[-1]["line"] > 300:
            os.kill(os.getpid(), signal.SIGKILL)
        return report
    ListResource.take = take_and_die
    actions.carry_out(int(sys.argv[1]))
"""


@pytest.fixture
def checked(base_data: None) -> ImportRun:
    run = bring(ROWS, write=False)
    actions.begin_import(run)
    return run


def run_killed_worker(run: ImportRun) -> int:
    name = connection.settings_dict
    url = f"postgres://{name['USER']}:{name['PASSWORD']}@{name['HOST']}:{name['PORT']}/{name['NAME']}"
    if str(name["HOST"]).startswith("/"):
        url = f"postgres://{name['USER']}@/{name['NAME']}?host={name['HOST']}&port={name['PORT'] or 5432}"
    env = {**os.environ, "DATABASE_URL": url, "PYTHONWARNINGS": "ignore"}
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(KILLED), str(run.pk)], cwd=settings.BASE_DIR, env=env, check=False
    ).returncode


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_at_half_leaves_nothing_and_the_next_finishes(checked: ImportRun) -> None:
    assert run_killed_worker(checked) == -signal.SIGKILL
    checked.refresh_from_db()
    assert (checked.state, Offer.objects.count(), OutgoingMail.objects.count()) == ("running", 0, 0)
    assert 0 < checked.done < 600

    now = timezone.now()
    assert actions.due(now) == ([], [])
    later = now + actions.LEASE + datetime.timedelta(minutes=1)
    assert actions.due(later) == ([], [checked.pk])
    actions.carry_out(checked.pk, now=later)
    checked.refresh_from_db()
    assert (checked.state, counts(checked), Offer.objects.count()) == ("done", {"new": 600}, 600)
    assert OutgoingMail.objects.count() == 1

    actions.carry_out(checked.pk, now=later + actions.LEASE * 2)
    assert Offer.objects.count() == 600


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_write_the_same_list(checked: ImportRun) -> None:
    beside = connection.copy()
    with beside.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtext('exchange.run'), %s)", [checked.pk])
    actions.carry_out(checked.pk)
    beside.close()
    checked.refresh_from_db()
    assert (checked.state, Offer.objects.count()) == ("running", 0)


@pytest.mark.django_db
def test_a_fault_of_ours_changes_nothing_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    run = bring(ROWS[:3], write=False)
    actions.begin_import(run)
    # Somebody has the address of the second row by now, in the moment between looking and writing.
    monkeypatch.setattr("exchange.resources.free_slug", lambda model, wanted, taken: "same")
    actions.carry_out(run.pk)
    run.refresh_from_db()
    assert (run.state, Offer.objects.count()) == ("failed", 0)
    assert run.error.startswith("Hier ist ein Fehler passiert. Es wurde nichts geändert.")
    assert OutgoingMail.objects.count() == 1


@pytest.mark.django_db
def test_with_a_dead_redis_the_list_waits_for_the_sweep() -> None:
    run = bring(ROWS[:3], write=False)
    actions.begin_import(run)
    code = "import django; django.setup(); from exchange import tasks; tasks.start(tasks.carry_out, 1)"
    env = {**os.environ, "REDIS_URL": "redis://127.0.0.1:1/0", "PYTHONWARNINGS": "ignore"}
    assert subprocess.run([sys.executable, "-c", code], cwd=settings.BASE_DIR, env=env, timeout=60, check=False).returncode == 0
    assert actions.due(timezone.now()) == ([], [run.pk])
    actions.carry_out(run.pk)
    assert Offer.objects.count() == 3
