"""The steps of an event at the desk: each asks what it needs, acts once, and leads back to the overview."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.access import require
from accounts.models import User
from events import lifecycle, moving, series_changes
from events.access import can_create_events, can_edit_event, can_publish_event, visible_to
from events.editor import people_told
from events.forms.steps import CancelForm, CommentForm, CopyForm, DatesForm, MinutesForm, StepForm, TemplateForm
from events.models import Event
from events.overview import LABELS, steps_for
from portal.desk import desk_page

Now = datetime.datetime
Run = Callable[[Event, StepForm, User, Now], Event | None]


@dataclass(frozen=True)
class Step:
    """One step: who may take it, what it asks, what it does, and the words before and after."""

    allowed: Callable[[User, Event], bool]
    run: Run
    label: str | Promise
    done: str | Promise
    form: type[StepForm] = StepForm
    # Words above the form, and whether people hear of it.
    hint: str | Promise = ""
    tells: bool = False
    danger: bool = False


def _delete(event: Event, form: StepForm, user: User, now: Now) -> None:
    if event.series:
        # Its day must not come back by itself.
        series_changes.leave_out(event.series, event.pk, by=user)
    else:
        lifecycle.delete_draft(event, by=user)


def _template(event: Event, form: StepForm, user: User, now: Now) -> Event:
    lifecycle.save_as_template(event, names=form.texts(), by=user)
    return event


def _dates(form: StepForm) -> dict[str, Now]:
    return {name: form.cleaned_data[name] for name in ("starts_at", "ends_at")}


STEPS: dict[str, Step] = {
    "publish": Step(
        can_publish_event,
        lambda event, form, user, now: lifecycle.publish(event, by=user, now=now),
        LABELS["publish"],
        gettext_lazy("Die Veranstaltung ist jetzt öffentlich."),
        hint=gettext_lazy("Alle sehen die Veranstaltung. Man kann sie danach absagen, aber nicht mehr verstecken."),
    ),
    "submit": Step(
        can_edit_event,
        lambda event, form, user, now: lifecycle.submit(event, by=user, now=now),
        LABELS["submit"],
        gettext_lazy("Danke! Die Koordination prüft die Veranstaltung."),
    ),
    "return": Step(
        can_publish_event,
        lambda event, form, user, now: lifecycle.return_to_author(event, by=user, comment=form.cleaned_data["comment"]),
        LABELS["return"],
        gettext_lazy("Der Entwurf liegt wieder bei der Person, die ihn geschrieben hat."),
        form=CommentForm,
    ),
    "move": Step(
        can_edit_event,
        lambda event, form, user, now: moving.move(event, **_dates(form), by=user, now=now),
        LABELS["move"],
        gettext_lazy("Der neue Termin gilt."),
        form=DatesForm,
        tells=True,
    ),
    "cancel": Step(
        can_edit_event,
        lambda event, form, user, now: moving.cancel(event, reasons=form.texts(), by=user, now=now),
        LABELS["cancel"],
        gettext_lazy("Die Veranstaltung ist abgesagt."),
        form=CancelForm,
        hint=gettext_lazy("Die Seite bleibt sichtbar und sagt, dass die Veranstaltung ausfällt."),
        tells=True,
        danger=True,
    ),
    "minutes": Step(
        can_edit_event,
        lambda event, form, user, now: lifecycle.keep_minutes(event, text=form.cleaned_data["text"], now=now),
        LABELS["minutes"],
        gettext_lazy("Das Protokoll ist gespeichert."),
        form=MinutesForm,
    ),
    "close": Step(
        can_edit_event,
        lambda event, form, user, now: lifecycle.close(event, now=now),
        LABELS["close"],
        gettext_lazy("Die Veranstaltung ist abgeschlossen."),
    ),
    "duplicate": Step(
        lambda user, event: can_create_events(user),
        lambda event, form, user, now: lifecycle.duplicate(event, **_dates(form), by=user),
        LABELS["duplicate"],
        gettext_lazy("Der Entwurf ist gespeichert."),
        form=CopyForm,
        hint=gettext_lazy("Alles außer Anmeldungen, Anlagen und Protokoll wird übernommen."),
    ),
    "template": Step(
        can_edit_event,
        _template,
        LABELS["template"],
        gettext_lazy("Die Vorlage ist gemerkt."),
        form=TemplateForm,
        hint=gettext_lazy("Alle in der Region können damit neue Veranstaltungen beginnen."),
    ),
    "delete": Step(
        can_edit_event,
        _delete,
        LABELS["delete"],
        gettext_lazy("Der Entwurf ist gelöscht."),
        hint=gettext_lazy("Das lässt sich nicht zurücknehmen."),
        danger=True,
    ),
}


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Ask what a step needs, then take it."""
    event = get_object_or_404(visible_to(request.user), pk=pk)
    if name not in STEPS:
        raise Http404
    chosen = STEPS[name]
    require(chosen.allowed(request.user, event))
    now = timezone.now()
    if name not in _open_steps(request.user, event, now):
        messages.warning(request, _("Das geht bei dieser Veranstaltung gerade nicht."))
        return HttpResponseRedirect(reverse("event_desk:detail", args=[pk]))
    form = chosen.form(request.POST if request.method == "POST" else None, event=event)
    if form.is_bound and form.is_valid():
        try:
            after = chosen.run(event, form, request.user, now)
        except ValidationError as error:
            _accuse(form, error)
        else:
            messages.success(request, chosen.done)
            return _onwards(name, after)
    context = {"event": event, "name": name, "step": chosen, "form": form, "told": people_told(event) if chosen.tells else None}
    return render(request, "events/desk_step.html", context)


def _open_steps(user: User, event: Event, now: Now) -> list[str]:
    may_edit, may_publish = can_edit_event(user, event), can_publish_event(user, event)
    return steps_for(event, may_edit=may_edit, may_publish=may_publish, may_create=can_create_events(user), now=now)


def _accuse(form: StepForm, error: ValidationError) -> None:
    """Show beside its field what an action refused; what has no field here stands on top."""
    for name, found in getattr(error, "error_dict", {None: [error]}).items():
        form.add_error(name if name in form.fields else None, found)


def _onwards(name: str, event: Event | None) -> HttpResponse:
    if event is None:
        return HttpResponseRedirect(reverse("event_desk:list"))
    return HttpResponseRedirect(reverse("event_desk:edit" if name == "duplicate" else "event_desk:detail", args=[event.pk]))
