"""Which of their columns means which of ours: by a mapping kept earlier, else by the headers."""

from exchange.base import ListResource, Task
from exchange.columns import Column
from exchange.lookups import folded
from exchange.models import ImportMapping
from exchange.resources import resource_for
from portal.languages import BY_CODE


def columns_for(target: str, user: object) -> list[Column]:
    """Return our columns that a list can fill."""
    resource: ListResource = resource_for(target, Task(user))
    return [column for column in resource.fields.values() if not column.shown_only]


def fitting(target: str, headers: list[str]) -> ImportMapping | None:
    """Return the kept mapping that uses most of these headers and names no other; the newest of equals."""
    best = None
    for mapping in ImportMapping.objects.filter(target=target).order_by("-changed_at"):
        used = set(mapping.columns.values())
        if used and used <= set(headers) and (best is None or len(used) > len(best.columns)):
            best = mapping
    return best


def by_headers(columns: list[Column], headers: list[str]) -> dict[str, str]:
    """Return our column names with the header that means the same; each header is used once."""
    by_name = {folded(header): header for header in reversed(headers)}
    found: dict[str, str] = {}
    # Our own names first, so that our own export always fits; then labels and words.
    for names_of in (lambda column: (column.name,), _names):
        for column in columns:
            for name in names_of(column):
                header = by_name.get(folded(name), "")
                if header and column.name not in found and header not in found.values():
                    found[column.name] = header
    return found


def _names(column: Column) -> tuple[str, ...]:
    """Return how lists may call a column. Texts in another language are only known with that language's name behind them."""
    if column.language:
        language = BY_CODE[column.language]
        return tuple(f"{column.label} {name}" for name in (language.code, language.name))
    return (str(column.label), *column.words)
