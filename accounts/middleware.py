"""The second factor, in one place: whoever needs one and has none is led to set it up, whatever page is asked for."""

from collections.abc import Callable

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import ResolverMatch, reverse

from accounts.access import lacks_second_factor
from portal import errors

# What somebody needs to set it up, to prove who she is before, and to leave. /dev/ shows the codes in development.
WAYS = frozenset(
    {
        "account_logout", "account_reauthenticate", "account_email_verification_sent", "mfa_index", "mfa_activate_totp", "mfa_add_webauthn",
        "mfa_reauthenticate", "mfa_reauthenticate_webauthn", "mfa_list_webauthn", "mfa_view_recovery_codes", "dev:accounts", "dev:mail",
    }
)  # fmt: skip


class SecondFactorMiddleware:
    """Asked before each view, so that no page can be forgotten. Somebody without a session costs nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: object) -> HttpResponse | None:
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or _is_way(request.resolver_match):
            return None
        try:
            if not lacks_second_factor(request.user):
                return None
        except (OperationalError, InterfaceError):
            # Nobody gets past this question unanswered.
            return errors.unavailable(request)
        target = reverse("mfa_index")
        if request.headers.get("HX-Request"):
            return HttpResponse(headers={"HX-Redirect": target})
        return HttpResponseRedirect(target)


def _is_way(match: ResolverMatch | None) -> bool:
    return match is not None and match.view_name in WAYS
