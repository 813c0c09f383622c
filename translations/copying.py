"""Texts that are copied to another row take along what is known of them: machine text stays machine, an old translation stays old.

kept = records_of(source)      # plain values that JSON holds
... make the copy, with all or some of the texts ...
take_over(copy, kept)
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import Model

from translations.models import Origin, TranslationRecord
from translations.texts import OTHERS, Unit, digest, fields_of, keep, label_of, read, remember

# A German text that nobody knows: what was made from it is outdated.
UNKNOWN = "0" * 32
# Field, language, digest of the text, digest of its German, origin, whether somebody has read it.
Kept = list[list[Any]]


def records_of(row: Model) -> Kept:
    """Return what is known of the texts that stand in a row now. A text without a record is known to be outdated."""
    if row.pk is None:
        return []
    model, key = label_of(row)
    texts = {(field, code): text for field in fields_of(type(row)) for code in OTHERS if (text := digest(read(row, field, code)))}
    rows = TranslationRecord.objects.filter(model=model, object_id=key).order_by("pk")
    found = [
        [record.field, record.language, record.text_digest, record.source_digest, str(record.origin), record.accepted]
        for record in rows
        if texts.get((record.field, record.language)) == record.text_digest
    ]
    known = {(field, code) for field, code, *_rest in found}
    return found + [[*unit, text, UNKNOWN, str(Origin.EDITORIAL), True] for unit, text in texts.items() if unit not in known]


def take_over(copy: Model, kept: Kept, *, written: Iterable[Unit] | None = None) -> None:
    """Give a row the records of the texts it has taken over. Of what is `written` (all texts, when not named), a text that `kept` does
    not know was written by a person for the German of now."""
    texts = {(field, code): digest(read(copy, field, code)) for field in fields_of(type(copy)) for code in OTHERS}
    model, key = label_of(copy)
    taken: set[Unit] = set()
    rows = []
    for field, code, text, german, origin, accepted in kept:
        if texts.get((field, code)) == text:
            taken.add((field, code))
            rows.append(
                TranslationRecord(
                    model=model, object_id=key, field=field, language=code, text_digest=text, source_digest=german,
                    origin=origin, accepted=accepted,
                )
            )  # fmt: skip
    TranslationRecord.objects.bulk_create(rows, ignore_conflicts=True)
    keep(copy, set(texts if written is None else written) - taken, origin=Origin.EDITORIAL, accepted=True)
    remember(copy, fields_of(type(copy)))


def stamp_copy(source: Model, copy: Model) -> None:
    """Take the records of a row along to its copy."""
    take_over(copy, records_of(source))


def moved(kept: Kept, field: str, to: str, *, texts: dict[str, str], german: tuple[str, str]) -> Kept:
    """Return the records of one field for another that holds its texts in another form: `texts` by language; `german` before and after."""
    before, after = (digest(text) for text in german)
    return [
        [to, code, digest(texts[code]), after if source == before else source, origin, accepted]
        for name, code, _text, source, origin, accepted in kept
        if name == field and texts.get(code)
    ]
