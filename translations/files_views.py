"""Pages for files of translators outside: take texts along, bring them back, look at the difference, save it."""

import re
from collections import Counter
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import require
from portal.desk import desk_page
from portal.diff import compare
from translations.access import has_queue, languages_of
from translations.files import incoming, outgoing, reading, table, xliff
from translations.files.incoming import Kind, Line
from translations.files.refusal import UnreadableFile
from translations.files_forms import WAITING, BringForm, ChooseForm
from translations.models import TranslationImport
from translations.naming import field_name, type_name

PAGE = 50
FORMATS = {"xliff2": ("2.0", "xlf"), "xliff12": ("1.2", "xlf"), "csv": ("", "csv")}
# In the order in which the page shows them: what needs a person first. The last two are results.
WORDS = {
    Kind.WARNED: gettext_lazy("braucht einen Grund"),
    Kind.GERMAN_CHANGED: gettext_lazy("der deutsche Text ist inzwischen anders"),
    Kind.REFUSED: gettext_lazy("geht nicht"),
    Kind.CHANGED: gettext_lazy("geändert"),
    Kind.NEW: gettext_lazy("neu"),
    Kind.CONFIRMED: gettext_lazy("gelesen und bestätigt"),
    Kind.SAME: gettext_lazy("gleich"),
    "saved": pgettext_lazy("translation", "gespeichert"),
    "proposed": gettext_lazy("wartet auf ein zweites Augenpaar"),
}


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """Choose texts to take along, and bring a file back."""
    require(has_queue(request.user))
    own = languages_of(request.user)
    bring = BringForm(request.POST or None, request.FILES or None) if request.method == "POST" else BringForm()
    if request.method == "POST" and bring.is_valid():
        entry = _bring(request, bring)
        if entry is not None:
            return redirect("translation_files:incoming", entry.pk)
    asked = "language" in request.GET
    choose = ChooseForm(request.GET if asked else None, own=own, initial={"language": own[0], "states": list(WAITING)})
    found = outgoing.parts(_rows(choose)) if asked and choose.is_valid() else None
    context = {
        "bring": bring,
        "choose": choose,
        "form": bring if bring.errors else choose,
        "files": found,
        "number": sum(map(len, found or [])),
        "words": sum(row.words for some in found or [] for row in some),
        "query": _query(request),
        "entries": TranslationImport.objects.filter(user=request.user).defer("rows")[:20],
    }
    return render(request, "translations/files_index.html", context)


def _rows(form: ChooseForm) -> list[Any]:
    data = form.cleaned_data
    return outgoing.chosen(data["language"], labels=data["labels"], region=data["region"], states=data["states"])


def _query(request: HttpRequest) -> str:
    """Return the choice as it stands in the address, for the links to the files."""
    query = request.GET.copy()
    for name in set(query) - {"language", "region", "states", "labels"}:
        del query[name]
    return query.urlencode()


def _bring(request: HttpRequest, form: BringForm) -> TranslationImport | None:
    """Read a file and keep it. What is wrong with it goes into the form."""
    file = form.cleaned_data["file"]
    try:
        language, found = reading.read(file.read())
        return incoming.keep(by=request.user, language=language, filename=file.name, found=found)
    except UnreadableFile as error:
        form.add_error("file", str(error))
    except ValidationError as error:
        form.add_error("file", error)
    return None


@desk_page
@require_safe
def export(request: HttpRequest, form: str) -> HttpResponseBase:
    """One file with the chosen texts. `part` counts from 1."""
    require(has_queue(request.user))
    if form not in FORMATS:
        raise Http404
    choose = ChooseForm(request.GET, own=languages_of(request.user))
    if not choose.is_valid():
        raise Http404
    files = outgoing.parts(_rows(choose))
    part = _number(request.GET.get("part", "1"), len(files))
    if part is None:
        raise Http404
    language = choose.cleaned_data["language"]
    units = outgoing.written(files[part - 1], language)
    version, ending = FORMATS[form]
    if form == "csv":
        answer: HttpResponseBase = StreamingHttpResponse(list(table.write(units, language)), content_type="text/csv; charset=utf-8")
    else:
        answer = HttpResponse(xliff.write(units, language, version=version), content_type="application/xliff+xml; charset=utf-8")
    name = f"de-{language}-{timezone.localdate():%Y-%m-%d}-{part}.{ending}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "private, no-store"
    return answer


def _number(text: str, most: int) -> int | None:
    return int(text) if re.fullmatch(r"[1-9][0-9]{0,4}", text) and int(text) <= most else None


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def incoming_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The difference that a file would make, reasons where warnings are overruled, and saving it."""
    entry = get_object_or_404(TranslationImport, pk=pk, user=request.user)
    require(has_queue(request.user))
    if request.method == "POST":
        return _act(request, entry)
    lines = incoming.plan(entry) if entry.applied_at is None else _results(entry)
    counts = Counter(_kind(line) for line in lines)
    asked = request.GET.get("kind", "")
    asked = asked if asked in WORDS else ""
    order = list(WORDS)
    chosen = [line for line in lines if _kind(line) == asked or (not asked and _kind(line) != Kind.SAME)]
    chosen.sort(key=lambda line: order.index(_kind(line)))
    pages = max(1, -(-len(chosen) // PAGE))
    page = _number(request.GET.get("page", "1"), pages) or 1
    context = {
        "entry": entry,
        "lines": _shown(chosen[(page - 1) * PAGE : page * PAGE], entry.language),
        "counts": [(kind, words, counts[kind], kind == asked) for kind, words in WORDS.items() if counts[kind]],
        "writes": sum(counts[kind] for kind in incoming.WRITES),
        "warned": counts[Kind.WARNED],
        "asked": asked,
        "page": page,
        "pages": pages,
    }
    return render(request, "translations/files_incoming.html", context)


def _act(request: HttpRequest, entry: TranslationImport) -> HttpResponse:
    """Keep the reasons that were written; save the file when that button was pressed."""
    reasons = {int(name.removeprefix("reason-")): value for name, value in request.POST.items() if re.fullmatch(r"reason-[0-9]{1,5}", name)}
    incoming.note_reasons(entry, reasons)
    if request.POST.get("do") == "save":
        try:
            incoming.apply(entry, by=request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Gemerkt."))
    return redirect("translation_files:incoming", entry.pk)


def _results(entry: TranslationImport) -> list[Line]:
    """Return the texts of a file that has been saved, with what came of them."""
    found = []
    for place, row in enumerate(entry.rows):
        key = incoming.UnitKey(row["model"], row["object_id"], row["field"], entry.language)
        result = row.get("result", Kind.REFUSED)
        line = Line(place, key, row["text"], row.get("was", ""), "", row["german"], result, words=row.get("why", []))
        found.append(line)
    return found


def _kind(line: Line) -> str:
    return str(line.kind)


def _shown(lines: list[Line], language: str) -> list[dict[str, Any]]:
    """Return lines as the page needs them, each with the title of its row."""
    found = incoming.titles(lines)
    return [_line(line, language, found.get((line.key.model, line.key.object_id), "")) for line in lines]


def _line(line: Line, language: str, title: str) -> dict[str, Any]:
    german = None
    if line.kind == Kind.GERMAN_CHANGED and line.german:
        german = compare("german", _("Deutsch"), line.german_in_file, line.german, "de")
    change = compare("text", _("Übersetzung"), line.old, line.text, language)
    try:
        name = f"{type_name(line.key.model)} – {field_name(line.key.model, line.key.field)}"
    except LookupError:
        name = f"{line.key.model} {line.key.field}"
    return {
        "line": line,
        "title": title,
        "name": name,
        "words": WORDS[line.kind],
        "changes": [part for part in (german, change) if part is not None],
        "german": line.german or line.german_in_file,
        "badge": {Kind.WARNED: "warn", Kind.GERMAN_CHANGED: "bad", Kind.REFUSED: "bad", Kind.SAME: ""}.get(line.kind, "good"),
        "asks": line.can_overrule,
    }
