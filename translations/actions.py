"""Saving translations: the row's column, its record, its search rows, in one transaction; what is sensitive waits for a second person."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeGuard

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import drafts
from accounts.drafts import is_storable
from accounts.models import User
from portal.languages import SOURCE
from portal.texts import after_change, model_of, options_of
from translations import glossary, guards, traces, wishes
from translations.models import Origin, Proposal, State
from translations.texts import OTHERS, accept, digest, fields_of, read, stamp, standings
from translations.versions import count_up_pages, counted_up, lock_pages

LONGEST_REASON = 200


class Outcome(StrEnum):
    """Readers see it now; or it waits for a second person; or nothing was different."""

    SAVED = "saved"
    PROPOSED = "proposed"
    UNCHANGED = "unchanged"


class Changed(Exception):
    """The German or the translation is another than the one the writer saw. Carries both as they stand now."""

    def __init__(self, german: str, text: str) -> None:
        super().__init__("changed")
        self.german, self.text = german, text


class Found(ValidationError):
    """What the guards found; `can_overrule`: saving with a reason is possible."""

    def __init__(self, findings: Sequence[guards.Finding]) -> None:
        super().__init__([ValidationError(finding.words, code=finding.code) for finding in findings])
        self.can_overrule = all(finding.can_overrule for finding in findings)


@dataclass(frozen=True)
class UnitKey:
    """The name of one unit."""

    model: str
    object_id: str
    field: str
    language: str

    def row(self) -> Model | None:
        """Return the row, None when the model, field or language is unknown or the row is gone."""
        return _fetch(self)


def save_translation(
    key: UnitKey, text: str, *, by: User, german_digest: str, text_digest: str, reason: str = "", proposal_digest: str | None = None
) -> Outcome:
    """Save what a person wrote for the German text with this digest. A sensitive field gets a proposal instead.

    Side effects: record, row version, search rows, an older proposal of the unit ends. Raises Changed when either text is another than
    the digests say; ValidationError with the sentences of the guards, unless a reason overrules those that can be.
    `proposal_digest`: of the proposal the writer saw beside the text, "" for none; None means that she saw none of somebody else.
    """
    with transaction.atomic():
        row, german, current = _open(key, german_digest, text_digest)
        text = _cleaned(row, key, text)
        waiting = _waiting(key)
        _check_seen(waiting, proposal_digest, german, text, by)
        if _says_nothing_new(row, key, text, current, waiting):
            return Outcome.UNCHANGED
        reason = _guarded(row, key, german, text, reason)
        if key.field in options_of(type(row)).sensitive:
            return _propose(key, german, text, by=by, reason=reason)
        return _write(row, key, text, reason=reason)


def confirm_meaning(key: UnitKey, *, by: User, german_digest: str, text_digest: str, reason: str = "") -> Outcome:
    """Say that the text with this digest fits the German of now: "meaning unchanged", or machine text accepted.

    It is the text that stands there, else the one that a machine proposed. In a sensitive field this is the first pair of eyes: a proposal
    waits for the second. Errors as above.
    """
    with transaction.atomic():
        row, german, current = _open(key, german_digest, None)
        waiting = _waiting(key)
        text = current
        if not current or digest(current) != text_digest:
            if waiting is None or waiting.origin != Origin.MACHINE or digest(waiting.text) != text_digest:
                raise Changed(german, current)
            text = waiting.text
        if text == current and _is_read(row, key):
            return Outcome.UNCHANGED
        if _is_of_a_person(waiting, german) and waiting.text != text:
            raise Changed(german, waiting.text)
        reason = _guarded(row, key, german, text, reason)
        if key.field in options_of(type(row)).sensitive:
            return _propose(key, german, text, by=by, reason=reason)
        if text != current:
            return _write(row, key, text, reason=reason)
        accept(row, [(key.field, key.language)], reason=reason)
        _close(row, key)
        return Outcome.SAVED


def store_machine(key: UnitKey, text: str, *, german_digest: str) -> Outcome:
    """Keep machine text: in the column where it can be shown with its label and no person's text stands, else as a proposal.

    Nothing is kept where a person's text is up to date or a person's proposal waits. Raises Changed when the German is another by now;
    ValidationError when the guards find something: such text is not kept.
    """
    with transaction.atomic():
        row, german, current = _open(key, german_digest, None)
        options = options_of(type(row))
        if options.personal:
            raise ValidationError(_("Texte über Menschen gehen an keine Maschine."))
        text = _cleaned(row, key, text)
        waiting = _waiting(key)
        standing = standings(row)[key.field, key.language]
        if waiting is not None and waiting.origin != Origin.MACHINE:
            return Outcome.UNCHANGED
        if current and not standing.is_machine and standing.state == State.READY:
            return Outcome.UNCHANGED
        _guarded(row, key, german, text, "")
        if key.field in options.sensitive or not options.labelled or (current and not standing.is_machine):
            return _propose(key, german, text, by=None, reason="", origin=Origin.MACHINE)
        return _write(row, key, text, origin=Origin.MACHINE)


def decide(proposal: Proposal, *, by: User, accept: bool, text_digest: str | None = None, proposal_digest: str | None = None) -> Outcome:
    """A second person's answer. Accepting writes the column with an editorial record; refusing deletes the proposal. Errors as above.

    Side effect of refusing: its writer finds the text again as her draft of the unit.
    `text_digest`, `proposal_digest`: of the texts that this person saw; None means those that are given.
    """
    key = UnitKey(proposal.model, proposal.object_id, proposal.field, proposal.language)
    with transaction.atomic():
        row = _locked(key)
        german, current = read(row, key.field, SOURCE), read(row, key.field, key.language)
        waiting = _waiting(key)
        seen = digest(proposal.text) if proposal_digest is None else proposal_digest
        if waiting is None or digest(waiting.text) != seen:
            raise Changed(german, waiting.text if waiting else current)
        if waiting.origin != Origin.MACHINE and waiting.by_id == by.pk:
            raise ValidationError(_("Das hat dieselbe Person geschrieben. Bitte lassen Sie es jemand anderen lesen."))
        if not accept:
            if waiting.by is not None:
                seen_then = {"german": [waiting.source_digest], "current": [digest(current)], "proposal": [""]}
                drafts.keep(waiting.by, draft_name(key), data={"text": [waiting.text], **seen_then}, base=0)
            waiting.delete()
            return Outcome.UNCHANGED
        if waiting.source_digest != digest(german) or (text_digest is not None and text_digest != digest(current)):
            raise Changed(german, current)
        if waiting.origin == Origin.MACHINE and key.field in options_of(type(row)).sensitive:
            # The first pair of eyes.
            return _propose(key, german, waiting.text, by=by, reason=_guarded(row, key, german, waiting.text, waiting.reason))
        return _write(row, key, _cleaned(row, key, waiting.text), reason=waiting.reason)


def draft_name(key: UnitKey) -> str:
    """Return the name under which a writer's draft of this unit is kept."""
    return traces.draft_name(key.model, key.object_id, key.field, key.language)


def findings(row: Model, key: UnitKey, german: str, text: str) -> list[guards.Finding]:
    """Return what the guards find in a translation of a field of this row."""
    return guards.check(german, text, kept_terms=glossary.kept_terms(german), longest=_column(row, key).max_length)


def _fetch(key: UnitKey, *, lock: bool = False) -> Model | None:
    model = model_of(key.model)
    if model is None or key.field not in fields_of(model) or key.language not in OTHERS or not is_storable(key.object_id):
        return None
    rows = model._default_manager.select_for_update(of=("self",)) if lock else model._default_manager
    try:
        row = rows.filter(pk=key.object_id).first()
    except (ValueError, ValidationError):
        return None
    # "007" and Arabic digits would find a row as well, but name it otherwise than its records do.
    return row if row is not None and str(row.pk) == key.object_id else None


def _locked(key: UnitKey) -> Model:
    if (seen := _fetch(key)) is not None:
        lock_pages([seen])
    row = _fetch(key, lock=True)
    if row is None or not digest(read(row, key.field, SOURCE)):
        raise ValidationError(_("Diesen Text gibt es nicht mehr."), code="gone")
    return row


def _open(key: UnitKey, german_digest: str, text_digest: str | None) -> tuple[Model, str, str]:
    """Return the locked row, its German text and its translation; Changed when they are not those that were seen."""
    row = _locked(key)
    german, current = read(row, key.field, SOURCE), read(row, key.field, key.language)
    if digest(german) != german_digest or (text_digest is not None and digest(current) != text_digest):
        raise Changed(german, current)
    return row, german, current


def _waiting(key: UnitKey) -> Proposal | None:
    return Proposal.objects.filter(model=key.model, object_id=key.object_id, field=key.field, language=key.language).first()


def _check_seen(waiting: Proposal | None, seen: str | None, german: str, text: str, by: User) -> None:
    """Nobody writes over somebody's proposal that she has not seen."""
    if waiting is None or waiting.origin == Origin.MACHINE or waiting.text == text:
        return
    if digest(waiting.text) != seen and not (seen is None and waiting.by_id == by.pk):
        raise Changed(german, waiting.text)


def _is_of_a_person(waiting: Proposal | None, german: str) -> TypeGuard[Proposal]:
    """Whether somebody's proposal for the German of now waits for a second reader."""
    return waiting is not None and waiting.origin != Origin.MACHINE and waiting.source_digest == digest(german)


def _says_nothing_new(row: Model, key: UnitKey, text: str, current: str, waiting: Proposal | None) -> bool:
    if _is_of_a_person(waiting, read(row, key.field, SOURCE)):
        return waiting.text == text
    return text == current and _is_read(row, key)


def _is_read(row: Model, key: UnitKey) -> bool:
    """Whether a person has said that the text that stands there fits the German of now."""
    standing = standings(row)[key.field, key.language]
    return standing.state == State.READY and not standing.is_machine and not standing.is_demo


def _column(row: Model, key: UnitKey) -> Any:
    return row._meta.get_field(f"{key.field}_{key.language}")


def _cleaned(row: Model, key: UnitKey, text: str) -> str:
    """Return the text without blanks around it and with one kind of line end. Raises ValidationError when the column cannot hold it."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if not digest(text):
        raise ValidationError(_("Bitte schreiben Sie eine Übersetzung. Ein leerer Text löscht nichts."), code="empty")
    if not is_storable(text):
        raise ValidationError(_("In diesem Text steht ein Zeichen, das sich nicht speichern lässt."), code="signs")
    column = _column(row, key)
    if column.max_length and len(text) > column.max_length:
        message = _("Der Text ist zu lang: %(number)s Zeichen, höchstens %(most)s.")
        raise ValidationError(message % {"number": len(text), "most": column.max_length}, code="long")
    return column.clean(text, row)


def _guarded(row: Model, key: UnitKey, german: str, text: str, reason: str) -> str:
    """Return the reason when one was needed, "" when the guards find nothing. Raises Found."""
    found = findings(row, key, german, text)
    if not found:
        return ""
    reason = reason.strip()[:LONGEST_REASON]
    if not reason or not is_storable(reason) or not all(finding.can_overrule for finding in found):
        raise Found(found)
    return reason


def _propose(key: UnitKey, german: str, text: str, *, by: User | None, reason: str, origin: str = Origin.EDITORIAL) -> Outcome:
    Proposal.objects.update_or_create(
        model=key.model, object_id=key.object_id, field=key.field, language=key.language,
        defaults={
            "text": text, "source_digest": digest(german), "origin": origin, "by": by, "reason": reason, "made_at": timezone.now(),
        },
    )  # fmt: skip
    return Outcome.PROPOSED


def _write(row: Model, key: UnitKey, text: str, *, origin: str = Origin.EDITORIAL, reason: str = "") -> Outcome:
    """Write the column, its record and what follows from it. The row is locked."""
    name = _column(row, key).name
    if text != getattr(row, name):
        # Only these columns: the row may have been read in another language, and its own save would write more.
        type(row)._default_manager.filter(pk=row.pk).update(**{name: text} | counted_up(type(row)))
        setattr(row, name, text)
        count_up_pages([row])
    stamp(row, fields=[key.field], languages=[key.language], origin=origin, reason=reason)
    _close(row, key)
    after_change(row)
    return Outcome.SAVED


def _close(row: Model, key: UnitKey) -> None:
    """End what waited for this text: its proposal, and the readers' wishes when nothing of the page is missing or outdated."""
    Proposal.objects.filter(model=key.model, object_id=key.object_id, field=key.field, language=key.language).delete()
    wishes.settle(row, key.language)
