"""`make messages`: bring locale/ up to date with the source. Needs GNU gettext; running the product does not."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from portal.languages import CODES, SOURCE
from scripts.services import ROOT, stop_with

IGNORED = (".venv", ".data", "tests", "scripts", "benchmarks", "node_modules", "artifacts", "staticfiles")
MOVING = re.compile(r'^"(POT-Creation-Date|PO-Revision-Date|X-Generator):.*\n', re.MULTILINE)


def main() -> None:
    """Extract every marked string into each language's catalogue, without dates and places, so that it changes only when words do."""
    if not shutil.which("xgettext"):
        stop_with("GNU gettext is missing: install it (on Debian and Ubuntu: `apt install gettext`) and call `make messages` again.")
    command = [sys.executable, "manage.py", "makemessages", "--add-location", "never", "--no-wrap", "--no-obsolete"]
    for code in CODES:
        if code != SOURCE:
            command += ["-l", code]
    for folder in IGNORED:
        command += ["-i", folder]
    env = {
        "ANLAUF_ENV": "development",
        "SECRET_KEY": "only for extracting words",
        "DATABASE_URL": "postgres://nobody@localhost/none",
        "REDIS_URL": "redis://localhost/0",
        **os.environ,
    }
    subprocess.run(command, cwd=ROOT, env=env, check=True)
    for catalogue in sorted((ROOT / "locale").glob("*/LC_MESSAGES/django.po")):
        without_dates(catalogue)


def without_dates(catalogue: Path) -> None:
    """Take the header lines out that would differ on every run."""
    text = catalogue.read_text(encoding="utf-8")
    catalogue.write_text(MOVING.sub("", text), encoding="utf-8")


if __name__ == "__main__":
    main()
