"""`make bench`: the product's speed beside its floors, from one run, in a scratch database."""

import os
import random
import subprocess
import sys

import psycopg

from scripts.services import ROOT, running

NAME = "anlauf_bench"
SIZES = (1_000, 100_000)
# Organisations and advisors in the directories; `only-people people=1000` measures nothing else, `search` only the search over everything,
# `texts` only the translators' pages.
PEOPLE = 10_000


def main() -> None:
    """Prepare the scratch database, then measure in a fresh process with the benchmark's settings."""
    if "--measure" in sys.argv:
        _measure_all()
        return
    with running(folder="bench", quiet=True) as services:
        server = services.database_url.rsplit("/", 1)[0]
        with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")
            connection.execute(f"CREATE DATABASE {NAME}")
        env = {
            **os.environ,
            "ANLAUF_ENV": "test",
            "SECRET_KEY": "only for benchmarks",
            "DATABASE_URL": f"{server}/{NAME}",
            "REDIS_URL": services.redis_url,
            "DJANGO_SETTINGS_MODULE": "benchmarks.settings",
        }
        for command in (["migrate", "--no-input"], ["compile_messages"], ["load_base"]):
            subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=env, check=True, stdout=subprocess.DEVNULL)
        sys.exit(subprocess.call([sys.executable, "-m", "benchmarks.run", "--measure", *sys.argv[1:]], cwd=ROOT, env=env))


def _measure_all() -> None:
    import django  # noqa: PLC0415 - needs the settings of this process

    django.setup()
    from benchmarks.report import Report  # noqa: PLC0415 - needs Django

    report = Report(random.Random(7))
    if "search" in sys.argv:
        report.everything(SIZES)
        sys.exit(0 if report.print_promises() else 1)
    if "texts" in sys.argv:
        report.texts()
        sys.exit(0 if report.print_promises() else 1)
    report.mails()
    if "mails" in sys.argv:
        sys.exit(0 if report.print_promises() else 1)
    sizes = [int(word) for word in sys.argv if word.isdigit()] or list(SIZES)
    people = next((int(word.removeprefix("people=")) for word in sys.argv if word.startswith("people=")), PEOPLE)
    if "only-people" in sys.argv:
        sizes = []
    for size in sizes:
        report.size(size)
    if sizes:
        report.compare()
        report.memory()
        report.saving()
        report.everything(SIZES)
        report.texts()
    report.directories(people)
    sys.exit(0 if report.print_promises() else 1)


if __name__ == "__main__":
    main()
