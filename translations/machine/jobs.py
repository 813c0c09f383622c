"""A job piece by piece. PostgreSQL holds the truth: a worker takes a job by a token and a lease, and the sweep finds what it left.

For each piece: characters are counted and the texts noted as sent in one transaction, then they go out, then each answer is kept
together with its mark "done". A worker that dies in between leaves texts "sent"; the next one sends just those again.
"""

import datetime
import logging
import uuid
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import F, Model, Q, QuerySet
from django.utils import timezone

from portal.languages import SOURCE
from portal.texts import model_of
from translations import glossary
from translations.access import can_order_machine
from translations.actions import Changed, Outcome, UnitKey, store_machine
from translations.german_forms import forms
from translations.machine import budgets
from translations.machine.orders import wanted
from translations.machine.protecting import Lines
from translations.machine.provider import Provider, ProviderError, QuotaSpent, Refused, TooBusy, Unspoken, chosen
from translations.models import MachineJob, MachineUnit
from translations.texts import digest, fields_of, read
from translations.units import units

State = MachineJob.State
UnitState = MachineUnit.State
LEASE = datetime.timedelta(minutes=15)
# One task works on so many pieces, then makes room for others; a piece holds so many texts and about so many characters.
PIECES, TEXTS, CHARACTERS = 20, 40, 20_000
# A text goes on its way so often; a service without an answer gets so many tries, one that is busy many more.
TRIES, UNREACHABLE, BUSY = 3, 3, 100
WAIT_SECONDS, LONGEST_WAIT = (60, 300, 900), 3_600
KEPT_DAYS = 180
log = logging.getLogger(__name__)


class Ended(Exception):
    """This run is over: the job is done, stopped, waits, or another worker has it."""


@dataclass
class Prepared:
    """A text that may go out, with the German as it stood when it was counted."""

    unit: MachineUnit
    digest: str
    lines: Lines


@dataclass
class Piece:
    """What goes out together: one language."""

    language: str
    prepared: list[Prepared]
    characters: int
    month: datetime.date


def due(now: datetime.datetime) -> list[int]:
    """Return the jobs that may go on, also those whose worker is gone."""
    return list(_free(now).order_by("pk").values_list("pk", flat=True))


def forget_old(now: datetime.datetime) -> None:
    """Remove jobs that ended long ago, and of all that ended what was not left out."""
    ended = MachineUnit.objects.filter(job__ended_at__lt=now - LEASE).exclude(state=UnitState.SKIPPED)
    ended.delete()
    MachineJob.objects.filter(ended_at__lt=now - datetime.timedelta(days=KEPT_DAYS)).delete()


def _free(now: datetime.datetime) -> QuerySet[MachineJob]:
    free = Q(lease_until__isnull=True) | Q(lease_until__lt=now)
    return MachineJob.objects.filter(free, state__in=(State.WAITING, State.RUNNING), next_attempt_at__lte=now)


def run(job_id: int, *, now: datetime.datetime | None = None) -> bool:
    """Work on a job that nobody works on. Returns whether there is more to do at once."""
    job = _claim(job_id, now or timezone.now())
    if job is None:
        return False
    try:
        _check(job)
        provider = chosen()
        if provider is None:
            _end(job, "off")
        for _number in range(PIECES):
            _work(job, provider, now or timezone.now())
    except Ended:
        return False
    except Exception as error:  # noqa: BLE001 - whatever happens, the account must see it; texts must not get into the log
        log.error("Machine job %s stopped: %s", job_id, type(error).__name__)
        MachineJob.objects.filter(pk=job.pk, token=job.token).update(**_ended("fault"))
        return False
    MachineJob.objects.filter(pk=job.pk, token=job.token).update(token=None, lease_until=None)
    return True


@transaction.atomic
def _claim(job_id: int, now: datetime.datetime) -> MachineJob | None:
    """Take a job; what the last worker left on its way waits again."""
    token = uuid.uuid4()
    if not _free(now).filter(pk=job_id).update(state=State.RUNNING, note="", token=token, lease_until=timezone.now() + LEASE):
        return None
    left = MachineUnit.objects.filter(job=job_id, state=UnitState.SENT)
    lost = left.filter(tries__gte=TRIES).update(state=UnitState.SKIPPED, reason="lost")
    left.update(state=UnitState.WAITING)
    MachineJob.objects.filter(pk=job_id).update(failed=F("failed") + lost)
    return MachineJob.objects.select_related("by").get(pk=job_id)


def _check(job: MachineJob) -> None:
    if job.by is None or not can_order_machine(job.by, job.region_id):
        _end(job, "rights")


def _ended(note: str) -> dict[str, object]:
    return {"state": State.STOPPED, "note": note, "ended_at": timezone.now(), "token": None, "lease_until": None}


def _end(job: MachineJob, note: str) -> None:
    """Stop for a reason. Raises Ended."""
    MachineJob.objects.filter(pk=job.pk, token=job.token, state=State.RUNNING).update(**_ended(note))
    raise Ended


def _work(job: MachineJob, provider: Provider, now: datetime.datetime) -> None:
    """Send one piece and keep what comes back. Raises Ended when the job cannot go on now."""
    try:
        spoken = provider.speaks()
    except ProviderError as error:
        _after(job, None, error, now)
        return
    piece = _pack(job, spoken, now)
    if piece is None:
        raise Ended
    if not piece.prepared:
        return
    texts = [body for one in piece.prepared for body in one.lines.sent]
    try:
        answers = provider.translate(texts, target=piece.language, glossary=_glossary(piece.language)) if texts else []
    except Unspoken:
        _return(job, piece, refund=True)
        _leave_out(job, job.units.filter(state=UnitState.WAITING, language=piece.language), "language")
        return
    except ProviderError as error:
        _after(job, piece, error, now)
        return
    rest = iter(answers)
    for one in piece.prepared:
        _keep(job, one, one.lines.together([next(rest) for _body in one.lines.sent]))


def _glossary(language: str) -> dict[str, str]:
    """Return German spellings and how they are said; terms that keep the German show it in brackets, in all their forms."""
    found = {}
    for spelling, rendering in glossary.renderings(language).items():
        kept = [term for term in glossary.kept_terms(spelling) if term not in rendering]
        found[spelling] = f"{rendering} ({', '.join(kept)})" if kept else rendering
    for spelling, rendering in list(found.items()):
        if "(" in rendering and " " not in spelling:
            for form in sorted(forms(spelling)):
                found.setdefault(form, rendering)
    return found


@transaction.atomic
def _pack(job: MachineJob, spoken: frozenset[str], now: datetime.datetime) -> Piece | None:
    """Choose the next texts, count their characters and note them as sent. None when the job is over: none left, no budget, not ours."""
    with connection.cursor() as cursor:
        # Two jobs never pick the same text at the same moment.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('translations.machine'))")
    mine = MachineJob.objects.select_for_update().filter(pk=job.pk, token=job.token, state=State.RUNNING)
    if not mine.exists():
        return None
    waiting = job.units.filter(state=UnitState.WAITING).order_by("pk")
    first = waiting.first()
    if first is None:
        MachineJob.objects.filter(pk=job.pk).update(**_ended("") | {"state": State.DONE})
        return None
    piece = Piece(first.language, [], 0, budgets.month_of(now))
    if first.language not in spoken:
        _leave_out(job, waiting.filter(language=first.language), "language")
        return piece
    ready, settled = _readable(job, list(waiting.filter(language=first.language)[:TEXTS]))
    _leave_out(job, job.units.filter(pk__in=settled), "settled")
    if not ready:
        return piece
    sizes = [len(german) for _unit, german in ready]
    places = budgets.reserve(job.region_id, sizes, now=now)
    if not places:
        MachineJob.objects.filter(pk=job.pk).update(**_ended("budget"))
        return None
    piece.prepared = [Prepared(unit, digest(german), Lines.of(german)) for unit, german in (ready[place] for place in places)]
    piece.characters = sum(sizes[place] for place in places)
    job.units.filter(pk__in=[one.unit.pk for one in piece.prepared]).update(state=UnitState.SENT, tries=F("tries") + 1)
    MachineJob.objects.filter(pk=job.pk).update(characters=F("characters") + piece.characters, lease_until=timezone.now() + LEASE)
    return piece


def _readable(job: MachineJob, chosen_units: list[MachineUnit]) -> tuple[list[tuple[MachineUnit, str]], list[int]]:
    """Return the texts that still want a machine, with their German, as many as fit a piece; and the keys of those that do not."""
    by_label: dict[str, list[MachineUnit]] = {}
    for unit in chosen_units:
        by_label.setdefault(unit.model, []).append(unit)
    german: dict[int, str] = {}
    for label, some in by_label.items():
        model = model_of(label)
        if model is not None:
            german |= _german(model, some)
    others = MachineUnit.objects.filter(job__state=State.RUNNING, state=UnitState.SENT).exclude(job=job)
    on_their_way = set(others.values_list("model", "object_id", "field", "language"))
    ready, settled, size = [], [], 0
    for unit in chosen_units:
        text = german.get(unit.pk, "")
        if not text or (unit.model, unit.object_id, unit.field, unit.language) in on_their_way:
            settled.append(unit.pk)
        elif not ready or size + len(text) <= CHARACTERS:
            ready.append((unit, text))
            size += len(text)
    return ready, settled


def _german(model: type[Model], some: list[MachineUnit]) -> dict[int, str]:
    """Return the German of those of these units of one model and language that a machine may still write."""
    keys = {unit.object_id for unit in some}
    asked = units([some[0].language], labels=[some[0].model], keys=keys)
    open_now = {(unit.object_id, unit.field) for unit in asked if wanted(unit)}
    rows = {str(row.pk): row for row in model._default_manager.filter(pk__in=keys)}
    names = fields_of(model)
    return {
        unit.pk: read(rows[unit.object_id], unit.field, SOURCE)
        for unit in some
        if unit.field in names and unit.object_id in rows and (unit.object_id, unit.field) in open_now
    }


def _leave_out(job: MachineJob, some: QuerySet[MachineUnit], reason: str) -> None:
    """Note that these texts are not translated, and why."""
    number = some.update(state=UnitState.SKIPPED, reason=reason)
    if number:
        MachineJob.objects.filter(pk=job.pk).update(failed=F("failed") + number)


@transaction.atomic
def _return(job: MachineJob, piece: Piece, *, refund: bool) -> None:
    """Let the texts of a piece wait again. Raises Ended when another worker has the job by now."""
    if not MachineJob.objects.select_for_update().filter(pk=job.pk, token=job.token).exists():
        raise Ended
    sent = job.units.filter(pk__in=[one.unit.pk for one in piece.prepared], state=UnitState.SENT)
    sent.update(state=UnitState.WAITING, tries=F("tries") - 1)
    if refund:
        budgets.give_back(job.region_id, piece.characters, month=piece.month)
        MachineJob.objects.filter(pk=job.pk).update(characters=F("characters") - piece.characters)


def _after(job: MachineJob, piece: Piece | None, error: ProviderError, now: datetime.datetime) -> None:
    """Wait or stop, as the service's answer says. Raises Ended."""
    if piece is not None:
        _return(job, piece, refund=not error.charged)
    if isinstance(error, QuotaSpent):
        _end(job, "quota")
    if isinstance(error, Refused):
        _end(job, "refused")
    attempts = MachineJob.objects.filter(pk=job.pk).values_list("attempts", flat=True).get()
    busy = isinstance(error, TooBusy)
    if attempts >= (BUSY if busy else UNREACHABLE):
        _end(job, "unreachable")
    asked = error.retry_after if isinstance(error, TooBusy) else None
    seconds = WAIT_SECONDS[min(attempts, len(WAIT_SECONDS) - 1)] if asked is None else min(max(asked, 1), LONGEST_WAIT)
    MachineJob.objects.filter(pk=job.pk, token=job.token, state=State.RUNNING).update(
        state=State.WAITING,
        note="busy" if busy else "retry",
        attempts=attempts + 1,
        next_attempt_at=now + datetime.timedelta(seconds=seconds),
        token=None,
        lease_until=None,
    )
    raise Ended


@transaction.atomic
def _keep(job: MachineJob, one: Prepared, text: str) -> None:
    """Keep one answer and note it as done, both or neither. Raises Ended when another worker has the job by now."""
    if not MachineJob.objects.select_for_update().filter(pk=job.pk, token=job.token).exists():
        raise Ended
    unit, reason = job.units.get(pk=one.unit.pk), _stored(one, text)
    if reason == "changed" and unit.tries < 2:
        # Once more, with the German as it stands now.
        job.units.filter(pk=unit.pk).update(state=UnitState.WAITING)
        return
    job.units.filter(pk=unit.pk).update(state=UnitState.SKIPPED if reason else UnitState.DONE, reason=reason)
    counted = {"failed": F("failed") + 1} if reason else {"done": F("done") + 1}
    MachineJob.objects.filter(pk=job.pk).update(attempts=0, **counted)


def _stored(one: Prepared, text: str) -> str:
    """Store one answer; return why not, or ""."""
    if not text.strip():
        return "kept"
    unit = one.unit
    try:
        with transaction.atomic():
            outcome = store_machine(UnitKey(unit.model, unit.object_id, unit.field, unit.language), text, german_digest=one.digest)
    except Changed:
        return "changed"
    except ValidationError as error:
        return "settled" if getattr(error, "code", "") == "gone" else "kept"
    return "settled" if outcome == Outcome.UNCHANGED else ""
