"""What a visitor may send: a message to an advisor."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ContactForm(forms.Form):
    """A message to an advisor. `company` is a trap: people do not see it, machines fill it in."""

    name = forms.CharField(
        label=_("Ihr Name (freiwillig)"),
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "name", "dir": "auto"}),
    )
    email = forms.EmailField(
        label=_("Ihre E-Mail-Adresse"),
        help_text=_("Dorthin kommt die Antwort."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "dir": "ltr"}),
        error_messages={
            "required": _("Bitte geben Sie Ihre E-Mail-Adresse an."),
            "invalid": _("Das ist keine E-Mail-Adresse. Ein Beispiel: name@example.org"),
        },
    )
    text = forms.CharField(
        label=_("Ihre Nachricht"),
        help_text=_("Schreiben Sie in Ihrer Sprache. Ein Satz genügt."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
        error_messages={"required": _("Bitte schreiben Sie, worum es geht.")},
    )
    company = forms.CharField(required=False, widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}))

    @property
    def is_trapped(self) -> bool:
        return bool(self.cleaned_data.get("company"))
