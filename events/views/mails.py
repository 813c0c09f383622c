"""What participants were told."""

from django.http import Http404, HttpRequest, HttpResponse


def sent(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
    """To come."""
    raise Http404
