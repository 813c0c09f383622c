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

from scripts.services import free_port

ROOT = Path(settings.BASE_DIR)
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "gw0")
NAME = f"anlauf_browser_{WORKER}"


@pytest.fixture(scope="session")
def site() -> Iterator[str]:
    """Start the product as it is run for real, with demo content, and return its address."""
    server = os.environ["DATABASE_URL"].rsplit("/", 1)[0]
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {NAME}")
    port = free_port()
    address = f"http://localhost:{port}"
    redis = os.environ["REDIS_URL"].rsplit("/", 1)[0] + f"/{8 + int(WORKER[2:])}"
    env = {**os.environ, "DATABASE_URL": f"{server}/{NAME}", "REDIS_URL": redis, "ANLAUF_ENV": "development", "SITE_URL": address}
    for command in (("migrate", "--no-input"), ("load_base",), ("load_demo",), ("load_demo_people",)):
        subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=env, check=True, capture_output=True)
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
def world(site: str) -> dict[str, Any]:
    """Let things wait at the desk (see `desk_world`); returns sessions and keys."""
    env = {**os.environ, "DATABASE_URL": f"{os.environ['DATABASE_URL'].rsplit('/', 1)[0]}/{NAME}", "ANLAUF_ENV": "development"}
    command = [sys.executable, "manage.py", "shell", "-v", "0", "-c", "from tests.browser import desk_world; desk_world.run()"]
    made = subprocess.run(command, cwd=ROOT, env=env, check=True, capture_output=True, text=True)
    return json.loads(made.stdout.split("WORLD ")[1])


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
