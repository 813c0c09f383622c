"""An account's own pages, and signing in by password. The other pages of signing in are allauth's."""

import json
from collections.abc import Callable
from functools import wraps

from allauth.account.internal.flows.password_change import change_password, finalize_password_change
from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from allauth.account.views import LoginView
from allauth.core.exceptions import ReauthenticationRequired
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from accounts import actions, export
from accounts.adapter import signed_in_lately
from accounts.forms import AboutMeForm, DeleteForm, PasswordForm, PasswordLoginForm


def asked_again(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let a page be used right after signing in only. Else ask for the password or the second factor, as far as the account has one;
    who signs in by code only signs in once more.
    """

    @wraps(view)
    def wrapper(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not request.user.is_authenticated or signed_in_lately(request):
            return view(request, *args, **kwargs)
        if get_reauthentication_flows(request.user):
            raise ReauthenticationRequired
        return render(request, "account/again.html")

    return wrapper


class PasswordLogin(LoginView):
    """allauth's sign-in page with the password field that its usual page here does not have."""

    template_name = "account/login_password.html"

    def get_form_class(self) -> type[PasswordLoginForm]:
        return PasswordLoginForm


password_login = PasswordLogin.as_view()


@sensitive_post_parameters("password", "again")
@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Choose a password, also in place of a forgotten one; only right after signing in."""
    lately = signed_in_lately(request)
    form = PasswordForm(request.POST if request.method == "POST" and lately else None, user=request.user)
    if form.is_valid():
        change_password(request.user, form.cleaned_data["password"])
        finalize_password_change(request, request.user)
        return HttpResponseRedirect(reverse("accounts:me"))
    return render(request, "account/password.html", {"form": form, "lately": lately})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def me(request: HttpRequest) -> HttpResponse:
    """Name and language, ways to sign in, roles, and the doors to everything else about the account."""
    form = AboutMeForm(request.POST if request.method == "POST" else None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        with translation.override(request.user.language):
            messages.success(request, _("Gespeichert."))
            return HttpResponseRedirect(reverse("accounts:me"))
    if request.method == "POST":
        request.user.refresh_from_db()
    return render(request, "accounts/me.html", {"form": form, "roles": export.roles_of(request.user)})


@login_required
@require_safe
def held(request: HttpRequest) -> HttpResponse:
    """Everything the account holds, to read."""
    return render(request, "accounts/held.html", {"parts": export.readable(request.user)})


@login_required
@require_safe
def held_file(request: HttpRequest) -> HttpResponse:
    """Everything the account holds, as a file for machines."""
    text = json.dumps(export.collect(request.user), ensure_ascii=False, indent=2, default=str)
    answer = HttpResponse(text, content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="anlauf-{timezone.localdate()}.json"'
    return answer


@login_required
@asked_again
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest) -> HttpResponse:
    """Delete the account, after saying what goes, what stays and who will be missed."""
    form = DeleteForm(request.POST if request.method == "POST" else None, user=request.user)
    if form.is_valid():
        user = request.user
        logout(request)
        actions.delete_account(user)
        return render(request, "accounts/deleted.html")
    return render(request, "accounts/delete.html", {"form": form, "warnings": actions.warnings_before_deletion(request.user)})
