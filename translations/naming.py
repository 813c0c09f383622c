"""Words for people: what kinds of content and which of their fields are translated."""

from django.core.exceptions import FieldDoesNotExist
from django.utils.translation import gettext_lazy as _

from portal.texts import model_of, text_models

# Fields that nobody had to name before: what operators write once.
_UNNAMED = {"name": _("Name"), "words": _("Suchwörter")}


def type_name(label: str) -> str:
    """Return what rows of a model are called, many of them: "Angebote" for "offers.offer". Raises LookupError for an unknown label."""
    model = model_of(label)
    if model is None:
        raise LookupError(label)
    return str(model._meta.verbose_name_plural)


def type_names() -> list[tuple[str, str]]:
    """Return label and name of every kind of content, in the order of the labels: the choices of a filter."""
    return [(model._meta.label_lower, str(model._meta.verbose_name_plural)) for model in text_models()]


def field_name(label: str, field: str) -> str:
    """Return what a translated field is called: "Für wen". Raises LookupError for an unknown label or field."""
    model = model_of(label)
    if model is None:
        raise LookupError(label)
    try:
        name = str(model._meta.get_field(field).verbose_name)
    except FieldDoesNotExist as error:
        raise LookupError(f"{label}.{field}") from error
    # Django makes up an English name from the column's where nobody gave one.
    return str(_UNNAMED.get(field, name)) if name == field.replace("_", " ") else name
