"""How allauth behaves here: mails go through the outbox, words are ours, made-up people stay out of production."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.models import EmailAddress
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from accounts import mails
from accounts.models import User
from portal import ratelimit
from portal.languages import SOURCE

TOO_OFT = _("Das waren sehr viele Versuche. Bitte warten Sie zehn Minuten.")
WRONG_CODE = _("Dieser Code stimmt nicht. Bitte prüfen Sie ihn.")
WRONG_PAIR = _("E-Mail-Adresse oder Passwort stimmt nicht.")
# What allauth says to people after something happened; what is not named here is not said.
SAID: dict[str, str | Promise] = {
    "account/messages/logged_in.txt": _("Sie sind angemeldet."),
    "account/messages/logged_out.txt": _("Sie sind abgemeldet."),
    "account/messages/email_confirmed.txt": _("Ihre E-Mail-Adresse ist bestätigt."),
    "account/messages/email_confirmation_failed.txt": _("Diese E-Mail-Adresse hat schon ein Konto."),
    "account/messages/password_set.txt": _("Ihr Passwort ist gespeichert."),
    "account/messages/password_changed.txt": _("Ihr Passwort ist gespeichert."),
    "mfa/messages/totp_activated.txt": _("Die Code-App ist eingerichtet."),
    "mfa/messages/totp_deactivated.txt": _("Die Code-App ist abgeschaltet."),
    "mfa/messages/webauthn_added.txt": _("Der Passkey ist eingerichtet."),
    "mfa/messages/webauthn_removed.txt": _("Der Passkey ist entfernt."),
    "mfa/messages/recovery_codes_generated.txt": _("Sie haben neue Ersatz-Codes."),
    "usersessions/messages/sessions_logged_out.txt": _("Alle anderen Geräte sind abgemeldet."),
}


def signed_in_lately(request: HttpRequest) -> bool:
    """Whether somebody proved a moment ago who she is: who finds an open browser must not take the account over."""
    limit = timezone.now().timestamp() - settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
    return any(record["at"] > limit for record in get_authentication_records(request, request.user))


def confirm_address(request: HttpRequest, user: User) -> None:
    """A code that came back proves the address: accounts made by others (an operator, a command) have no confirmed one yet."""
    records = get_authentication_records(request, user)
    if any(record["method"] == "code" and (record.get("email") or "").lower() == user.email.lower() for record in records):
        address, _made = EmailAddress.objects.get_or_create(user=user, email=user.email, defaults={"verified": True, "primary": True})
        if not address.verified:
            address.set_verified()


class AccountAdapter(DefaultAccountAdapter):
    # Only what our pages can reach; tests/accounts/test_words.py lists the rest.
    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("Dieses Konto ist gesperrt."),
        "duplicate_email": _("Das ist schon Ihre Adresse."),
        "email_password_mismatch": WRONG_PAIR,
        "email_taken": _("Diese E-Mail-Adresse hat schon ein Konto."),
        "incorrect_code": WRONG_CODE,
        "incorrect_password": _("Dieses Passwort stimmt nicht."),
        "invalid_login": WRONG_PAIR,
        "max_email_addresses": _("Eine neue Adresse wartet noch auf ihre Bestätigung."),
        "rate_limited": TOO_OFT,
        "too_many_login_attempts": TOO_OFT,
        "unverified_primary_email": _("Bitte bestätigen Sie zuerst Ihre E-Mail-Adresse."),
    }

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Store the message instead of sending it; what it says is written in `accounts.mails`."""
        mails.send_for_allauth(template_prefix, email, context, language=get_language() or SOURCE)

    def send_account_already_exists_mail(self, email: str) -> None:
        self.send_mail("account/email/account_already_exists", email, {})

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Say it in our words, which exist in every language."""
        words = message or SAID.get(message_template or "")
        if words:
            messages.add_message(request, level, str(words), extra_tags=extra_tags)

    def get_client_ip(self, request: HttpRequest) -> str:
        return ratelimit.address_of(request)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """The desk, in the language of the page."""
        try:
            return reverse("atlas:desk")
        except NoReverseMatch:
            return reverse("accounts:me")

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        return self.get_login_redirect_url(request)

    def save_user(self, request: HttpRequest, user: User, form: BaseForm, commit: bool = True) -> User:
        """The language somebody signs up in is the language of the account."""
        user.language = get_language() or SOURCE
        return super().save_user(request, user, form, commit)

    def pre_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse | None:
        """Refuse the made-up people of the demo where real people work: their addresses belong to nobody."""
        if user.is_example and settings.PRODUCTION:
            return self.respond_user_inactive(request, user)
        confirm_address(request, user)
        return super().pre_login(request, user, **kwargs)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Nobody is asked again right after signing in."""
        return super().is_reauthentication_required(app=app, **kwargs) and not signed_in_lately(self.request)


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages = {
        "add_email_blocked": _("Bitte bestätigen Sie zuerst Ihre E-Mail-Adresse."),
        "cannot_delete_authenticator": _("Das lässt sich nicht abschalten."),
        "cannot_generate_recovery_codes": _("Richten Sie zuerst eine Code-App oder einen Passkey ein."),
        "incorrect_code": WRONG_CODE,
        "unverified_email": _("Bitte bestätigen Sie zuerst Ihre E-Mail-Adresse."),
    }

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return gettext("Passkey %(number)s") % {"number": number}

    def _get_site_name(self) -> str:
        return settings.MFA_TOTP_ISSUER
