"""Reaching people: invitations, messages, and the list of those to call."""

from django.contrib import messages as notes
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from events import inviting, messages
from events import participants as people_of
from events.forms.people import InviteForm, MessageForm
from events.views.guard import event_with_people
from portal.desk import desk_page


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: HttpRequest, pk: int) -> HttpResponse:
    event = event_with_people(request, pk)
    groups = inviting.suggestions(event)
    form = InviteForm(request.POST or None, event=event, groups=groups, initial={"language": "de"})
    if request.method == "POST" and form.is_valid():
        try:
            new = inviting.invite(
                event, targets=form.targets(), language=form.cleaned_data["language"], by=request.user, now=timezone.now()
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            words = ngettext("%(number)s Einladung ist unterwegs.", "%(number)s Einladungen sind unterwegs.", len(new))
            notes.success(request, words % {"number": len(new)})
            return redirect("event_people:invite", event.pk)
    picked = set(request.POST.getlist("pick"))
    context = {"event": event, "form": form, "groups": groups, "picked": picked, "asked": inviting.asked(event)}
    return render(request, "events/people_invite.html", context)


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def message(request: HttpRequest, pk: int) -> HttpResponse:
    """Write, look at it with the number of readers, send."""
    event = event_with_people(request, pk)
    ticked = [number for number in request.GET.getlist("person") if number.isdecimal() and len(number) < 19]
    initial = {"person": ticked, "groups": [] if ticked else ["registered"], "language": get_language()}
    form = MessageForm(request.POST or None, event=event, initial=initial)
    to = form.audience() if request.method == "POST" and form.is_valid() else None
    if to is not None and request.POST.get("step") == "send":
        words = form.cleaned_data
        try:
            sent = messages.send(
                event,
                subject=words["subject"],
                text=words["text"],
                language=words["language"],
                to=to,
                by=request.user,
                now=timezone.now(),
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            done = ngettext("Die Nachricht geht an %(number)s Person.", "Die Nachricht geht an %(number)s Personen.", sent.recipients)
            notes.success(request, done % {"number": sent.recipients})
            return redirect("event_people:calls" if to.call else "event_people:message", event.pk)
    shown = to if to is not None and not form.errors and request.POST.get("step") != "back" else None
    numbers = [number for number in form["person"].value() or [] if str(number).isdecimal() and len(str(number)) < 19]
    named = [] if shown else event.registrations.filter(pk__in=numbers)
    context = {"event": event, "form": form, "to": shown, "named": named, "earlier": event.messages.all()}
    return render(request, "events/people_message.html", context)


@desk_page
@require_safe
def calls(request: HttpRequest, pk: int) -> HttpResponse:
    """Everybody who is reached by telephone only, and what they must be told."""
    event = event_with_people(request, pk)
    context = {"event": event, "rows": people_of.to_call(event), "earlier": event.messages.all()[:5]}
    return render(request, "events/people_calls.html", context)
