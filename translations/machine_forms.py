"""What somebody may have translated by machine: a region, languages, kinds of texts."""

from typing import Any

from django import forms
from django.db.models import Model
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accounts.access import coordinated_keys
from accounts.models import User
from portal.models import GERMANY, Region
from portal.regions import places
from translations.machine.orders import sendable_models
from translations.models import LANGUAGE_CHOICES


class Boxes(forms.CheckboxSelectMultiple):
    """Check boxes whose group can be named by the list of errors."""

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        return super().id_for_label(id_, index) or id_


class OrderForm(forms.Form):
    region = forms.ChoiceField(label=_("Region"), help_text=_("Deutschland steht für alles, auch für Texte ohne Region."))
    languages = forms.MultipleChoiceField(label=_("Sprachen"), choices=LANGUAGE_CHOICES, widget=Boxes)
    labels = forms.MultipleChoiceField(
        label=_("Inhalte"), required=False, widget=Boxes, help_text=_("Ohne Auswahl: alle. Texte über Menschen gehen nie an eine Maschine.")
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        table = places()
        own = sorted(
            (key for key in coordinated_keys(user) if key in table), key=lambda key: (key != GERMANY, len(key) > 2, table[key].name)
        )
        self.fields["region"].choices = [(key, table[key].name) for key in own]
        self.fields["labels"].choices = [(model._meta.label_lower, name_of(model)) for model in sendable_models(GERMANY)]

    def clean_region(self) -> Region:
        region = Region.objects.filter(pk=self.cleaned_data["region"]).first()
        if region is None:
            raise forms.ValidationError(_("Diese Region gibt es nicht mehr."))
        return region


def name_of(model: type[Model]) -> str:
    """Return what people call this kind of text."""
    return capfirst(str(model._meta.verbose_name_plural))
