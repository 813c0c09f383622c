"""What arrives: text and HTML in the recipient's language and direction, and headers that nobody can smuggle anything into."""

from email.message import EmailMessage
from html.parser import HTMLParser
from typing import Any

import pytest

from portal.languages import CODES
from portal.letters import compose
from portal.mail import Attachment, Letter, message_id
from portal.models import OutgoingMail

LETTER = Letter(
    subject="Stimmt noch alles?",
    paragraphs=("Guten Tag.", "Bitte prüfen Sie <b>Ihr</b> Angebot."),
    facts=(("Angebot", "Gründen & Wachsen"), ("Telefon", "030 23125 000")),
    button=("Ja, stimmt noch", "http://localhost:8000/de/offers/still-right/a.b/"),
    after=("Danke.",),
    small="Sie bekommen diese E-Mail, weil Sie eingetragen sind.",
    reply_to="rat@example.org",
)


def row(**fields: Any) -> OutgoingMail:
    return OutgoingMail(**({"kind": "test", "recipient": "kim@example.org", "language": "de", "message_id": message_id("k")} | fields))


def parts(message: EmailMessage) -> tuple[str, str]:
    return message.get_body(("plain",)).get_content(), message.get_body(("html",)).get_content()


class Tags(HTMLParser):
    """Collects every tag with its attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def test_headers_say_who_what_and_that_a_machine_wrote(settings: Any) -> None:
    settings.MAIL_FROM = "Anlauf Köln <mail@anlauf.example.org>"
    message = compose(row(), LETTER)
    assert {name: str(message[name]) for name in ("To", "Reply-To", "Subject", "Content-Language", "Auto-Submitted")} == {
        "To": "kim@example.org",
        "Reply-To": "rat@example.org",
        "Subject": "Stimmt noch alles?",
        "Content-Language": "de",
        "Auto-Submitted": "auto-generated",
    }
    assert message["From"].addresses[0].addr_spec == "mail@anlauf.example.org"
    assert message["Message-ID"] == message_id("k")
    assert message["Date"]
    assert message.as_bytes().isascii()


def test_text_part_reads_plainly() -> None:
    text, _html = parts(compose(row(), LETTER))
    assert "Bitte prüfen Sie <b>Ihr</b> Angebot." in text
    assert "Angebot: Gründen & Wachsen\nTelefon: 030 23125 000\n" in text
    assert "Ja, stimmt noch:\nhttp://localhost:8000/de/offers/still-right/a.b/\n" in text
    assert "\n\n\n" not in text


def test_html_part_escapes_and_loads_nothing_from_outside() -> None:
    _text, html = parts(compose(row(), LETTER))
    tags = Tags(html).found
    assert "Bitte prüfen Sie &lt;b&gt;Ihr&lt;/b&gt; Angebot." in html
    assert {tag for tag, _attributes in tags} & {"img", "link", "script", "style", "iframe", "form"} == set()
    assert [value for _tag, attributes in tags for name, value in attributes.items() if name in ("src", "background", "style")] == []
    assert LETTER.button[1] in [attributes.get("href") for _tag, attributes in tags]
    # A width in pixels would push the letter off a phone's screen.
    assert {attributes["width"] for _tag, attributes in tags if "width" in attributes} == {"100%"}


@pytest.mark.parametrize("code", CODES)
def test_direction_and_language_stand_on_every_box(code: str) -> None:
    text, html = parts(compose(row(language=code), LETTER))
    direction = "rtl" if code in ("ar", "fa") else "ltr"
    tags = Tags(html).found
    assert next(attributes for tag, attributes in tags if tag == "html") == {"lang": code, "dir": direction}
    assert {attributes.get("dir") for tag, attributes in tags if tag in ("body", "table")} == {direction}
    assert {attributes.get("dir") for tag, attributes in tags if tag == "bdi"} <= {"auto", "ltr", None}
    # A telephone number must not be torn apart in a right-to-left line; a link stays bare, or programs would swallow the marks.
    assert ("\u2068030 23125 000\u2069" in text) == (direction == "rtl")
    assert f"\n{LETTER.button[1]}\n" in text


@pytest.mark.parametrize(
    "evil", ["Hallo\r\nBcc: all@example.org", "Hallo\nBcc: all@example.org", "Hallo\x0bBcc: a@b.de\0", "Hallo\u2028Bcc: a@b.de"]
)
def test_subject_cannot_become_a_header(evil: str) -> None:
    message = compose(row(), Letter(subject=evil, paragraphs=("x",)))
    assert message["Bcc"] is None
    headers = message.as_bytes().split(b"\r\n\r\n")[0]
    assert b"\nBcc:" not in headers
    assert b"\rBcc:" not in headers


@pytest.mark.parametrize(
    "evil", ["kim@example.org\r\nBcc: all@example.org", "kim@example.org\nX: y", "kim@example.org, all@example.org", "<kim>"]
)
@pytest.mark.parametrize("where", ["recipient", "reply_to"])
def test_address_that_is_none_is_refused(evil: str, where: str) -> None:
    letter = Letter(subject="x", paragraphs=("x",), reply_to=evil if where == "reply_to" else "")
    with pytest.raises(ValueError, match=r".+"):
        compose(row(recipient=evil if where == "recipient" else "kim@example.org"), letter).as_bytes()


def test_same_key_gives_the_same_message_id_and_another_key_another() -> None:
    assert message_id("a") == message_id("a") != message_id("b")


@pytest.mark.parametrize("mimetype", ["calendar", "", "text/calendar; method", "text/calendar\r\nBcc: all@example.org; x=y"])
def test_attachment_of_no_media_type_is_refused(mimetype: str) -> None:
    with pytest.raises(ValueError, match="media type"):
        compose(row(), Letter(subject="x", paragraphs=("x",), attachments=(Attachment("a.ics", mimetype, b"x"),)))


def test_extra_header_stands_in_the_message_as_one_line() -> None:
    letter = Letter(subject="x", paragraphs=("x",), extra_headers=(("List-Unsubscribe", "<https://a.de/x>\r\nBcc: all@example.org"),))
    message = compose(row(), letter)
    assert (message["List-Unsubscribe"], message["Bcc"]) == ("<https://a.de/x> Bcc: all@example.org", None)


@pytest.mark.parametrize("code", ["de", "ar"])
def test_encoded_lines_are_no_longer_than_servers_must_take(code: str) -> None:
    letter = Letter(subject="x", paragraphs=("Grüße وداعا " * 100,), attachments=(Attachment("a.pdf", "application/pdf", b"x" * 1000),))
    leaves = [part for part in compose(row(language=code), letter).walk() if not part.is_multipart()]
    assert len(leaves) == 3
    assert max(len(line) for part in leaves for line in part.get_payload().splitlines()) <= 76
