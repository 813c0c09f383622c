"""Calendar files."""

from django.http import Http404, HttpRequest, HttpResponse


def feed(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
    """To come."""
    raise Http404


def personal(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
    """To come."""
    raise Http404


def event(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
    """To come."""
    raise Http404


def mine(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
    """To come."""
    raise Http404
