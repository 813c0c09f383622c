"""Series at the desk."""

from django.http import Http404, HttpRequest, HttpResponse


def series_list(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
    """To come."""
    raise Http404


def new(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
    """To come."""
    raise Http404


def detail(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
    """To come."""
    raise Http404


def edit(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
    """To come."""
    raise Http404
