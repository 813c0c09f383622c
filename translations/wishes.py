"""Readers ask for a page in their language. Counted for a page and a language; who asked is not kept."""

import datetime

from django.db import connection
from django.db.models import Model, QuerySet

from portal.texts import is_readable, model_of, page_of, parts_of
from translations.labels import note_of
from translations.models import State, TextWish
from translations.texts import OTHERS, label_of
from translations.units import units

OPEN = (State.MISSING, State.OUTDATED)


def page_row(label: str, key: str) -> Model | None:
    """Return the row with a page of its own that everybody may read, None when there is none by this name."""
    model = model_of(label)
    if model is None:
        return None
    try:
        row = model._default_manager.filter(pk=key).first()
    except ValueError:
        return None
    return row if row is not None and page_of(row) is row and is_readable(row) else None


def is_open(row: Model, language: str) -> bool:
    """Whether a text on this row's page is missing or outdated in a language."""
    return language in OTHERS and (note_of(row, language).is_partial or _has_open(row, language))


def _has_open(row: Model, language: str) -> bool:
    label, key = label_of(row)
    if units([language], labels=[label], keys=[key], states=OPEN):
        return True
    for part, lookup in parts_of(type(row)):
        keys = [str(pk) for pk in QuerySet(part).filter(**{lookup: row.pk}).values_list("pk", flat=True)]
        if keys and units([language], labels=[part._meta.label_lower], keys=keys, states=OPEN):
            return True
    return False


def ask(row: Model, language: str, *, today: datetime.date) -> None:
    """Count one more reader who wants this page in a language."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO translations_textwish (model, object_id, language, count, last_on) VALUES (%s, %s, %s, 1, %s) "
            "ON CONFLICT (model, object_id, language) DO UPDATE SET count = translations_textwish.count + 1, last_on = excluded.last_on",
            [*label_of(row), language, today],
        )


def settle(row: Model, language: str) -> None:
    """End the wish for the page that shows this row, when nothing on it is missing or outdated any more."""
    page = page_of(row)
    if page is None:
        return
    model, key = label_of(page)
    found = TextWish.objects.filter(model=model, object_id=key, language=language)
    if found.exists() and not _has_open(page, language):
        found.delete()


def settle_all() -> int:
    """End every wish that is fulfilled; safe to run twice. Returns how many. Rows that are gone are `translations.upkeep`'s."""
    done = 0
    for wish in TextWish.objects.order_by("pk"):
        model = model_of(wish.model)
        row = model._default_manager.filter(pk=wish.object_id).first() if model else None
        if row is not None and not _has_open(row, wish.language):
            done += wish.delete()[0]
    return done
