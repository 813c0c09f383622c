"""Events at the desk: the list, the overview of one, its history."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts import saved_filters
from accounts.access import require
from events import desk_list, overview
from events.access import can_edit_event, has_events, visible_to
from events.models import Event, EventLanguage, EventQuota
from portal import history_view
from portal.desk import desk_page

PARTS = ((EventLanguage, "event"), (EventQuota, "event"), (Event.co_hosts.through, "event"))


@desk_page
@require_safe
def event_list(request: HttpRequest) -> HttpResponse:
    """Events of one's organisations and regions, in any state."""
    require(has_events(request.user))
    found = desk_list.read(request.GET, user=request.user, now=timezone.now())
    context = {"list": found, "form": found.form, "saved_filters": saved_filters.of(request.user, "events")}
    return render(request, "events/desk_list.html", context)


@desk_page
@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """How one event stands, and what can be done with it."""
    event = get_object_or_404(visible_to(request.user).select_related("organiser", "region", "series"), pk=pk)
    context = {"event": event, "overview": overview.read(event, user=request.user, now=timezone.now())}
    return render(request, "events/desk_detail.html", context)


@desk_page
@require_safe
def history(request: HttpRequest, pk: int) -> HttpResponse:
    """All versions of an event, the newest first."""
    event = get_object_or_404(visible_to(request.user), pk=pk)
    require(can_edit_event(request.user, event))
    return render(request, "events/desk_history.html", {"event": event, "versions": history_view.versions(Event, pk, parts=PARTS)})
