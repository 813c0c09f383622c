"""What a job would send, and ordering it. Nothing is sent here."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import below
from accounts.models import User
from portal.models import GERMANY, Region
from portal.texts import EVERYWHERE, options_of, text_models
from translations.machine import budgets
from translations.machine.provider import service_name
from translations.models import MachineJob, MachineUnit, State
from translations.units import UnitRow, units

# A larger piece of work is ordered again when this is done.
MOST = 5_000
JobState = MachineJob.State


@dataclass(frozen=True)
class Line:
    """One line of the preview."""

    label: str
    language: str
    missing: int
    outdated: int
    characters: int


@dataclass(frozen=True)
class Plan:
    """What would be sent, most wanted first, and what the region may still send."""

    units: list[UnitRow]
    lines: list[Line]
    characters: int
    left: int
    # There is more than one job takes.
    more: bool


def sendable_models(region: str) -> list[type[Model]]:
    """Return the models whose texts may go to a service: never those about persons; what has no region goes with all Germany."""
    return [
        model
        for model in text_models()
        if not options_of(model).personal and (region == GERMANY or options_of(model).region_path != EVERYWHERE)
    ]


def wanted(unit: UnitRow) -> bool:
    """Whether a machine may write here: nothing stands there, or outdated machine text that nobody has read. Never over a person's text."""
    if unit.waits:
        return False
    return unit.state == State.MISSING or (unit.state == State.OUTDATED and unit.is_machine)


def plan(region: str, languages: Sequence[str], labels: Iterable[str] = ()) -> Plan:
    """Return what a job for this region, these languages and models would send."""
    chosen = set(labels)
    names = [model._meta.label_lower for model in sendable_models(region) if not chosen or model._meta.label_lower in chosen]
    regions = None if region == GERMANY else below(region)
    found = [unit for unit in units(languages, labels=names, regions=regions, states=(State.MISSING, State.OUTDATED)) if wanted(unit)]
    found.sort(key=lambda unit: (-unit.wishes, unit.model, unit.object_id, unit.field, unit.language))
    taken = found[:MOST]
    numbers: Counter[tuple[str, str, str]] = Counter()
    for unit in taken:
        numbers[unit.model, unit.language, unit.state] += 1
        numbers[unit.model, unit.language, "characters"] += unit.characters
    lines = [
        Line(label, code, numbers[label, code, State.MISSING], numbers[label, code, State.OUTDATED], numbers[label, code, "characters"])
        for label in names
        for code in languages
        if numbers[label, code, State.MISSING] or numbers[label, code, State.OUTDATED]
    ]
    characters = sum(unit.characters for unit in taken)
    return Plan(taken, lines, characters, budgets.left_of(region, timezone.now()), len(found) > MOST)


@transaction.atomic
def order(region: Region, *, by: User, languages: Sequence[str], labels: Sequence[str]) -> MachineJob:
    """Make a job that a worker takes up. Raises ValidationError when there is nothing to do, no budget, or a job on its way."""
    Region.objects.select_for_update(no_key=True).get(pk=region.pk)
    if not service_name():
        raise ValidationError(_("Die maschinelle Übersetzung ist ausgeschaltet."))
    if MachineJob.objects.filter(region=region, state__in=(JobState.WAITING, JobState.RUNNING)).exists():
        raise ValidationError(_("Für diese Region läuft schon ein Auftrag. Bitte warten Sie, bis er fertig ist."))
    found = plan(region.pk, languages, labels)
    if not found.units:
        raise ValidationError(_("Hier fehlt nichts, was eine Maschine übersetzen dürfte."))
    if not found.left:
        raise ValidationError(_("Diese Region hat in diesem Monat keine Zeichen mehr. Es wird nichts gesendet."))
    job = MachineJob.objects.create(region=region, languages=list(languages), labels=list(labels), by=by, total=len(found.units))
    MachineUnit.objects.bulk_create(
        [MachineUnit(job=job, model=u.model, object_id=u.object_id, field=u.field, language=u.language) for u in found.units],
        batch_size=1_000,
    )
    return job


def cancel(job: MachineJob) -> None:
    """Stop a job. What is translated stays; what is on its way is still kept when it comes."""
    going = MachineJob.objects.filter(pk=job.pk, state__in=(JobState.WAITING, JobState.RUNNING))
    if not going.update(state=JobState.STOPPED, note="cancelled", ended_at=timezone.now()):
        raise ValidationError(_("Das geht nicht mehr: Der Auftrag ist schon zu Ende."))
