"""Public pages of events."""

from django.http import Http404, HttpRequest, HttpResponse


def event_list(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
    """To come."""
    raise Http404


def month(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
    """To come."""
    raise Http404


def past(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
    """To come."""
    raise Http404


def detail(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
    """To come."""
    raise Http404


def attachment(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
    """To come."""
    raise Http404
