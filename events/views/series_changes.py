"""What changes several dates of a series: each step shows first which dates change and how many people are told."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import require
from events import series_changes
from events.access import coordinates_event
from events.forms.series import EndForm, FollowingForm
from events.models import OPEN_STATES, State
from events.series_changes import Touched
from events.views.series import editable, found
from events.when import weekday_and_date, when
from portal.desk import desk_page


def _accuse(form: Form, error: ValidationError) -> None:
    """Show an error of the action beside its field."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, words in error.message_dict.items():
        form.add_error(name if name in form.fields else None, words)


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def following(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a date and all later ones."""
    of, now = editable(request, pk), timezone.now()
    rows = of.occurrences.filter(is_detached=False, state__in=(State.DRAFT, *OPEN_STATES), starts_at__gt=now).exclude(occurrence_on=None)
    days = [(event.occurrence_on.isoformat(), when(event)) for event in rows.order_by("occurrence_on")]
    first = request.GET.get("first")
    posted = request.POST if request.method == "POST" else None
    form = FollowingForm(posted, days=days, initial={"first": first} if first else None)
    touched: Touched | None = None
    if posted is not None and form.is_valid():
        day, change = form.cleaned_data["first"], form.change()
        if posted.get("seen"):
            try:
                changed = series_changes.change_following(of, day, change, by=request.user, now=now, seen=posted["seen"])
            except ValidationError as error:
                _accuse(form, error)
            else:
                messages.success(request, _("Geändert: %(number)s.") % {"number": len(changed)})
                return redirect("event_series:detail", pk=pk)
        touched = series_changes.following(of, day, now)
    return render(request, "events/series_following.html", {"series": of, "form": form, "touched": touched, "days": days})


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a series stop on a day."""
    of, now = editable(request, pk), timezone.now()
    posted = request.POST if request.method == "POST" else None
    form = EndForm(posted, initial={"last": timezone.localdate(now)})
    touched: Touched | None = None
    if posted is not None and form.is_valid():
        last = form.cleaned_data["last"]
        if posted.get("seen"):
            try:
                series_changes.end(of, last, reasons=form.reasons(), by=request.user, now=now, seen=posted["seen"])
            except ValidationError as error:
                _accuse(form, error)
            else:
                messages.success(request, _("Die Reihe endet am %(day)s.") % {"day": weekday_and_date(last)})
                return redirect("event_series:detail", pk=pk)
        touched = series_changes.later(of, last, now)
    return render(request, "events/series_end.html", {"series": of, "form": form, "touched": touched})


@desk_page
@require_POST
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Publish the drafts that were ticked; what one lacks is said."""
    of = found(request, pk)
    require(coordinates_event(request.user, of))
    chosen = [int(key) for key in request.POST.getlist("event") if key.isdecimal() and len(key) < 18]
    done, left = series_changes.publish_dates(of, chosen, by=request.user, now=timezone.now())
    if done:
        messages.success(request, _("Veröffentlicht: %(number)s.") % {"number": len(done)})
    for event, words in left:
        messages.error(request, f"{when(event)}: {' '.join(words)}")
    if not done and not left:
        messages.error(request, _("Bitte wählen Sie mindestens einen Termin."))
    return redirect("event_series:detail", pk=pk)


@desk_page
@require_POST
def leave_out(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete one draft; its day does not come back."""
    of = editable(request, pk)
    key = request.POST.get("event", "")
    event = get_object_or_404(of.occurrences, pk=int(key) if key.isdecimal() and len(key) < 18 else 0)
    try:
        series_changes.leave_out(of, event.pk, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Dieser Termin fällt weg. Er kommt nicht wieder."))
    return redirect("event_series:detail", pk=pk)
