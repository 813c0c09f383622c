"""The mailbox page of `make run`. Its addresses exist in development only (portal/urls.py)."""

import email
import email.policy
import re
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path

from csp.constants import NONE, SELF
from csp.decorators import csp_replace, csp_update
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

SHOWN = 100
HEADERS = ("From", "To", "Reply-To", "Subject", "Date", "Message-ID", "Content-Language", "Auto-Submitted")

# What the HTML part may do: be looked at, and open its links beside it.
CAGE = {
    "default-src": [NONE],
    "frame-ancestors": [SELF],
    "base-uri": [NONE],
    "form-action": [NONE],
    "sandbox": ["allow-popups", "allow-popups-to-escape-sandbox"],
}


@dataclass(frozen=True)
class Line:
    """One message in the list."""

    name: str
    recipient: str
    subject: str
    at: object


@never_cache
@require_safe
def mailbox(request: HttpRequest) -> HttpResponse:
    """List what the mail server of development received, newest first."""
    files = sorted(Path(settings.DEV_MAILBOX).glob("*.eml"), reverse=True)[:SHOWN]
    return render(request, "dev/mail_list.html", {"lines": [_line(path) for path in files]})


@never_cache
@require_safe
@csp_update({"frame-src": [SELF]})
def message(request: HttpRequest, name: str) -> HttpResponse:
    """Show one message: headers, text, and the HTML part in a frame that may do nothing."""
    found = _read(name)
    text = found.get_body(("plain",))
    context = {
        "name": name,
        "subject": str(found["Subject"] or ""),
        "headers": [(header, str(found[header])) for header in HEADERS if found[header]],
        "text": text.get_content() if text else "",
        "has_html": found.get_body(("html",)) is not None,
        "code": str(found["Content-Language"] or ""),
    }
    return render(request, "dev/mail.html", context)


@never_cache
@require_safe
@xframe_options_sameorigin
@csp_replace(
    {
        "default-src": [NONE],
        "frame-ancestors": [SELF],
        "base-uri": [NONE],
        "form-action": [NONE],
        "sandbox": ["allow-popups", "allow-popups-to-escape-sandbox"],
    }
)
def html_part(request: HttpRequest, name: str) -> HttpResponse:
    """Show the HTML part alone, as a mail program without pictures would; links open beside it."""
    part = _read(name).get_body(("html",))
    if part is None:
        raise Http404
    return HttpResponse(re.sub(r"(?i)<head>", '<head><base target="_blank">', part.get_content(), count=1))


def _line(path: Path) -> Line:
    found = _parse(path)
    return Line(
        path.stem, str(found["To"] or ""), str(found["Subject"] or ""), parsedate_to_datetime(found["Date"]) if found["Date"] else None
    )


def _read(name: str) -> EmailMessage:
    path = Path(settings.DEV_MAILBOX) / f"{name}.eml"
    if not path.is_file():
        raise Http404
    return _parse(path)


def _parse(path: Path) -> EmailMessage:
    return email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
