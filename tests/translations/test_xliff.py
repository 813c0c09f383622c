"""Texts go out and come back as they were."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from translations.files import reading, table, xliff
from translations.files.naming import OutUnit, parse
from translations.files.refusal import Problem, UnreadableFile
from translations.texts import digest

# Everything a database can hold and XML can carry.
SIGNS = st.characters(
    exclude_categories=("Cs",),
    exclude_characters=[chr(code) for code in (*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF)],
)
TEXTS = st.text(SIGNS, max_size=40) | st.sampled_from(
    ["\u2066+49 5531\u2069 \u200fنصيحة", 'a < b & "c" \'d\' ]]> <!-- -->', "=1+1", "'=1", "👩🏽‍💻\u00a0x", "  vorne", "a\r\nb\nc", "\tx;y\n\nz", "-1", "نص‌هٔ"]
)  # fmt: skip
KEYS = st.sampled_from(["12", "business_plan", "a-b", "06636", "ä.b", "x:y/z"])


def unit(german: str, text: str = "", *, key: str = "12", field: str = "title", state: str = "outdated", **more: object) -> OutUnit:
    return OutUnit("offers.offer", key, field, german, text, state if text else "missing", digest(german), "Angebot – Titel", **more)


def trimmed(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


@settings(max_examples=80, deadline=None)
@given(german=TEXTS.filter(digest), text=TEXTS, key=KEYS, version=st.sampled_from(["2.0", "1.2"]))
def test_xliff_round_trip_is_lossless(german: str, text: str, key: str, version: str) -> None:
    content = xliff.write([unit(german, text, key=key)], "ar", version=version)
    language, (found,) = reading.read(content)
    assert (language, found.model, found.object_id, found.field) == ("ar", "offers.offer", key, "title")
    assert (found.text, found.source_digest, found.problem) == (trimmed(text), digest(german), None)
    assert found.german == german


@settings(max_examples=80, deadline=None)
@given(german=TEXTS.filter(digest), text=TEXTS, key=KEYS)
def test_csv_round_trip_is_lossless(german: str, text: str, key: str) -> None:
    """The writer of the new column does what a spreadsheet program does: it reads and writes the cells."""
    lines = list(table.write([unit(german, text, key=key)], "ar"))
    import csv  # noqa: PLC0415 - only here
    import io  # noqa: PLC0415

    rows = list(csv.reader(io.StringIO("".join(lines).removeprefix("\ufeff"), newline=""), delimiter=";"))
    rows[1][4] = rows[1][3]
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=";").writerows(rows)
    language, (found,) = reading.read(out.getvalue().encode("utf-8-sig"))
    assert (language, found.object_id, found.source_digest) == ("ar", key, digest(german))
    if found.problem != Problem.LOST_SIGNS:
        assert (found.text, found.problem) == (trimmed(text), None)


def test_file_says_what_a_translator_must_know() -> None:
    sent = unit("Rat & Tat", "نصيحة", notes=("Höchstens 160 Zeichen.",), longest=160)
    new = etree.fromstring(xliff.write([sent], "ar", version="2.0"))
    assert (new.get("srcLang"), new.get("trgLang"), new[0].get("srcDir"), new[0].get("trgDir")) == ("de", "ar", "ltr", "rtl")
    (element,) = new.iter(f"{{{xliff.V2}}}unit")
    assert element.get("{urn:oasis:names:tc:xliff:sizerestriction:2.0}sizeRestriction") == "160"
    assert [note.text for note in element.iter(f"{{{xliff.V2}}}note")] == ["Angebot – Titel", "Höchstens 160 Zeichen."]
    (segment,) = element.iter(f"{{{xliff.V2}}}segment")
    assert (segment.get("state"), segment.get("subState")) == ("initial", "anlauf:outdated")
    old = etree.fromstring(xliff.write([sent], "ar", version="1.2"))
    (element,) = old.iter(f"{{{xliff.V1}}}trans-unit")
    assert (element.get("maxwidth"), element.get("size-unit")) == ("160", "char")
    assert element.find(f"{{{xliff.V1}}}target").get("state") == "needs-review-translation"


@pytest.mark.parametrize(("state", "v2", "v1"), [("missing", "initial", "needs-translation"), ("ready", "final", "final")])
def test_states_have_their_words(state: str, v2: str, v1: str) -> None:
    sent = unit("Rat", "نصيحة" if state == "ready" else "", state=state)
    assert f'state="{v2}"' in xliff.write([sent], "ar", version="2.0").decode()
    assert f'state="{v1}"' in xliff.write([sent], "ar", version="1.2").decode()


@pytest.mark.parametrize("name", ["offers.offer:12:title", "offers.offer:.e4..2e.b:title:0123456789abcdef0123456789abcdef:ar"])
def test_names_of_units_are_read(name: str) -> None:
    assert parse(name) is not None


@pytest.mark.parametrize("name", ["", "1", "offers.offer", "offers.offer:12:title:xyz", "offers.offer:.0.:title", "A:b:c", "u" * 500])
def test_other_names_are_not_ours(name: str) -> None:
    assert parse(name) is None


DOCUMENT = (
    '<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.0" srcLang="de-DE" trgLang="ar-EG"><file id="f">'
    '<unit id="{id}" name="{name}">{inner}</unit></file></xliff>'
)
NAME = f"offers.offer:12:title:{digest('Rat und Tat')}"


def read_one(inner: str, *, first: str = NAME, second: str = "") -> object:
    _language, (found,) = reading.read(DOCUMENT.format(id=first, name=second, inner=inner).encode())
    return found


def test_segments_of_a_tool_are_joined_in_their_order() -> None:
    inner = (
        "<segment><source>Rat </source><target order='3'>نصيحة</target></segment>"
        "<ignorable><source>und</source><target order='2'> و</target></ignorable>"
        "<segment><source> Tat</source><target order='1'>فعل</target></segment>"
    )
    assert (read_one(inner).text, read_one(inner).problem) == ("فعل ونصيحة", None)


def test_tool_that_numbers_anew_is_known_by_the_name() -> None:
    inner = "<segment state='final'><source>Rat und Tat</source><target>نصيحة <mrk id='m1' type='term'>وفعل</mrk></target></segment>"
    found = read_one(inner, first="u1", second=NAME)
    assert (found.object_id, found.text, found.confirmed, found.problem) == ("12", "نصيحة وفعل", True, None)


@pytest.mark.parametrize(
    ("inner", "problem"),
    [
        ("<segment><source>Rat und Tat</source><target>x <ph id='1'/></target></segment>", Problem.MARKUP),
        ("<segment><source>Rat </source><target>x</target></segment><segment><source>und Tat</source></segment>", Problem.PARTIAL),
        ("<segment><source>Rat oder Tat</source><target>x</target></segment>", Problem.SOURCE_EDITED),
    ],
)
def test_text_that_cannot_be_taken_says_why(inner: str, problem: Problem) -> None:
    assert read_one(inner).problem == problem


def test_question_marks_instead_of_letters_are_noticed() -> None:
    head = ";".join(table.COLUMNS)
    row = f"offers.offer:12:title:ar;;Rat;;????? ??;;de:{digest('Rat')}"
    _language, (found,) = reading.read(f"{head}\n{row}\n".encode())
    assert found.problem == Problem.LOST_SIGNS


def test_two_languages_in_one_file_are_refused() -> None:
    head = ";".join(table.COLUMNS)
    rows = [f"offers.offer:12:title:{code};;Rat;;x;;de:{digest('Rat')}" for code in ("ar", "tr")]
    with pytest.raises(UnreadableFile, match="mehrere Sprachen"):
        reading.read("\n".join([head, *rows]).encode())
