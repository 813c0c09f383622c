"""What is broken in a fault run. Each scenario starts with empty tables and its own processes, and ends with an audit."""

import contextlib
import os
import random
import subprocess
import time
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, transaction
from redis import Redis

from faults.apps import LETTER, REMINDER
from faults.audit import Audit, audit, under_way
from faults.crew import Crew, wait_for
from faults.postgres import POSTGRES, is_ours, pg_ctl
from faults.server import DROP, HOLE, PostOffice
from portal import doorbell, mail
from portal.models import Heartbeat, OutgoingMail
from scripts.services import DATA, start_redis

STEPS = ("rcpt", "data", "kept", "answered")
REDIS_PORT = urlsplit(settings.REDIS_URL).port or 6379


class Place:
    """A mail server, a Redis and the processes of one scenario."""

    def __init__(self) -> None:
        self.post = PostOffice(port=settings.SMTP_PORT)
        self.redis = self.start_redis()
        self.crew = Crew(dict(os.environ))
        self.kills = 0

    def start_redis(self) -> subprocess.Popen[bytes]:
        folder = DATA / "redis-faults"
        folder.mkdir(exist_ok=True)
        return start_redis(REDIS_PORT, folder)

    def kill_redis(self) -> None:
        self.redis.kill()
        self.redis.wait()

    def drain(self, *, seconds: float) -> bool:
        """Wait until nothing is under way; whoever died is started again."""
        return wait_for(lambda: asking(under_way) == 0, seconds=seconds, meanwhile=self.crew.keep_alive)


@contextlib.contextmanager
def place() -> Iterator[Place]:
    OutgoingMail.objects.all().delete()
    Heartbeat.objects.all().delete()
    doorbell._away_until = 0.0
    found = Place()
    found.post.start()
    try:
        yield found
    finally:
        found.crew.stop()
        found.post.stop()
        found.kill_redis()


def asking(question: Callable[[], int]) -> int:
    """Ask the database, patiently while it is away."""
    while True:
        try:
            return question()
        except (OperationalError, InterfaceError):
            connection.close()
            time.sleep(0.2)


def enqueue(numbers: range) -> None:
    """Store messages the way actions do, each in a transaction of its own. Every tenth is a reminder."""
    for number in numbers:
        kind = REMINDER if number % 10 == 0 else LETTER
        with transaction.atomic():
            mail.enqueue(kind, recipient=f"p{number}@example.org", language="de", dedupe_key=f"{kind}:{number}", subject_id=number)


def report(found: Audit, there: Place, *, drained: bool) -> bool:
    print(f"   {found}; kills {there.kills}, restarts {there.crew.restarts}", flush=True)
    if not drained:
        print("   the mails did not all come to an end in time", flush=True)
    return drained and found.is_clean


def killing(there: Place, *, every: int, most: int, steps: tuple[str, ...] = STEPS) -> Callable[[str, str], None]:
    """Kill whoever is talking to the mail server: once for so many accepted mails, at a step by chance; each tenth time all of it."""
    plan = {"at": every, "step": random.choice(steps)}

    def watch(step: str, caller: str) -> None:
        name = caller.removesuffix(".test")
        if there.kills >= most or step != plan["step"] or len(there.post.accepted) < plan["at"] or name not in there.crew.running:
            return
        if there.kills % 10 == 9:
            there.crew.kill(name)
        elif not there.crew.kill_child(name):
            return
        there.kills += 1
        plan.update(at=len(there.post.accepted) + every, step=random.choice(steps))

    return watch


def kills(mails: int, most: int) -> bool:
    """The gate of RELIABILITY: two workers, one beat, kills at random steps until everything has gone out."""
    with place() as there:
        enqueue(range(mails))
        print(f"   {mails} stored", flush=True)
        there.post.watch = killing(there, every=max(1, mails // (most + most // 5 + 1)), most=most)
        for name in ("worker-1", "worker-2"):
            there.crew.worker(name)
        there.crew.beat("beat-1")
        drained = there.drain(seconds=2_000)
        if there.kills < most:
            print(f"   only {there.kills} of {most} kills happened", flush=True)
        found = audit(there.post.accepted)
        # A crash leaves at most one message for each process that died.
        return report(found, there, drained=drained) and most <= there.kills and found.unclear <= there.kills


def control(mails: int) -> bool:
    """The same with the fence away. Passes when the audit finds silent duplicates."""
    with place() as there:
        there.crew.env["FAULTS_NO_FENCE"] = "1"
        enqueue(range(mails))
        there.post.watch = killing(there, every=max(1, mails // 12), most=8, steps=("kept",))
        for name in ("worker-1", "worker-2"):
            there.crew.worker(name)
        there.crew.beat("beat-1")
        drained = there.drain(seconds=300)
        found = audit(there.post.accepted)
        print(f"   {found}; kills {there.kills}", flush=True)
        return drained and found.silent_duplicates > 0


def bad_server(mails: int) -> bool:
    """4xx, 5xx, 421, dropped lines before and after the text, black holes; killed workers on top, and one outage."""

    def fault(step: str, recipient: str) -> str | None:
        chance = random.random()
        orders = {
            "rcpt": ((0.03, "451 4.7.1 later"), (0.04, "550 5.1.1 nobody here"), (0.045, "421 closing"), (0.055, DROP)),
            "data": ((0.03, "452 no space"), (0.04, "554 spam"), (0.05, DROP), (0.055, HOLE)),
            "kept": ((0.02, DROP), (0.03, HOLE)),
        }
        return next((order for limit, order in orders.get(step, ()) if chance < limit), None)

    with place() as there:
        there.post.fault = fault
        enqueue(range(mails))
        there.post.watch = killing(there, every=max(1, mails // 12), most=8)
        for name in ("worker-1", "worker-2"):
            there.crew.worker(name)
        there.crew.beat("beat-1")
        wait_for(lambda: len(there.post.accepted) >= mails // 3, seconds=120, meanwhile=there.crew.keep_alive)
        there.post.stop()
        print(f"   mail server away after {len(there.post.accepted)}", flush=True)
        time.sleep(3)
        there.post.start()
        return report(audit_after(there, 400), there, drained=under_way() == 0)


def audit_after(there: Place, seconds: float) -> Audit:
    there.drain(seconds=seconds)
    return audit(there.post.accepted)


def bell(mails: int) -> bool:
    """Redis flushed, killed and back; three beats, none, two; one id pushed fifty times."""
    part = mails // 4
    with place() as there:
        for name in ("worker-1", "worker-2"):
            there.crew.worker(name)
        for name in ("beat-1", "beat-2", "beat-3"):
            there.crew.beat(name)
        enqueue(range(part))
        with Redis(port=REDIS_PORT) as client:
            client.flushall()
        enqueue(range(part, 2 * part))
        there.kill_redis()
        start = time.perf_counter()
        enqueue(range(2 * part, 3 * part))
        print(f"   {part} stored while Redis was away, in {time.perf_counter() - start:.2f} s", flush=True)
        there.redis = there.start_redis()
        drained = there.drain(seconds=120)
        print(f"   three beats, Redis back: {len(there.post.accepted)} accepted", flush=True)
        for name in ("beat-1", "beat-2", "beat-3"):
            there.crew.dismiss(name)
        # Long enough for the bell to be tried again; no beat runs now, so the bell alone tells the workers.
        doorbell._away_until = 0.0
        enqueue(range(3 * part, mails))
        wait_for(lambda: len(there.post.accepted) >= mails, seconds=60, meanwhile=there.crew.keep_alive)
        print(f"   no beat: {len(there.post.accepted)} accepted", flush=True)
        for name in ("beat-1", "beat-2"):
            there.crew.beat(name)
        last = OutgoingMail.objects.latest("pk").pk
        for _push in range(50):
            doorbell.ring([last])
        drained = there.drain(seconds=60) and drained
        # The fifty are asked for as well.
        with Redis(port=REDIS_PORT) as client:
            drained = wait_for(lambda: client.llen("celery") == 0, seconds=30) and drained
        return report(audit(there.post.accepted), there, drained=drained) and len(there.post.accepted) == mails


def database(mails: int) -> bool:
    """PostgreSQL restarts at a third of the way and crashes at two thirds, while workers send."""
    if not is_ours():
        print("   left out: the database is not ours to crash (unset DATABASE_URL)", flush=True)
        return True
    with place() as there:
        enqueue(range(mails))
        for name in ("worker-1", "worker-2"):
            there.crew.worker(name)
        there.crew.beat("beat-1")
        for share, how in ((mails // 4, "fast"), (mails // 2, "immediate")):
            wait_for(lambda share=share: len(there.post.accepted) >= share, seconds=120, meanwhile=there.crew.keep_alive)
            print(f"   {how} restart after {len(there.post.accepted)}", flush=True)
            pg_ctl("-m", how, "-l", str(POSTGRES / "log"), "restart")
        return report(audit_after(there, 200), there, drained=asking(under_way) == 0)
