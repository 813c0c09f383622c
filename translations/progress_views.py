"""How far the languages are, as a picture, as a table, and as a file."""

from collections.abc import Iterator

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import coordinated_keys, is_operator, own_regions, require
from portal.desk import desk_page
from portal.folding import sort_key
from portal.formulas import escape
from portal.languages import SOURCE
from portal.models import GERMANY
from portal.regions import places
from portal.tables import as_csv
from translations.access import has_queue, languages_of, sees_progress
from translations.models import State
from translations.progress import STATES, Cell, Progress, read
from translations.texts import OTHERS


def _sees_all(request: HttpRequest) -> bool:
    """Operators and translators see all regions, coordinators their own."""
    return is_operator(request.user) or has_queue(request.user)


def _regions(request: HttpRequest) -> list[tuple[str, str]]:
    """Return keys and names of the regions to choose from, all of Germany first."""
    table, language = places(), get_language() or SOURCE
    keys = set(table) if _sees_all(request) else coordinated_keys(request.user)
    return sorted(
        ((key, table[key].name) for key in keys if key in table), key=lambda pair: (pair[0] != GERMANY, sort_key(pair[1], language))
    )


def _chosen(request: HttpRequest) -> str:
    """Return the asked region, else the widest one of the account. One that is not the account's does not exist for it."""
    keys = set(places()) if _sees_all(request) else coordinated_keys(request.user)
    asked = request.GET.get("region", "")
    if asked:
        if asked not in keys:
            raise Http404
        return asked
    if GERMANY in keys:
        return GERMANY
    return min(own_regions(request.user), key=lambda key: (len(key) != 2, key))


@require_safe
@desk_page
def progress(request: HttpRequest) -> HttpResponse:
    """Languages × kinds of content: bars, and the numbers beneath. `language` opens one language."""
    require(sees_progress(request.user))
    code = request.GET.get("language", "")
    if code and code not in OTHERS:
        raise Http404
    key = _chosen(request)
    found = read(key)
    context = {
        "place": places()[key],
        "regions": _regions(request),
        "rows": [(cell, cell.age(timezone.now())) for cell in (found.of(code) if code else found.languages)],
        "opened": next((cell for cell in found.languages if cell.language.code == code), None),
        "matrix": [] if code else found.matrix,
        "languages": [cell.language for cell in found.languages],
        "states": STATES,
        "own": languages_of(request.user),
    }
    return render(request, "translations/progress.html", context)


@require_safe
@desk_page
def table(request: HttpRequest) -> HttpResponseBase:
    """The numbers of all languages and kinds of content as a table for spreadsheets."""
    require(sees_progress(request.user))
    key = _chosen(request)
    response = StreamingHttpResponse(as_csv(list(_lines(read(key)))), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="anlauf-languages-{key}-{timezone.localdate():%Y-%m-%d}.csv"'
    return response


def _lines(found: Progress) -> Iterator[list[str]]:
    states = [str(State(state).label) for state in STATES]
    yield [_("Sprache"), _("Inhalte"), *states, _("Wörter zu schreiben"), _("am längsten veraltet seit"), _("Tage")]
    for cell in found.languages:
        yield _line(cell, _("alle"))
        for part in found.of(cell.language.code):
            yield _line(part, part.name)


def _line(cell: Cell, name: str) -> list[str]:
    age = cell.age(timezone.now())
    since = timezone.localdate(cell.oldest).isoformat() if cell.oldest else ""
    numbers = (str(cell.numbers[state]) for state in STATES)
    return [escape(text) for text in (cell.language.name, name, *numbers, str(cell.words_left), since, "" if age is None else str(age))]
