"""Rows with translated texts as people know them: their title and their page."""

from collections.abc import Collection

from django.db.models import Model
from django.urls import NoReverseMatch

from portal.languages import SOURCE
from portal.texts import NO_PAGE, model_of, options_of, page_of
from translations.units import rows_of

# What is called by one of these columns, in this order.
_TITLES = ("title", "name", "official_name", "display_name")


def title_of(row: Model) -> str:
    """Return the German title of a row; a part of something is called by what its page is about."""
    owner = page_of(row) or row
    for name in _TITLES:
        for column in (f"{name}_{SOURCE}", name):
            if value := getattr(owner, column, None):
                return str(value)
    return str(owner)


def address_of(row: Model) -> str:
    """Return the address of the page that shows this row, "" when it has none."""
    owner = page_of(row)
    if owner is None or not hasattr(owner, "get_absolute_url"):
        return ""
    try:
        return owner.get_absolute_url()
    except NoReverseMatch:
        return ""


def with_page(label: str, keys: Collection[str], *, worth_translating: bool = False) -> dict[str, Model]:
    """Return rows of one model by key, all or those worth translating, together with the rows their pages are about: one query."""
    model = model_of(label)
    if model is None:
        return {}
    path = options_of(model).page_path
    rows = (rows_of(model) if worth_translating else model._default_manager).filter(pk__in=keys)
    if path is not NO_PAGE and path:
        rows = rows.select_related(path.replace(".", "__"))
    return {str(row.pk): row for row in rows}
