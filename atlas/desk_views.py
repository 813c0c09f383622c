"""The desk's front page and how a region is doing."""

import csv

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from accounts.access import coordinated_keys, is_coordinator, is_operator, own_regions, require
from accounts.models import User
from atlas import desk, health
from portal.desk import desk_page
from portal.folding import sort_key
from portal.formulas import escape
from portal.languages import BY_CODE, SOURCE
from portal.models import GERMANY
from portal.regions import places

LISTED = 50


@desk_page
@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """What is mine today."""
    return render(request, "atlas/desk.html", {"front": desk.read(request.user)})


def region_choices(user: User) -> list[tuple[str, str]]:
    """Return the keys and names of the regions the account coordinates, by name."""
    language = get_language() or SOURCE
    return sorted(((key, places()[key].name) for key in coordinated_keys(user)), key=lambda pair: sort_key(pair[1], language))


def _chosen(request: HttpRequest) -> str:
    """Return the asked region, else the widest one the account has."""
    keys = coordinated_keys(request.user)
    asked = request.GET.get("region", "")
    if asked:
        if asked not in keys:
            raise Http404
        return asked
    if is_operator(request.user):
        return GERMANY
    return min(own_regions(request.user), key=lambda key: (key != GERMANY, len(key) != 2, key))


@desk_page
@require_safe
def region_health(request: HttpRequest) -> HttpResponse:
    """Numbers of one region, with a chart."""
    require(is_coordinator(request.user))
    key = _chosen(request)
    numbers = health.read(key, timezone.localdate())
    context = {
        "health": numbers,
        "place": places()[key],
        "bars": numbers.bars(mirrored=BY_CODE[get_language() or SOURCE].direction == "rtl"),
        "regions": region_choices(request.user),
        "listed": numbers.without_editor[:LISTED],
    }
    return render(request, "atlas/region_health.html", context)


@desk_page
@require_safe
def region_health_csv(request: HttpRequest) -> HttpResponse:
    """The same numbers as a table for spreadsheets."""
    require(is_coordinator(request.user))
    key = _chosen(request)
    numbers = health.read(key, timezone.localdate())
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="anlauf-{key}-{timezone.localdate():%Y-%m-%d}.csv"'
    # The mark at the start tells spreadsheets that the text is UTF-8.
    response.write("\ufeff")
    writer = csv.writer(response, delimiter=";")
    rows: list[tuple[object, object, object]] = [(gettext("Gruppe"), gettext("Was"), gettext("Anzahl"))]
    rows += [(gettext("Angebote"), label, number) for label, number in numbers.rows]
    rows += [(gettext("Texte fehlen"), row.name, row.missing) for row in numbers.languages]
    rows += [(gettext("Texte veraltet"), row.name, row.outdated) for row in numbers.languages]
    rows.append((gettext("Angebote"), gettext("mit einem Link, der nicht geht"), numbers.broken))
    rows += [(gettext("Organisation ohne Pflege"), body.name, "") for body in numbers.without_editor]
    writer.writerows([escape(str(cell)) for cell in row] for row in rows)
    return response
