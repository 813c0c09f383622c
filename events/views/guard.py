"""Which event a page about people is for, and who may open it."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from accounts.access import require
from events.access import sees_participants, visible_to
from events.models import Event, Registration


def event_with_people(request: HttpRequest, pk: int) -> Event:
    """Return the event: 404 for strangers, 403 for colleagues and operators who may not read names."""
    event = get_object_or_404(visible_to(request.user).select_related("region"), pk=pk)
    require(sees_participants(request.user, event))
    return event


def person_at(event: Event, pk: int) -> Registration:
    """Return one registration of the event, or 404."""
    registration = get_object_or_404(event.registrations, pk=pk)
    registration.event = event
    return registration
