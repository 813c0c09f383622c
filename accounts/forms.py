"""Forms of signing in: allauth's, with labels and errors of ours in every language; and those of the account's own page."""

import unicodedata

from allauth.account import forms as account
from allauth.mfa.base import forms as factor
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User

CODE_HINT = _("Acht Ziffern aus der E-Mail.")
LABELS: dict[str, str | Promise] = {
    "email": _("E-Mail-Adresse"),
    "login": _("E-Mail-Adresse"),
    "password": _("Passwort"),
    "code": _("Code"),
    "name": _("Name des Passkeys"),
    "passwordless": _("Mit diesem Passkey melde ich mich ohne E-Mail an."),
}
WRONG_ADDRESS = _("Das ist keine E-Mail-Adresse. Ein Beispiel: name@example.org")


class OwnWords(forms.Form):
    """Puts our labels in place of allauth's, which are not complete in every language."""

    hints: dict[str, str | Promise] = {}

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.help_text = self.hints.get(name, "")
            field.label = LABELS.get(name, field.label)
            if isinstance(field, forms.EmailField):
                field.error_messages["invalid"] = WRONG_ADDRESS
            if name == "code":
                field.widget.attrs |= {"inputmode": "numeric", "dir": "ltr"}


class PlainDigits(OwnWords):
    """Takes a code in the digits of any script, as Arabic and Persian keyboards type them."""

    def clean_code(self) -> str:
        text = self.cleaned_data["code"]
        digits = "".join(str(unicodedata.digit(char)) if char.isdigit() else char for char in text)
        self.cleaned_data["code"] = digits
        return super().clean_code()


class LoginForm(OwnWords, account.LoginForm):
    """Step one: the address. A code goes there."""


class PasswordLoginForm(OwnWords, account.LoginForm):
    """For those who have chosen a password."""

    def _setup_password_field(self) -> None:
        """Keep the field, which allauth takes away where signing up needs no password."""


class SignupForm(OwnWords, account.SignupForm):
    pass


class ConfirmLoginCodeForm(PlainDigits, account.ConfirmLoginCodeForm):
    hints = {"code": CODE_HINT}


class ConfirmEmailCodeForm(PlainDigits, account.ConfirmEmailVerificationCodeForm):
    hints = {"code": CODE_HINT}


class ChangeEmailForm(OwnWords, account.AddEmailForm):
    pass


class ReauthenticateForm(OwnWords, account.ReauthenticateForm):
    pass


class SecondFactorForm(PlainDigits, factor.AuthenticateForm):
    hints = {"code": _("Sechs Ziffern aus Ihrer Code-App, oder ein Ersatz-Code.")}


class SecondFactorAgainForm(PlainDigits, factor.ReauthenticateForm):
    hints = SecondFactorForm.hints


class ActivateAppForm(PlainDigits, totp.ActivateTOTPForm):
    hints = {"code": _("Sechs Ziffern aus der App.")}


class AddKeyForm(OwnWords, webauthn.AddWebAuthnForm):
    hints = {"passwordless": _("Ihr Gerät fragt dann nach Fingerabdruck, Gesicht oder PIN.")}


class RenameKeyForm(OwnWords, webauthn.EditWebAuthnForm):
    pass


class PasswordForm(forms.Form):
    """A new password, typed twice."""

    password = forms.CharField(
        label=_("Neues Passwort"),
        strip=False,
        help_text=_("Mindestens acht Zeichen. Ein kurzer Satz ist gut."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("Neues Passwort noch einmal"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def __init__(self, *args: object, user: User, **kwargs: object) -> None:
        self.user = user
        super().__init__(*args, **kwargs)

    def clean_password(self) -> str:
        validate_password(self.cleaned_data["password"], self.user)
        return self.cleaned_data["password"]

    def clean(self) -> dict[str, object]:
        data = super().clean() or {}
        if data.get("password") and data.get("again") and data["password"] != data["again"]:
            self.add_error("again", _("Die beiden Passwörter sind nicht gleich."))
        return data


class AboutMeForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ("name", "language")
        help_texts = {
            "name": _("Diesen Namen sehen die anderen am Schreibtisch."),
            "language": _("In dieser Sprache schreiben wir Ihnen."),
        }


class DeleteForm(forms.Form):
    """A deletion needs the address typed once more, so that nobody deletes an account by a slip."""

    email = forms.CharField(label=_("Ihre E-Mail-Adresse"), widget=forms.EmailInput(attrs={"autocomplete": "off"}))

    def __init__(self, *args: object, user: User, **kwargs: object) -> None:
        self.user = user
        super().__init__(*args, **kwargs)

    def clean_email(self) -> str:
        if self.cleaned_data["email"].strip().lower() != self.user.email.lower():
            raise forms.ValidationError(_("Das ist nicht die Adresse dieses Kontos."))
        return self.cleaned_data["email"]
