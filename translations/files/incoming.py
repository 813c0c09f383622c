"""A file that came back: what it would change, and then changing it.

The file's texts are kept as a `TranslationImport`. The difference is found anew whenever it is shown, and once more when it is applied;
what has changed since the file came is refused and named.
"""

import datetime
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from portal.content import one_version
from portal.formulas import storable
from portal.texts import model_of
from translations import glossary, guards
from translations.access import can_translate
from translations.actions import Changed, Outcome, UnitKey, confirm_meaning
from translations.files import saving
from translations.files.naming import InUnit
from translations.files.outgoing import longest, texts_of
from translations.files.refusal import Problem
from translations.models import Origin, Proposal, State, TranslationImport
from translations.rows import title_of, with_page
from translations.texts import digest, fields_of
from translations.units import units


class Kind(StrEnum):
    """What a text of the file would do."""

    NEW = "new"
    CHANGED = "changed"
    CONFIRMED = "confirmed"
    WARNED = "warned"
    GERMAN_CHANGED = "german_changed"
    REFUSED = "refused"
    SAME = "same"


WRITES = (Kind.NEW, Kind.CHANGED, Kind.CONFIRMED)


@dataclass
class Line:
    """One text of the file beside what stands there: `old` is the column, or what this account has proposed for it.

    `seen`: digest of the column when the file came; `place`: in the file.
    """

    place: int
    key: UnitKey
    text: str
    old: str
    german: str
    german_in_file: str
    kind: Kind
    column: str = ""
    seen: str = ""
    reason: str = ""
    words: list[str] = field(default_factory=list)
    can_overrule: bool = False


def keep(*, by: User, language: str, filename: str, found: Iterable[InUnit]) -> TranslationImport:
    """Keep what was read from a file. Raises ValidationError for a language that the account does not write."""
    if not can_translate(by, language):
        raise ValidationError(_("Die Datei ist in einer Sprache, in die Sie hier nicht übersetzen."))
    rows = [asdict(unit) for unit in found]
    entry = TranslationImport(user=by, language=language, filename=storable(filename)[-120:], rows=rows)
    texts = _Standing(entry).texts
    for row in rows:
        row["seen"] = digest(texts.get((row["model"], row["object_id"], row["field"]), ("", ""))[1])
    entry.save()
    return entry


def plan(entry: TranslationImport) -> list[Line]:
    """Return every text of the file with what it would do now, in the order of the file."""
    standing = _Standing(entry)
    with one_version():
        return [standing.line(place, row) for place, row in enumerate(entry.rows)]


def titles(lines: Iterable[Line]) -> dict[tuple[str, str], str]:
    """Return what the rows of these texts are called, by model and key: one query a model. Nothing is said of rows that are hidden."""
    keys: dict[str, set[str]] = {}
    for line in lines:
        model = model_of(line.key.model)
        if model is not None and _is_key(model, line.key.object_id):
            keys.setdefault(line.key.model, set()).add(line.key.object_id)
    return {
        (label, key): title_of(row) for label, some in keys.items() for key, row in with_page(label, some, worth_translating=True).items()
    }


class _Standing:
    """What stands in the database for the units of a file."""

    def __init__(self, entry: TranslationImport) -> None:
        self.language, self.user_id = entry.language, entry.user_id
        self.texts: dict[tuple[str, str, str], tuple[str, str]] = {}
        self.unread: set[tuple[str, str, str]] = set()
        by_model: dict[str, list[dict[str, Any]]] = {}
        for row in entry.rows:
            by_model.setdefault(row["model"], []).append(row)
        for label, rows in by_model.items():
            self._read(label, rows)
        names = {row["model"] for row in entry.rows}
        proposals = Proposal.objects.filter(language=self.language, model__in=names).exclude(origin=Origin.MACHINE)
        self.proposals = {(row.model, row.object_id, row.field): row for row in proposals}

    def _read(self, label: str, rows: list[dict[str, Any]]) -> None:
        model = model_of(label)
        if model is None:
            return
        keys = {row["object_id"] for row in rows if _is_key(model, row["object_id"])}
        fields = {row["field"] for row in rows} & set(fields_of(model))
        for (key, name), pair in texts_of(label, keys, fields, self.language).items():
            self.texts[label, key, name] = pair
        if confirmed := {row["object_id"] for row in rows if row["confirmed"]} & keys:
            found = units([self.language], labels=[label], keys=confirmed, states=[State.OUTDATED, State.MACHINE])
            self.unread |= {(unit.model, unit.object_id, unit.field) for unit in found}

    def line(self, place: int, row: dict[str, Any]) -> Line:
        """Judge one text."""
        name = (row["model"], row["object_id"], row["field"])
        german, old = self.texts.get(name, ("", ""))
        key = UnitKey(*name, self.language)
        line = Line(place, key, row["text"], old, german, row["german"], Kind.REFUSED, column=old)
        line.seen, line.reason = row.get("seen", digest(old)), row.get("reason", "")
        proposal = self.proposals.get(name)
        if not row["text"] and not row["problem"]:
            line.kind = Kind.SAME
        elif not digest(german):
            line.words.append(_("Diesen Text gibt es hier nicht oder nicht mehr."))
        elif row["source_digest"] != digest(german) and not (row["problem"] == Problem.SOURCE_EDITED and not row["source_digest"]):
            same = digest(line.text) == digest(old)
            line.kind = Kind.SAME if same else Kind.GERMAN_CHANGED
        elif row["problem"]:
            line.words.append(str(Problem(row["problem"]).words))
        else:
            self._judge(line, row, proposal)
        return line

    def _judge(self, line: Line, row: dict[str, Any], proposal: Proposal | None) -> None:
        text, name = digest(line.text), (line.key.model, line.key.object_id, line.key.field)
        waits = proposal is not None and proposal.source_digest == digest(line.german)
        if waits:
            line.old = proposal.text
        if text == digest(line.old):
            line.kind = Kind.CONFIRMED if not waits and row["confirmed"] and name in self.unread else Kind.SAME
        elif proposal is not None and proposal.by_id != self.user_id:
            line.words.append(_("Hier wartet schon ein Vorschlag von jemand anderem."))
        elif digest(line.column) != line.seen:
            line.words.append(_("Diese Übersetzung ist geändert worden, seit die Datei hier ist."))
        else:
            line.kind = Kind.CHANGED if line.old else Kind.NEW
        if line.kind in WRITES:
            _guard(line)


def _guard(line: Line) -> None:
    """Let the guards look at a text that would be saved."""
    key = line.key
    most = longest(key.model, key.field, key.language)
    found = guards.check(line.german, line.text, kept_terms=glossary.kept_terms(line.german), longest=most)
    line.words = [finding.words for finding in found]
    line.can_overrule = bool(found) and all(finding.can_overrule for finding in found)
    if found and not (line.can_overrule and line.reason.strip()):
        line.kind = Kind.WARNED if line.can_overrule else Kind.REFUSED


def _is_key(model: Any, text: str) -> bool:
    """Whether the text is written as a key of this model is."""
    try:
        value = model._meta.pk.to_python(text)
        # PostgreSQL's integers end somewhere.
        return str(value) == text and (not isinstance(value, int) or abs(value) < 1 << 62)
    except (ValidationError, ValueError, OverflowError):
        return False


def note_reasons(entry: TranslationImport, reasons: dict[int, str]) -> None:
    """Keep why warnings of some texts are overruled, by their places in the file."""
    with transaction.atomic():
        entry = TranslationImport.objects.select_for_update().get(pk=entry.pk)
        if entry.applied_at is None:
            for place, reason in reasons.items():
                if 0 <= place < len(entry.rows):
                    entry.rows[place]["reason"] = storable(" ".join(reason.split()))[:200]
            entry.save(update_fields=["rows"])


def apply(entry: TranslationImport, *, by: User) -> TranslationImport:
    """Save what the file brings: all that can be saved, in one transaction, once. Each text's result is noted in `rows`.

    Side effects: those of `saving.save_all` and `confirm_meaning`. Raises ValidationError for an account without the language.
    """
    if not can_translate(by, entry.language):
        raise ValidationError(_("Die Datei ist in einer Sprache, in die Sie hier nicht übersetzen."))
    with transaction.atomic(), one_version():
        entry = TranslationImport.objects.select_for_update().get(pk=entry.pk)
        if entry.applied_at is None:
            rows = saving.lock(_keys(entry))
            lines = plan(entry)
            results = {line.place: (str(line.kind), line.words) for line in lines}
            writes = [line for line in lines if line.kind in (Kind.NEW, Kind.CHANGED)]
            for line, outcome in zip(writes, saving.save_all(writes, rows, by=by), strict=True):
                results[line.place] = (outcome, line.words)
            results |= {line.place: _confirm(line, by) for line in lines if line.kind == Kind.CONFIRMED}
            for line in lines:
                result, why = results[line.place]
                entry.rows[line.place] |= {"result": str(result), "why": why, "was": line.old}
            entry.applied_at = timezone.now()
            entry.save(update_fields=["rows", "applied_at"])
    return entry


def _keys(entry: TranslationImport) -> list[UnitKey]:
    """Return the names of the file's units whose keys can be keys."""
    units_in_file = [UnitKey(row["model"], row["object_id"], row["field"], entry.language) for row in entry.rows if row["text"]]
    return [unit for unit in units_in_file if (model := model_of(unit.model)) is not None and _is_key(model, unit.object_id)]


def _confirm(line: Line, by: User) -> tuple[str, list[str]]:
    try:
        outcome = confirm_meaning(
            line.key, by=by, german_digest=digest(line.german), text_digest=digest(line.old), reason=line.reason
        )  # fmt: skip
    except Changed:
        return Kind.REFUSED, [_("Diese Übersetzung ist geändert worden, seit die Datei hier ist.")]
    except ValidationError as error:
        return Kind.REFUSED, list(error.messages)
    return (Kind.SAME if outcome == Outcome.UNCHANGED else outcome), []


def forget_old(now: datetime.datetime) -> int:
    """Delete what came back and is older than the setting says; return how many."""
    old = now - datetime.timedelta(hours=settings.TRANSLATION_IMPORT_HOURS)
    return TranslationImport.objects.filter(created_at__lt=old).delete()[0]
