"""Files of translators: taken along, brought back, looked at, saved once."""

import datetime
import re
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from accounts.models import User
from offers.models import Offer
from portal.formulas import escape
from tests.access.world import make_user, sign_in
from tests.factories import make_offer
from translations.files import incoming, outgoing, reading, xliff
from translations.files.naming import InUnit, OutUnit
from translations.models import Proposal, State, TranslationImport, TranslationRecord, Translator
from translations.texts import digest, standings

pytestmark = pytest.mark.django_db
FILES = "/de/desk/translations/files/"
TAKE = f"{FILES}take/%s/?language=ar&labels=offers.offer&states=missing&states=outdated&states=machine&states=ready"


def make_translator(name: str = "amal", *languages: str) -> User:
    user = make_user(name)
    Translator.objects.create(user=user, languages=list(languages or ["ar"]))
    return user


@pytest.fixture
def translator() -> User:
    return make_translator()


@pytest.fixture
def client(translator: User) -> Client:
    return sign_in(translator)


def take(client: Client, form: str = "xliff2") -> str:
    answer = client.get(TAKE % form)
    assert answer.status_code == 200
    return b"".join(answer).decode("utf-8-sig")


def bring(client: Client, content: str | bytes, name: str = "zurück.xlf") -> TranslationImport:
    content = content.encode() if isinstance(content, str) else content
    answer = client.post(FILES, {"file": SimpleUploadedFile(name, content)})
    assert answer.status_code == 302, re.findall(r'class="error"[^>]*>([^<]+)', answer.text)
    return TranslationImport.objects.latest("pk")


def save(client: Client, entry: TranslationImport, **reasons: str) -> str:
    answer = client.post(f"{FILES}{entry.pk}/", {"do": "save", **reasons}, follow=True)
    return answer.text


def with_target(content: str, german: str, text: str) -> str:
    """Write a translation into a file, as a tool does."""
    pattern = rf"(<source[^>]*>{re.escape(german)}</source>\s*)(?:<target([^>]*)(?:/>|>[^<]*</target>))?"
    found, number = re.subn(pattern, rf"\g<1><target\g<2>>{text}</target>", content)
    assert number == 1
    return found


def edited(client: Client, form: str, german: str, text: str) -> str:
    content = take(client, form)
    if form != "csv":
        return with_target(content, german, text)
    lines = content.split("\r\n")
    place = next(n for n, line in enumerate(lines) if f";{german};" in line)
    cells = lines[place].split(";")
    cells[4] = text
    lines[place] = ";".join(cells)
    return "\r\n".join(lines)


@pytest.mark.parametrize("form", ["xliff2", "xliff12", "csv"])
def test_file_goes_out_comes_back_and_a_second_time_changes_nothing(client: Client, form: str) -> None:
    offer = make_offer(title_de="Rat zum Start", title_tr="Öğüt", summary_de="Sie bekommen Rat.")
    content = edited(client, form, "Rat zum Start", "نصيحة للبدء")
    page = client.get(f"{FILES}{bring(client, content).pk}/").text
    assert "نصيحة للبدء" in page
    assert "Übersetzungen speichern" in page
    assert not Offer.objects.get(pk=offer.pk).title_ar
    save(client, TranslationImport.objects.latest("pk"))
    offer = Offer.objects.get(pk=offer.pk)
    assert offer.title_ar == "نصيحة للبدء"
    assert standings(offer)["title", "ar"].state == State.READY
    before = list(TranslationRecord.objects.order_by("pk").values())
    again = bring(client, content)
    assert "Diese Datei ändert nichts." in client.get(f"{FILES}{again.pk}/").text
    save(client, again)
    assert list(TranslationRecord.objects.order_by("pk").values()) == before
    assert Offer.objects.get(pk=offer.pk).version == offer.version


@pytest.mark.parametrize("form", ["xliff2", "xliff12", "csv"])
def test_file_that_nobody_edited_changes_nothing(client: Client, form: str) -> None:
    offer = make_offer(title_de="Rat", title_ar="نصيحة\u200f", summary_de="a < b & c", summary_ar="\u2066<3\u2069 & ok")
    Offer.objects.filter(pk=offer.pk).update(title_de="Rat und Tat")
    before = standings(Offer.objects.get(pk=offer.pk))
    assert before["title", "ar"].state == State.OUTDATED
    entry = bring(client, take(client, form))
    assert {line.kind for line in incoming.plan(entry)} == {incoming.Kind.SAME}
    save(client, entry)
    assert standings(Offer.objects.get(pk=offer.pk)) == before


def test_german_that_changed_since_is_shown_twice_and_refused(client: Client) -> None:
    offer = make_offer(title_de="Rat zum Start")
    content = edited(client, "xliff2", "Rat zum Start", "نصيحة للبدء")
    Offer.objects.filter(pk=offer.pk).update(title_de="Rat zum guten Start")
    entry = bring(client, content)
    page = client.get(f"{FILES}{entry.pk}/").text
    assert "der deutsche Text ist inzwischen anders" in page
    assert "<ins>guten" in page
    save(client, entry)
    assert not Offer.objects.get(pk=offer.pk).title_ar


def test_warning_needs_a_reason_and_placeholder_cannot_be_overruled(client: Client) -> None:
    offer = make_offer(title_de="Rat ab 1200 Euro", summary_de="Hallo {name}")
    content = with_target(edited(client, "xliff2", "Rat ab 1200 Euro", "نصيحة"), "Hallo {name}", "مرحبا")
    entry = bring(client, content)
    page = client.get(f"{FILES}{entry.pk}/").text
    assert "Der Geldbetrag 1200 Euro fehlt oder ist verändert." in page
    assert "Der Platzhalter {name} fehlt. Er muss genau so dastehen." in page
    places = re.findall(r'name="(reason-\d+)"', page)
    assert len(places) == 1
    save(client, bring(client, content))
    assert not Offer.objects.get(pk=offer.pk).title_ar
    client.post(f"{FILES}{entry.pk}/", {"do": "keep", places[0]: "Der Betrag steht im Bild."})
    assert 'value="Der Betrag steht im Bild."' in client.get(f"{FILES}{entry.pk}/").text
    save(client, entry)
    offer = Offer.objects.get(pk=offer.pk)
    assert (offer.title_ar, offer.summary_ar or "") == ("نصيحة", "")
    assert TranslationRecord.objects.get(object_id=offer.pk, field="title", language="ar").reason == "Der Betrag steht im Bild."


def test_sensitive_text_waits_for_a_second_person_and_is_not_proposed_twice(client: Client) -> None:
    offer = make_offer(cost_note_de="Es kostet nichts.")
    content = edited(client, "csv", "Es kostet nichts.", "مجاني")
    page = save(client, bring(client, content, "zurück.csv"))
    assert "wartet auf ein zweites Augenpaar" in page
    assert not Offer.objects.get(pk=offer.pk).cost_note_ar
    proposal = Proposal.objects.get()
    assert "Diese Datei ändert nichts." in client.get(f"{FILES}{bring(client, content).pk}/").text
    changed = edited(client, "csv", "Es kostet nichts.", "بلا مقابل")
    save(client, bring(client, changed))
    assert Proposal.objects.get(pk=proposal.pk).text == "بلا مقابل"


def test_proposal_of_somebody_else_is_not_written_over(client: Client) -> None:
    make_offer(cost_note_de="Es kostet nichts.")
    content = edited(client, "csv", "Es kostet nichts.", "مجاني")
    other = sign_in(make_translator("omar"))
    save(other, bring(other, edited(client, "csv", "Es kostet nichts.", "بلا مقابل")))
    entry = bring(client, content)
    assert "Hier wartet schon ein Vorschlag von jemand anderem." in client.get(f"{FILES}{entry.pk}/").text
    save(client, entry)
    assert Proposal.objects.get().text == "بلا مقابل"


def test_tool_that_says_read_confirms_an_outdated_text(client: Client) -> None:
    offer = make_offer(title_de="Rat", title_ar="نصيحة")
    Offer.objects.filter(pk=offer.pk).update(title_de="Rat und Tat")
    content = take(client).replace('state="initial" subState="anlauf:outdated"', 'state="final"')
    page = save(client, bring(client, content))
    assert "gespeichert" in page
    assert standings(Offer.objects.get(pk=offer.pk))["title", "ar"].state == State.READY
    assert "Diese Datei ändert nichts." in client.get(f"{FILES}{bring(client, content).pk}/").text


def test_translation_changed_since_the_file_came_stays(client: Client) -> None:
    offer = make_offer(title_de="Rat", title_ar="قديم")
    entry = bring(client, edited(client, "xliff2", "Rat", "نصيحة"))
    Offer.objects.filter(pk=offer.pk).update(title_ar="أحدث")
    assert "seit die Datei hier ist" in save(client, entry)
    assert Offer.objects.get(pk=offer.pk).title_ar == "أحدث"


def test_pressing_twice_saves_once(client: Client) -> None:
    offer = make_offer(title_de="Rat")
    entry = bring(client, edited(client, "xliff2", "Rat", "نصيحة"))
    save(client, entry)
    Offer.objects.filter(pk=offer.pk).update(title_ar="أحدث")
    page = save(client, entry)
    assert "Die Datei ist gespeichert." in page
    assert Offer.objects.get(pk=offer.pk).title_ar == "أحدث"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda text: text.replace('trgLang="ar"', 'trgLang="tr"'), "in die Sie hier nicht übersetzen"),
        (lambda text: text.replace('trgLang="ar"', 'trgLang="de"'), "in die Sie hier nicht übersetzen"),
        (lambda text: text[:300], "beschädigt"),
        (lambda text: "", "Die Datei ist leer."),
        (lambda text: "\0", "keine XLIFF- oder CSV-Datei"),
    ],
)
def test_refused_file_leaves_a_sentence_and_nothing_else(client: Client, change: Callable[[str], str], words: str) -> None:
    make_offer(title_de="Rat")
    content = change(edited(client, "xliff2", "Rat", "نصيحة"))
    answer = client.post(FILES, {"file": SimpleUploadedFile("a.xlf", content.encode())})
    assert answer.status_code == 200
    assert words in answer.text
    assert not TranslationImport.objects.exists()


def test_units_nobody_knows_are_named(client: Client, translator: User) -> None:
    units = [
        InUnit(model, key, field, "x", digest("Rat"), "Rat")
        for model, key, field in [
            ("offers.offer", "999999", "title"), ("offers.offer", "99999999999999999999999", "title"), ("offers.offer", "abc", "title"),
            ("offers.offer", "1", "nothing"), ("accounts.user", "1", "name"), ("portal.topic", "nothing", "name"), ("offers.offer", "١", "title"),
        ]
    ]  # fmt: skip
    entry = incoming.keep(by=translator, language="ar", filename="a\0b.xlf", found=units)
    page = client.get(f"{FILES}{entry.pk}/").text
    assert page.count("Diesen Text gibt es hier nicht oder nicht mehr.") == 7
    assert "Die Datei ist gespeichert." in save(client, entry)


def test_texts_are_called_by_the_title_of_their_row(client: Client) -> None:
    make_offer(title_de="Rat und Geld", summary_de="Wir hören zu.")
    entry = bring(client, edited(client, "xliff2", "Wir hören zu.", "نحن نسمع"))
    page = client.get(f"{FILES}{entry.pk}/").text
    assert re.search(r'<h3 id="text-[0-9]+"><bdi lang="de" dir="ltr">Rat und Geld</bdi> <span class="quiet">', page)


def test_a_file_shows_nothing_of_rows_that_are_hidden(client: Client, translator: User) -> None:
    offer = make_offer(title_de="Streng geheim", state="draft")
    found = [InUnit("offers.offer", str(offer.pk), "title", "سر", digest("Anders"), "Anders")]
    entry = incoming.keep(by=translator, language="ar", filename="a.xlf", found=found)
    page = client.get(f"{FILES}{entry.pk}/").text
    assert "Diesen Text gibt es hier nicht oder nicht mehr." in page
    assert "Streng geheim" not in page
    save(client, entry)
    offer.refresh_from_db()
    assert not offer.title_ar


def test_hostile_answers_never_break_the_pages(client: Client) -> None:
    make_offer(title_de="Rat")
    entry = bring(client, edited(client, "xliff2", "Rat", "نصيحة"))
    for query in ("?page=0", "?page=99999", "?page=\u0661", "?kind=nothing"):
        assert client.get(f"{FILES}{entry.pk}/{query}").status_code == 200
    assert client.get(f"{FILES}{entry.pk}/?kind=%00").status_code == 400
    assert client.post(f"{FILES}{entry.pk}/", {"reason-0": "\0"}).status_code == 400
    assert client.post(f"{FILES}{entry.pk}/", {"reason-99999": "x", "reason-x": "y"}).status_code == 302
    for address in (
        "take/pdf/?language=ar&states=ready",
        "take/csv/",
        "take/csv/?language=tr&states=ready",
        "take/csv/?language=ar&states=ready&part=9",
    ):
        assert client.get(FILES + address).status_code == 404
    assert client.get(f"{FILES}?language=xx&states=nothing").status_code == 200
    assert client.post(FILES, {"file": "text"}).status_code == 200


def test_choice_is_counted_and_cut_into_parts(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    make_offer(title_de="Rat", summary_de="Sie bekommen Rat.")
    make_offer(title_de="Tat", summary_de="Sie bekommen Rat.")
    monkeypatch.setattr(outgoing, "MOST_UNITS", 3)
    page = client.get(f"{FILES}?language=ar&labels=offers.offer&states=missing").text
    assert '4 Texte mit <bdi dir="ltr">8</bdi> Wörtern.' in page
    parts = re.findall(r'href="([^"]+xliff2[^"]+)"', page)
    assert len(parts) == 2
    units = [unit for part in parts for unit in reading.read(client.get(part.replace("&amp;", "&")).content)[1]]
    assert sorted(unit.german for unit in units) == ["Rat", "Sie bekommen Rat.", "Sie bekommen Rat.", "Tat"]


def test_file_holds_formulas_only_as_text(client: Client) -> None:
    make_offer(title_de="=1+1")
    assert escape("=1+1") == "'=1+1"
    assert ";'=1+1;" in take(client, "csv")


def test_old_files_are_forgotten(translator: User) -> None:
    now = timezone.now()
    old = TranslationImport.objects.create(user=translator, language="ar", filename="a", created_at=now - datetime.timedelta(hours=25))
    new = TranslationImport.objects.create(user=translator, language="ar", filename="b", created_at=now - datetime.timedelta(hours=23))
    assert incoming.forget_old(now) == 1
    assert [entry.pk for entry in TranslationImport.objects.all()] == [new.pk]
    assert old.pk != new.pk


def test_page_asks_the_same_number_of_questions_for_one_and_three(client: Client, django_assert_num_queries: object) -> None:
    def pages() -> list[int]:
        from django.db import connection  # noqa: PLC0415 - only here
        from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

        found = []
        entry = bring(client, take(client).replace("</source>", "</source><target>نصيحة</target>"))
        for address in (TAKE % "xliff2", f"{FILES}{entry.pk}/", f"{FILES}?language=ar&labels=offers.offer&states=missing"):
            with CaptureQueriesContext(connection) as asked:
                assert client.get(address).status_code == 200
            found.append(len(asked))
        return found

    make_offer(title_de="Rat")
    client.get(FILES)
    pages()
    one = pages()
    make_offer(title_de="Rat")
    make_offer(title_de="Rat")
    three = pages()
    assert one == three


TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=30) | st.sampled_from(
    ["\u2066+49 5531\u2069", "a < b & c", "=1"]
)


class RoundTrip(TestCase):
    @settings(max_examples=10, deadline=None)
    @given(german=TEXTS.filter(digest), text=TEXTS.filter(digest))
    def test_unedited_file_never_changes_a_row(self, german: str, text: str) -> None:
        user = User.objects.filter(email="amal@example.org").first() or make_translator()
        offer = make_offer(title_de=german, title_ar=text)
        sent = OutUnit("offers.offer", str(offer.pk), "title", german, text, "ready", digest(german), "Titel")
        language, found = reading.read(xliff.write([sent], "ar", version="2.0"))
        entry = incoming.keep(by=user, language=language, filename="a.xlf", found=found)
        assert [line.kind for line in incoming.plan(entry)] == [incoming.Kind.SAME]


def test_many_texts_are_saved_together(client: Client, translator: User) -> None:
    offers = [make_offer(title_de=f"Rat {n}", summary_de=f"Sie bekommen Rat {n}.") for n in range(20)]
    found = [InUnit("offers.offer", str(offer.pk), "title", f"نصيحة {n}", digest(f"Rat {n}"), f"Rat {n}") for n, offer in enumerate(offers)]
    entry = incoming.keep(by=translator, language="ar", filename="a.xlf", found=found)
    incoming.apply(entry, by=translator)
    assert Offer.objects.exclude(title_ar="").exclude(title_ar=None).count() == 20
