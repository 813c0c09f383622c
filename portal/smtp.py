"""One conversation with the mail server, cut where it matters: everything before DATA is certain, what follows may be unclear.

Each failure says what is known afterwards: `Trouble` (the server, not this message), `Refused` (it said no to this message),
`Broken` (the line went dead before the text), `Unclear` (the text was handed over and no answer came).
"""

import contextlib
import re
import smtplib
import ssl
from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings

# The server speaks of us, not of a message: sign-in missing, refused or too weak, and "closing down".
ABOUT_US = {421, 530, 534, 535, 538}
# "Mailbox full" is final by the letter of RFC 5321, but people do empty theirs.
LATER = {552}


class SmtpError(Exception):
    """What went wrong, in the server's words where it had any."""

    def __init__(self, words: str, code: int = 0) -> None:
        super().__init__(f"{code} {words}".strip() if code else words)
        self.code = code

    @property
    def is_final(self) -> bool:
        """Whether trying again is pointless."""
        return 500 <= self.code < 600 and self.code not in LATER


class Trouble(SmtpError):
    """The server is away or wants nothing from us: no message is to blame."""


class Refused(SmtpError):
    """The server said no to this message; it was certainly not accepted."""


class Broken(SmtpError):
    """The line broke before the text went out; the message was certainly not accepted."""


class Unclear(SmtpError):
    """The text went out and no answer came; nobody can know whether it was accepted."""


class Wire:
    """An open, signed-in connection. Raises Trouble when there is none to be had."""

    def __init__(self) -> None:
        make = smtplib.SMTP_SSL if settings.SMTP_SECURITY == "tls" else smtplib.SMTP
        options = {"context": ssl.create_default_context()} if settings.SMTP_SECURITY == "tls" else {}
        try:
            self._smtp = make(
                settings.SMTP_HOST,
                settings.SMTP_PORT,
                # Its own default asks the name service, which can take half a minute.
                local_hostname=urlsplit(settings.SITE_URL).hostname or "localhost",
                timeout=settings.MAIL_CONNECT_SECONDS,
                **options,
            )
        except (OSError, smtplib.SMTPException) as error:
            raise _trouble(error) from error
        try:
            self._sign_in()
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            raise _trouble(error) from error

    def _sign_in(self) -> None:
        self._smtp.ehlo_or_helo_if_needed()
        if settings.SMTP_SECURITY == "starttls":
            self._smtp.starttls(context=ssl.create_default_context())
            self._smtp.ehlo()
        if settings.SMTP_USER:
            self._smtp.login(settings.SMTP_USER, settings.SMTP_PASSWORD)

    def envelope(self, sender: str, recipient: str) -> None:
        """Say MAIL and RCPT. Raises Trouble, Refused or Broken; all of them certain."""
        options = []
        if not recipient.isascii():
            if not self._smtp.has_extn("smtputf8"):
                raise Refused("The mail server cannot write to this address.", 553)
            options = ["SMTPUTF8", "BODY=8BITMIME"]
            self._smtp.command_encoding = "utf-8"
        code, words = self._ask(lambda: self._smtp.mail(sender, options))
        if code != 250:
            # The sender is the same for all messages.
            raise Trouble(_text(words), code)
        code, words = self._ask(lambda: self._smtp.rcpt(recipient))
        self._smtp.command_encoding = "ascii"
        if code not in (250, 251):
            raise _refusal(code, words)

    def hand_over(self, content: bytes) -> str:
        """Say DATA and give the text; return the server's answer. Raises Refused, Trouble, Broken, or Unclear."""
        code, words = self._ask(lambda: self._smtp.docmd("DATA"))
        if code != 354:
            raise _refusal(code, words)
        try:
            self._smtp.sock.settimeout(settings.MAIL_DATA_SECONDS)
            self._smtp.send(_quoted(content))
            code, words = self._smtp.getreply()
            self._smtp.sock.settimeout(settings.MAIL_CONNECT_SECONDS)
        except (OSError, smtplib.SMTPException) as error:
            raise Unclear(_words(error)) from error
        if code != 250:
            # 421 comes from a server that says so and closes; the message itself was refused all the same.
            raise Refused(_text(words), code)
        return f"{code} {_text(words)}"

    def reset(self) -> None:
        """Take back an envelope. Raises Broken."""
        self._ask(self._smtp.rset)

    def close(self) -> None:
        """Say goodbye where somebody still listens."""
        with contextlib.suppress(OSError, smtplib.SMTPException):
            if self._smtp.sock:
                self._smtp.sock.settimeout(2)
            self._smtp.quit()
        self._smtp.close()

    def _ask(self, command: Callable[[], tuple[int, bytes]]) -> tuple[int, bytes]:
        try:
            return command()
        except (OSError, smtplib.SMTPException) as error:
            raise Broken(_words(error)) from error


def _refusal(code: int, words: bytes) -> SmtpError:
    return (Trouble if code in ABOUT_US else Refused)(_text(words), code)


def _trouble(error: Exception) -> Trouble:
    return Trouble(_words(error))


def _words(error: Exception) -> str:
    """Return what a human can read of an error; the server's own words where there are some."""
    code, words = getattr(error, "smtp_code", 0), getattr(error, "smtp_error", b"")
    return f"{code} {_text(words)}" if code and code > 0 else f"{error.__class__.__name__}: {error}"


def _text(words: bytes | str) -> str:
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return " ".join(text.replace("\0", " ").split())


def _quoted(content: bytes) -> bytes:
    """Return the text as it travels: lines end with CRLF, a dot at the start of one is doubled, a lone dot ends it all."""
    lines = re.sub(rb"\r\n|\r|\n", b"\r\n", content)
    return re.sub(rb"(?m)^\.", b"..", lines.removesuffix(b"\r\n") + b"\r\n") + b".\r\n"
