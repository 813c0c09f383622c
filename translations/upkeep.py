"""What is kept about texts goes with their rows; and what must always hold."""

import datetime
from typing import Any

from django.db import connection
from django.db.models import Model

from portal.texts import model_of, options_of, text_models
from translations import texts, wishes
from translations.models import Origin, Proposal, SourceText, TextLock, TextWish, TranslationRecord

TABLES = (TranslationRecord, SourceText, Proposal, TextWish, TextLock)


def forget_deleted(instance: Model, **kwargs: Any) -> None:
    """Receive the signal that a row with translated texts was deleted, whoever deleted it."""
    texts.forget(instance)


def care(*, now: datetime.datetime) -> int:
    """Remove what belongs to rows that are gone, locks that are over and wishes that are fulfilled. Safe to run twice, or late."""
    return forget_gone() + TextLock.objects.filter(until__lt=now).delete()[0] + wishes.settle_all()


def forget_gone() -> int:
    """Remove what belongs to rows or models that do not exist any more. Returns how many rows that were."""
    return sum(_forget_gone(table) for table in TABLES)


def _forget_gone(table: type[Model]) -> int:
    removed = 0
    for label in table.objects.order_by("model").values_list("model", flat=True).distinct():
        model = model_of(label)
        rows = table.objects.filter(model=label)
        if model is None:
            removed += rows.delete()[0]
            continue
        meta, name = model._meta, table._meta.db_table
        with connection.cursor() as cursor:
            cursor.execute(
                f"DELETE FROM {name} t WHERE t.model = %s "  # noqa: S608 - names of tables and columns
                f"AND NOT EXISTS (SELECT FROM {meta.db_table} o WHERE o.{meta.pk.column}::text = t.object_id)",
                [label],
            )
            removed += cursor.rowcount
    return removed


def problems_found() -> list[str]:
    """Return a sentence for everything that does not hold: undeclared models, and unread machine text where it must never stand."""
    found = []
    for model in text_models():
        options, label = options_of(model), model._meta.label_lower
        found += [f"{label} does not declare {name}." for name in ("region_path", "page_path") if not hasattr(options, name)]
        found += [
            f"{label} names {name} as sensitive, which is no translated text." for name in options.sensitive if name not in options.fields
        ]
        unread = TranslationRecord.objects.filter(model=label, field__in=options.sensitive, origin=Origin.MACHINE, accepted=False)
        keys = set(unread.values_list("object_id", flat=True)) if options.sensitive else set()
        for row in model._default_manager.filter(pk__in=keys).order_by("pk"):
            bad = [unit for unit, standing in texts.standings(row).items() if _is_bad(row, unit, standing, options.sensitive)]
            found += [f"{label} {row.pk} shows unread machine text: {field} in {code}." for field, code in bad]
    return found


def _is_bad(row: Model, unit: texts.Unit, standing: texts.Standing, sensitive: tuple[str, ...]) -> bool:
    return unit[0] in sensitive and standing.is_machine and bool(texts.digest(texts.read(row, *unit)))
