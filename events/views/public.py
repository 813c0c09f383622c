"""Public pages of events: the list, a month, what was, and one event. None of them sets a cookie."""

from collections.abc import Callable

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from events import listing, structured
from events import month as months
from events.filters import LISTS, PARAMETERS, SORTS
from events.models import Event, EventAttachment
from events.places import places_in
from events.standing import standing_of
from portal import lists, search
from portal.cache import public_page, wants_fragment
from portal.languages import CODES, SOURCE
from portal.pickers import region_options

# How many other dates of its series an event names.
OTHER_DATES = 5


@require_safe
@public_page(*PARAMETERS)
def event_list(request: HttpRequest) -> HttpResponse:
    """What is ahead, as a page or only its changing part for htmx."""
    return _list(request, listing.read, "events/event_list.html")


@require_safe
@public_page(*PARAMETERS)
def past(request: HttpRequest) -> HttpResponse:
    """What was, the latest first."""
    return _list(request, listing.read_past, "events/event_past.html")


def _list(request: HttpRequest, read: Callable[[QueryDict], lists.Listing], whole: str) -> HttpResponse:
    found = read(request.GET)
    context = {
        "list": found,
        "groups": lists.groups(found),
        "chips": lists.chips(found),
        "sorts": SORTS,
        "region_options": region_options(tuple(found.chosen.get("region", ())[:1])),
        "days": {name: found.chosen.get(name, [""])[0] for name in ("from", "until")},
        **_ways(found),
    }
    response = render(request, "events/_list.html" if wants_fragment(request) else whole, context)
    if found.is_miss:
        # Every such search counts, so the page is made anew each time.
        search.note_miss(found.q, get_language() or SOURCE)
        response["Cache-Control"] = "no-store"
    return response


def _ways(found: lists.Listing) -> dict[str, object]:
    """Return what leads to the other views of the same choice, and to its calendar."""
    data = QueryDict(mutable=True)
    if found.q:
        data["q"] = found.q
    for name in LISTS:
        if values := found.chosen.get(name):
            data.setlist(name, values)
    choice = data.urlencode()
    feed = settings.SITE_URL + reverse("event_calendar:feed") + (f"?{choice}" if choice else "")
    days = (found.chosen.get("from", [""])[0], found.chosen.get("until", ["9999"])[0])
    return {"choice": choice, "feed": feed, "webcal": f"webcal://{feed.split('://', 1)[1]}", "is_turned_round": days[0] > days[1]}


@require_safe
@public_page("month", "q", *LISTS)
def month(request: HttpRequest) -> HttpResponse:
    """One month as a table, with the filters of the list."""
    found = listing.read_choice(request.GET)
    shown = months.read(request.GET, today=timezone.localdate())
    context = {
        "month": shown,
        "list": found,
        "chips": lists.chips(found),
        "ignored": [*found.ignored, *filter(None, [shown.ignored])],
        "weekdays": list(zip(months.weekday_names("abbreviated"), months.weekday_names("wide"), strict=True)),
        **_ways(found),
    }
    return render(request, "events/event_month.html", context)


@require_safe
@public_page("beside")
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One event. Cancelled and past ones stay, and say so; the link to take part is never here."""
    around = Event.objects.public().select_related("organiser", "series").prefetch_related("languages", "co_hosts", "attachments")
    event = get_object_or_404(around, slug=slug)
    beside = request.GET.get("beside", "")
    places, now = places_in(event), timezone.now()
    standing = standing_of(event, places, now)
    context = {
        "event": event,
        "beside": beside if beside in CODES and beside != get_language() else "",
        "translated": [code for code in CODES if getattr(event, f"title_{code}")],
        "standing": standing,
        "places": places,
        "others": _other_dates(event),
        "structured": structured.event_data(event, standing),
    }
    return render(request, "events/event_detail.html", context)


def _other_dates(event: Event) -> list[Event]:
    """Return the next dates of the event's series that are ahead."""
    if event.series_id is None:
        return []
    coming = Event.objects.open().ahead(timezone.now()).filter(series=event.series_id).exclude(pk=event.pk)
    return list(coming.order_by("starts_at", "pk")[:OTHER_DATES])


@require_safe
def attachment(request: HttpRequest, slug: str, pk: int) -> FileResponse:
    """A file of a public event, to be saved and not shown inside our pages."""
    found = get_object_or_404(EventAttachment, pk=pk, event__slug=slug, event__in=Event.objects.public())
    try:
        content = found.file.open("rb")
    except (FileNotFoundError, ValueError):
        raise Http404 from None
    response = FileResponse(content, as_attachment=True, filename=f"{slugify(found.name) or 'anlage'}.pdf", content_type="application/pdf")
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-cache"
    return response
