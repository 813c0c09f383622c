"""The glossary at the desk: look up, agree on renderings, add terms."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib import messages
from django.db.models import Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import is_operator, require
from portal.desk import desk_page
from portal.formulas import escape
from portal.languages import BY_CODE, SOURCE, Language
from portal.tables import as_csv
from translations import glossary_actions as actions
from translations.access import languages_of, sees_progress
from translations.glossary_forms import ALL, ListForm, RenderingForm, TermForm
from translations.models import GlossaryRendering, GlossaryTerm
from translations.texts import OTHERS


@dataclass
class Row:
    """A term with its renderings in the languages of the page."""

    term: GlossaryTerm
    said: list[tuple[Language, GlossaryRendering | None]]


@dataclass
class Box:
    """One language on the page of a term; `form` is None where the account only reads. `theirs`: what somebody else saved meanwhile."""

    language: Language
    rendering: GlossaryRendering | None
    form: RenderingForm | None
    theirs: GlossaryRendering | None = None


def _terms(request: HttpRequest, form: ListForm) -> tuple[QuerySet[GlossaryTerm], list[str]]:
    """Return the terms that were asked for and the languages to show."""
    form.is_valid()
    asked = form.cleaned_data
    own = languages_of(request.user)
    chosen = asked.get("language") or ""
    languages = [chosen] if chosen in OTHERS else list(OTHERS if chosen == ALL or not own else own)
    shown = GlossaryRendering.objects.filter(language__in=languages)
    terms = GlossaryTerm.objects.prefetch_related(Prefetch("renderings", queryset=shown))
    if asked.get("domain"):
        terms = terms.filter(domain=asked["domain"])
    if words := asked.get("q"):
        matching = GlossaryRendering.objects.filter(text__icontains=words).values("term")
        terms = terms.filter(Q(german__icontains=words) | Q(note__icontains=words) | Q(pk__in=matching))
    if asked.get("draft"):
        # A language without any rendering waits as well.
        for code in languages[:1] if len(languages) == 1 else ():
            terms = terms.exclude(pk__in=shown.filter(language=code, reviewed_at__isnull=False).values("term"))
        if len(languages) > 1:
            terms = terms.filter(pk__in=shown.filter(reviewed_at__isnull=True).values("term"))
    return terms, languages


def _rows(terms: QuerySet[GlossaryTerm], languages: list[str]) -> list[Row]:
    rows = []
    for term in terms:
        said = {rendering.language: rendering for rendering in term.renderings.all()}
        rows.append(Row(term, [(BY_CODE[code], said.get(code)) for code in languages]))
    return rows


@require_safe
@desk_page
def glossary_list(request: HttpRequest) -> HttpResponse:
    """All terms, with the renderings in one's own languages side by side."""
    require(sees_progress(request.user))
    form = ListForm(request.GET, languages_of(request.user))
    terms, languages = _terms(request, form)
    context = {
        "form": form,
        "rows": _rows(terms, languages),
        "languages": [BY_CODE[code] for code in languages],
        "query": request.GET.urlencode(),
        "may_add": is_operator(request.user),
    }
    return render(request, "translations/glossary_list.html", context)


@require_safe
@desk_page
def table(request: HttpRequest) -> HttpResponseBase:
    """The same list as a table for spreadsheets."""
    require(sees_progress(request.user))
    terms, languages = _terms(request, ListForm(request.GET, languages_of(request.user)))
    response = StreamingHttpResponse(as_csv(list(_lines(_rows(terms, languages)))), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="anlauf-glossary.csv"'
    return response


def _lines(rows: list[Row]) -> Iterator[list[str]]:
    languages = [language for language, _rendering in rows[0].said] if rows else []
    head = [BY_CODE[SOURCE].name, _("Bereich"), _("Deutsch in Klammern behalten"), _("Hinweis für Übersetzende")]
    for language in languages:
        head += [language.name, f"{language.name}: {_('Stand')}"]
    yield head
    for row in rows:
        cells = [row.term.german, row.term.get_domain_display(), _("ja") if row.term.keep_german else "", row.term.note]
        for _language, rendering in row.said:
            cells += [rendering.text if rendering else "", _state(rendering)]
        yield [escape(cell) for cell in cells]


def _state(rendering: GlossaryRendering | None) -> str:
    if rendering is None:
        return pgettext("translation", "fehlt")
    return pgettext("glossary", "geprüft") if rendering.reviewed_at else _("Entwurf")


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def term(request: HttpRequest, code: str) -> HttpResponse:
    """One term: renderings in one's own languages to write, the others to read."""
    require(sees_progress(request.user))
    found = get_object_or_404(GlossaryTerm, code=code)
    sent = request.POST.get("language", "")
    if request.method == "POST":
        require(sent in languages_of(request.user))
    boxes = _boxes(request, found, sent)
    if request.method == "POST":
        box = next(box for box in boxes if box.language.code == sent)
        if _save(request, found, box):
            messages.success(request, _("Gespeichert."))
            return redirect("glossary:term", found.code)
    context = {
        "term": found,
        "boxes": boxes,
        "form": next((box.form for box in boxes if box.form is not None and box.form.is_bound), None),
        "may_edit": is_operator(request.user),
    }
    return render(request, "translations/glossary_term.html", context)


def _boxes(request: HttpRequest, found: GlossaryTerm, sent: str) -> list[Box]:
    said = {row.language: row for row in found.renderings.select_related("reviewed_by")}
    own = languages_of(request.user)
    boxes = []
    for code in sorted(OTHERS, key=lambda code: code not in own):
        rendering = said.get(code)
        form = None
        if code in own:
            start = {"reviewed": bool(rendering and rendering.reviewed_at), "was": actions.mark_of(rendering)}
            data = request.POST if code == sent else None
            # A row of its own: the form writes into it, and the page shows what is saved.
            instance = GlossaryRendering(text=rendering.text if rendering else "")
            form = RenderingForm(data, language=code, initial=start, instance=instance)
        boxes.append(Box(BY_CODE[code], rendering, form))
    return boxes


def _save(request: HttpRequest, found: GlossaryTerm, box: Box) -> bool:
    assert box.form is not None  # noqa: S101 - the language is the account's own
    if not box.form.is_valid():
        return False
    data = box.form.cleaned_data
    try:
        actions.save_rendering(found, box.language.code, by=request.user, text=data["text"], is_reviewed=data["reviewed"], was=data["was"])
    except actions.RenderingChanged as changed:
        box.theirs = changed.rendering
        # Whoever has seen the other text may save over it.
        box.form.data = box.form.data.copy()
        box.form.data[f"{box.language.code}-was"] = actions.mark_of(changed.rendering if changed.rendering.pk else None)
        return False
    return True


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def new(request: HttpRequest) -> HttpResponse:
    """Add a German term."""
    require(is_operator(request.user))
    form = TermForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return redirect("glossary:term", actions.add_term(form.cleaned_data).code)
    return render(request, "translations/glossary_edit.html", {"form": form, "term": None})


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def edit(request: HttpRequest, code: str) -> HttpResponse:
    """Change a German term."""
    require(is_operator(request.user))
    found = get_object_or_404(GlossaryTerm, code=code)
    form = TermForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        actions.change_term(found, form.cleaned_data)
        messages.success(request, _("Gespeichert."))
        return redirect("glossary:term", found.code)
    return render(request, "translations/glossary_edit.html", {"form": form, "term": found})
