"""An organisation ends, or is brought back: the coordination's pages."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import require
from networks import archiving
from networks.access import coordinates_organisation, organisations_of
from networks.claim_views import add_errors
from networks.forms.archiving import ArchiveForm
from networks.models import Organisation, ProfileClaim


def _coordinated(request: HttpRequest, slug: str, state: str) -> Organisation:
    organisation = get_object_or_404(organisations_of(request.user), slug=slug)
    require(coordinates_organisation(request.user, organisation))
    if organisation.state != state:
        raise Http404
    return organisation


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def organisation_archive(request: HttpRequest, slug: str) -> HttpResponse:
    """First what will end with it, then a button."""
    found = _coordinated(request, slug, Organisation.State.ACTIVE)
    public = archiving.public_things(found)
    form = ArchiveForm(request.POST if request.method == "POST" else None, public=public)
    if form.is_valid():
        try:
            archiving.archive_organisation(found, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Diese Organisation ist archiviert."))
            return HttpResponseRedirect(reverse("profiles:organisation", args=[slug]))
    context = {
        "organisation": found,
        "form": form,
        "public": public,
        "members": found.memberships.select_related("user").order_by("user__name", "role"),
        "released": archiving.released_with(found),
        "claims": found.claims.filter(state=ProfileClaim.State.REQUESTED).exists(),
    }
    return render(request, "networks/desk/organisation_archive.html", context)


@login_required
@require_POST
def organisation_reopen(request: HttpRequest, slug: str) -> HttpResponse:
    """Take the end back."""
    archiving.restore_organisation(_coordinated(request, slug, Organisation.State.ARCHIVED), by=request.user)
    messages.success(request, _("Die Organisation ist wieder da. Ihre Angebote und Mitglieder bitte einzeln zurückholen."))
    return HttpResponseRedirect(reverse("profiles:organisation", args=[slug]))
