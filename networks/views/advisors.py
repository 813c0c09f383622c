"""Profiles at the desk: one's own, those of one's organisations and regions; releasing somebody who leaves."""

from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import is_coordinator, require
from accounts.models import User
from networks import profiles
from networks.access import (
    advisors_of,
    can_edit_advisor,
    can_release_advisor,
    coordinates_advisor,
    coordinates_organisation,
    is_in_network,
    organisations_of,
)
from networks.forms.advisor import AdvisorEditor
from networks.forms.lists import AdvisorFilter
from networks.models import Advisor, ClaimState, Organisation, Responsibility
from networks.views import histories
from networks.views.editing import Task, edit, preview
from networks.views.paging import page_of
from portal import content
from portal.pickers import Choice

EDITOR = "networks/desk/advisor.html"


@login_required
@require_safe
def advisor_list(request: HttpRequest) -> HttpResponse:
    """Profiles of the account's organisations and regions."""
    if not is_in_network(request.user):
        raise Http404
    with content.one_version():
        form = AdvisorFilter(request.GET)
        rows = form.narrow(advisors_of(request.user).prefetch_related("organisations__regions", "regions"))
        page = page_of(request, rows.order_by("display_name", "pk"))
        _say_what_is_allowed(request.user, page.object_list)
        context = {"form": form, "page": page, "may_add": is_coordinator(request.user), "query": form.query()}
        return render(request, "networks/desk/advisor_list.html", context)


def _say_what_is_allowed(user: User, rows: list[Advisor]) -> None:
    """Note on each row whether the account may change and release it, in one question for all."""
    own = profiles.edited_by(user)
    for row in rows:
        coordinates = profiles.coordinates_row(user, row)
        row.may_edit = coordinates or row.user_id == user.pk
        speaks_for = coordinates or any(body.pk in own for body in row.organisations.all())
        row.may_release = speaks_for and row.claim_state != ClaimState.RELEASED


def _theirs(request: HttpRequest, slug: str, rule: Callable[..., bool] = can_edit_advisor) -> Advisor:
    advisor = get_object_or_404(advisors_of(request.user), slug=slug)
    require(rule(request.user, advisor))
    return advisor


def _bodies(request: HttpRequest, advisor: Advisor) -> list[Choice]:
    """Organisations that may stand in the profile: hers, those she belongs to, and those the coordination may speak for."""
    if advisor.pk is None and advisor.user_id is None:
        found = organisations_of(request.user).active().order_by("name", "pk").prefetch_related("regions")
        return [Choice(str(body.pk), f"{body.name} ({body.slug})") for body in found if coordinates_organisation(request.user, body)]
    ids = set(advisor.organisations.values_list("pk", flat=True)) if advisor.pk else set()
    if advisor.user_id:
        ids |= set(profiles.memberships_of(advisor.user))
    rows = Organisation.objects.filter(pk__in=ids)
    if advisor.pk and coordinates_advisor(request.user, advisor):
        rows = (rows | organisations_of(request.user)).distinct()
    return [Choice(str(pk), f"{name} ({slug})") for pk, name, slug in rows.order_by("name", "pk").values_list("pk", "name", "slug")]


def _editor_of(request: HttpRequest, advisor: Advisor, bodies: list[Choice]) -> partial[AdvisorEditor]:
    own = profiles.memberships_of(advisor.user) if advisor.user_id else []
    keys = [int(body.key) for body in bodies]
    return partial(AdvisorEditor, advisor, bodies=bodies, colleagues=profiles.colleagues_of(advisor, keys), chosen=own)


def _task(request: HttpRequest, advisor: Advisor, after: Callable[[Advisor], str], preview_address: str) -> Task:
    bodies = _bodies(request, advisor)

    def save(editor: AdvisorEditor) -> Advisor:
        cleaned = editor.form.cleaned_data
        return profiles.save_advisor(
            advisor if advisor.pk else Advisor(user=advisor.user, claim_state=advisor.claim_state),
            editor.sheet(),
            by=request.user,
            base=cleaned["version"],
            minor=cleaned["minor"],
            photo=cleaned["photo_file"],
            consent=cleaned["photo_consent"],
        )

    # What somebody begins of her own profile is another draft than what she begins of a colleague's.
    name = f"advisor-{advisor.pk or 'new'}" if advisor.pk or advisor.user_id else "profile-new"
    return Task(advisor, _editor_of(request, advisor, bodies), save, name, EDITOR, after, preview_address, lambda: bodies)


def _own(request: HttpRequest) -> Advisor:
    """The account's profile, or one that is not saved yet when it belongs to an organisation."""
    advisor = Advisor.objects.filter(user=request.user).first()
    if advisor is None:
        if not profiles.memberships_of(request.user):
            raise Http404
        advisor = Advisor(user=request.user, display_name=request.user.name, claim_state=ClaimState.VERIFIED)
    return advisor


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def own_profile(request: HttpRequest) -> HttpResponse:
    """My own profile; saving it for the first time makes it, when the account belongs to an organisation."""
    return edit(request, _task(request, _own(request), lambda saved: reverse("profiles:profile"), reverse("profiles:profile_preview")))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def own_preview(request: HttpRequest) -> HttpResponse:
    """My own profile as a founder sees it, also before it is saved for the first time."""
    return _preview(request, _own(request))


def _preview(request: HttpRequest, advisor: Advisor) -> HttpResponse:
    build = _editor_of(request, advisor, _bodies(request, advisor))
    return preview(request, advisor, build, "networks/desk/_advisor_preview.html")


def _address(advisor: Advisor) -> str:
    return reverse("profiles:advisor", args=[advisor.slug])


def _new(request: HttpRequest) -> Advisor:
    """A profile that the coordination writes down for somebody; it stays unclaimed until she takes it over."""
    if not is_in_network(request.user):
        raise Http404
    require(is_coordinator(request.user))
    return Advisor()


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def advisor_new(request: HttpRequest) -> HttpResponse:
    """Enter somebody who advises in an organisation of one's region."""
    return edit(request, _task(request, _new(request), _address, reverse("profiles:advisor_new_preview")))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def advisor_new_preview(request: HttpRequest) -> HttpResponse:
    """What is being typed, as a founder sees it, before there is a profile."""
    return _preview(request, _new(request))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def advisor(request: HttpRequest, slug: str) -> HttpResponse:
    """Change a profile."""
    found = _theirs(request, slug)
    return edit(request, _task(request, found, _address, reverse("profiles:advisor_preview", args=[found.slug])))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def advisor_preview(request: HttpRequest, slug: str) -> HttpResponse:
    """What is being typed, as a founder sees it."""
    return _preview(request, _theirs(request, slug))


@login_required
@require_safe
def advisor_history(request: HttpRequest, slug: str) -> HttpResponse:
    """Who changed what, and when."""
    return histories.show(request, _theirs(request, slug))


@login_required
@require_POST
def advisor_restore(request: HttpRequest, slug: str) -> HttpResponse:
    """Bring one version back."""
    return histories.restore(request, _theirs(request, slug), "profiles:advisor_history")


@login_required
@require_POST
def advisor_confirm(request: HttpRequest, slug: str) -> HttpResponse:
    """Say that everything is still right."""
    saved = profiles.confirm(_theirs(request, slug))
    return HttpResponseRedirect(_address(saved))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def advisor_release(request: HttpRequest, slug: str) -> HttpResponse:
    """Let somebody go who leaves: first what will happen, then a button."""
    found = _theirs(request, slug, can_release_advisor)
    if found.claim_state == ClaimState.RELEASED:
        raise Http404
    if request.method == "POST":
        profiles.release_advisor(found, by=request.user)
        messages.success(request, _("Das Profil ist freigegeben."))
        return HttpResponseRedirect(reverse("profiles:advisors"))
    duties = found.responsibilities.exclude(state=Responsibility.State.EXPIRED).select_related("topic", "region")
    context = {
        "advisor": found,
        "deputy": profiles.stand_in(found),
        "duties": duties,
        "leaving": profiles.left_by(found, by=request.user),
        "stays": profiles.kept_after(found, by=request.user),
    }
    return render(request, "networks/desk/release.html", context)
