"""`make run`: start everything a newcomer needs, say where it is, and stop it all with Ctrl-C."""

import contextlib
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from types import FrameType

from scripts.services import DATA, ROOT, free_port, running, stop_with

PYTHON = sys.executable
# Made by `manage.py load_demo_people`; a test compares the two lists.
DEMO_PEOPLE = ("reader", "advisor", "editor", "coordinator.06636", "coordinator.05113", "translator", "operator")


def main() -> None:
    """Start the services, prepare the database, start web, worker and beat."""
    port = _port()
    hosts = _check_port(port)
    # Both by hand: a shell starts background jobs with Ctrl-C switched off.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _interrupt)
    try:
        with running() as services:
            env = _environment(services.database_url, services.redis_url, port)
            # Whoever names a mail server gets that one; otherwise mail stays here and can be read in the browser.
            mailbox = None if "SMTP_HOST" in os.environ else free_port()
            if mailbox:
                env |= {"SMTP_HOST": "127.0.0.1", "SMTP_PORT": str(mailbox), "SMTP_SECURITY": "none", "SMTP_USER": ""}
            _note(env)
            _check_database(env)
            _manage(env, "migrate", "--no-input", words="Preparing the database ...")
            _manage(env, "compile_messages", words="Preparing the eight languages ...")
            _manage(env, "load_base", words="Loading places, topics and words ...")
            _manage(env, "load_demo", "--if-empty", words="Loading the demo content (only into an empty database) ...")
            _manage(env, "load_demo_people", words="Making the demo accounts ...")
            _manage(env, "load_demo_events", words="Making the example events ...")
            _manage(env, "load_demo_stories", words="Making the example stories ...")
            _serve(env, port, hosts, mailbox)
    except KeyboardInterrupt:
        pass
    print("\nStopped.", flush=True)


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _port() -> int:
    text = os.environ.get("PORT", "8000")
    if not text.isdigit() or not 1 <= int(text) <= 65535:
        stop_with(f"PORT={text} is no port: choose a number between 1024 and 65535, for instance `make run PORT=8001`.")
    return int(text)


def _check_port(port: int) -> list[str]:
    """Return the addresses to listen on; both loopbacks where the machine has them."""
    hosts = []
    for family, address in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((address, port))
            except PermissionError:
                stop_with(f"Port {port} needs an administrator: choose another, for instance `make run PORT=8000`.")
            except OSError as error:
                if family == socket.AF_INET6 and error.errno in (97, 99):  # this machine has no IPv6
                    continue
                stop_with(f"Port {port} is taken: stop the other program, or choose another port with `make run PORT={port + 1}`.")
        hosts.append(f"[{address}]" if family == socket.AF_INET6 else address)
    return hosts


def _environment(database_url: str, redis_url: str, port: int) -> dict[str, str]:
    secret = DATA / "secret"
    if not secret.exists():
        secret.touch(mode=0o600)
        secret.write_text(secrets.token_urlsafe(50))
    defaults = {"ANLAUF_ENV": "development", "SECRET_KEY": secret.read_text(), "SITE_URL": f"http://localhost:{port}"}
    return {
        **defaults,
        **os.environ,
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        "DJANGO_SETTINGS_MODULE": "portal.settings",
    }


def _note(env: dict[str, str]) -> None:
    """Write down how to reach the services, for `python -m scripts.manage` in another terminal."""
    names = ("ANLAUF_ENV", "SECRET_KEY", "SITE_URL", "DATABASE_URL", "REDIS_URL", "SMTP_HOST", "SMTP_PORT", "SMTP_SECURITY")
    noted = DATA / "environment"
    noted.touch(mode=0o600)
    noted.write_text("".join(f"{name}={env[name]}\n" for name in names if name in env))


def _check_database(env: dict[str, str]) -> None:
    import psycopg  # noqa: PLC0415 - installed by the time this runs

    try:
        psycopg.connect(env["DATABASE_URL"], connect_timeout=5).close()
    except psycopg.Error:
        stop_with("The database named by DATABASE_URL cannot be reached: check the address, or unset DATABASE_URL to use the built-in one.")


def _manage(env: dict[str, str], *command: str, words: str) -> None:
    print(words, flush=True)
    log = DATA / "setup.log"
    with log.open("w") as output:
        failed = subprocess.call([PYTHON, "manage.py", *command], cwd=ROOT, env=env, stdout=output, stderr=subprocess.STDOUT)
    if failed:
        stop_with(
            f"`manage.py {command[0]}` failed; its last words: {(log.read_text().strip().splitlines() or ['none'])[-1]} (all in {log})"
        )


def _serve(env: dict[str, str], port: int, hosts: list[str], mailbox: int | None) -> None:
    binds = [part for host in hosts for part in ("-b", f"{host}:{port}")]
    gunicorn = [PYTHON, "-m", "gunicorn", "portal.wsgi", "-w", "2", "--reload", "--log-level", "error", *binds]
    celery = [PYTHON, "-m", "celery", "-A", "portal", "--quiet"]
    beat_file = str(DATA / "celerybeat-schedule")
    commands = {
        "web": gunicorn,
        "worker": [*celery, "worker", "-l", "warning", "-c", "1", "--without-gossip", "--without-mingle"],
        "beat": [*celery, "beat", "-l", "warning", "-s", beat_file],
    }
    if mailbox:
        commands["mailbox"] = [PYTHON, "-m", "scripts.mailbox", str(mailbox)]
    # Celery refuses to hush a root user; in development it is the newcomer's own machine.
    env = {**env, "C_FORCE_ROOT": "1"}
    with contextlib.ExitStack() as stack:
        processes = {}
        for name, command in commands.items():
            log = stack.enter_context((DATA / f"{name}.log").open("a")) if name != "web" else None
            processes[name] = subprocess.Popen(command, cwd=ROOT, env=env, stdout=log, stderr=log, start_new_session=True)
        stack.callback(_stop_all, list(processes.values()))
        _wait_until_ready(port, processes["web"])
        print(f"\n  Anlauf is ready:  http://localhost:{port}", flush=True)
        if mailbox:
            print(f"  Mailbox:          http://localhost:{port}/dev/mail/", flush=True)
        print(f"  Demo accounts (signing in and codes: http://localhost:{port}/dev/):", flush=True)
        print("".join(f"    {name}@example.org\n" for name in DEMO_PEOPLE), flush=True)
        print("  Ctrl-C stops everything.\n", flush=True)
        while True:
            for name, process in processes.items():
                if process.poll() is not None:
                    stop_with(f"The {name} process has ended by itself: see {DATA / (name + '.log')} and start again.")
            time.sleep(0.5)


def _wait_until_ready(port: int, web: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if web.poll() is not None:
            stop_with("The web server did not start: see the lines above.")
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=0.3):
            return
        time.sleep(0.1)
    stop_with("The web server does not answer: see the lines above.")


def _stop_all(processes: list[subprocess.Popen[bytes]]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for process in processes:
        if process.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)
    for process in processes:
        try:
            process.wait(8)
        except subprocess.TimeoutExpired:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


if __name__ == "__main__":
    main()
