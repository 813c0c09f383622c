"""The page behind the yearly question: looking at it changes nothing, the button does."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from networks import confirming, profiles


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def still_right(request: HttpRequest, token: str) -> HttpResponse:
    """Show one button; pressing it confirms the profile. Pressed again, or with an old link, it says thank you."""
    found = confirming.profile_for(token)
    if found is None:
        raise Http404
    profile, is_open = found
    if request.method == "POST" and is_open:
        profile = profiles.confirm(profile)
        is_open = False
    return render(request, "networks/still_right.html", {"profile": profile, "is_open": is_open, "kind": confirming.name_of(profile)})
