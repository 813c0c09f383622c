"""What must appear unchanged in a translation."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from translations.guards import check, tokens


def codes(german: str, text: str, **more: object) -> list[str]:
    return [finding.code for finding in check(german, text, **more)]


@pytest.mark.parametrize(
    ("german", "text"),
    [
        ("Bis 31.12.2026 kostet es 1.000 €.", "It costs €1,000 until 31 December 2026."),
        ("Bis 31. Dezember 2026 kostet es 1.000,00 Euro.", "\u200fحتى \u206631.12.2026\u2069 يكلف 1.000 يورو"),
        ("Bis 01.07.2026", "by 1 July 2026"),
        ("Am 3. März um 14:30 Uhr", "on 3 March at 2.30 pm"),
        ("Ab 14 Uhr", "from 2 pm"),
        ("Bis 31.12.26", "до 31.12.2026"),
        ("Stichtag 2026-03-01", "1 March 2026"),
        ("2,5 Mio. € Förderung, 40 % Zuschuss", "2.5 million euros in funding, %40 grant"),
        ("Rufen Sie an: 05531 707-0 oder +49 (5531) 70 71 00.", "Call \u206605531\u00a0707-0\u2069 or +49 5531 707100"),
        (
            "Mail an info@gruenden.example, Seite https://gruenden.example/a?b=1.",
            "Page: https://gruenden.example/a?b=1، info@gruenden.example",
        ),
        ("Siehe www.stelle.example/wege/ und handwerk.de", "handwerk.de www.stelle.example/wege/"),
        ("Nach § 21 Abs. 2a AufenthG", "under §\u00a021 para. 2a AufenthG"),
        ("§§ 16c, 16d SGB II", "§§ 16c and 16d SGB II"),
        ("Hallo {name}, %(count)s von %s, {{ site }}", "%s %(count)s {{site}} {name}"),
        ("Für 18- bis 27-Jährige in 37603 Holzminden", "18–27 yaş, 37603 Holzminden"),
        ("Höchstens 5 Treffen", "at most five meetings"),
        ("5 % und 7 €", "7 Euro, 5 percent"),
    ],
)
def test_translation_with_everything_in_it_passes(german: str, text: str) -> None:
    assert codes(german, text) == []


@pytest.mark.parametrize(
    ("german", "text", "code"),
    [
        ("Bis 31.12.2026", "by 30 December 2026", "date"),
        ("Bis 31.12.2026", "31.11.2026", "date"),
        ("Bis 31. Dezember 2026", "by the end of 2026", "date"),
        ("1.000 € Zuschuss", "€10,000", "amount"),
        ("1.000 € Zuschuss", "a grant of 1,000", "amount"),
        ("7 € im Monat", "8 € a month", "amount"),
        ("40 % der Kosten", "45 %", "percent"),
        ("Telefon 05531 707-0", "phone 05531 707-1", "phone"),
        ("+49 5531 7070", "05531 7070", "phone"),
        ("Um 14:30 Uhr", "at 3:30 pm", "time"),
        ("info@gruenden.example", "info@gruenden.exampl", "email"),
        ("https://a.example/x", "https://a.example/xy", "url"),
        ("Nach § 21 AufenthG", "under § 21 of the Residence Act", "law"),
        ("Nach § 21 AufenthG", "§ 22 AufenthG", "law"),
        ("37603 Holzminden", "37630 Holzminden", "number"),
        ("Zuschuss in 26 Wochen", "في ٢٦ أسبوعا", "digits"),
        ("Mehr", "more: https://elsewhere.example/", "new_address"),
    ],
)
def test_what_is_lost_is_named_and_can_be_overruled(german: str, text: str, code: str) -> None:
    found = check(german, text)
    assert code in [finding.code for finding in found]
    assert all(finding.can_overrule for finding in found)


@pytest.mark.parametrize(
    ("german", "text", "code"),
    [
        ("Hallo {name}", "hello", "placeholder"),
        ("Hallo", "hello {name}", "placeholder"),
        ("%(count)s Treffen", "%(cuont)s meetings", "placeholder"),
        ("Rat", "<b>advice</b>", "html"),
        ("Rat", "advice<script>alert(1)</script>", "html"),
        ("<b>Rat</b>", '<b onclick="x()">advice</b>', "html"),
        ("Rat", "advice&nbsp;here", "html"),
        ("Rat", "adv\x00ice", "control"),
        ("Rat", "adv\ud800ice", "control"),
        ("Rat", " \u00a0\n\u200f ", "empty"),
    ],
)
def test_what_would_break_a_page_cannot_be_overruled(german: str, text: str, code: str) -> None:
    found = check(german, text)
    assert code in [finding.code for finding in found]
    assert not any(finding.can_overrule for finding in found if finding.code == code)


def test_sentence_names_the_thing() -> None:
    (finding,) = check("Rufen Sie an: 05531 7070", "call us")
    assert finding.words == "Die Telefonnummer 05531 7070 fehlt oder ist verändert."


def test_long_text_and_kept_term_are_named() -> None:
    assert codes("Rat", "advice", longest=5) == ["long"]
    assert codes("Die IHK hilft", "the chamber helps", kept_terms=["IHK", "Gewerbeamt"]) == ["term", "term"]
    assert codes("Beim Gewerbeamt", "مكتب (\u2066Gewerbeamt\u2069)", kept_terms=["Gewerbeamt"]) == []


def test_less_than_sign_and_german_tag_are_fine() -> None:
    assert codes("Firmen < 10 Leute & mehr", "firms < 10 people & more") == []
    assert codes("Ein <b>Rat</b>", "an <b>advice</b>") == []


THINGS = st.sampled_from(
    [
        "{name}", "%(count)s", "{{ site }}", "https://a.example/x?y=1", "info@a.example", "05531 707-0", "+49 5531 7070", "1.000 €",
        "12,50 Euro", "40 %", "31.12.2026", "5. Mai 2027", "§ 21 AufenthG", "37603", "14:30 Uhr", "18", "1.500.000 EUR", "v. Chr.",
    ]
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(
    things=st.lists(THINGS, unique=True, max_size=8),
    order=st.randoms(use_true_random=False),
    mark=st.sampled_from(["", "\u2066", "\u200f"]),
)
def test_all_things_of_the_german_in_any_order_pass(things: list[str], order: object, mark: str) -> None:
    german = " wobei ".join(["Rat", *things])
    shuffled = [token.text for token in tokens(german)]
    order.shuffle(shuffled)
    assert codes(german, "\n".join(["نصيحة", *(f"{mark}{thing}{mark and chr(0x2069)}" for thing in shuffled)])) == []


@settings(max_examples=60, deadline=None)
@given(german=st.text(max_size=60), text=st.text(max_size=60))
def test_no_text_makes_the_guards_fail(german: str, text: str) -> None:
    assert all(finding.words for finding in check(german, text))


@pytest.mark.parametrize("piece", ["1.", "1 ", "a.", "§ 1, ", "{", "<a ", "0", "+4", "a@a.", "%(", "1.1.", "://", "12:"])
def test_hostile_text_is_checked_quickly(piece: str) -> None:
    text = piece * (20_000 // len(piece))
    start = time.process_time()
    check(text[:5_000], text)
    assert time.process_time() - start < 2
