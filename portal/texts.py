"""What the translation workflow must know about a model with translated texts; declared beside its columns in `<app>/translation.py`.

@register(Offer)
class OfferTranslation(TextOptions):
    fields = OFFER_TEXTS
    region_path, page_path = "regions", ""
    shown = {"state__in": PUBLIC_STATES}
    changed = "offers.actions.refresh_search"
    sensitive = ("residence_note", "cost_note")
"""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from django.db.models import Model
from django.utils.module_loading import import_string
from modeltranslation.translator import TranslationOptions, translator

# Of all Germany, or of no place at all.
EVERYWHERE = ""
# Stands on many pages and has none of its own, such as the name of a topic.
NO_PAGE = None


class TextOptions(TranslationOptions):
    """Translated fields with what the workflow needs. `region_path` and `page_path` must be named (a test asks for them).

    region_path: lookup from a row to its regions; EVERYWHERE when it has none.
    page_path: dotted attributes from a row to the row whose page shows it; "" is the row itself, NO_PAGE none.
    shows: names of relations to rows whose texts stand on the row's page as well, beside the rows that name it as their page.
    shown: lookups that hold for rows worth translating. `draft_too`: drafts are translated before readers see them.
    sensitive: fields about residence law, money and deadlines: never shown as unreviewed machine text, read by two people.
    personal: texts about a person, which never leave the house for a machine.
    labelled: whether pages can say beside these texts that a machine wrote them; what is not waits for a person's yes.
    changed: dotted name of a function that brings search rows up to date after a text of the page's row has changed.
    """

    region_path: ClassVar[str]
    page_path: ClassVar[str | None]
    shows: ClassVar[tuple[str, ...]] = ()
    shown: ClassVar[Mapping[str, Any]] = {}
    sensitive: ClassVar[tuple[str, ...]] = ()
    personal: ClassVar[bool] = False
    labelled: ClassVar[bool] = True
    changed: ClassVar[str] = ""


def options_of(model: type[Model]) -> TextOptions:
    """Return what was declared for a model. Raises modeltranslation's NotRegistered for one without translated texts."""
    return translator.get_options_for_model(model)


def text_models() -> list[type[Model]]:
    """Return all models with translated texts, by label."""
    return sorted(translator.get_registered_models(abstract=False), key=lambda model: model._meta.label_lower)


def model_of(label: str) -> type[Model] | None:
    """Return the registered model with this lower-case label, None when there is none."""
    return next((model for model in text_models() if model._meta.label_lower == label), None)


def page_of(row: Model) -> Model | None:
    """Return the row whose page shows this one's texts, None when it has no page or the page is gone."""
    path = options_of(type(row)).page_path
    if path is NO_PAGE:
        return None
    for name in path.split(".") if path else ():
        row = getattr(row, name, None)
        if row is None:
            return None
    return row


def is_readable(row: Model) -> bool:
    """Whether everybody may read a row's page: its model says so by `is_readable`, or where it has none by `is_public`."""
    return bool(getattr(row, "is_readable", getattr(row, "is_public", False)))


def parts_of(model: type[Model]) -> list[tuple[type[Model], str]]:
    """Return the models whose rows name a row of this one as their page, with the lookup that leads there."""
    found = []
    for part in text_models():
        path, owner = options_of(part).page_path, part
        for name in path.split(".") if path else ():
            owner = owner._meta.get_field(name).related_model
        if path and owner is model:
            found.append((part, path.replace(".", "__")))
    return found


def regions_of(row: Model) -> list[str]:
    """Return the keys of a row's regions; an empty list when it belongs to none."""
    path = options_of(type(row)).region_path
    if path == EVERYWHERE:
        return []
    keys = type(row)._default_manager.filter(pk=row.pk).order_by(path).values_list(path, flat=True).distinct()
    return [key for key in keys if key]


def after_change(row: Model) -> None:
    """Bring search rows up to date after a text of this row, or of what its page shows, has changed."""
    owner = page_of(row) or row
    dotted = options_of(type(owner)).changed
    if dotted:
        react: Callable[[Model], object] = import_string(dotted)
        react(owner)
