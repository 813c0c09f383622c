"""Lists on paper and for spreadsheet programs."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from events import participants as people_of
from events import sheets
from events.models import COMING, RegistrationState
from events.views.guard import event_with_people
from portal.desk import desk_page
from portal.tables import as_csv, as_xlsx

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ON_PAPER = (*COMING, RegistrationState.NO_SHOW)
EMPTY_LINES = 8


@desk_page
@require_safe
def sign_in(request: HttpRequest, pk: int) -> HttpResponse:
    """A sheet to sign, with empty lines for people who come without a registration."""
    event = event_with_people(request, pk)
    context = {"event": event, "rows": people_of.by_name(event, *ON_PAPER), "empty": range(EMPTY_LINES)}
    return render(request, "events/people_sign_in.html", context)


@desk_page
@require_safe
def badges(request: HttpRequest, pk: int) -> HttpResponse:
    event = event_with_people(request, pk)
    return render(request, "events/people_badges.html", {"event": event, "rows": people_of.by_name(event, *ON_PAPER)})


@desk_page
@require_safe
def table(request: HttpRequest, pk: int, ending: str) -> HttpResponseBase:
    event = event_with_people(request, pk)
    if ending not in ("csv", "xlsx"):
        raise Http404
    rows = list(sheets.table(event))
    if ending == "csv":
        answer: HttpResponseBase = StreamingHttpResponse(list(as_csv(rows)), content_type="text/csv; charset=utf-8")
    else:
        answer = FileResponse(as_xlsx(rows, event.starts_local.strftime("%Y-%m-%d")), content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="{sheets.filename(event, ending)}"'
    answer["Cache-Control"] = "private, no-store"
    return answer
