"""The report of an import, read piece by piece: a long one never stands in memory as a whole."""

import json
from collections.abc import Iterator
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _

RESULTS = {
    "new": _("neu"),
    "changed": _("geändert"),
    "same": _("gleich"),
    "kept": _("hier bearbeitet, bleibt"),
    "error": _("Fehler"),
}
_ROWS = "FROM exchange_importrun r, jsonb_array_elements(r.report) WITH ORDINALITY AS e(entry, place) WHERE r.id = %s"


def counts(run_id: int) -> dict[str, int]:
    """Return how many rows came to which result, in the order of `RESULTS`."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT entry->>'result', count(*) {_ROWS} GROUP BY 1", [run_id])
        found = dict(cursor.fetchall())
    return {result: found.get(result, 0) for result in RESULTS}


def entries(run_id: int, *, result: str = "", start: int = 0, number: int = 50) -> list[dict[str, Any]]:
    """Return some entries in the order of the lines, of one result or of all."""
    chosen, values = (" AND entry->>'result' = %s", [result]) if result else ("", [])
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT entry::text {_ROWS}{chosen} ORDER BY place OFFSET %s LIMIT %s", [run_id, *values, start, number])
        return [json.loads(entry) for (entry,) in cursor.fetchall()]


def all_entries(run_id: int, at_once: int = 1000) -> Iterator[dict[str, Any]]:
    """Yield every entry."""
    start = 0
    while found := entries(run_id, start=start, number=at_once):
        yield from found
        start += at_once
