"""At the door: one tap for each who comes, also on a telephone and without JavaScript."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from events import attendance
from events import participants as people_of
from events.models import Event, RegistrationState
from events.views.guard import event_with_people, person_at
from portal.desk import desk_page

State = RegistrationState
AT_THE_DOOR = (State.REGISTERED, State.ATTENDED, State.NO_SHOW, State.OFFERED, State.WAITLISTED, State.PENDING)


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def check_in(request: HttpRequest, pk: int) -> HttpResponse:
    event = event_with_people(request, pk)
    if request.method == "POST":
        return _tick(request, event)
    everybody = people_of.by_name(event, *AT_THE_DOOR)
    q = request.GET.get("q", "")[:80]
    words = q.casefold().split()
    rows = [row for row in everybody if all(word in f"{row.name} {row.organisation_name}".casefold() for word in words)]
    context = {
        "event": event,
        "rows": rows,
        "q": q,
        "came": sum(row.state == State.ATTENDED for row in everybody),
        "expected": sum(row.state in (State.REGISTERED, State.ATTENDED, State.NO_SHOW) for row in everybody),
        "is_open": attendance.can_check_in(event, timezone.now()),
        "is_over": timezone.now() >= event.ends_at,
    }
    return render(request, "events/people_check_in.html", context)


def _tick(request: HttpRequest, event: Event) -> HttpResponse:
    """Tick somebody or take the tick back: what is asked for is said, so that a second tap changes nothing."""
    number = request.POST.get("person", "")
    registration = person_at(event, int(number) if number.isdecimal() and len(number) < 19 else 0)
    try:
        if request.POST.get("came") == "1":
            attendance.check_in(registration, by=request.user, now=timezone.now())
        else:
            attendance.undo_check_in(registration)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    q = request.POST.get("q", "")[:80]
    return redirect(f"{reverse('event_people:check_in', args=[event.pk])}{'?' + urlencode({'q': q}) if q else ''}#person-{registration.pk}")


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """After the event: whoever was not ticked was not there. It can be taken back."""
    event = event_with_people(request, pk)
    if request.method == "POST":
        try:
            if request.POST.get("undo") == "1":
                number = attendance.reopen_list(event)
                words = ngettext("%(number)s Eintrag ist wieder offen.", "%(number)s Einträge sind wieder offen.", number)
            else:
                number = attendance.close_list(event, now=timezone.now())
                words = ngettext("%(number)s Person war nicht da.", "%(number)s Personen waren nicht da.", number)
            messages.success(request, words % {"number": number})
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return redirect("event_people:close", event.pk)
    numbers = {state: number for state, _label, number in people_of.head(event).states}
    context = {
        "event": event,
        "open_number": numbers.get(State.REGISTERED, 0),
        "came": numbers.get(State.ATTENDED, 0),
        "missed": numbers.get(State.NO_SHOW, 0),
        "is_over": timezone.now() >= event.ends_at,
    }
    return render(request, "events/people_close.html", context)
