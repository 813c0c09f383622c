"""Pages of a list at the desk."""

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest

ROWS = 25


def page_of(request: HttpRequest, rows: QuerySet) -> Page:
    """Return the page that `?page=` names, the nearest one when it does not exist."""
    page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    page.object_list = list(page.object_list)
    return page
