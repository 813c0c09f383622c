"""Import the districts of the whole country from a CSV file."""

import csv
import re
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from portal.models import Region

COLUMNS = {"ags", "name", "kind"}
# K and LK are districts, KS and SK are cities that are districts of their own.
KINDS = {"K": Region.Kind.DISTRICT, "LK": Region.Kind.DISTRICT, "KS": Region.Kind.CITY, "SK": Region.Kind.CITY}
MOST_ERRORS = 20


class Command(BaseCommand):
    help = "Import districts (columns ags,name,kind). All or nothing: one wrong line, and nothing is written."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        rows = read_districts(file)
        with transaction.atomic():
            known = set(Region.objects.values_list("key", flat=True))
            missing = sorted({row.key[:2] for row in rows} - known)
            if missing:
                raise CommandError(f"The Land with key {missing[0]} is not there: run `manage.py load_base` first.")
            new = [row for row in rows if row.key not in known]
            old = [row for row in rows if row.key in known]
            Region.objects.bulk_create(new)
            Region.objects.bulk_update(old, ["kind"])
        self.stdout.write(f"{len(new)} districts added, {len(old)} already known (their names stay)")


def read_districts(file: Path) -> list[Region]:
    """Return the districts of a file. Raises CommandError that names every wrong line, up to twenty."""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"{file} cannot be read as UTF-8 text: {error}") from error
    reader = csv.DictReader(text.splitlines())
    if not set(reader.fieldnames or ()) >= COLUMNS:
        raise CommandError(f"Line 1: the columns must be ags,name,kind, but they are {','.join(reader.fieldnames or ['none'])}.")
    rows: dict[str, Region] = {}
    errors: list[str] = []
    for row in reader:
        number = reader.line_num
        problem = _problem(row, rows)
        if problem:
            errors.append(f"Line {number}: {problem}")
            continue
        key, name = row["ags"].strip(), row["name"].strip()
        rows[key] = Region(key=key, kind=KINDS[row["kind"].strip()], name_de=name)
    if errors:
        more = f"\n... and {len(errors) - MOST_ERRORS} more" if len(errors) > MOST_ERRORS else ""
        raise CommandError("Nothing was imported.\n" + "\n".join(errors[:MOST_ERRORS]) + more)
    return list(rows.values())


def _problem(row: dict[str, str | None], seen: dict[str, Region]) -> str:
    """Return what is wrong with a line, or an empty string."""
    key, name, kind = ((row.get(column) or "").strip() for column in ("ags", "name", "kind"))
    if re.fullmatch(r"[0-9]{4}", key):
        return f"the key {key} has four digits. It has lost its leading zero: should it be 0{key}? Keep the column as text."
    if not re.fullmatch(r"(0[1-9]|1[0-6])[0-9]{3}", key):
        return f"the key {key or 'is missing: it'} is not the five-digit key of a district in one of the 16 Länder."
    if not name or len(name) > 120:
        return "the name is missing or too long."
    if kind not in KINDS:
        return f"the kind {kind or '(empty)'} is unknown; known are {', '.join(KINDS)}."
    if key in seen:
        return f"the key {key} stands in the file twice."
    return ""
