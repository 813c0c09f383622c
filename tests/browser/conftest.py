"""The real thing for the browser: Gunicorn, a database of its own with the demo content, Chromium."""

import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page
from psycopg import sql

from scripts.services import free_port

ROOT = Path(settings.BASE_DIR)
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "gw0")
NAME, FILLED = f"anlauf_browser_{WORKER}", "anlauf_browser"


@pytest.fixture(scope="session")
def content(testrun_uid: str) -> dict[str, Any]:
    """Give this worker a copy of one database with the demo content and what waits at the desk; whoever comes first fills it."""
    server = os.environ["DATABASE_URL"].rsplit("/", 1)[0]
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(hashtext(%s))", [FILLED])
        found = connection.execute("SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [FILLED]).fetchone()
        made: dict[str, Any] = json.loads((found and found[0]) or "{}")
        if made.get("run") != testrun_uid:
            connection.execute(f"DROP DATABASE IF EXISTS {FILLED} WITH (FORCE)")
            connection.execute(f"CREATE DATABASE {FILLED} TEMPLATE {os.environ.get('MIGRATED_DATABASE', 'template1')}")
            made = {"run": testrun_uid, "world": _fill(f"{server}/{FILLED}")}
            connection.execute(sql.SQL("COMMENT ON DATABASE {} IS {}").format(sql.Identifier(FILLED), sql.Literal(json.dumps(made))))
        connection.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {NAME} TEMPLATE {FILLED}")
    return made["world"]


def _fill(database_url: str) -> dict[str, Any]:
    env = {**os.environ, "DATABASE_URL": database_url, "ANLAUF_ENV": "development"}
    desk = ("shell", "-v", "0", "-c", "from tests.browser import desk_world; desk_world.run()")
    for command in (
        ("migrate", "--no-input"),
        ("load_base",),
        ("load_demo",),
        ("load_demo_people",),
        ("load_demo_events",),
        ("load_demo_stories",),
        desk,
    ):
        made = subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=env, check=True, capture_output=True, text=True)
    return json.loads(made.stdout.split("WORLD ")[1])


@pytest.fixture(scope="session")
def site(content: dict[str, Any]) -> Iterator[str]:
    """Start the product as it is run for real, with demo content, and return its address."""
    port = free_port()
    address = f"http://localhost:{port}"
    database = os.environ["DATABASE_URL"].rsplit("/", 1)[0] + f"/{NAME}"
    redis = os.environ["REDIS_URL"].rsplit("/", 1)[0] + f"/{8 + int(WORKER[2:])}"
    env = {**os.environ, "DATABASE_URL": database, "REDIS_URL": redis, "ANLAUF_ENV": "development", "SITE_URL": address}
    log = (ROOT / "artifacts" / f"browser-server-{WORKER}.log").open("w")
    command = [sys.executable, "-m", "gunicorn", "portal.wsgi", "-w", "2", "-b", f"127.0.0.1:{port}", "--log-level", "warning"]
    process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=log, stderr=log)
    try:
        _wait_for(address)
        yield address
    finally:
        process.terminate()
        process.wait(10)
        log.close()


def _wait_for(address: str) -> None:
    deadline = time.monotonic() + 30
    while True:
        try:
            urllib.request.urlopen(f"{address}/healthz", timeout=1).close()  # noqa: S310 - our own server
        except (urllib.error.URLError, OSError):
            if time.monotonic() > deadline:
                raise
        else:
            return


@pytest.fixture(scope="session")
def world(content: dict[str, Any]) -> dict[str, Any]:
    """What waits at the desk (see `desk_world`): sessions and keys."""
    return content


def session_cookie(site: str, world: dict[str, Any], who: str) -> dict[str, str]:
    return {"name": settings.SESSION_COOKIE_NAME, "value": world["sessions"][who], "url": site}


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """Debian's Chromium, without a word to anybody outside this machine."""
    quiet = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"]
    quiet += ["--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage"]
    return {"executable_path": os.environ.get("CHROMIUM", "/usr/bin/chromium"), "args": quiet}


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    """A small telephone."""
    context = browser.new_context(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    yield context.new_page()
    context.close()


@pytest.fixture
def desk(browser: Browser) -> Iterator[Page]:
    """A screen on a desk."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    yield context.new_page()
    context.close()


@pytest.fixture
def open_policy(browser: Browser) -> Iterator[BrowserContext]:
    """A browser that lets the accessibility checker in, which the page's policy would refuse."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, bypass_csp=True)
    yield context
    context.close()
