"""What stands in cells of other people's lists: read when it is sure, refused with an example when not."""

import datetime

import pytest

from exchange import values
from portal.formulas import escape, unescape


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("31.12.2026", "2026-12-31"), ("2026-12-31", "2026-12-31"), ("2026-12-31 00:00:00", "2026-12-31"), ("1.2.26", "2026-02-01"),
        ("1/2/2026", "2026-02-01"), ("31. Dezember 2026", "2026-12-31"), ("3 März 2026", "2026-03-03"), ("46387", "2026-12-31"),
        ("2026-02", "2026-02-28"), ("Feb 2028", "2028-02-29"), ("12/2026", "2026-12-31"), ("2026", "2026-12-31"),
    ],
)  # fmt: skip
def test_sure_days_are_read(text: str, day: str) -> None:
    assert values.day(text, whole="last") == datetime.date.fromisoformat(day)


@pytest.mark.parametrize("text", ["", "-", "laufend", "unbefristet", "k. A.", "bis auf Weiteres"])
def test_no_day_is_no_fault(text: str) -> None:
    assert values.day(text) is None


@pytest.mark.parametrize(
    "text", ["12/31/26", "Q4/2026", "30.02.2026", "Ende 2026", "0001-01-01", "99.99.9999", "1" * 5000, "31.12.2126", "²³.1.2026"]
)
def test_unsure_days_are_refused_with_words(text: str) -> None:
    with pytest.raises(ValueError, match=r"Ein Beispiel: 2026-12-31|prüfen Sie das Jahr"):
        values.day(text, whole="last")


def test_a_month_alone_is_no_deadline() -> None:
    with pytest.raises(ValueError, match="Dez 2026"):
        values.day("Dez 2026")


def test_state_of_the_source_keeps_how_exact_it_is() -> None:
    assert [values.partial_day(text) for text in ("2026", "Mai 2026", "1.5.2026", "")] == ["2026", "2026-05", "2026-05-01", ""]


def test_html_becomes_text() -> None:
    assert values.plain("<p>Eins &amp; <b>zwei</b></p><script>alert(1)</script><ul><li>drei</li></ul>") == "Eins & zwei\ndrei"
    assert values.plain("weniger < mehr > nichts") == "weniger < mehr > nichts"


def test_addresses_get_https_and_nothing_else_is_an_address() -> None:
    assert values.address("www.example.org/a") == "https://www.example.org/a"
    for text in ("javascript:alert(1)", "siehe Merkblatt", "ftp://example.org", "http://"):
        with pytest.raises(ValueError, match="Ein Beispiel"):
            values.address(text)


@pytest.mark.parametrize("text", ["=1+1", "+49 30", "-5", "@x", "\t=1", "\rx", "＝1", "  =1", "'=1", "''=1", "'-"])
def test_formulas_become_text_and_come_back(text: str) -> None:
    assert escape(text).startswith("'")
    assert unescape(escape(text)) == text


@pytest.mark.parametrize("text", ["", "Rat", "'ne Idee", "a=b", "\u200f=1"])
def test_other_texts_stay(text: str) -> None:
    assert (escape(text), unescape(text)) == (text, text)
