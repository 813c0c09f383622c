"""The messages of this app: one function that stores each, one that writes it at the moment of sending."""

import datetime
import hashlib
import uuid
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.models import User
from portal import mail
from portal.mail import Letter
from portal.models import OutgoingMail
from portal.wording import day

CODE_MINUTES = 15
IGNORE = gettext_noop("Sie haben das nicht gewollt? Dann müssen Sie nichts tun. Ohne den Code kommt niemand in Ihr Konto.")
CODES = {
    "account/email/login_code": "login",
    "account/email/email_confirmation": "confirm",
    "account/email/email_confirmation_signup": "signup",
}
# What happened to an account, told to its owner.
NOTICES = {
    "account/email/password_set": gettext_noop("Das Passwort Ihres Kontos wurde geändert."),
    "account/email/password_changed": gettext_noop("Das Passwort Ihres Kontos wurde geändert."),
    "account/email/email_changed": gettext_noop("Die E-Mail-Adresse Ihres Kontos wurde geändert."),
    "mfa/email/totp_activated": gettext_noop("In Ihrem Konto wurde eine Code-App eingerichtet."),
    "mfa/email/totp_deactivated": gettext_noop("In Ihrem Konto wurde die Code-App abgeschaltet."),
    "mfa/email/webauthn_added": gettext_noop("In Ihrem Konto wurde ein Passkey eingerichtet."),
    "mfa/email/webauthn_removed": gettext_noop("In Ihrem Konto wurde ein Passkey entfernt."),
    "mfa/email/recovery_codes_generated": gettext_noop("Für Ihr Konto wurden neue Ersatz-Codes gemacht."),
}


def page(name: str, *args: object) -> str:
    """Return a whole address of this site in the active language."""
    return settings.SITE_URL + reverse(name, args=args)


def send_for_allauth(template: str, email: str, context: dict[str, Any], *, language: str) -> None:
    """Store one of the messages allauth asks for; those we do not have are not sent.

    No address gets more than CODE_LIMIT of them in FORM_LIMIT_SECONDS: that also holds while Redis is away.
    """
    user = User.objects.filter(email__iexact=email).first()
    language = user.language if user else language
    if template in NOTICES:
        store("accounts.notice", email, language, {"template": template}, minutes=60 * 24)
        return
    since = timezone.now() - datetime.timedelta(seconds=settings.FORM_LIMIT_SECONDS)
    sent = OutgoingMail.objects.filter(kind__in=("accounts.code", "accounts.about"), recipient__iexact=email, created_at__gt=since)
    if sent.count() >= settings.CODE_LIMIT:
        return
    if template in CODES:
        store("accounts.code", email, language, {"code": context["code"], "purpose": CODES[template]})
    elif template == "account/email/account_already_exists":
        store("accounts.about", email, language, {"known": True})
    elif template == "account/email/unknown_account":
        store("accounts.about", email, language, {"known": False})


def store(kind: str, email: str, language: str, payload: dict[str, Any], *, minutes: int = CODE_MINUTES) -> None:
    """Enqueue a message that is worthless after some minutes."""
    expires = timezone.now() + datetime.timedelta(minutes=minutes)
    key = f"{kind}:{uuid.uuid4().hex}"
    mail.enqueue(kind, recipient=email, language=language, dedupe_key=key, payload=payload, expires_at=expires)


def send_idle_warning(user: User, *, now: datetime.datetime, until: datetime.date) -> None:
    """Tell somebody that the account will be deleted unless she signs in; once a warning."""
    mail.enqueue(
        "accounts.idle",
        recipient=user.email,
        language=user.language,
        dedupe_key=f"accounts.idle:{user.pk}:{now:%Y-%m-%d}",
        subject_id=user.pk,
        payload={"until": until.isoformat()},
        due_at=now,
    )


def send_goodbye(email: str, language: str) -> None:
    """Confirm that an account has been deleted. The row names no account, only the address it went to."""
    digest = hashlib.sha256(email.encode()).hexdigest()[:16]
    key = f"accounts.deleted:{digest}:{uuid.uuid4().hex[:8]}"
    mail.enqueue("accounts.deleted", recipient=email, language=language, dedupe_key=key)


def letter_code(row: OutgoingMail) -> Letter | None:
    """The code for signing in, signing up or a new address; nothing once it has been wiped."""
    if "code" not in row.payload:
        return None
    words = {
        "login": _("Mit diesem Code melden Sie sich bei Anlauf an."),
        "signup": _("Willkommen bei Anlauf. Mit diesem Code ist Ihr Konto fertig."),
        "confirm": _("Mit diesem Code bestätigen Sie Ihre E-Mail-Adresse."),
    }[row.payload["purpose"]]
    return Letter(
        subject=_("Ihr Code: %(code)s") % {"code": row.payload["code"]},
        paragraphs=(words, _("Tippen Sie ihn in das offene Fenster. Er gilt 15 Minuten.")),
        facts=((_("Code"), row.payload["code"]),),
        small=_(IGNORE),
    )


def letter_about(row: OutgoingMail) -> Letter:
    """To an address somebody tried to sign up or in with: the page itself never says whether it has an account."""
    if row.payload.get("known"):
        text, words, name = _("Zu dieser Adresse gibt es schon ein Konto. Bitte melden Sie sich an."), _("Anmelden"), "account_login"
    else:
        text, words, name = _("Zu dieser Adresse gibt es noch kein Konto."), _("Konto anlegen"), "account_signup"
    return Letter(
        subject=_("Ihr Konto bei Anlauf"),
        paragraphs=(_("Jemand wollte sich mit Ihrer E-Mail-Adresse anmelden."), text),
        button=(words, page(name)),
        small=_("Waren Sie das nicht? Dann müssen Sie nichts tun."),
    )


def letter_notice(row: OutgoingMail) -> Letter:
    return Letter(
        subject=_("Ihr Konto bei Anlauf"),
        paragraphs=(_(NOTICES[row.payload["template"]]),),
        button=(_("Mein Konto ansehen"), page("accounts:me")),
        small=_("Waren Sie das nicht? Dann melden Sie sich an und prüfen Sie Ihr Konto."),
    )


def letter_idle(row: OutgoingMail) -> Letter | None:
    user = User.objects.filter(pk=row.subject_id, warned_at__isnull=False).first()
    if user is None or "until" not in row.payload:
        return None
    until = day(datetime.date.fromisoformat(row.payload["until"]))
    return Letter(
        subject=_("Brauchen Sie Ihr Konto noch?"),
        paragraphs=(
            _("Sie waren lange nicht mehr bei Anlauf."),
            _("Am %(day)s löschen wir Ihr Konto. Melden Sie sich vorher an, dann bleibt alles.") % {"day": until},
        ),
        button=(_("Anmelden"), page("account_login")),
    )


def letter_deleted(row: OutgoingMail) -> Letter:
    return Letter(subject=_("Ihr Konto ist gelöscht"), paragraphs=(_("Ihr Konto bei Anlauf und was dazu gehörte ist gelöscht."),))


def still_idle(row: OutgoingMail) -> bool:
    """Whether the owner has not come back since."""
    return User.objects.filter(pk=row.subject_id, warned_at__isnull=False).exists()


def register() -> None:
    """Name this app's messages."""
    mail.register("accounts.code", render=letter_code)
    mail.register("accounts.about", render=letter_about)
    mail.register("accounts.notice", render=letter_notice)
    mail.register("accounts.idle", render=letter_idle, still_due=still_idle)
    mail.register("accounts.deleted", render=letter_deleted)
