"""Series at the desk: list, one series with its dates, editor."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts import drafts
from accounts.access import coordinated_keys, is_coordinator, require
from events import rhythm, series
from events import series_list as reading
from events.access import can_edit_series, coordinates_event, has_events, series_visible_to
from events.forms.series import SeriesEditor
from events.models import EventSeries, EventTemplate
from events.when import weekday_and_date
from networks.forms.editor import bind, with_another_row
from networks.profiles import Stale
from portal.desk import desk_page
from portal.pickers import region_choices

_NOT_TYPED = {"csrfmiddlewaretoken", "version", "more", "look"}


@desk_page
@require_safe
def series_list(request: HttpRequest) -> HttpResponse:
    """Series of the reader's regions and organisations."""
    require(has_events(request.user))
    rows = reading.read_list(series_visible_to(request.user), timezone.now())
    return render(request, "events/series_list.html", {"rows": rows, "may_create": is_coordinator(request.user)})


def found(request: HttpRequest, pk: int) -> EventSeries:
    """Return a series the reader may see; 404 otherwise."""
    rows = series_visible_to(request.user).select_related("region", "organiser").prefetch_related("terms__user", "hosts__organisation")
    return get_object_or_404(rows, pk=pk)


def editable(request: HttpRequest, pk: int) -> EventSeries:
    """Return a series the reader may change; 403 for who only sees it."""
    of = found(request, pk)
    require(can_edit_series(request.user, of))
    return of


@desk_page
@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One series: who answers for it, its dates with numbers, what can be done."""
    of = found(request, pk)
    now = timezone.now()
    context = {
        "series": of,
        "rhythm": rhythm.words(of.rrule),
        "people": series.people_on(of, timezone.localdate(now)),
        "dates": reading.read_dates(of, now),
        "may_edit": can_edit_series(request.user, of),
        "may_publish": coordinates_event(request.user, of),
    }
    return render(request, "events/series_detail.html", context)


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Begin a series, with a template or without."""
    require(is_coordinator(request.user))
    code = request.GET.get("template", "")
    start = get_object_or_404(_templates(request), code=code) if code else None
    own = list(request.user.memberships.values_list("organisation_id", flat=True)[:2])
    of = EventSeries(organiser_id=own[0] if len(own) == 1 else None)
    return _write(request, of, start)


def _templates(request: HttpRequest) -> Any:
    return EventTemplate.objects.filter(Q(region__isnull=True) | Q(region__in=coordinated_keys(request.user))).order_by("code")


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a series. Drafts that nobody changed by themselves follow."""
    return _write(request, editable(request, pk), None)


def _write(request: HttpRequest, of: EventSeries, start: EventTemplate | None) -> HttpResponse:
    name = f"series-{of.pk or 'new'}"

    def editor(data: Any = None, *, unchecked: bool = False) -> SeriesEditor:
        fresh = EventSeries.objects.get(pk=of.pk) if of.pk else EventSeries(organiser_id=of.organiser_id)
        return SeriesEditor(fresh, data, user=request.user, start=start, unchecked=unchecked)

    if request.method != "POST":
        draft = drafts.read(request.user, name)
        if draft and request.GET.get("draft"):
            return _page(request, of, editor(bind(draft.data | {"version": [str(draft.base)]}), unchecked=True))
        return _page(request, of, editor(), draft=draft, templates=[] if of.pk or start else list(_templates(request)))
    if more := request.POST.get("more"):
        return _page(request, of, editor(with_another_row(request.POST, more), unchecked=True))
    form, changes = editor(request.POST), []
    valid = form.is_valid()
    if valid and request.POST.get("look"):
        return _page(request, of, form, days=_days(form.looked_at()))
    if valid:
        try:
            saved = series.save(of, form.given(), by=request.user, base=form.form.cleaned_data["version"], today=timezone.localdate())
        except Stale as stale:
            changes, data = stale.changes, request.POST.copy()
            # Saving once more is meant: the difference has been shown.
            data["version"] = str(stale.version)
            form = editor(data)
        except ValidationError as error:
            form.accuse(error)
        else:
            drafts.forget(request.user, name)
            messages.success(request, _("Gespeichert."))
            return HttpResponseRedirect(f"{reverse('event_series:edit', args=[saved.pk])}?saved=1")
    _keep(request, name)
    return _page(request, of, form, changes=changes)


def _days(of: EventSeries) -> list[str]:
    return [weekday_and_date(day) for day in series.next_days(of, timezone.localdate())]


def _keep(request: HttpRequest, name: str) -> None:
    """Keep what could not be saved."""
    data = {key: values for key, values in request.POST.lists() if key not in _NOT_TYPED}
    base = request.POST.get("version", "")
    if len(str(data)) <= drafts.MOST_SIGNS:
        drafts.keep(request.user, name, data=data, base=int(base) if base.isdecimal() and len(base) < 10 else 0)


def _page(request: HttpRequest, of: EventSeries, editor: SeriesEditor, **more: Any) -> HttpResponse:
    """`more`: a kept draft, changes by somebody else, templates to begin with, days to look at."""
    given = {"draft": None, "changes": [], "templates": [], "days": None} | more
    if given["days"] is None and of.pk:
        given["days"] = _days(of)
    context = given | {"editor": editor, "series": of, "task": {"draft_name": f"series-{of.pk or 'new'}"}, "regions": region_choices()}
    return render(request, "events/series_edit.html", context)
