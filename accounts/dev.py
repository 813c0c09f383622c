"""Help for development: the made-up accounts with their current codes. No address leads here outside development."""

import time
from dataclasses import dataclass

from allauth.mfa import app_settings as factor_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts import export
from accounts.models import User
from portal.models import OutgoingMail


@dataclass(frozen=True)
class Row:
    user: User
    roles: list[str]
    app_code: str
    mail_code: str


def current_code(user: User) -> str:
    """Return what the account's code app shows now, empty without one."""
    row = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first()
    if row is None:
        return ""
    secret = row.wrap().instance.data["secret"]
    counter = int(time.time()) // factor_settings.TOTP_PERIOD
    return auth.format_hotp_value(auth.hotp_value(secret, counter))


def mailed_code(user: User) -> str:
    """Return the last mailed code that has not left yet; what has left is in the mailbox."""
    row = OutgoingMail.objects.filter(kind="accounts.code", recipient__iexact=user.email).order_by("-pk").first()
    return row.payload.get("code", "") if row else ""


@require_safe
def demo_accounts(request: HttpRequest) -> HttpResponse:
    users = User.objects.filter(is_example=True).order_by("pk")
    rows = [Row(user, export.roles_of(user), current_code(user), mailed_code(user)) for user in users]
    return render(request, "accounts/dev.html", {"rows": rows})


@require_POST
def sign_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign in as one of the made-up people, without any code."""
    user = get_object_or_404(User, pk=pk, is_example=True)
    login(request, user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return HttpResponseRedirect(reverse("accounts:me"))
