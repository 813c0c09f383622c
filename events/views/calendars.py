"""Calendar files: one event, a filtered list, an account's own events."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from events import calendar, feeds, listing
from events.filters import PARAMETERS
from events.models import Event
from portal.cache import public_page
from portal.desk import desk_page
from portal.languages import SOURCE

CONTENT_TYPE = "text/calendar; charset=utf-8"


def as_file(content: bytes, name: str) -> HttpResponse:
    """Answer with a calendar file. `name` is ASCII."""
    response = HttpResponse(content, content_type=CONTENT_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_safe
@public_page()
def event(request: HttpRequest, slug: str) -> HttpResponse:
    """One event for one's calendar, without the link to take part."""
    found = get_object_or_404(Event.objects.public().select_related("organiser").prefetch_related("languages"), slug=slug)
    return as_file(calendar.calendar_of([found], language=get_language() or SOURCE, name=found.title), f"{found.slug}.ics")


@require_safe
@public_page(*PARAMETERS)
def feed(request: HttpRequest) -> HttpResponse:
    """Every event that an address of the list finds, to subscribe to. It names nobody and holds no link to take part."""
    events = listing.feed_events(request.GET)
    return as_file(calendar.calendar_of(events, language=get_language() or SOURCE), "anlauf.ics")


@never_cache
@require_safe
def personal(request: HttpRequest, key: str) -> HttpResponse:
    """An account's own events. Whoever holds the key reads them; no session is asked for or made."""
    user = feeds.owner_of(key)
    if user is None:
        raise Http404
    events, private = feeds.events_of(user)
    return as_file(calendar.calendar_of(events, language=get_language() or SOURCE, private=private), "anlauf.ics")


@desk_page
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: HttpRequest) -> HttpResponse:
    """Make, renew or end one's own calendar address. The address is shown once."""
    if request.method == "POST":
        if "end" in request.POST:
            feeds.withdraw(request.user)
            messages.success(request, _("Die Kalenderadresse gilt nicht mehr."))
            return HttpResponseRedirect(reverse("event_calendar:mine"))
        return _page(request, feeds.address(feeds.renew(request.user)))
    return _page(request, "")


def _page(request: HttpRequest, address: str) -> HttpResponse:
    has_feed = hasattr(request.user, "calendar_feed")
    return render(request, "events/my_calendar.html", {"address": address, "has_feed": has_feed})
