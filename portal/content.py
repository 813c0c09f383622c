"""The content version: it changes in the very transaction that changes something public, whoever changes it.

Triggers write one row to `portal_contentchange` for each statement on a watched table. The version is the pair
(highest id, number of rows). Two writers never wait for each other, and a row that commits late still changes the number.
"""

import datetime
import functools
from collections.abc import Callable
from contextvars import ContextVar
from typing import TypeVar

from django.db import InterfaceError, OperationalError, connection, migrations, transaction
from django.utils import timezone

T = TypeVar("T")
_of_request: ContextVar[str | None] = ContextVar("content_version", default=None)

TRIGGER_FUNCTION = """
CREATE OR REPLACE FUNCTION portal_content_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO portal_contentchange DEFAULT VALUES;
    RETURN NULL;
END $$
"""


def watch(table: str) -> migrations.RunSQL:
    """Return the migration operation that makes changes of a table change the content version."""
    return migrations.RunSQL(
        f"CREATE TRIGGER content_changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION portal_content_changed()",
        f"DROP TRIGGER content_changed ON {table}",
    )


def version() -> str:
    """Return the content version; inside a public page it is read once, so that one page speaks of one version."""
    return _of_request.get() or _read()


def _read() -> str:
    """Read the version. As the first question of a public page it also finds out that a kept connection is dead, and takes a new one."""
    try:
        return _ask()
    except (OperationalError, InterfaceError):
        if connection.in_atomic_block:
            raise
        connection.close()
        return _ask()


def _ask() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0), count(*) FROM portal_contentchange")
        highest, number = cursor.fetchone()
    return f"{highest}.{number}"


class one_version:
    """Read the version once and hold it for the block."""

    def __enter__(self) -> str:
        self._token = _of_request.set(_read())
        return _of_request.get() or ""

    def __exit__(self, *exception: object) -> None:
        _of_request.reset(self._token)


_snapshots: dict[str, tuple[str, object]] = {}


def snapshot(build: Callable[[], T]) -> Callable[[], T]:
    """Keep what `build` returns in this process for as long as the content version stays the same."""
    name = f"{build.__module__}.{build.__qualname__}"

    @functools.wraps(build)
    def current() -> T:
        now = version()
        kept = _snapshots.get(name)
        if kept and kept[0] == now:
            return kept[1]  # type: ignore[return-value]
        value = build()
        _snapshots[name] = (now, value)
        return value

    return current


def daily_snapshot(build: Callable[[datetime.date], T]) -> Callable[[], T]:
    """Like `snapshot`, for what also changes with the local date; `build` is told the day."""

    @functools.wraps(build)
    def of_its_day() -> tuple[datetime.date, T]:
        today = timezone.localdate()
        return today, build(today)

    kept = snapshot(of_its_day)

    @functools.wraps(build)
    def current() -> T:
        day, value = kept()
        if day == timezone.localdate():
            return value
        forget_snapshots()
        return kept()[1]

    return current


def forget_snapshots() -> None:
    """Drop all snapshots, as a fresh process has none."""
    _snapshots.clear()


def touch() -> None:
    """Make a new version by hand, for changes that no trigger sees."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO portal_contentchange DEFAULT VALUES")


def compact(*, keep: int = 500) -> int:
    """Shorten the log when it is longer than `keep` rows; a new row makes sure that no version ever comes back."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM portal_contentchange")
        if cursor.fetchone()[0] <= keep:
            return 0
        cursor.execute("DELETE FROM portal_contentchange")
        removed = cursor.rowcount
        touch()
    return removed
