"""Forms of the glossary at the desk."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.languages import BY_CODE
from translations.models import GlossaryRendering, GlossaryTerm
from translations.texts import OTHERS

MINE, ALL = "mine", "all"


class ListForm(forms.Form):
    """What may be asked of the list."""

    q = forms.CharField(
        label=_("Suchwort"), required=False, max_length=100, widget=forms.TextInput(attrs={"type": "search", "dir": "auto"})
    )
    domain = forms.ChoiceField(label=_("Bereich"), required=False, choices=[("", _("alle")), *GlossaryTerm.Domain.choices])
    language = forms.ChoiceField(label=_("Sprache"), required=False)
    draft = forms.BooleanField(label=_("Nur Entwürfe"), required=False)

    def __init__(self, data: Any, own: tuple[str, ...]) -> None:
        super().__init__(data)
        choices: list[tuple[str, Any]] = [(code, BY_CODE[code].name) for code in OTHERS]
        if own and own != OTHERS:
            choices.insert(0, ("", _("meine Sprachen")))
            choices.append((ALL, pgettext_lazy("languages", "alle")))
        else:
            choices.insert(0, ("", pgettext_lazy("languages", "alle")))
        self.fields["language"].choices = choices


class TermForm(forms.ModelForm):
    """A German term."""

    class Meta:
        model = GlossaryTerm
        fields = ("german", "domain", "keep_german", "note")
        help_texts = {
            "german": _("Mehrere Formen mit Schrägstrich, eine Abkürzung in Klammern."),
        }

    def clean_german(self) -> str:
        """One line, and not what another term says already."""
        german = " ".join(self.cleaned_data["german"].split())
        if GlossaryTerm.objects.filter(german__iexact=german).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("Diesen Begriff gibt es schon."), code="twice")
        return german


class RenderingForm(forms.ModelForm):
    """How a term is said in one language."""

    reviewed = forms.BooleanField(
        label=_("Geprüft: so sagt man es wirklich"), required=False, help_text=_("Ohne diesen Haken bleibt es ein Entwurf.")
    )
    was = forms.CharField(required=False, max_length=32, widget=forms.HiddenInput)

    class Meta:
        model = GlossaryRendering
        fields = ("text",)

    def __init__(self, *args: Any, language: str, **kwargs: Any) -> None:
        super().__init__(*args, prefix=language, **kwargs)
        self.fields["text"].widget.attrs |= {"lang": language, "dir": BY_CODE[language].direction}

    def clean_text(self) -> str:
        """One line; marks of direction and joiners stay."""
        return " ".join(self.cleaned_data["text"].split())
