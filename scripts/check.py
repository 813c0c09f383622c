"""`make test`: everything that must hold before a change lands. Arguments go to pytest."""

import hashlib
import os
import shutil
import subprocess
import sys
import time

import psycopg
from psycopg import sql

from scripts.services import ROOT, running

PYTHON = sys.executable
# Production settings with values of no use elsewhere, for `check --deploy`.
PRODUCTION = {
    "ANLAUF_ENV": "production",
    "SECRET_KEY": "checked-against-production-settings-and-of-no-use-anywhere-else-0123456789",
    "ALLOWED_HOSTS": "anlauf.example.org",
    "SITE_URL": "https://anlauf.example.org",
    "SMTP_HOST": "mail.example.org",
    "MAIL_FROM": "Anlauf <mail@anlauf.example.org>",
    "MEDIA_ROOT": "/var/lib/anlauf-media",
}


def chromium() -> str | None:
    """Return the path of a Chromium, if there is one."""
    named = os.environ.get("CHROMIUM")
    return named or next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


def run(title: str, *command: str, env: dict[str, str], nothing_is_fine: bool = False) -> bool:
    """Run one step and say how it went and how long it took. Pytest ends with 5 when no test was chosen."""
    start = time.monotonic()
    print(f"\n== {title}", flush=True)
    passed = subprocess.call(command, cwd=ROOT, env=env) in ((0, 5) if nothing_is_fine else (0,))
    print(f"== {title}: {'ok' if passed else 'FAILED'} ({time.monotonic() - start:.0f} s)", flush=True)
    return passed


def main() -> None:
    """Run all steps; end with 1 when one failed."""
    arguments = sys.argv[1:]
    with running(folder="test", quiet=True, forgetful=True) as services:
        env = {
            **os.environ,
            "ANLAUF_ENV": "test",
            "SECRET_KEY": "only for tests",
            "DATABASE_URL": services.database_url,
            "REDIS_URL": services.redis_url,
            "DJANGO_SETTINGS_MODULE": "portal.settings",
        }
        passed = _static(env) if not arguments else True
        passed = run("message catalogues", PYTHON, "manage.py", "compile_messages", env=env) and passed
        env["MIGRATED_DATABASE"] = _empty_database(services.database_url)
        migrated = {**env, "DATABASE_URL": f"{services.database_url.rsplit('/', 1)[0]}/{env['MIGRATED_DATABASE']}"}
        passed = run("migrations from nothing", PYTHON, "manage.py", "migrate", "--no-input", "-v", "0", env=migrated) and passed
        passed = _pytest(env, arguments) and passed
    if not passed:
        sys.exit(1)


def _static(env: dict[str, str]) -> bool:
    steps = [
        run("ruff check", PYTHON, "-m", "ruff", "check", ".", env=env),
        run("ruff format", PYTHON, "-m", "ruff", "format", "--check", ".", env=env),
        run("import contracts", os.path.join(os.path.dirname(PYTHON), "lint-imports"), "--no-cache", env=env),
        run("migrations", PYTHON, "manage.py", "makemigrations", "--check", "--dry-run", env=env),
        run("check --deploy", PYTHON, "manage.py", "check", "--deploy", "--fail-level", "WARNING", env={**env, **PRODUCTION}),
    ]
    return all(steps)


def _empty_database(database_url: str) -> str:
    """Return the name of the database all tests copy theirs from. Each set of migrations gets one, so each runs from nothing once."""
    digest = hashlib.sha256()
    for path in sorted(ROOT.glob("*/migrations/*.py")):
        digest.update(path.read_bytes())
    digest.update((ROOT / "constraints.txt").read_bytes())
    wanted = f"anlauf_migrated_{digest.hexdigest()[:12]}"
    with psycopg.connect(f"{database_url.rsplit('/', 1)[0]}/postgres", autocommit=True) as connection:
        found = {name for (name,) in connection.execute(r"SELECT datname FROM pg_database WHERE datname LIKE 'anlauf\_migrated\_%'")}
        for name in found - {wanted}:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
        if wanted not in found:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(wanted)))
    return wanted


def _pytest(env: dict[str, str], arguments: list[str]) -> bool:
    """Run the tests in two rounds: the browser's event loop and Django's database do not share a process."""
    browser = chromium()
    if not browser and os.environ.get("CI") == "true":
        print("\n!! No Chromium found, and CI=true requires the browser tests: install Debian's package `chromium`.")
        return False
    (ROOT / "artifacts").mkdir(exist_ok=True)
    command = [PYTHON, "-m", "pytest", "-n", "2", *arguments]
    # In the order of the list: tests with real commits come last and leave the tables empty, so nobody may take up others after them.
    passed = run("pytest", *command, "-m", "not browser", env=env, nothing_is_fine=bool(arguments))
    if not browser:
        print("\n!! BROWSER TESTS SKIPPED: no Chromium found. Install it (on Debian: `apt install chromium`) or set CHROMIUM=/path.")
        return passed
    env = {**env, "CHROMIUM": browser}
    return run("pytest in Chromium", *command, "--dist", "worksteal", "-m", "browser", env=env, nothing_is_fine=bool(arguments)) and passed


if __name__ == "__main__":
    main()
