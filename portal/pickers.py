"""The place picker: a plain select that works without script and on every phone."""

from dataclasses import dataclass

from django import forms
from django.db.models.fields import BLANK_CHOICE_DASH
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal.content import snapshot
from portal.folding import sort_key
from portal.languages import CODES, SOURCE
from portal.models import GERMANY, Region
from portal.regions import Place, places

CHOOSE, NOT_SAID = _("Bitte wählen"), _("Keine Angabe")


def name_empty(field: forms.Field) -> None:
    """Let the empty entry of a list say what it means, instead of a row of hyphens."""
    words = CHOOSE if field.required else NOT_SAID
    if isinstance(field, forms.ModelChoiceField):
        field.empty_label = words if field.empty_label is not None else None
    elif isinstance(field, forms.ChoiceField):
        field.choices = [(key, words if label == BLANK_CHOICE_DASH[0][1] else label) for key, label in field.choices]


def region_options(chosen: tuple[str, ...]) -> SafeString:
    """Return the option elements of the place picker with the chosen places first and selected."""
    table = places()
    selected = format_html_join("", '<option value="{}" selected>{}</option>', ((key, table[key].name) for key in chosen if key in table))
    return selected + _all_options()[get_language() or SOURCE]


@snapshot
def _all_options() -> dict[str, SafeString]:
    table = places()
    return {code: _options(table, code) for code in CODES}


@dataclass(frozen=True)
class Choice:
    """One entry of a list to choose from while typing: what the field shows, which names it."""

    key: str
    shown: str


def region_choices() -> list[Choice]:
    """Return every region as "name (key)" for a datalist: typing a few letters is quicker than scrolling 440 rows."""
    return _region_choices()[get_language() or SOURCE]


@snapshot
def _region_choices() -> dict[str, list[Choice]]:
    table = places()
    found = {}
    for code in CODES:
        named = [(place.names.get(code) or place.names[SOURCE] or place.key, place.key) for place in table.values()]
        found[code] = [Choice(key, f"{name} ({key})") for name, key in sorted(named, key=lambda pair: sort_key(pair[0], code))]
    return found


def chosen_key(text: str, choices: list[Choice]) -> str | None:
    """Return the key that somebody has chosen or typed: "name (key)", the key alone, or a name that only one entry has."""
    wanted = text.strip().casefold()
    for choice in choices:
        if wanted in (choice.shown.casefold(), choice.key.casefold()):
            return choice.key
    if wanted.endswith(")") and any(choice.key.casefold() == wanted[:-1].rpartition("(")[2] for choice in choices):
        return next(choice.key for choice in choices if choice.key.casefold() == wanted[:-1].rpartition("(")[2])
    alike = [choice.key for choice in choices if choice.shown.rpartition(" (")[0].casefold() == wanted]
    return alike[0] if len(alike) == 1 else None


def _options(table: dict[str, Place], code: str) -> SafeString:
    def name(place: Place) -> str:
        return place.names.get(code) or place.names[SOURCE] or place.key

    wide = [place for place in table.values() if place.kind == Region.Kind.FUNCTIONAL]
    lands = sorted((place for place in table.values() if place.kind == Region.Kind.LAND), key=lambda place: sort_key(name(place), code))
    result = format_html_join("", '<option value="{}">{}</option>', ((place.key, name(place)) for place in wide))
    for land in lands:
        inner = sorted(
            (place for place in table.values() if place.key.startswith(land.key) and place.key != land.key),
            key=lambda place: sort_key(name(place), code),
        )
        rows = format_html_join("", '<option value="{}">{}</option>', ((place.key, name(place)) for place in (land, *inner)))
        result += format_html('<optgroup label="{}">{}</optgroup>', name(land), rows)
    if GERMANY in table:
        result = format_html('<option value="{}">{}</option>', GERMANY, name(table[GERMANY])) + result
    return mark_safe(result)  # noqa: S308 - every part was escaped above
