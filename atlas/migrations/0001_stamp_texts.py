"""Every translation that is there gets a record: made by people, from the German text of today.

What the table of before knows to be outdated stays so: its German text is not known any more.
"""

import hashlib
from collections.abc import Iterator

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import Model

OTHERS = ("en", "tr", "ar", "uk", "ru", "fa", "pl")
_NO_BLANKS = str.maketrans(dict.fromkeys(" \t\r\n\u00a0"))
UNKNOWN = "0" * 32


def digest(text: str | None) -> str:
    bare = (text or "").translate(_NO_BLANKS)
    return hashlib.sha256(bare.encode()).hexdigest()[:32] if bare else ""


def digest_before(text: str | None) -> str:
    return hashlib.sha256(" ".join((text or "").split()).encode()).hexdigest()[:32]


def translated(apps: Apps) -> Iterator[tuple[type[Model], list[str]]]:
    """Yield the models that have German and Arabic columns, with the names of the fields; copies kept by the history are none."""
    for model in apps.get_models():
        names = {field.name for field in model._meta.concrete_fields}
        fields = sorted(name[:-3] for name in names if name.endswith("_de") and f"{name[:-3]}_ar" in names)
        if fields and "pgh_id" not in names:
            yield model, fields


def stamp(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    Record, Source = apps.get_model("translations", "TranslationRecord"), apps.get_model("translations", "SourceText")
    before = {
        (state.model, str(state.object_id), state.field, state.language): state.digest
        for state in apps.get_model("translations", "TextState").objects.iterator()
    }
    for model, fields in translated(apps):
        label = model._meta.label_lower
        columns = [f"{field}_{code}" for field in fields for code in ("de", *OTHERS)]
        records, sources = [], []
        for row in model._base_manager.values("pk", *columns).iterator(chunk_size=500):
            key = str(row["pk"])
            for field in fields:
                german = row[f"{field}_de"]
                if not digest(german):
                    continue
                sources.append(Source(model=label, object_id=key, field=field, digest=digest(german), text=german))
                for code in OTHERS:
                    text = digest(row[f"{field}_{code}"])
                    known = before.get((label, key, field, code))
                    fits = known is None or known == digest_before(german)
                    if text:
                        records.append(
                            Record(
                                model=label, object_id=key, field=field, language=code, text_digest=text,
                                source_digest=digest(german) if fits else UNKNOWN, origin="editorial", accepted=True,
                            )
                        )  # fmt: skip
            if len(records) > 5000:
                Record.objects.bulk_create(records, ignore_conflicts=True)
                Source.objects.bulk_create(sources, ignore_conflicts=True)
                records, sources = [], []
        Record.objects.bulk_create(records, ignore_conflicts=True)
        Source.objects.bulk_create(sources, ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [
        ("translations", "0002_workflow"),
        ("portal", "0003_search_words"),
        ("networks", "0004_event_items"),
        ("offers", "0002_desk"),
        ("events", "0002_watch"),
    ]
    run_before = [("translations", "0003_drop_textstate")]
    operations = [migrations.RunPython(stamp, migrations.RunPython.noop)]
