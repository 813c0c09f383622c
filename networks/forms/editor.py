"""What both editors share: one form with its rows, bound to what was sent, to a draft, or to nothing."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from networks import sheets
from networks.forms.fields import Unchecked
from networks.forms.rows import Rows
from networks.sheets import Sheet
from portal.languages import BY_CODE, CODES, SOURCE, Language
from translations.texts import outdated

GERMAN_MISSING = _("Bitte schreiben Sie den Text zuerst auf Deutsch.")


@dataclass(frozen=True)
class Translated:
    """One text: its German field, the fields of the other languages, and how many of those are filled in."""

    german: BoundField
    others: list[tuple[Language, BoundField, bool]]
    filled: int
    has_errors: bool


class ProfileForm(Unchecked, forms.ModelForm):
    """The part of an editor that both kinds share."""

    version = forms.IntegerField(min_value=0, max_value=2_000_000_000, widget=forms.HiddenInput)
    minor = forms.BooleanField(
        label=_("Kleine Änderung"), required=False, help_text=_("Der Sinn bleibt gleich. Die Übersetzungen gelten weiter.")
    )
    # Names of the translated texts.
    texts: tuple[str, ...] = ()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for name in self.texts:
            if not cleaned.get(f"{name}_{SOURCE}") and any(cleaned.get(f"{name}_{code}") for code in CODES):
                self.add_error(f"{name}_{SOURCE}", GERMAN_MISSING)
        return cleaned

    def columns(self) -> dict[str, Any]:
        """Return the values of plain columns; keys of other rows are added by each form."""
        return {name: self.cleaned_data[name] for name in sheets.shape_of(self.instance).columns if name in self.cleaned_data}


def bind(data: dict[str, list[str]]) -> QueryDict:
    """Return a draft's values as a form wants them."""
    bound = QueryDict(mutable=True)
    for name, values in data.items():
        bound.setlist(name, values)
    return bound


class Editor:
    """One form and its lists of rows. `unchecked` shows what was typed without judging it."""

    lists: dict[str, type[Rows]] = {}

    def __init__(self, form: ProfileForm, sheet: Sheet, data: QueryDict | None, *, unchecked: bool = False) -> None:
        self.form = form
        self.rows = {name: made(data, prefix=name, initial=sheet.parts.get(name, []), form_kwargs={}) for name, made in self.lists.items()}
        form.unchecked = unchecked
        for rows in self.rows.values():
            rows.unchecked = unchecked
            for row in rows.forms:
                row.unchecked = unchecked
        self._late = outdated(form.instance) if form.instance.pk else {}

    def is_valid(self) -> bool:
        # Every part is asked, so that all errors are shown at once.
        return all([self.form.is_valid(), *(rows.is_valid() for rows in self.rows.values())])

    def sheet(self) -> Sheet:
        """Return the checked values; what is wrong is left out."""
        parts = {name: rows.rows() for name, rows in self.rows.items()}
        return Sheet(self.form.columns(), {}, parts)

    @property
    def errors(self) -> list[tuple[str, str, str]]:
        """Id of the field, its name, and what is wrong, for the summary."""
        found = []
        for form in (self.form, *(form for rows in self.rows.values() for form in rows.forms)):
            for name, messages in form.errors.items():
                field = form[name] if name in form.fields else None
                found += [(field.id_for_label if field else "", str(field.label) if field else "", message) for message in messages]
        for rows in self.rows.values():
            found += [("", "", message) for message in rows.non_form_errors()]
        return found

    def accuse(self, error: ValidationError) -> None:
        """Show an error of the action beside its field."""
        if not hasattr(error, "error_dict"):
            self.form.add_error(None, error)
            return
        for name, messages in error.message_dict.items():
            for message in messages:
                self.form.add_error(name if name in self.form.fields else None, message)

    def translated(self) -> list[Translated]:
        return [text_of(self.form, name, self._late) for name in self.form.texts]


def text_of(form: forms.BaseForm, name: str, late: dict[str, list[str]] | None = None) -> Translated:
    """Return one text of a form in all languages."""
    others = [(BY_CODE[code], form[f"{name}_{code}"], name in (late or {}).get(code, ())) for code in CODES if code != SOURCE]
    filled = sum(bool(field.value()) for _language, field, _late in others)
    return Translated(form[f"{name}_{SOURCE}"], others, filled, any(field.errors for _language, field, _late in others))


def with_another_row(data: QueryDict, name: str) -> QueryDict:
    """Return what was sent with one more empty row in a list."""
    more = data.copy()
    counter = f"{name}-TOTAL_FORMS"
    if more.get(counter, "").isdigit():
        more[counter] = str(int(more[counter]) + 1)
    return more
