"""What somebody types who claims a profile, and who decides about it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from networks.models import ProfileClaim

WAYS = {
    ProfileClaim.Proof.CODE: _("Mit einem Code, der an eine Adresse der Organisation geht"),
    ProfileClaim.Proof.VOUCHER: _("Eine Person, die die Organisation schon pflegt, bestätigt es"),
    ProfileClaim.Proof.COORDINATOR: _("Die Koordination der Region bestätigt es"),
}


class ClaimForm(forms.Form):
    """How somebody wants to prove that a profile is hers. `proofs` are the ways open to her."""

    proof = forms.ChoiceField(
        label=_("Wie möchten Sie es nachweisen?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Bitte wählen Sie einen Weg."), "invalid_choice": _("Bitte wählen Sie einen Weg.")},
    )
    address = forms.CharField(
        label=_("Ihre Adresse bei der Organisation"),
        required=False,
        max_length=254,
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )
    message = forms.CharField(
        label=_("Nachricht (freiwillig)"),
        help_text=_("Zum Beispiel Ihre Aufgabe dort. Das liest, wer über den Antrag entscheidet."),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )

    def __init__(self, *args: object, proofs: list[str], domains: list[str], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["proof"].choices = [(proof, WAYS[proof]) for proof in proofs]
        self.fields["proof"].initial = proofs[0]
        if not domains:
            del self.fields["address"]
        elif len(domains) == 1:
            self.fields["address"].help_text = _("Nur für den Code. Es genügt der Teil vor @%(domain)s.") % {"domain": domains[0]}
        else:
            self.fields["address"].help_text = _("Nur für den Code. Möglich sind: %(domains)s") % {"domains": ", ".join(domains)}


class CodeForm(forms.Form):
    """The code from the mail."""

    code = forms.CharField(
        label=_("Code aus der E-Mail"),
        help_text=_("Acht Zeichen. Groß und klein ist egal, der Strich auch."),
        max_length=20,
        widget=forms.TextInput(
            attrs={"dir": "ltr", "autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"}
        ),
        error_messages={"required": _("Bitte geben Sie den Code ein.")},
    )


class DecisionForm(forms.Form):
    """What becomes of a claim; a refusal needs a reason."""

    comment = forms.CharField(
        label=_("Begründung"),
        help_text=_("Bei einer Ablehnung nötig. Die Person bekommt den Text per E-Mail."),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )
