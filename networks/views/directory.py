"""The two directories: organisations and advisors."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from networks import directory
from networks.access import is_in_network
from networks.filters import PARAMETERS, SORTS
from portal import lists, search
from portal.cache import public_page, wants_fragment
from portal.languages import SOURCE
from portal.pickers import region_options


@require_safe
@public_page(*PARAMETERS)
def organisation_list(request: HttpRequest) -> HttpResponse:
    """Organisations as a page, or only its changing part for htmx."""
    return _answer(request, directory.read_organisations(request.GET), "organisation")


@require_safe
@public_page(*PARAMETERS)
def advisor_list(request: HttpRequest) -> HttpResponse:
    """Advisors as a page, or only its changing part for htmx. Colleagues also see profiles meant for them."""
    # Pages are kept for readers without a session only, so nobody else gets a colleague's page.
    colleague = settings.SESSION_COOKIE_NAME in request.COOKIES and is_in_network(request.user)
    return _answer(request, directory.read_advisors(request.GET, colleague=colleague), "advisor")


def _answer(request: HttpRequest, found: lists.Listing, name: str) -> HttpResponse:
    context = {
        "list": found,
        "groups": lists.groups(found),
        "chips": lists.chips(found),
        "sorts": SORTS,
        "region_options": region_options(tuple(found.chosen.get("region", ())[:1])),
    }
    template = f"networks/_{name}s.html" if wants_fragment(request) else f"networks/{name}_list.html"
    response = render(request, template, context)
    if found.is_miss and name == "organisation":
        # Every such search counts, so the page is made anew each time. Among people it may be somebody's name: never noted.
        search.note_miss(found.q, get_language() or SOURCE)
        response["Cache-Control"] = "no-store"
    return response
