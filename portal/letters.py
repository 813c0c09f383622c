"""From a `Letter` to a message: text and HTML in the recipient's language and direction. Nothing in it can become a header."""

import unicodedata
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate, parseaddr

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from portal.languages import BY_CODE, SOURCE
from portal.mail import Attachment, Letter
from portal.models import OutgoingMail

# Text that is no plain ASCII is encoded, so that every server on the way can pass it on.
POLICY = SMTP.clone(cte_type="7bit", max_line_length=998)
# Encoded lines are shorter than others (RFC 2045, 6.8).
ENCODED = POLICY.clone(max_line_length=76)


def compose(row: OutgoingMail, letter: Letter) -> EmailMessage:
    """Return the message of a row. Raises ValueError for an address or a media type that is none."""
    language = BY_CODE.get(row.language, BY_CODE[SOURCE])
    context = {"letter": letter, "language": language, "site_url": settings.SITE_URL, "operator": settings.OPERATOR_NAME}
    message = EmailMessage(policy=ENCODED)
    message["From"] = Address(display_name=parseaddr(settings.MAIL_FROM)[0], addr_spec=sender())
    message["To"] = _address(row.recipient)
    if letter.reply_to:
        message["Reply-To"] = _address(letter.reply_to)
    message["Subject"] = one_line(letter.subject)
    message["Date"] = formatdate(localtime=False)
    message["Message-ID"] = row.message_id
    # Nobody's holiday notice answers a machine (RFC 3834).
    message["Auto-Submitted"] = "auto-generated"
    for name, value in letter.extra_headers:
        message[name] = one_line(value)
    with translation.override(language.code):
        message.set_content(render_to_string("emails/letter.txt", context).strip() + "\n")
        message.add_alternative(render_to_string("emails/letter.html", context), subtype="html")
    if letter.attachments:
        message.make_mixed()
    for attachment in letter.attachments:
        message.attach(_part(attachment))
    # Last, because giving a message its parts takes such headers away.
    message["Content-Language"] = language.code
    message.policy = POLICY
    return message


def _part(attachment: Attachment) -> EmailMessage:
    """Return a file as part of a message, byte for byte as it was given."""
    part = EmailMessage(policy=ENCODED)
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


def sender() -> str:
    """Return the address that all mail comes from."""
    return parseaddr(settings.MAIL_FROM)[1]


def one_line(text: str) -> str:
    """Return text as one line without control characters, for a header."""
    return " ".join("".join(" " if unicodedata.category(char) == "Cc" else char for char in text).split())
