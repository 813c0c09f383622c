"""Participants at the desk: the list, and what can be done with one entry."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from events import attendance, registering
from events import participants as people_of
from events.forms.people import FilterForm, PersonForm
from events.models import Event, Registration
from events.views.guard import event_with_people, person_at
from networks.views.paging import ROWS
from portal.desk import desk_page

LIST = "event_people:list"


class Counted(Paginator):
    """Pages of a list whose length may be known already."""

    def __init__(self, rows: QuerySet, size: int, number: int | None) -> None:
        super().__init__(rows, size)
        if number is not None:
            self.count = number


@desk_page
@require_safe
def participants(request: HttpRequest, pk: int) -> HttpResponse:
    event = event_with_people(request, pk)
    form = FilterForm(request.GET or None)
    chosen = FilterForm(request.GET).values()
    head = people_of.head(event)
    rows = people_of.found(event, **chosen)
    number = None if "q" in chosen else head.number_of(**chosen)
    page = Counted(rows, ROWS, number).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "event": event,
        "form": form if request.GET else FilterForm(),
        "head": head,
        "page": page,
        "chosen": chosen,
        "query": query.urlencode(),
        "is_over": timezone.now() >= event.ends_at,
    }
    return render(request, "events/people_list.html", context)


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody by hand; `?walk_in=1` for somebody who stands at the door."""
    event = event_with_people(request, pk)
    walk_in = request.GET.get("walk_in") == "1"
    form = PersonForm(request.POST or None, event=event, initial={"language": "de", "name": request.GET.get("name", "")[:80]})
    is_full = False
    if request.method == "POST" and form.is_valid():
        given = form.given() | {"beyond": request.POST.get("beyond") == "1"}
        try:
            person = registering.add_at_desk(event, given=given, walk_in=walk_in, by=_user(request), now=timezone.now())
        except ValidationError as error:
            is_full = getattr(error, "code", "") == "full"
            form.add_error(None, error)
        else:
            messages.success(request, _("%(name)s steht auf der Liste.") % {"name": person.name})
            return redirect("event_people:check_in" if walk_in else LIST, event.pk)
    context = {"event": event, "form": form, "walk_in": walk_in, "is_full": is_full, "person": None}
    return render(request, "events/people_edit.html", context)


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int, person: int) -> HttpResponse:
    event = event_with_people(request, pk)
    registration = person_at(event, person)
    form = PersonForm(request.POST or None, event=event, instance=registration)
    if request.method == "POST" and form.is_valid():
        try:
            attendance.correct(registration, given=form.given(), now=timezone.now())
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Gespeichert."))
            return redirect(LIST, event.pk)
    context = {"event": event, "form": form, "walk_in": False, "is_full": False, "person": registration}
    return render(request, "events/people_edit.html", context)


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, pk: int, person: int) -> HttpResponse:
    """Take somebody off the list, after one more question."""
    event = event_with_people(request, pk)
    registration = person_at(event, person)
    if request.method == "POST":
        try:
            registering.leave(registration, now=timezone.now(), by_staff=True)
            messages.success(request, _("%(name)s ist abgemeldet.") % {"name": registration.name})
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return redirect(LIST, event.pk)
    return _ask(request, event, registration, "cancel")


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def place(request: HttpRequest, pk: int, person: int) -> HttpResponse:
    """Give somebody who waits a place, past the order; beyond the capacity after one more tick."""
    event = event_with_people(request, pk)
    registration = person_at(event, person)
    if request.method == "POST":
        beyond = request.POST.get("beyond") == "1"
        try:
            attendance.give_place(registration, beyond=beyond, by=_user(request), now=timezone.now())
        except ValidationError as error:
            if getattr(error, "code", "") == "full":
                return _ask(request, event, registration, "place", is_full=True)
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, _("%(name)s hat jetzt einen Platz.") % {"name": registration.name})
        return redirect(LIST, event.pk)
    return _ask(request, event, registration, "place")


@desk_page
@require_POST
def coming(request: HttpRequest, pk: int, person: int) -> HttpResponse:
    """Note on the telephone that somebody can still come."""
    event = event_with_people(request, pk)
    registering.still_coming(person_at(event, person), now=timezone.now())
    return redirect("event_people:calls", event.pk)


def _ask(request: HttpRequest, event: Event, registration: Registration, action: str, *, is_full: bool = False) -> HttpResponse:
    context = {"event": event, "person": registration, "action": action, "is_full": is_full}
    return render(request, "events/people_ask.html", context)


def _user(request: HttpRequest) -> User:
    return request.user
