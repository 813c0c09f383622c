"""How fast mail goes out: with the fence and without, beside bare smtplib on the same server, and with two processes."""

import os
import smtplib
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from django.conf import settings
from django.db.models import Max, Min
from django.utils import translation

from faults import reminders
from faults.apps import LETTER
from portal import delivery, letters, mail
from portal.mail import Letter
from portal.models import OutgoingMail
from scripts.services import ROOT, free_port

NUMBER = 600
# Long enough for both processes to have started when the first message is due.
SECONDS_TO_START = 8


def _letter(row: OutgoingMail) -> Letter:
    return Letter(subject=f"Nachricht {row.subject_id}", paragraphs=("Guten Tag.",), facts=(("Nummer", str(row.subject_id)),))


@contextmanager
def _server() -> Iterator[None]:
    """A mail server in a process of its own that takes everything and keeps nothing."""
    settings.SMTP_HOST, settings.SMTP_PORT, settings.SMTP_SECURITY = "127.0.0.1", free_port(), "none"
    process = subprocess.Popen([sys.executable, "-m", "faults.server", str(settings.SMTP_PORT)], cwd=ROOT)
    deadline = time.monotonic() + 30
    try:
        while time.monotonic() < deadline:
            with suppress(OSError), socket.create_connection(("127.0.0.1", settings.SMTP_PORT), timeout=0.3):
                break
            time.sleep(0.1)
        yield
    finally:
        process.kill()
        process.wait()


def _fill(*, due_in: float = 0) -> None:
    OutgoingMail.objects.all().delete()
    for number in range(NUMBER):
        mail.enqueue(LETTER, recipient=f"p{number}@example.org", language="de", dedupe_key=str(number), subject_id=number)
    OutgoingMail.objects.update(next_attempt_at=delivery._later(due_in))


def _fill_reminders(*, due_in: float = 0) -> None:
    """Reminders of one event, in eight languages, each to a person of its own."""
    OutgoingMail.objects.all().delete()
    reminders.store(NUMBER, wanted=("day",))
    OutgoingMail.objects.update(next_attempt_at=delivery._later(due_in))


def _bare(fill: Callable[..., None] = _fill) -> float:
    """The same messages, made beforehand, over one connection of smtplib."""
    fill()
    ready = [(row.recipient, _written(row)) for row in OutgoingMail.objects.all()]
    start = time.perf_counter()
    with smtplib.SMTP(settings.SMTP_HOST, settings.SMTP_PORT, local_hostname="localhost") as smtp:
        for recipient, content in ready:
            smtp.sendmail(letters.sender(), [recipient], content)
    return NUMBER / (time.perf_counter() - start)


def _written(row: OutgoingMail) -> bytes:
    kind = mail.kind_of(row)
    with translation.override(row.language):
        kind.still_due(row)
        return letters.compose(row, kind.render(row)).as_bytes()


def _deliver(fill: Callable[..., None] = _fill) -> float:
    fill()
    start, sent = time.perf_counter(), 0
    while sent < NUMBER:
        sent += delivery.deliver()
    return NUMBER / (time.perf_counter() - start)


def _processes(number: int, fill: Callable[..., None] = _fill) -> float:
    """So many sending processes at once, measured by the database's clock from the first message to the last."""
    fill(due_in=SECONDS_TO_START)
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "faults.settings", "SMTP_PORT": str(settings.SMTP_PORT), "SMTP_HOST": "127.0.0.1"}
    command = [sys.executable, "manage.py", "send_mails", "--loop", "--every", "0.1"]
    running = [subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.DEVNULL) for _number in range(number)]
    try:
        while OutgoingMail.objects.exclude(state="sent").exists():
            time.sleep(0.2)
    finally:
        for process in running:
            process.kill()
            process.wait()
    times = OutgoingMail.objects.aggregate(first=Min("sent_at"), last=Max("sent_at"))
    return NUMBER / (times["last"] - times["first"]).total_seconds()


def measure_mails() -> dict[str, float]:
    """Return mails per second by name, and print them."""
    mail.register(LETTER, render=_letter)
    with _server():
        found = {"floor: bare smtplib, messages made beforehand": _bare(), "one process, with the fence": _deliver()}
        fence, delivery.fence = delivery.fence, lambda row: True
        try:
            found["one process, fence taken away"] = _deliver()
        finally:
            delivery.fence = fence
        found["one process of its own"], found["two processes"] = _processes(1), _processes(2)
    OutgoingMail.objects.all().delete()
    print(f"\n{NUMBER} mails to a local server")
    for name, value in found.items():
        print(f"  {name:<48}{value:8.0f}/s", flush=True)
    return found


def measure_reminders() -> dict[str, float]:
    """Return reminders per second by name, and print them. Each is checked, written in its language, fenced and sent."""
    with _server():
        found = {
            "floor: bare smtplib, reminders made beforehand": _bare(_fill_reminders),
            "one process, with the fence": _deliver(_fill_reminders),
            "one process of its own": _processes(1, _fill_reminders),
            "two processes": _processes(2, _fill_reminders),
        }
    OutgoingMail.objects.all().delete()
    print(f"\n{NUMBER} reminders to a local server")
    for name, value in found.items():
        print(f"  {name:<48}{value:8.0f}/s", flush=True)
    return found
