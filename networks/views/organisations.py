"""Organisations at the desk: the list, the editor, its preview, its history."""

from functools import partial

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import coordinates_any, is_coordinator, is_operator, require
from accounts.models import User
from networks import further_regions, profiles
from networks.access import can_edit_organisation, coordinates_organisation, is_in_network, organisations_of
from networks.forms.lists import OrganisationFilter
from networks.forms.organisation import OrganisationEditor
from networks.models import Organisation
from networks.views import histories
from networks.views.editing import Task, edit, preview
from networks.views.paging import page_of
from portal import content

EDITOR = "networks/desk/organisation.html"


@login_required
@require_safe
def organisation_list(request: HttpRequest) -> HttpResponse:
    """The account's own organisations and those of its regions."""
    if not is_in_network(request.user):
        raise Http404
    with content.one_version():
        form = OrganisationFilter(request.GET)
        rows = form.narrow(organisations_of(request.user).select_related("kind").prefetch_related("regions"))
        page = page_of(request, rows.order_by("name", "pk"))
        _say_who_edits(request.user, page.object_list)
        context = {"form": form, "page": page, "may_add": is_coordinator(request.user), "query": form.query()}
        return render(request, "networks/desk/organisation_list.html", context)


def _say_who_edits(user: User, rows: list[Organisation]) -> None:
    """Note on each row whether the account may change it, in one question for all."""
    own = profiles.edited_by(user)
    for row in rows:
        row.may_edit = row.pk in own or is_operator(user) or coordinates_any(user, [region.pk for region in row.regions.all()])


def _mine(request: HttpRequest, slug: str) -> Organisation:
    organisation = get_object_or_404(organisations_of(request.user), slug=slug)
    require(can_edit_organisation(request.user, organisation))
    return organisation


def _editor_of(request: HttpRequest, organisation: Organisation) -> partial[OrganisationEditor]:
    coordinates = is_coordinator(request.user) if organisation.pk is None else coordinates_organisation(request.user, organisation)
    return partial(OrganisationEditor, organisation, coordinates=coordinates)


def _task(request: HttpRequest, organisation: Organisation) -> Task:
    def save(editor: OrganisationEditor) -> Organisation:
        cleaned = editor.form.cleaned_data
        try:
            return profiles.save_organisation(
                organisation if organisation.pk else Organisation(),
                editor.sheet(),
                by=request.user,
                base=cleaned["version"],
                minor=cleaned["minor"],
                logo=cleaned["logo_file"],
                drop_logo=cleaned["drop_logo"],
            )
        except further_regions.NotFree as error:
            further_regions.ask(organisation, error.further, by=request.user)
            raise

    name = f"organisation-{organisation.pk or 'new'}"
    route = ("profiles:organisation_preview", [organisation.slug]) if organisation.pk else ("profiles:organisation_new_preview", [])
    return Task(organisation, _editor_of(request, organisation), save, name, EDITOR, _address, reverse(route[0], args=route[1]))


def _address(organisation: Organisation) -> str:
    return reverse("profiles:organisation", args=[organisation.slug])


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def organisation(request: HttpRequest, slug: str) -> HttpResponse:
    """Change an organisation."""
    return edit(request, _task(request, _mine(request, slug)))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def organisation_new(request: HttpRequest) -> HttpResponse:
    """Enter a new organisation; the coordination does."""
    return edit(request, _task(request, _new(request)))


def _new(request: HttpRequest) -> Organisation:
    if not is_in_network(request.user):
        raise Http404
    require(is_coordinator(request.user))
    return Organisation()


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def organisation_new_preview(request: HttpRequest) -> HttpResponse:
    """What is being typed, as a founder sees it, before there is an organisation."""
    return _preview(request, _new(request))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def organisation_preview(request: HttpRequest, slug: str) -> HttpResponse:
    """What is being typed, as a founder sees it."""
    return _preview(request, _mine(request, slug))


def _preview(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    return preview(request, organisation, _editor_of(request, organisation), "networks/desk/_organisation_preview.html")


@login_required
@require_safe
def organisation_history(request: HttpRequest, slug: str) -> HttpResponse:
    """Who changed what, and when."""
    return histories.show(request, _mine(request, slug))


@login_required
@require_POST
def organisation_restore(request: HttpRequest, slug: str) -> HttpResponse:
    """Bring one version back."""
    return histories.restore(request, _mine(request, slug), "profiles:organisation_history")


@login_required
@require_POST
def organisation_confirm(request: HttpRequest, slug: str) -> HttpResponse:
    """Say that everything is still right."""
    saved = profiles.confirm(_mine(request, slug))
    return HttpResponseRedirect(_address(saved))
