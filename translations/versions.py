"""The rows behind a page: locked in one order for everybody, and counted up when a text of theirs is saved.

An editor holds a page's row with all its parts and compares one version, that of the page's row. So a part counts it up as well.
"""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import F, Model
from django.utils import timezone

from portal.texts import page_of


def has(model: type[Model], name: str) -> bool:
    """Whether a model has this column."""
    try:
        model._meta.get_field(name)
    except FieldDoesNotExist:
        return False
    return True


def counted_up(model: type[Model]) -> dict[str, Any]:
    """Return what an update of a row's text writes besides the text."""
    counted: dict[str, Any] = {"version": F("version") + 1} if has(model, "version") else {}
    return counted | ({"changed_at": timezone.now()} if has(model, "changed_at") else {})


def pages_of(rows: Iterable[Model]) -> list[Model]:
    """Return the other rows whose pages show these and whose versions editors compare, each once, in the order in which they are locked."""
    found = {(page._meta.label_lower, page.pk): page for row in rows if (page := page_of(row)) not in (None, row)}
    return [found[name] for name in sorted(found) if has(type(found[name]), "version")]


def lock_pages(rows: Iterable[Model]) -> None:
    """Lock these pages before their parts, as editors do: two who save the same page would wait for each other otherwise."""
    for page in pages_of(rows):
        type(page)._default_manager.select_for_update(of=("self",)).filter(pk=page.pk).order_by().values_list("pk").first()


def count_up_pages(rows: Iterable[Model]) -> None:
    """Count up the pages of parts that were saved."""
    for page in pages_of(rows):
        type(page)._default_manager.filter(pk=page.pk).update(**counted_up(type(page)))
