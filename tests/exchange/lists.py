"""Short ways to bring a list in a test."""

import csv
import io
from typing import Any

from accounts.models import User
from exchange import actions, report
from exchange.models import ImportRun
from portal.models import Region


def make_csv(rows: list[dict[str, str]], *, delimiter: str = ";", encoding: str = "utf-8") -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(dict.fromkeys(name for row in rows for name in row)), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode(encoding)


def operator() -> User:
    return User.objects.filter(is_superuser=True).first() or User.objects.create_superuser("listen@example.org", "ein langes Passwort")


def bring(content: bytes | list[dict[str, str]], *, write: bool = True, **fields: Any) -> ImportRun:
    """Upload and check a list, and take it over unless told otherwise. Columns that are not named are our own names."""
    rows = content if isinstance(content, list) else []
    content = make_csv(rows) if rows else content
    columns = fields.pop("columns", {name: name for row in rows for name in row})
    constants = fields.pop("constants", {})
    region = fields.pop("region", "de")
    defaults = {
        "target": "offers",
        "filename": "liste.csv",
        "source": "Liste",
        "licence": "CC0",
        "by": fields.pop("by", None) or operator(),
    }
    run = actions.upload(content=content, region=Region.objects.filter(pk=region).first(), **(defaults | fields))
    actions.begin_check(run, columns=columns, constants=constants)
    actions.check(run.pk)
    run.refresh_from_db()
    if write and run.state == "checked":
        actions.begin_import(run)
        actions.carry_out(run.pk)
        run.refresh_from_db()
    return run


def counts(run: ImportRun) -> dict[str, int]:
    return {name: number for name, number in report.counts(run.pk).items() if number}


def sentences(run: ImportRun) -> dict[int, list[list[str]]]:
    """Return the errors by line."""
    return {entry["line"]: entry["errors"] for entry in report.all_entries(run.pk) if entry["result"] == "error"}
