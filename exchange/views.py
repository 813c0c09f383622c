"""Pages for lists at the desk: bring one, say what its columns mean, look at the difference, take it over; take ours along."""

import csv
from collections.abc import Callable, Iterator
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import require
from exchange import actions, report, suggest, tasks
from exchange.access import can_export, can_import, may_replace, runs_of
from exchange.base import Task
from exchange.export import table
from exchange.forms import ColumnsForm, ExportForm, UploadForm
from exchange.models import ImportMapping, ImportRun, Target
from exchange.reading import UnreadableFile, head
from exchange.resources import resource_for
from networks.access import organisations_of
from offers.access import visible_to
from portal import errors
from portal.desk import desk_page
from portal.diff import compare
from portal.formulas import escape
from portal.tables import Lines, as_csv, as_xlsx

PAGE = 50
State = ImportRun.State
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@desk_page
@require_safe
def run_list(request: HttpRequest) -> HttpResponse:
    """Lists that came in, mappings that are kept, and what can go out."""
    require(can_import(request.user))
    mappings = [(mapping, may_replace(request.user, mapping)) for mapping in ImportMapping.objects.all()]
    context = {"runs": runs_of(request.user)[:100], "mappings": mappings, "targets": Target.choices}
    return render(request, "exchange/run_list.html", context)


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """First step: the file, where it comes from, and which region it is for."""
    require(can_import(request.user))
    form = UploadForm(request.POST or None, request.FILES or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            run = actions.upload(
                by=request.user,
                target=data["target"],
                filename=data["file"].name,
                content=data["file"].read(),
                source=data["source"],
                licence=data["licence"],
                region=data["region"],
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return redirect("exchange:columns", run.pk)
    return render(request, "exchange/upload.html", {"form": form})


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def columns(request: HttpRequest, pk: int) -> HttpResponse:
    """Second step: which of their columns is which of ours."""
    run = get_object_or_404(runs_of(request.user), pk=pk)
    if run.state not in (State.UPLOADED, State.CHECKED, State.FAILED) or run.content is None:
        return redirect("exchange:run", pk)
    try:
        their = head(bytes(run.content))
    except UnreadableFile as error:
        messages.error(request, str(error))
        return redirect("exchange:run", pk)
    ours = suggest.columns_for(run.target, request.user)
    kept = suggest.fitting(run.target, their.columns)
    form = ColumnsForm(request.POST or None, columns=ours, headers=their.columns, initial=_initial(run, kept, ours, their.columns))
    if request.method == "POST" and form.is_valid() and _begin_check(request, run, form):
        return redirect("exchange:run", pk)
    samples = [(column, their.samples[column]) for column in their.columns]
    return render(request, "exchange/columns.html", {"run": run, "form": form, "samples": samples, "kept": kept})


def _initial(run: ImportRun, kept: ImportMapping | None, ours: list[Any], headers: list[str]) -> dict[str, str]:
    if run.columns:
        return ColumnsForm.initial_of(run.columns, run.constants)
    if kept is not None:
        return ColumnsForm.initial_of(kept.columns, kept.constants) | {"name": kept.name}
    return ColumnsForm.initial_of(suggest.by_headers(ours, headers), {})


def _begin_check(request: HttpRequest, run: ImportRun, form: ColumnsForm) -> bool:
    """Start the check and keep the mapping. Errors go into the form."""
    run.columns, run.constants = form.mapping()
    try:
        if name := form.cleaned_data["name"].strip():
            actions.save_mapping(run, name=name, by=request.user)
        actions.begin_check(run, columns=run.columns, constants=run.constants)
    except ValidationError as error:
        form.add_error(None, error)
        return False
    tasks.start(tasks.check, run.pk)
    return True


@desk_page
@require_safe
def run_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Third step: how far it is, and then row by row what would change or has changed."""
    run = get_object_or_404(runs_of(request.user), pk=pk)
    if run.state == State.UPLOADED:
        return redirect("exchange:columns", pk)
    chosen = request.GET.get("result", "")
    chosen = chosen if chosen in report.RESULTS else ""
    counts = report.counts(run.pk)
    number = counts[chosen] if chosen else sum(counts.values())
    last = max(1, -(-number // PAGE))
    text = request.GET.get("page", "1")
    page = min(max(int(text), 1), last) if text.isascii() and text.isdigit() and len(text) < 7 else 1
    entries = report.entries(run.pk, result=chosen, start=(page - 1) * PAGE, number=PAGE)
    context = {
        "run": run,
        "running": run.state in (State.CHECKING, State.WAITING, State.RUNNING),
        "counts": [(name, report.RESULTS[name], count, name == chosen) for name, count in counts.items()],
        "takes": counts["new"] + counts["changed"],
        "rows": _shown(run, request.user, entries),
        "chosen": chosen,
        "page": page,
        "pages": last,
    }
    return render(request, "exchange/run.html", context)


def _shown(run: ImportRun, user: Any, entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the entries as the page needs them: with words for results and the difference of each field."""
    labels = {column.name: column for column in suggest.columns_for(run.target, user)} if entries else {}
    rows = []
    for entry in entries:
        found = [
            compare(name, str(labels[name].label), old, new, labels[name].language)
            for name, (old, new) in entry.get("changes", {}).items()
            if name in labels
        ]
        changes = [change for change in found if change is not None]
        rows.append(
            {"line": entry["line"], "key": entry["key"], "name": entry["name"], "result": entry["result"],
             "words": report.RESULTS[entry["result"]], "errors": entry.get("errors", []), "changes": changes}
        )  # fmt: skip
    return rows


@desk_page
@require_POST
def start(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the checked list over, in the background."""
    run = get_object_or_404(runs_of(request.user), pk=pk)
    return _move(request, run, actions.begin_import, tasks.carry_out)


@desk_page
@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    run = get_object_or_404(runs_of(request.user), pk=pk)
    return _move(request, run, actions.cancel, None)


def _move(request: HttpRequest, run: ImportRun, action: Callable[[ImportRun], ImportRun], task: Any) -> HttpResponseRedirect:
    try:
        action(run)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        if task is not None:
            tasks.start(task, run.pk)
    return redirect("exchange:run", run.pk)


@desk_page
@require_safe
def report_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The whole report as CSV: one line for each error and each changed field."""
    run = get_object_or_404(runs_of(request.user), pk=pk)
    labels = {column.name: str(column.label) for column in suggest.columns_for(run.target, request.user)}
    answer = StreamingHttpResponse(_report_lines(run, labels), content_type="text/csv; charset=utf-8")
    return _as_file(answer, f"import-{run.pk}-{timezone.localdate():%Y-%m-%d}.csv")


def _report_lines(run: ImportRun, labels: dict[str, str]) -> Iterator[str]:
    writer = csv.writer(Lines(), delimiter=";")
    yield "\ufeff" + writer.writerow(
        [_("Zeile"), _("Schlüssel"), _("Name"), _("Ergebnis"), _("Spalte"), _("Hinweis"), _("Bisher"), _("Neu")]
    )
    for entry in report.all_entries(run.pk):
        start = [str(entry["line"]), entry["key"], entry["name"], str(report.RESULTS[entry["result"]])]
        lines = [[*start, column, sentence, "", ""] for column, sentence in entry.get("errors", [])]
        lines += [[*start, labels.get(name, name), "", old, new] for name, (old, new) in entry.get("changes", {}).items()]
        for line in lines or [[*start, "", "", "", ""]]:
            yield writer.writerow([escape(cell) for cell in line])


@desk_page
@require_safe
def export(request: HttpRequest, target: str, form: str) -> HttpResponseBase:
    """What the account sees at the desk, as a file."""
    if target not in Target.values or form not in ("csv", "xlsx"):
        raise Http404
    require(can_export(request.user))
    chosen = ExportForm(request.GET, target=target)
    if not chosen.is_valid():
        return errors.bad_request(request)
    queryset = visible_to(request.user) if target == Target.OFFERS else organisations_of(request.user)
    resource = resource_for(target, Task(request.user))
    rows = table(resource, chosen.apply(queryset))
    if form == "csv":
        answer: HttpResponseBase = StreamingHttpResponse(as_csv(rows), content_type="text/csv; charset=utf-8")
    else:
        answer = FileResponse(as_xlsx(rows, target), content_type=XLSX)
    return _as_file(answer, f"{target}-{timezone.localdate():%Y-%m-%d}.{form}")


def _as_file(answer: HttpResponseBase, name: str) -> HttpResponseBase:
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "private, no-store"
    return answer


@desk_page
@require_POST
def forget_mapping(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a kept mapping; lists that used it stay as they are."""
    require(can_import(request.user))
    mapping = get_object_or_404(ImportMapping, pk=pk)
    require(may_replace(request.user, mapping))
    mapping.delete()
    return redirect("exchange:list")
