"""Keep and forget a filter; both lead back to the list."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts import saved_filters
from accounts.models import SavedFilter


def _back(request: HttpRequest, query: str = "") -> HttpResponse:
    path = request.POST.get("next", "").split("?")[0]
    if not path.startswith("/") or not url_has_allowed_host_and_scheme(path, allowed_hosts=None):
        path = reverse("atlas:desk")
    return HttpResponseRedirect(f"{path}?{query}" if query else path)


@login_required
@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """Keep the query of a list under a name."""
    page, query = request.POST.get("list", ""), request.POST.get("query", "")
    if not page.isidentifier() or len(page) > 40:
        return _back(request)
    try:
        saved = saved_filters.save(request.user, page=page, name=request.POST.get("name", ""), query=query)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return _back(request, query)
    messages.success(request, _("Der Filter ist gemerkt."))
    return _back(request, saved.query)


@login_required
@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget a kept query."""
    get_object_or_404(SavedFilter, pk=pk, user=request.user).delete()
    messages.success(request, _("Der Filter ist gelöscht."))
    return _back(request)
