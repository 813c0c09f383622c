"""From a `Letter` to a message: text and HTML in the recipient's language and direction. Nothing in it can become a header."""

import base64
import binascii
import secrets
import unicodedata
from email.errors import MessageError
from email.headerregistry import Address, HeaderRegistry
from email.message import EmailMessage, MIMEPart
from email.policy import SMTP
from email.utils import formatdate, parseaddr
from functools import lru_cache

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from portal.languages import BY_CODE, SOURCE
from portal.mail import Attachment, Letter
from portal.models import OutgoingMail


class _Registry(HeaderRegistry):
    """The classes of headers, each made once; the library makes a new one for every header of every message."""

    @lru_cache(maxsize=100)  # noqa: B019 - there is one registry
    def __getitem__(self, name: str) -> type:
        return super().__getitem__(name)


# Text that is no plain ASCII is encoded, so that every server on the way can pass it on.
POLICY = SMTP.clone(cte_type="7bit", max_line_length=998, header_factory=_Registry())
# Encoded lines are shorter than others (RFC 2045, 6.8).
ENCODED = POLICY.clone(max_line_length=76)


def compose(row: OutgoingMail, letter: Letter) -> EmailMessage:
    """Return the message of a row. Raises ValueError for an address or a media type that is none."""
    language = BY_CODE.get(row.language, BY_CODE[SOURCE])
    context = {"letter": letter, "language": language, "site_url": settings.SITE_URL, "operator": settings.OPERATOR_NAME}
    message = EmailMessage(policy=POLICY)
    message["From"] = _from(settings.MAIL_FROM)
    message["To"] = _address(row.recipient)
    if letter.reply_to:
        message["Reply-To"] = _address(letter.reply_to)
    message["Subject"] = one_line(letter.subject)
    message["Date"] = formatdate(localtime=False)
    message["Message-ID"] = row.message_id
    # Nobody's holiday notice answers a machine (RFC 3834).
    message["Auto-Submitted"] = _fixed("Auto-Submitted", "auto-generated")
    message["Content-Language"] = _fixed("Content-Language", language.code)
    message["MIME-Version"] = _fixed("MIME-Version", "1.0")
    for name, value in letter.extra_headers:
        message[name] = one_line(value)
    with translation.override(language.code):
        text = render_to_string("emails/letter.txt", context).strip() + "\n"
        html = render_to_string("emails/letter.html", context)
    body = [_text("plain", text), _text("html", html)]
    if letter.attachments:
        files = [_file(attachment) for attachment in letter.attachments]
        _multipart(message, "mixed", [_multipart(MIMEPart(policy=POLICY), "alternative", body), *files])
    else:
        _multipart(message, "alternative", body)
    return message


def _multipart(into: MIMEPart, subtype: str, parts: list[MIMEPart]) -> MIMEPart:
    """Give a message its parts. Nobody can guess the line between them and write it into a text; no text is searched for it."""
    into["Content-Type"] = f'multipart/{subtype}; boundary="=_{secrets.token_hex(16)}"'
    into.set_payload(parts)
    return into


def _text(subtype: str, text: str) -> MIMEPart:
    """Return a text as it travels: plain ASCII as it is, everything else encoded the shorter way. The library does it far slower."""
    part = MIMEPart(policy=POLICY)
    part["Content-Type"] = _fixed("Content-Type", f'text/{subtype}; charset="utf-8"')
    encoding, content = "7bit", text.encode()
    if not text.isascii() or max(map(len, text.splitlines()), default=0) > POLICY.max_line_length:
        quoted, based = binascii.b2a_qp(content, istext=True), base64.encodebytes(content)
        encoding, content = ("quoted-printable", quoted) if len(quoted) <= len(based) else ("base64", based)
    part["Content-Transfer-Encoding"] = _fixed("Content-Transfer-Encoding", encoding)
    part.set_payload(content.decode("ascii"))
    return part


@lru_cache(maxsize=100)
def _fixed(name: str, value: str) -> str:
    """Return a header that many messages share, read once."""
    return POLICY.header_factory(name, value)


def _file(attachment: Attachment) -> MIMEPart:
    """Return a file as part of a message, byte for byte as it was given."""
    part = MIMEPart(policy=ENCODED)
    kind = ENCODED.header_factory("Content-Type", one_line(attachment.mimetype))
    if kind.defects:
        raise ValueError("This is no media type.")
    part.set_content(
        attachment.content, kind.maintype, kind.subtype, params=kind.params, disposition="attachment", filename=one_line(attachment.name)
    )
    return part


def _address(text: str) -> Address:
    try:
        return Address(addr_spec=text)
    except MessageError as error:
        raise ValueError("This is no e-mail address.") from error


@lru_cache(maxsize=4)
def _from(text: str) -> str:
    name, address = parseaddr(text)
    return POLICY.header_factory("From", Address(display_name=name, addr_spec=address))


def sender() -> str:
    """Return the address that all mail comes from."""
    return parseaddr(settings.MAIL_FROM)[1]


def one_line(text: str) -> str:
    """Return text as one line without control characters, for a header."""
    return " ".join("".join(" " if unicodedata.category(char) == "Cc" else char for char in text).split())
