"""What a visitor may send: an error report."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ReportForm(forms.Form):
    """ "Is this wrong?" Nothing but the text is needed. `company` is a trap: people do not see it, machines fill it in."""

    text = forms.CharField(
        label=_("Was stimmt nicht?"),
        help_text=_("Schreiben Sie in Ihrer Sprache. Ein Satz genügt."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
        error_messages={"required": _("Bitte schreiben Sie, was nicht stimmt.")},
    )
    email = forms.EmailField(
        label=_("Ihre E-Mail-Adresse (freiwillig)"),
        help_text=_("Nur wenn Sie eine Antwort möchten. Wir löschen die Adresse später wieder."),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "dir": "ltr"}),
        error_messages={"invalid": _("Das ist keine E-Mail-Adresse. Ein Beispiel: name@example.org")},
    )
    company = forms.CharField(required=False, widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}))

    @property
    def is_trapped(self) -> bool:
        return bool(self.cleaned_data.get("company"))
