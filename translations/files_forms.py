"""What translators may ask for as a file, and what they may bring back."""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from portal.languages import BY_CODE
from portal.regions import places
from translations.files.refusal import MAX_BYTES
from translations.models import State
from translations.naming import type_names

# What waits for a translator; the first choice of the form.
WAITING = (State.MISSING, State.OUTDATED, State.MACHINE)


class ChooseForm(forms.Form):
    """Which texts go out."""

    language = forms.ChoiceField(label=_("Sprache"))
    region = forms.ChoiceField(label=_("Region"), required=False, help_text=_("Texte ohne Region sind immer dabei."))
    states = forms.MultipleChoiceField(label=_("Stand"), choices=State.choices, widget=forms.CheckboxSelectMultiple)
    labels = forms.MultipleChoiceField(
        label=_("Inhalte"), required=False, widget=forms.CheckboxSelectMultiple, help_text=_("Ohne Auswahl: alle.")
    )

    def __init__(self, *args: Any, own: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        table = places()
        keys = sorted((key for key in table if len(key) > 1), key=lambda key: (len(key) > 2, table[key].name))
        self.fields["language"].choices = [(code, BY_CODE[code].name) for code in own]
        self.fields["region"].choices = [("", _("alle")), *((key, table[key].name) for key in keys)]
        self.fields["labels"].choices = [(label, capfirst(name)) for label, name in type_names()]


class BringForm(forms.Form):
    """A file that comes back."""

    file = forms.FileField(
        label=_("Datei"),
        help_text=_("XLIFF 1.2, XLIFF 2.0 oder CSV aus diesem Portal, höchstens 5 MB und 5.000 Texte."),
        widget=forms.FileInput(attrs={"accept": ".xlf,.xliff,.csv"}),
        allow_empty_file=True,
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(_("Die Datei ist größer als 5 MB. Bitte teilen Sie sie."))
        return file
