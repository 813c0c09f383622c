"""Participants at the desk."""

from django.http import Http404, HttpRequest, HttpResponse


def participants(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
    """To come."""
    raise Http404
