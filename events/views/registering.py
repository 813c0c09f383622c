"""Registering."""

from django.http import Http404, HttpRequest, HttpResponse


def own(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
    """To come."""
    raise Http404


def step(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
    """To come."""
    raise Http404


def register(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
    """To come."""
    raise Http404


def sent(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
    """To come."""
    raise Http404
