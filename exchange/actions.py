"""Imports step by step: file in, columns told, checked without writing, taken over as a whole or not at all.

PostgreSQL holds the truth. A worker that works on a run holds a lease, which the sweep looks at, and while it writes an advisory
lock of the database, which ends with its connection: two workers never write the same list.
"""

import contextlib
import datetime
import logging
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

import pghistory
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import OperationalError, connection, transaction
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import User
from exchange import mails, reading
from exchange.access import can_import, may_replace
from exchange.base import ListResource, Task
from exchange.models import ImportMapping, ImportRun
from exchange.resources import resource_for
from portal.content import one_version
from portal.languages import SOURCE
from portal.models import Region

State = ImportRun.State
LEASE = datetime.timedelta(minutes=10)
AT_ONCE = 200
log = logging.getLogger(__name__)


class Stopped(Exception):
    """Somebody cancelled the run, or another worker has it."""


def upload(*, by: User, target: str, filename: str, content: bytes, source: str, licence: str, region: Region | None) -> ImportRun:
    """Keep a file that can be read. Raises ValidationError that says what is wrong with it."""
    try:
        reading.head(content)
    except reading.UnreadableFile as error:
        raise ValidationError({"file": str(error)}) from None
    return ImportRun.objects.create(
        by=by, target=target, filename=filename[-160:], content=content, source=source, licence=licence, region=region
    )


@transaction.atomic
def save_mapping(run: ImportRun, *, name: str, by: User) -> ImportMapping:
    """Keep a run's columns under a name for the next list. Raises ValidationError when somebody else uses that name."""
    kept = ImportMapping.objects.select_for_update().filter(name=name).first()
    if kept is not None and not may_replace(by, kept):
        raise ValidationError({"name": _("Diesen Namen benutzt schon jemand anderes. Bitte wählen Sie einen anderen.")})
    values = {"target": run.target, "columns": run.columns, "constants": run.constants}
    if kept is None:
        return ImportMapping.objects.create(name=name, created_by=by, **values)
    for field, value in values.items():
        setattr(kept, field, value)
    kept.save()
    return kept


def begin_check(run: ImportRun, *, columns: dict[str, str], constants: dict[str, str]) -> ImportRun:
    """Say what the columns mean and let the list be checked. Raises ValidationError once it is on its way."""
    values = {"columns": columns, "constants": constants, "done": 0, "total": 0, "report": [], "error": "", "finished_at": None}
    _step(run, (State.UPLOADED, State.CHECKED, State.FAILED), State.CHECKING, **values)
    return run


def begin_import(run: ImportRun) -> ImportRun:
    """Let a checked list be taken over. Raises ValidationError for one that is not checked."""
    _step(run, (State.CHECKED,), State.WAITING, done=0)
    return run


def cancel(run: ImportRun) -> ImportRun:
    """Stop a list before it is taken over; the file goes. Raises ValidationError once the import runs: it changes everything or nothing."""
    stopped = (State.UPLOADED, State.CHECKING, State.CHECKED, State.WAITING)
    _step(run, stopped, State.CANCELLED, content=None, finished_at=timezone.now())
    return run


def _step(run: ImportRun, before: tuple[str, ...], after: str, **values: Any) -> None:
    moved = ImportRun.objects.filter(pk=run.pk, state__in=before).update(state=after, lease_until=None, **values)
    if not moved:
        raise ValidationError(_("Das geht nicht mehr: Die Liste ist schon einen Schritt weiter."))
    run.refresh_from_db(fields=["state", *values])


def due(now: datetime.datetime) -> tuple[list[int], list[int]]:
    """Return the runs that wait for a check and those that wait to be taken over, also those whose worker is gone."""
    free = Q(lease_until__isnull=True) | Q(lease_until__lt=now)
    checks = ImportRun.objects.filter(free, state=State.CHECKING)
    imports = ImportRun.objects.filter(free, state__in=(State.WAITING, State.RUNNING))
    return list(checks.values_list("pk", flat=True)), list(imports.values_list("pk", flat=True))


def check(run_id: int, *, now: datetime.datetime | None = None) -> None:
    """Read the list as if it were taken over, and write the report. Changes nothing else."""
    run = _claim(run_id, (State.CHECKING,), State.CHECKING, now)
    if run is None:
        return

    def progress(done: int, total: int) -> None:
        found = ImportRun.objects.filter(pk=run_id, state=State.CHECKING)
        if not found.update(done=done, total=total, lease_until=timezone.now() + LEASE):
            raise Stopped

    with translation.override(run.by.language if run.by else SOURCE):
        try:
            values = {"state": State.CHECKED, "report": _walk(run, write=False, progress=progress)}
        except Stopped:
            return
        except Exception as error:  # noqa: BLE001 - whatever happens, the account must see it
            values = {"state": State.FAILED, "error": _reason(error, run_id), "finished_at": timezone.now()}
        ImportRun.objects.filter(pk=run_id, state=State.CHECKING).update(lease_until=None, **values)


def carry_out(run_id: int, *, now: datetime.datetime | None = None) -> None:
    """Take a checked list over: all of it in one transaction, or nothing. Sends a mail when it is done or has failed."""
    run = _claim(run_id, (State.WAITING, State.RUNNING), State.RUNNING, now)
    if run is None:
        return
    with translation.override(run.by.language if run.by else SOURCE):
        try:
            with _progress_beside(run_id) as progress:
                _carry_out(run, progress)
        except Stopped:
            return
        except Exception as error:  # noqa: BLE001 - whatever happens, the account must see it
            with transaction.atomic():
                values = {"state": State.FAILED, "error": _reason(error, run_id), "finished_at": timezone.now(), "lease_until": None}
                if ImportRun.objects.filter(pk=run_id, state=State.RUNNING).update(**values):
                    mails.send_done(run)


def _carry_out(run: ImportRun, progress: Callable[[int, int], None]) -> None:
    with transaction.atomic(), pghistory.context(user=run.by_id, import_run=run.pk):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(hashtext('exchange.run'), %s)", [run.pk])
            if not cursor.fetchone()[0]:
                raise Stopped
        report = _walk(run, write=True, progress=progress)
        values = {"report": report, "total": len(report), "done": len(report), "finished_at": timezone.now()}
        if not ImportRun.objects.filter(pk=run.pk, state=State.RUNNING).update(state=State.DONE, lease_until=None, **values):
            raise Stopped
        mails.send_done(run)


def _claim(run_id: int, before: tuple[str, ...], after: str, now: datetime.datetime | None) -> ImportRun | None:
    """Take a run that nobody works on; None when it is not there, not due, or taken."""
    now = now or timezone.now()
    free = ImportRun.objects.filter(Q(lease_until__isnull=True) | Q(lease_until__lt=now), pk=run_id, state__in=before)
    if not free.update(state=after, lease_until=timezone.now() + LEASE):
        return None
    return ImportRun.objects.select_related("by", "region").defer("report").get(pk=run_id)


@contextlib.contextmanager
def _progress_beside(run_id: int) -> Iterator[Callable[[int, int], None]]:
    """Report how far it is on a second connection: nothing of the big transaction can be seen before it ends."""
    beside = connection.copy()
    sql = "UPDATE exchange_importrun SET done = %s, total = %s, lease_until = %s WHERE id = %s AND state = 'running'"

    def progress(done: int, total: int) -> None:
        # Progress is a comfort; without it the import still counts.
        with contextlib.suppress(OperationalError), beside.cursor() as cursor:
            cursor.execute(sql, [done, total, timezone.now() + LEASE, run_id])

    try:
        yield progress
    finally:
        beside.close()


def _walk(run: ImportRun, *, write: bool, progress: Callable[[int, int], None]) -> list[dict[str, Any]]:
    """Read the whole list in small steps and return its report."""
    if run.by is None or not run.by.is_active or not can_import(run.by):
        raise ValidationError(_("Das Konto darf keine Listen mehr übernehmen."))
    content = bytes(run.content or b"")
    # The tables of regions and topics are read once, not once a row.
    with one_version():
        return _walk_through(run, content, write=write, progress=progress)


def _walk_through(run: ImportRun, content: bytes, *, write: bool, progress: Callable[[int, int], None]) -> list[dict[str, Any]]:
    total, slugs = _survey(content, run.columns.get("slug"))
    task = Task(run.by, run.source, run.licence, run.region, run.columns, run.constants, slugs)
    resource: ListResource = resource_for(run.target, task)
    rows = islice(reading.iter_rows(content), 1, None)
    report: list[dict[str, Any]] = []
    progress(0, total)
    while some := list(islice(rows, AT_ONCE)):
        report += resource.take(some, write=write)
        progress(len(report), total)
    if write:
        resource.finish()
    return report


def _survey(content: bytes, slug_column: str | None) -> tuple[int, frozenset[str]]:
    """Return how many rows there are, and the addresses that the list itself brings."""
    number, slugs = 0, set()
    for row in islice(reading.iter_rows(content), 1, None):
        number += 1
        if slug_column:
            slugs.add(row.cells.get(slug_column, ""))
    return number, frozenset(slugs - {""})


def _reason(error: Exception, run_id: int) -> str:
    """Return what the account reads. Faults of ours are logged and not shown."""
    if isinstance(error, ValidationError):
        return " ".join(error.messages)[:300]
    if isinstance(error, reading.UnreadableFile):
        return str(error)[:300]
    log.exception("Import %s stopped.", run_id)
    return _("Hier ist ein Fehler passiert. Es wurde nichts geändert. Bitte versuchen Sie es noch einmal.")


def forget_files(now: datetime.datetime) -> int:
    """Delete the files of lists that ended long ago, and of those that nobody has gone on with. Returns how many."""
    limit = now - datetime.timedelta(days=settings.IMPORT_FILE_DAYS)
    old = Q(finished_at__lt=limit) | Q(finished_at__isnull=True, created_at__lt=limit, state__in=(State.UPLOADED, State.CHECKED))
    runs = ImportRun.objects.filter(old, content__isnull=False)
    waiting = Case(When(finished_at__isnull=True, then=Value(State.CANCELLED)), default=F("state"))
    return runs.update(state=waiting, finished_at=Coalesce("finished_at", Value(now)), content=None)
