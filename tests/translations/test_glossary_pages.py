"""The glossary at the desk: read, agree, refuse what is stale."""

import pytest
from django.test import Client

from tests.access.world import enrol, make_user, make_world, sign_in
from translations.models import GlossaryRendering, GlossaryTerm, Translator

pytestmark = pytest.mark.django_db
LIST = "/de/desk/translations/glossary/"
TERM = f"{LIST}T33/"


@pytest.fixture
def translator() -> Client:
    user = make_user("lina")
    Translator.objects.create(user=user, languages=["ar", "fa"])
    return sign_in(user)


@pytest.fixture
def operator() -> Client:
    return sign_in(enrol(make_user("chefin", is_superuser=True)))


def was(client: Client, language: str) -> str:
    boxes = client.get(TERM).context["boxes"]
    return next(box.form["was"].value() for box in boxes if box.language.code == language)


def of(language: str) -> GlossaryRendering:
    return GlossaryRendering.objects.get(term__code="T33", language=language)


def test_list_shows_own_languages_and_filters(translator: Client) -> None:
    page = translator.get(f"{LIST}?q=Kredit")
    assert [language.code for language in page.context["languages"]] == ["ar", "fa"]
    assert {row.term.german for row in page.context["rows"]} == {"Kredit", "Mikrokredit"}
    assert "Entwurf" in page.text
    assert {row.term.german for row in translator.get(f"{LIST}?q=وام خرد&domain=money").context["rows"]} == {"Mikrokredit"}
    assert [language.code for language in translator.get(f"{LIST}?language=pl").context["languages"]] == ["pl"]
    assert "Dazu gibt es keinen Begriff" in translator.get(f"{LIST}?q=xyzzy").text
    for odd in ("?language=xx", "?domain=nothing", f"?q={'a' * 500}", "?draft=2&language=all"):
        assert translator.get(LIST + odd).status_code == 200


def test_translator_reviews_and_a_change_makes_a_draft_again(translator: Client) -> None:
    text = of("ar").text
    translator.post(TERM, {"language": "ar", "ar-text": text, "ar-reviewed": "on", "ar-was": was(translator, "ar")})
    reviewed = of("ar")
    assert (reviewed.text, reviewed.edited_here, reviewed.reviewed_by.name) == (text, False, "lina")
    assert "lina" in translator.get(TERM).text
    assert "Kredit" not in {row.term.german for row in translator.get(f"{LIST}?draft=on&language=ar").context["rows"]}
    translator.post(TERM, {"language": "ar", "ar-text": "سلفة", "ar-was": was(translator, "ar")})
    changed = of("ar")
    assert (changed.text, changed.edited_here, changed.reviewed_at) == ("سلفة", True, None)


def test_the_second_of_two_sees_what_the_first_has_saved(translator: Client) -> None:
    mark = was(translator, "ar")
    translator.post(TERM, {"language": "ar", "ar-text": "سلفة", "ar-was": mark})
    answer = translator.post(TERM, {"language": "ar", "ar-text": "قرض بنكي", "ar-was": mark})
    assert "Jemand anderes hat gerade gespeichert" in answer.text
    assert "سلفة" in answer.text
    assert "قرض بنكي" in answer.text
    assert of("ar").text == "سلفة"
    again = next(box.form["was"].value() for box in answer.context["boxes"] if box.language.code == "ar")
    translator.post(TERM, {"language": "ar", "ar-text": "قرض بنكي", "ar-was": again})
    assert of("ar").text == "قرض بنكي"


def test_nobody_writes_a_language_of_others(translator: Client) -> None:
    before = of("pl").text
    assert translator.post(TERM, {"language": "pl", "pl-text": "x", "pl-was": "none"}).status_code == 403
    assert translator.post(TERM, {"language": "zz"}).status_code == 403
    assert of("pl").text == before


@pytest.mark.parametrize("text", ["", "   ", "x" * 161])
def test_odd_text_is_refused_with_words(translator: Client, text: str) -> None:
    answer = translator.post(TERM, {"language": "ar", "ar-text": text, "ar-was": was(translator, "ar")})
    assert "Da fehlt noch etwas" in answer.text
    assert answer.status_code == 200


def test_operator_adds_and_changes_terms(operator: Client) -> None:
    answer = operator.post(
        f"{LIST}new/", {"german": "Gewerbeschein", "domain": "registration", "keep_german": "on", "note": ""}, follow=True
    )
    assert "Gewerbeschein" in answer.text
    own = GlossaryTerm.objects.get(german="Gewerbeschein")
    assert (own.shipped, own.keep_german) == (False, True)
    assert "gibt es schon" in operator.post(f"{LIST}new/", {"german": "gewerbeschein", "domain": "money"}).text
    GlossaryRendering.objects.filter(term__code="T33").update(reviewed_at="2026-01-01T00:00Z")
    operator.post(f"{TERM}edit/", {"german": "Bankkredit", "domain": "money", "note": "neu"})
    term = GlossaryTerm.objects.get(code="T33")
    assert (term.german, term.shipped, term.note) == ("Bankkredit", False, "neu")
    assert not GlossaryRendering.objects.filter(term=term, reviewed_at__isnull=False).exists()


def test_table_for_spreadsheets(translator: Client) -> None:
    GlossaryTerm.objects.create(code="own-1", domain="money", german="=Summe")
    text = b"".join(translator.get(f"{LIST}table.csv").streaming_content).decode()
    lines = text.splitlines()
    assert lines[0].startswith("\ufeffDeutsch;Bereich;")
    assert any(line.startswith("Kredit;Geld;;;") and "Entwurf" in line for line in lines)
    assert any(line.startswith("'=Summe") for line in lines)


def test_unknown_terms_are_missing(operator: Client) -> None:
    assert operator.get(f"{LIST}nothing/").status_code == 404
    assert operator.get(f"{LIST}nothing/edit/").status_code == 404


def test_list_asks_a_fixed_number_of_times(django_assert_num_queries: object) -> None:
    client = sign_in(make_world()["translator"])
    client.get(LIST)
    for domain in ("", "money", "events"):
        with django_assert_num_queries(9):
            client.get(f"{LIST}?domain={domain}")
