"""Files made to do harm, or broken ones, get one sentence and nothing else."""

import contextlib
import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from translations.files import reading, xliff
from translations.files.naming import OutUnit
from translations.files.refusal import UnreadableFile
from translations.texts import digest

GOOD = xliff.write([OutUnit("offers.offer", "12", "title", "Rat", "نصيحة", "ready", digest("Rat"), "Titel")], "ar", version="2.0").decode()
OLD = xliff.write([OutUnit("offers.offer", "12", "title", "Rat", "نصيحة", "ready", digest("Rat"), "Titel")], "ar", version="1.2").decode()
BODY = GOOD.partition("?>")[2]
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "ha"}">' for n in range(10))


def archive() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as zipped:
        zipped.writestr("a.xlf", "0" * 10_000_000)
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "leer"),
        (b"\xef\xbb\xbf \n", "leer"),
        (f"<!DOCTYPE x [{LAUGHS}]>{BODY.replace('Rat', '&l9;')}".encode(), "DOCTYPE"),
        (f"<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>{BODY.replace('Rat', '&e;')}".encode(), "DOCTYPE"),
        (f"<!DOCTYPE x SYSTEM 'http://127.0.0.1:1/x.dtd'>{BODY}".encode(), "DOCTYPE"),
        (f"<!doctype x>{BODY}".encode(), "DOCTYPE"),
        (BODY.replace("Rat", "&nothing;").encode(), "XML"),
        (
            BODY.replace("<file ", "<xi:include xmlns:xi='http://www.w3.org/2001/XInclude' href='/etc/passwd'/><file ").encode(),
            "andere Dateien",
        ),
        (BODY.replace("<unit ", "<skeleton href='http://127.0.0.1:1/'/><unit ", 1).encode(), "andere Dateien"),
        (OLD.replace("<body>", "<header><reference><external-file href='x'/></reference></header><body>").encode(), "andere Dateien"),
        (b"<a>" * 200_000, "verschachtelt"),
        (f"<xliff>{'<a/>' * 450_000}</xliff>".encode(), "verschachtelt"),
        (f"{GOOD[:200]}".encode(), "XML"),
        (GOOD.encode("utf-16"), "Kodierung"),
        (GOOD.replace("Rat", "Rät").encode("utf-8").replace("Rät".encode(), "Rät".encode("latin-1")), "UTF-8"),
        (GOOD.replace("UTF-8", "ISO-8859-1").encode(), "Kodierung"),
        ((BODY[:50] + "\0" + BODY[50:]).encode(), "keine XLIFF"),
        (BODY.replace("Rat", "&#0;").encode(), "XML"),
        (b"<html><body>Hallo</body></html>", "keine XLIFF-Datei"),
        (BODY.replace("document:2.0", "document:2.2").encode(), "keine XLIFF-Datei"),
        (BODY.replace('srcLang="de"', 'srcLang="en"').encode(), "nicht Deutsch"),
        (BODY.replace("offers.offer:12", "fremd-12").encode(), "kein Text"),
        (archive(), "Archiv"),
        (b"\x1f\x8b\x08" + b"x" * 50, "Archiv"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "UTF-8"),
        (b"x" * (5 * 1024 * 1024 + 1), "5 MB"),
        (b"Name;Ort\nA;B\n", "Spalten"),
        (b'id;new;digest\n"offers.offer:12:title:ar;x', "kein Text"),
        (b"id;new;digest\n" + b"1;2;3\n" * 10, "kein Text"),
    ],
)
def test_file_is_refused_with_one_sentence(content: bytes, words: str) -> None:
    with pytest.raises(UnreadableFile) as refused:
        reading.read(content)
    assert words in str(refused.value)


def test_utf_16_with_its_mark_is_read() -> None:
    language, units = reading.read(GOOD.replace("UTF-8", "UTF-16").encode("utf-16"))
    assert (language, [unit.text for unit in units]) == ("ar", ["نصيحة"])


def test_more_units_than_allowed_are_refused() -> None:
    many = [OutUnit("offers.offer", str(n), "title", "Rat", "x", "ready", digest("Rat"), "Titel") for n in range(5_001)]
    with pytest.raises(UnreadableFile, match=r"5\.000"):
        reading.read(xliff.write(many, "ar", version="1.2"))


def test_nothing_is_fetched(tmp_path: Path) -> None:
    """Even what no check knows stays unread: a processing instruction and the place of a schema."""
    secret = tmp_path / "secret.xml"
    secret.write_text("<a>geheim</a>")
    content = f'<?xml-stylesheet href="{secret}"?>' + BODY.replace(
        "<xliff ", f'<xliff xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="x {secret}" '
    )
    _language, units = reading.read(content.encode())
    assert [unit.text for unit in units] == ["نصيحة"]


@settings(max_examples=80, deadline=None)
@given(st.binary(max_size=300))
def test_random_bytes_are_refused_or_read(content: bytes) -> None:
    with contextlib.suppress(UnreadableFile):
        reading.read(content)


@settings(max_examples=80, deadline=None)
@given(start=st.integers(0, len(BODY)), length=st.integers(0, 60), put=st.binary(max_size=5), new=st.booleans())
def test_torn_files_are_refused_or_read(start: int, length: int, put: bytes, new: bool) -> None:
    content = (GOOD if new else OLD).encode()
    with contextlib.suppress(UnreadableFile):
        reading.read(content[:start] + put + content[start + length :])
