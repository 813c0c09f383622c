"""What every request passes before a view sees it."""

from collections.abc import Callable

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils.encoding import DjangoUnicodeDecodeError

from portal import errors, health

Handler = Callable[[HttpRequest], HttpResponse]


class HealthMiddleware:
    """Answer the health checks before hosts, languages and redirects are looked at."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info == "/healthz":
            return health.process()
        if request.path_info == "/healthz/mail":
            return health.mail()
        if request.path_info == "/readyz":
            return health.readiness()
        return self.get_response(request)


class CleanInputMiddleware:
    """Refuse text that PostgreSQL cannot store: NUL bytes, lone surrogates, and bytes that are no UTF-8."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request) if is_clean(request) else errors.bad_request(request)


def is_clean(request: HttpRequest) -> bool:
    """Whether path, query and form hold only text that can be stored."""
    texts = [request.path_info]
    try:
        for query in (request.GET, request.POST):
            for name, values in query.lists():
                texts += [name, *values]
    except (DjangoUnicodeDecodeError, UnicodeError):
        return False
    raw = request.META.get("QUERY_STRING", "").lower()
    return "%00" not in raw and all(_is_text(text) for text in texts)


def _is_text(text: str) -> bool:
    return not any(char == "\0" or char == "\ufffd" or "\ud800" <= char <= "\udfff" for char in text)


class UnavailableMiddleware:
    """When the database is away, say so in the reader's language instead of showing a fault."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, OperationalError | InterfaceError):
            return errors.unavailable(request)
        return None
