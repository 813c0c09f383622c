"""The state of translated texts, derived from content and from nothing else.

A `TranslationRecord` says: this translation (by digest) was made from this German text (by digest). What stands in the columns
today, compared with the records, gives the state; it does not matter in which order or by whom the columns were written.

missing   no text, and no machine text that waits
outdated  no record of this text for today's German
machine   such a record, but only unread machine ones
ready     else
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field

from django.db import connection
from django.db.models import Model
from django.utils import timezone

from portal.languages import CODES, SOURCE
from portal.texts import options_of
from translations.models import Origin, Proposal, SourceText, State, TranslationRecord
from translations.traces import forget_traces

OTHERS = tuple(code for code in CODES if code != SOURCE)
# Blanks and line ends do not count: forms and files bring their own.
BLANKS = " \t\r\n\u00a0"
_NO_BLANKS = str.maketrans(dict.fromkeys(BLANKS))
# The same in SQL, for an expression in place of %s: without blanks, the digest of what has none, and both.
# A replace for each blank takes a fifth of the time of one translate, which reads the text letter by letter.
BARE_SQL = "%s"
for _blank in ("' '", r"E'\t'", r"E'\r'", r"E'\n'", r"E'\u00a0'"):
    BARE_SQL = f"replace({BARE_SQL}, {_blank}, '')"
BARE_DIGEST_SQL = "left(encode(sha256(convert_to(%s, 'UTF8')), 'hex'), 32)"
DIGEST_SQL = BARE_DIGEST_SQL % BARE_SQL

Unit = tuple[str, str]
Fits = dict[Unit, dict[str, TranslationRecord]]


def digest(text: str | None) -> str:
    """Return the digest of a text, without its blanks and line ends; "" for an empty one."""
    bare = (text or "").translate(_NO_BLANKS)
    return hashlib.sha256(bare.encode()).hexdigest()[:32] if bare else ""


def fields_of(model: type[Model]) -> tuple[str, ...]:
    """Return the names of a model's translated fields."""
    return tuple(options_of(model).fields)


def label_of(instance: Model) -> tuple[str, str]:
    """Return how a row is named in records: the lower-case label of its model, its key as text."""
    return instance._meta.label_lower, str(instance.pk)


def read(instance: Model, field: str, code: str) -> str:
    """Return one text of a row, "" when there is none."""
    return getattr(instance, f"{field}_{code}") or ""


@dataclass(frozen=True)
class Standing:
    """The state of one unit. `is_machine`: the text that stands there is machine text nobody has read, whether outdated or not."""

    state: State
    is_machine: bool = False
    is_demo: bool = False


def standings(instance: Model) -> dict[Unit, Standing]:
    """Return the standing of every unit of a row whose German is not empty, by field and language. Two queries."""
    model, key = label_of(instance)
    records: dict[tuple[str, str, str], list[TranslationRecord]] = {}
    for record in TranslationRecord.objects.filter(model=model, object_id=key):
        records.setdefault((record.field, record.language, record.text_digest), []).append(record)
    waiting = {
        (row.field, row.language): row.source_digest for row in Proposal.objects.filter(model=model, object_id=key, origin=Origin.MACHINE)
    }
    found = {}
    for field in fields_of(type(instance)):
        german = digest(read(instance, field, SOURCE))
        for code in OTHERS if german else ():
            text = digest(read(instance, field, code))
            found[field, code] = _standing(german, text, records.get((field, code, text), []), waiting.get((field, code)))
    return found


def _standing(german: str, text: str, records: list[TranslationRecord], waiting: str | None) -> Standing:
    if not text:
        if waiting is None:
            return Standing(State.MISSING)
        return Standing(State.MACHINE if waiting == german else State.OUTDATED, is_machine=True)
    is_machine = bool(records) and all(record.origin == Origin.MACHINE and not record.accepted for record in records)
    is_demo = bool(records) and all(record.origin == Origin.DEMO and not record.accepted for record in records)
    fitting = [record for record in records if record.source_digest == german]
    if not fitting:
        return Standing(State.OUTDATED, is_machine, is_demo)
    unread = all(record.origin == Origin.MACHINE and not record.accepted for record in fitting)
    return Standing(State.MACHINE if unread else State.READY, is_machine, is_demo)


def outdated(instance: Model) -> dict[str, list[str]]:
    """Return, by language, the fields whose translation does not fit today's German text. Missing texts are not outdated."""
    found: dict[str, list[str]] = {}
    for (field, code), standing in standings(instance).items():
        if standing.state == State.OUTDATED and read(instance, field, code):
            found.setdefault(code, []).append(field)
    return found


def stamp(
    instance: Model,
    *,
    fields: Iterable[str] | None = None,
    languages: Iterable[str] = OTHERS,
    origin: str = Origin.EDITORIAL,
    reason: str = "",
) -> None:
    """Say that the translations of these fields were made from the German text as it stands now. Empty texts get no record.

    What a person wrote is accepted; machine and demo text is not until somebody has read it (`accept`).
    """
    languages = tuple(languages)
    names = tuple(fields) if fields is not None else fields_of(type(instance))
    units = [(field, code) for field in names for code in languages]
    keep(instance, units, origin=origin, accepted=origin == Origin.EDITORIAL, reason=reason)
    remember(instance, names)


def accept(instance: Model, units: Iterable[Unit], *, reason: str = "") -> None:
    """Say that a person has read these translations and finds that they fit today's German text."""
    units = list(units)
    keep(instance, units, origin=Origin.EDITORIAL, accepted=True, reason=reason)
    remember(instance, {field for field, _code in units})


def keep(instance: Model, units: Iterable[Unit], *, origin: str, accepted: bool, reason: str = "") -> None:
    """Write the records of these units as their texts stand now. What somebody has read once stays read."""
    model, key = label_of(instance)
    rows = [
        TranslationRecord(
            model=model, object_id=key, field=field, language=code, text_digest=text, source_digest=german,
            origin=origin, accepted=accepted, reason=reason,
        )
        for field, code in sorted(set(units))
        if (text := digest(read(instance, field, code))) and (german := digest(read(instance, field, SOURCE)))
    ]  # fmt: skip
    if not accepted:
        TranslationRecord.objects.bulk_create(rows, ignore_conflicts=True)
    elif rows:
        TranslationRecord.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=("model", "object_id", "field", "language", "text_digest", "source_digest"),
            update_fields=("origin", "accepted", "reason", "made_at"),
        )


def keep_shipped(rows: Iterable[tuple[Model, Mapping[str, str | None]]]) -> None:
    """Say that translations which come with the product were made from the German that comes with them, whatever stands in the rows.

    Each row comes with its shipped columns. Two statements for a thousand of them.
    """
    records, sources = [], []
    for instance, columns in rows:
        model, key = label_of(instance)
        for field in fields_of(type(instance)):
            shipped = columns.get(f"{field}_{SOURCE}") or ""
            if not (german := digest(shipped)):
                continue
            sources.append(SourceText(model=model, object_id=key, field=field, digest=german, text=shipped))
            texts = {code: text for code in OTHERS if (text := digest(columns.get(f"{field}_{code}")))}
            named = {"model": model, "object_id": key, "field": field, "source_digest": german}
            records += [TranslationRecord(**named, language=code, text_digest=text) for code, text in texts.items()]
    TranslationRecord.objects.bulk_create(records, ignore_conflicts=True, batch_size=1000)
    SourceText.objects.bulk_create(sources, ignore_conflicts=True, batch_size=1000)


def remember(instance: Model, fields: Iterable[str], *, changed: Iterable[str] = ()) -> None:
    """Keep the German texts of these fields as they stand now, for the comparison of old and new.

    Those of `changed` came this moment, even if the same text stood here before.
    """
    model, key = label_of(instance)
    new = set(changed)
    now = timezone.now()
    rows = {
        field: SourceText(model=model, object_id=key, field=field, digest=made, text=text, since=now)
        for field in sorted({*fields, *new})
        if (text := read(instance, field, SOURCE)) and (made := digest(text))
    }
    SourceText.objects.bulk_create([row for field, row in rows.items() if field not in new], ignore_conflicts=True)
    if came := [row for field, row in rows.items() if field in new]:
        SourceText.objects.bulk_create(
            came, update_conflicts=True, unique_fields=("model", "object_id", "field", "digest"), update_fields=("since", "text")
        )


_GONE = "DELETE FROM translations_{} WHERE model = %(model)s AND object_id = %(key)s"
_TABLES = ("translationrecord", "sourcetext", "proposal", "textwish")
_FORGET = f"WITH {', '.join(f'{name} AS ({_GONE.format(name)})' for name in _TABLES)} {_GONE.format('textlock')}"


def forget(instance: Model) -> None:
    """Remove everything that is kept about a row's texts; the row is being deleted, or its person is to be forgotten.

    One statement; two more for texts about a person, which nobody's drafts and files may keep either.
    """
    model, key = label_of(instance)
    with connection.cursor() as cursor:
        cursor.execute(_FORGET, {"model": model, "key": key})
    if options_of(type(instance)).personal:
        forget_traces(instance)


@dataclass
class Former:
    """The texts of a row before a change, and for each unit that fitted its German text the record's origin."""

    texts: Mapping[tuple[str, str], str] = dataclass_field(default_factory=dict)
    fitting: Mapping[Unit, tuple[str, bool]] = dataclass_field(default_factory=dict)
