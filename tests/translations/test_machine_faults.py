"""Real commits: a worker that is killed, two at once, German that changes while its translation is on the way."""

import datetime
import os
import signal
import subprocess
import sys
import textwrap
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.cache import cache
from django.db import connection, connections
from django.utils import timezone

from accounts.models import User
from offers.models import Offer
from portal.languages import CODES
from portal.models import Region
from tests.access.world import HERE
from tests.factories import make_offer
from tests.translations.machine_server import KEY, Service, serving
from translations.machine import budgets, jobs, orders
from translations.models import MachineBudget, MachineJob, MachineUnit

pytestmark = pytest.mark.django_db(transaction=True)
WORKER = """
    import sys
    import django
    django.setup()
    from translations.machine import jobs
    jobs.run(int(sys.argv[1]))
"""


@pytest.fixture(autouse=True)
def service(base_data: None, settings: Any) -> Iterator[Service]:
    with serving() as found:
        settings.MACHINE_TRANSLATION = "deepl"
        settings.DEEPL_AUTH_KEY = KEY
        settings.DEEPL_SERVER_URL = found.url
        settings.MACHINE_MONTHLY_CHARACTERS = 10_000
        yield found


def make_job(*, languages: tuple[str, ...]) -> tuple[Offer, MachineJob]:
    offer = make_offer(**{f"summary_{code}": "!" for code in CODES} | {"regions": [HERE], "title_de": "Rat"})
    by = User.objects.create_superuser("operator@example.org", "ein langes Passwort")
    return offer, orders.order(Region.objects.get(pk=HERE), by=by, languages=languages, labels=["offers.offer"])


def environment(service: Service) -> dict[str, str]:
    name = connection.settings_dict
    host = name["HOST"]
    url = f"postgres://{name['USER']}:{name['PASSWORD']}@{host}:{name['PORT']}/{name['NAME']}"
    if str(host).startswith("/"):
        url = f"postgres://{name['USER']}@/{name['NAME']}?host={host}&port={name['PORT'] or 5432}"
    ours = {"MACHINE_TRANSLATION": "deepl", "DEEPL_AUTH_KEY": KEY, "DEEPL_SERVER_URL": service.url, "MACHINE_MONTHLY_CHARACTERS": "10000"}
    return {**os.environ, **ours, "DATABASE_URL": url, "PYTHONWARNINGS": "ignore"}


def test_a_killed_worker_loses_nothing_and_only_what_was_on_its_way_is_sent_again(service: Service) -> None:
    offer, job = make_job(languages=("en", "tr", "ar"))
    worker: list[subprocess.Popen[bytes]] = []

    def kill_at_the_second(_texts: list[str]) -> None:
        if len(service.sent) == 2:
            worker[0].send_signal(signal.SIGKILL)
            worker[0].wait()

    service.before_answer = kill_at_the_second
    command = [sys.executable, "-c", textwrap.dedent(WORKER), str(job.pk)]
    worker.append(subprocess.Popen(command, cwd=django_settings.BASE_DIR, env=environment(service)))
    assert worker[0].wait(60) == -signal.SIGKILL
    job.refresh_from_db()
    assert (job.state, job.done) == ("running", 1)
    assert sorted(job.units.values_list("state", flat=True)) == ["done", "sent", "waiting"]
    assert jobs.due(timezone.now()) == []

    later = timezone.now() + jobs.LEASE + datetime.timedelta(seconds=1)
    assert jobs.due(later) == [job.pk]
    jobs.run(job.pk, now=later)
    job.refresh_from_db()
    offer = Offer.objects.get(pk=offer.pk)
    assert (job.state, job.done) == ("done", 3)
    assert [offer.title_en, offer.title_tr, offer.title_ar] == ["en·Rat", "tr·Rat", "ar·Rat"]
    sent = [body["target_lang"] for _method, path, body in service.requests if path.endswith("translate")]
    assert (len(sent), len(set(sent))) == (4, 3)


def test_a_text_that_kills_three_workers_is_left_out() -> None:
    _offer, job = make_job(languages=("en",))
    MachineUnit.objects.update(state="sent", tries=3)
    jobs.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.failed, MachineUnit.objects.get().reason) == ("done", 1, "lost")


def test_two_workers_never_exceed_the_budget() -> None:
    MachineBudget.objects.create(region_id=HERE, characters=100)
    taken: list[int] = []
    start = threading.Barrier(4)

    def take() -> None:
        start.wait()
        for _number in range(25):
            taken.append(7 * len(budgets.reserve(HERE, [7], now=timezone.now())))
        connections.close_all()

    threads = [threading.Thread(target=take) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(taken) == budgets.used_by([HERE], timezone.now())[HERE] == 98


def test_two_workers_never_take_the_same_job(service: Service) -> None:
    _offer, job = make_job(languages=("en",))
    inside = threading.Event()
    go_on = threading.Event()

    def wait(_texts: list[str]) -> None:
        inside.set()
        go_on.wait(10)

    service.before_answer = wait
    thread = threading.Thread(target=lambda: (jobs.run(job.pk), connections.close_all()))
    thread.start()
    assert inside.wait(10)
    assert jobs.run(job.pk) is False
    go_on.set()
    thread.join()
    job.refresh_from_db()
    assert (job.state, job.done, len(service.sent)) == ("done", 1, 1)


def test_a_worker_whose_lease_is_over_keeps_nothing(service: Service) -> None:
    offer, job = make_job(languages=("en",))
    service.before_answer = lambda _texts: in_the_server(lambda: MachineJob.objects.update(token=None))
    assert jobs.run(job.pk) is False
    assert not Offer.objects.get(pk=offer.pk).title_en


@pytest.mark.parametrize(("times", "text", "failed"), [(1, "en·Rat en·x1", 0), (5, "", 1)])
def test_german_that_changes_on_the_way_is_sent_once_more(service: Service, times: int, text: str, failed: int) -> None:
    offer, job = make_job(languages=("en",))

    def change(_texts: list[str]) -> None:
        number = len(service.sent)
        if number <= times:
            in_the_server(lambda: Offer.objects.filter(pk=offer.pk).update(title_de=f"Rat x{number}"))

    service.before_answer = change
    jobs.run(job.pk)
    job.refresh_from_db()
    offer = Offer.objects.get(pk=offer.pk)
    assert (job.state, job.failed, offer.title_en or "", len(service.sent)) == ("done", failed, text, 2)


def test_what_comes_after_stopping_is_still_kept(service: Service) -> None:
    offer, job = make_job(languages=("en", "tr"))
    service.before_answer = lambda _texts: in_the_server(lambda: orders.cancel(job))
    jobs.run(job.pk)
    job.refresh_from_db()
    offer = Offer.objects.get(pk=offer.pk)
    assert (job.state, job.note, job.done, offer.title_en, offer.title_tr or "") == ("stopped", "cancelled", 1, "en·Rat", "")


def in_the_server(change: Any) -> None:
    """Do something in the thread of the server, on a connection of its own."""
    change()
    connections.close_all()
    cache.close()
