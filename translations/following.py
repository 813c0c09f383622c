"""What happens to the state of translations when a text is changed.

former = texts_before(row)        # as it stands, or as it stood: texts_before(row, was={"title_de": "…"})
... change and save the row ...
follow(row, former, minor=False)  # restoring=True when an older version came back

A translation that was written now was made from the German text of now. One that stayed is judged by its record: a new German text
leaves it outdated, unless the change was minor. A text that comes back with an older version brings its own record.
"""

from collections.abc import Mapping

from django.db.models import Model

from portal.languages import CODES, SOURCE
from translations.models import Origin, TranslationRecord
from translations.texts import OTHERS, Former, digest, fields_of, keep, label_of, read, remember


def texts_before(instance: Model, *, was: Mapping[str, str] | None = None) -> Former:
    """Note the texts of a row and which translations fit, before a change. `was` names columns that have been changed already."""
    if instance.pk is None:
        return Former()
    columns = {(field, code): read(instance, field, code) for field in fields_of(type(instance)) for code in CODES}
    for (field, code), _text in list(columns.items()):
        if was is not None and f"{field}_{code}" in was:
            columns[field, code] = was[f"{field}_{code}"] or ""
    model, key = label_of(instance)
    fitting: dict[tuple[str, str], tuple[str, bool]] = {}
    for record in TranslationRecord.objects.filter(model=model, object_id=key).order_by("accepted", "pk"):
        unit = (record.field, record.language)
        if record.text_digest == digest(columns.get(unit)) and record.source_digest == digest(columns.get((record.field, SOURCE))):
            # Ordered so that what somebody has read wins.
            fitting[unit] = (record.origin, record.accepted)
    return Former({unit: digest(text) for unit, text in columns.items()}, fitting)


def follow(instance: Model, former: Former, *, minor: bool = False, restoring: bool = False) -> None:
    """After a change: records of what was written, and with `minor` of what fitted before; the German text for the comparison."""
    written, stayed = [], []
    fields = fields_of(type(instance))
    for field in fields:
        was_german, now_german = former.texts.get((field, SOURCE), ""), digest(read(instance, field, SOURCE))
        for code in OTHERS:
            was, now = former.texts.get((field, code), ""), digest(read(instance, field, code))
            if now and now != was and not restoring:
                written.append((field, code))
            elif now == was and was_german != now_german and minor and (field, code) in former.fitting:
                stayed.append((field, code))
    keep(instance, written, origin=Origin.EDITORIAL, accepted=True)
    for origin, accepted in sorted({former.fitting[unit] for unit in stayed}):
        keep(instance, [unit for unit in stayed if former.fitting[unit] == (origin, accepted)], origin=origin, accepted=accepted)
    new_german = [field for field in fields if former.texts.get((field, SOURCE), "") != digest(read(instance, field, SOURCE))]
    remember(instance, {field for field, _code in written}, changed=new_german)
