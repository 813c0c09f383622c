"""The processes of a run: workers, beats, plain senders. Real ones, killed for real."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from scripts.services import DATA, ROOT

PYTHON = sys.executable


class Crew:
    """Starts processes by name, kills them without warning, and starts those again that died."""

    def __init__(self, env: dict[str, str]) -> None:
        self.env = {**env, "DJANGO_SETTINGS_MODULE": "faults.settings", "C_FORCE_ROOT": "1"}
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.commands: dict[str, list[str]] = {}
        self.restarts = 0

    def worker(self, name: str) -> None:
        """A Celery worker with one child."""
        options = ["-l", "critical", "-c", "1", "-n", f"{name}@faults", "--without-gossip", "--without-mingle", "--without-heartbeat"]
        self._start(name, [PYTHON, "-m", "celery", "-A", "portal", "--quiet", "worker", *options])

    def beat(self, name: str) -> None:
        schedule = str(DATA / f"faults-{name}")
        self._start(name, [PYTHON, "-m", "celery", "-A", "portal", "--quiet", "beat", "-l", "critical", "-s", schedule, "--pidfile="])

    def sender(self, name: str) -> None:
        """The management command, without Celery."""
        self._start(name, [PYTHON, "manage.py", "send_mails", "--loop", "--every", "0.2"])

    def _start(self, name: str, command: list[str]) -> None:
        self.commands[name] = command
        # The mail server sees who calls by this name.
        env = {**self.env, "SITE_URL": f"http://{name}.test"}
        with (DATA / "faults.log").open("ab") as log:
            self.running[name] = subprocess.Popen(command, cwd=ROOT, env=env, stdout=log, stderr=log, start_new_session=True)

    def kill(self, name: str) -> None:
        """SIGKILL to the whole process group."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.running[name].pid, signal.SIGKILL)
        self.running[name].wait()

    def kill_child(self, name: str) -> bool:
        """SIGKILL to the children that do the work; the parent sees it and goes on."""
        found = children(self.running[name].pid)
        for pid in found:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        return bool(found)

    def dismiss(self, name: str) -> None:
        """End one for good."""
        self.commands.pop(name)
        self.kill(name)
        self.running.pop(name)

    def keep_alive(self) -> None:
        """Start again what died, as a supervisor does."""
        for name, process in list(self.running.items()):
            if process.poll() is not None:
                self.restarts += 1
                self._start(name, self.commands[name])

    def stop(self) -> None:
        for name in list(self.running):
            self.kill(name)
        self.running.clear()


def children(parent: int) -> list[int]:
    """Return the processes that this one started, read from /proc."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            # The name stands in brackets and may hold spaces; the parent is the second word behind it.
            if int(stat.read_text().rsplit(")", 1)[1].split()[1]) == parent:
                found.append(int(stat.parent.name))
    return found


def wait_for(done: Callable[[], bool], *, seconds: float, meanwhile: Callable[[], None] = lambda: None) -> bool:
    """Ask until it is done or the time is over. Returns whether it was done."""
    deadline = time.monotonic() + seconds
    while not done():
        if time.monotonic() > deadline:
            return False
        meanwhile()
        time.sleep(0.1)
    return True
