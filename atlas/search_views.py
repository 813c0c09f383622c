"""The search over everything, and what it suggests while somebody types."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from atlas import search as everything
from atlas.suggest import suggest
from portal import content, errors, ratelimit
from portal.cache import public_page

# So many suggestions a minute: two a second, all the time.
LIMIT = 120


@require_safe
@public_page("q")
def results(request: HttpRequest) -> HttpResponse:
    """What a query finds of every kind, the best five of each."""
    found = everything.read(request.GET)
    response = render(request, "atlas/search.html", {"found": found})
    if found.is_miss:
        # Not noted, as the lists of offers do: people look for names here.
        response["Cache-Control"] = "no-store"
    return response


@require_safe
def suggestions(request: HttpRequest) -> HttpResponse:
    """Titles that begin so, as a piece of a page. Neither session nor log nor shared cache hears of it."""
    if not ratelimit.allow_here(request, "suggest", limit=LIMIT):
        return errors.too_many(request)
    with content.one_version():
        found = suggest(request.GET.get("q", ""))
    response = HttpResponse(render_to_string("atlas/_suggestions.html", {"suggestions": found}))
    response["Cache-Control"] = "private, max-age=60"
    response["X-Robots-Tag"] = "noindex"
    return response
