"""Error pages: a sentence in the reader's language, what to do next, and a way on. They never touch the database."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext_lazy as _

MESSAGES = {
    400: (
        _("Diese Anfrage haben wir nicht verstanden"),
        _("Vielleicht ist die Adresse unvollständig. Bitte gehen Sie zurück und versuchen Sie es noch einmal."),
    ),
    403: (
        _("Das dürfen Sie hier nicht"),
        _("Für diese Seite fehlt Ihnen das Recht. Die Angebote können alle ohne Anmeldung lesen."),
    ),
    404: (
        _("Diese Seite gibt es nicht"),
        _("Vielleicht ist die Adresse falsch geschrieben, oder die Seite ist umgezogen. Suchen Sie hier, was Sie brauchen."),
    ),
    429: (
        _("Das waren sehr viele Nachrichten"),
        _("Bitte warten Sie zehn Minuten. Gehen Sie dann mit „Zurück“ im Browser zu Ihrem Text und senden Sie ihn noch einmal."),
    ),
    500: (
        _("Hier ist uns ein Fehler passiert"),
        _("Es liegt nicht an Ihnen. Bitte versuchen Sie es in ein paar Minuten noch einmal."),
    ),
    503: (
        _("Gerade geht es nicht"),
        _("Die Seite macht eine kurze Pause. Bitte versuchen Sie es in ein paar Minuten noch einmal."),
    ),
}


def language_of(request: HttpRequest) -> str:
    """Return the language of the address, else the best one the browser asks for."""
    return translation.get_language_from_path(request.path_info) or translation.get_language_from_request(request)


def page(request: HttpRequest, status: int) -> HttpResponse:
    """Render the error page of a status in the reader's language."""
    title, text = MESSAGES[status]
    with translation.override(language_of(request)):
        response = render(request, "error.html", {"status": status, "title": title, "text": text}, status=status)
    response["Cache-Control"] = "no-store"
    return response


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return page(request, 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return page(request, 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return page(request, 404)


def too_many(request: HttpRequest) -> HttpResponse:
    return page(request, 429)


def server_error(request: HttpRequest) -> HttpResponse:
    return page(request, 500)


def unavailable(request: HttpRequest) -> HttpResponse:
    response = page(request, 503)
    response["Retry-After"] = "120"
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return page(request, 403)
