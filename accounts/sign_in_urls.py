"""Signing in: allauth's pages under the names it knows them by; those we do not want have no address."""

from collections.abc import Callable

from allauth.account import views as account
from allauth.mfa.base import views as factor
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.usersessions import views as sessions
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import path

from accounts import views
from portal import errors, ratelimit

View = Callable[..., HttpResponse]


def limited(view: View) -> View:
    """Count what is sent in PostgreSQL besides allauth's own counting in Redis."""

    def wrapper(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if request.method == "POST" and not ratelimit.allow(request, "sign_in", limit=settings.SIGN_IN_LIMIT):
            return errors.too_many(request)
        return view(request, *args, **kwargs)

    return wrapper


urlpatterns = [
    path("login/", limited(account.login), name="account_login"),
    path("login/code/", limited(account.confirm_login_code), name="account_confirm_login_code"),
    path("login/password/", limited(views.password_login), name="account_login_password"),
    path("login/passkey/", limited(webauthn.login_webauthn), name="mfa_login_webauthn"),
    path("login/factor/", limited(factor.authenticate), name="mfa_authenticate"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("signup/", limited(account.signup), name="account_signup"),
    path("signup/code/", limited(account.email_verification_sent), name="account_email_verification_sent"),
    path("email/", views.asked_again(account.email), name="account_email"),
    path("password/", views.password, name="account_set_password"),
    path("again/", limited(account.reauthenticate), name="account_reauthenticate"),
    path("again/factor/", limited(factor.reauthenticate), name="mfa_reauthenticate"),
    path("again/passkey/", limited(webauthn.reauthenticate_webauthn), name="mfa_reauthenticate_webauthn"),
    path("factors/", factor.index, name="mfa_index"),
    path("factors/app/", totp.activate_totp, name="mfa_activate_totp"),
    path("factors/app/off/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("factors/codes/", recovery.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("factors/codes/new/", recovery.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("factors/codes/file/", recovery.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("factors/passkeys/", webauthn.list_webauthn, name="mfa_list_webauthn"),
    path("factors/passkeys/add/", webauthn.add_webauthn, name="mfa_add_webauthn"),
    path("factors/passkeys/<int:pk>/remove/", webauthn.remove_webauthn, name="mfa_remove_webauthn"),
    path("factors/passkeys/<int:pk>/name/", webauthn.edit_webauthn, name="mfa_edit_webauthn"),
    path("devices/", sessions.list_usersessions, name="usersessions_list"),
]
