"""The report of deletions: what went when, and what is due next. Numbers, no names."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import coordinated_keys, is_coordinator, require
from events import erasing
from events.models import Erasure
from portal.desk import desk_page

LISTED = 100


@desk_page
@require_safe
def report(request: HttpRequest) -> HttpResponse:
    require(is_coordinator(request.user))
    keys = coordinated_keys(request.user)
    done = Erasure.objects.filter(event__region__in=keys).select_related("event")[:LISTED]
    waiting = erasing.holding_people().filter(region__in=keys).order_by("ends_at")[:LISTED]
    rows = [(event, erasing.needs_due(event), erasing.people_due(event)) for event in waiting]
    rows.sort(key=lambda row: row[2])
    return render(request, "events/people_erasures.html", {"done": done, "waiting": rows})
