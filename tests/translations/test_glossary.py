"""Terms in German texts: inflected, in both genders, the longest first; the product's file; what a machine is told."""

import pytest

from portal.content import one_version
from tests.access.world import make_user
from translations import glossary
from translations.glossary_file import load_glossary, read_file
from translations.models import GlossaryRendering, GlossaryTerm
from translations.texts import OTHERS

pytestmark = pytest.mark.django_db


def found(text: str) -> list[str]:
    return [term.german for term in glossary.terms_in(text, "ar")]


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("Wir helfen Gründerinnen und Gründern.", ["Gründerin / Gründer"]),
        ("Für Gründer*innen und Berater:innen", ["Gründerin / Gründer", "Beraterin / Berater"]),
        ("Fragen der BeraterInnen", ["Beraterin / Berater"]),
        ("Die Höhe des Zuschusses; andere Zuschüsse", ["Zuschuss"]),
        ("Höhe des Gründungszuschusses", ["Gründungszuschuss"]),
        ("Alle Finanzämter im Landkreise", ["Finanzamt", "Landkreis"]),
        ("Beim Jobcenter oder bei den Agenturen für Arbeit", ["Jobcenter", "Agentur für Arbeit"]),
        ("Die IHK-Beratung und die Industrie- und Handelskammern", ["Industrie- und Handelskammer (IHK)"]),
        ("Kostenlose Beratung. Die Beratung ist kostenlos.", ["kostenlos"]),
        ("die Gewerbe-Anmeldung", ["Gewerbe"]),
        ("Gewerbe\u00adanmeldung", ["Gewerbeanmeldung"]),
        ("bei gemeldetem Bedarf", ["gemeldeter Bedarf"]),
        ("Bringen Sie jede Unterlage mit.", ["Unterlagen"]),
        ("Erwerbstätigkeit erlaubt", ["Erwerbstätigkeit erlaubt"]),
        ("Mentorin oder Lotse", ["Mentorin / Mentor / Lotse"]),
        # Not these: a small letter, the inner part of a word, the end of one with hyphens, another word, a sentence between.
        ("auf kredit", []),
        ("Vorgewerbe und Gewerbegebiet", []),
        ("die Auto-Kredite", []),
        ("Der Finanzplaner kommt.", []),
        ("Gemeldeter. Bedarf", []),
        ("", []),
    ],
)
def test_terms_of_a_text(text: str, terms: list[str]) -> None:
    assert found(text) == terms


def test_a_term_comes_with_rendering_note_and_page() -> None:
    term = glossary.terms_in("Die Gewerbe, das Gewerbe", "en")[0]
    assert (term.text, term.is_draft, term.keep_german, term.found) == ("trade (commercial activity)", True, True, "Gewerbe")
    assert term.note
    assert term.url.endswith("/desk/translations/glossary/T15/")


def test_what_must_stay_german_is_named_by_its_shortest_form() -> None:
    assert glossary.kept_terms("Industrie- und Handelskammern, Freiberuflerinnen, Jobcentern und Kredite") == [
        "IHK",
        "Freiberufler",
        "Jobcenter",
    ]


def test_a_change_at_the_desk_is_seen_at_once() -> None:
    assert found("Ein Geländewagen") == []
    GlossaryTerm.objects.create(code="own-1", domain="money", german="Geländewagen")
    assert found("Zwei Geländewagens") == ["Geländewagen"]
    assert glossary.terms_in("Geländewagen", "ar")[0].text == ""


def test_asking_again_asks_nothing(django_assert_num_queries: object) -> None:
    with django_assert_num_queries(3), one_version():
        glossary.terms_in("Ein Kredit", "ar")
    with django_assert_num_queries(1), one_version():
        glossary.terms_in("Ein anderer Kredit", "fa")


def test_a_very_long_text_takes_no_time() -> None:
    assert found("Industrie- und " * 20000 + "Kredit") == ["Kredit"]
    assert found("-" * 100000 + "a" * 100000) == []


def test_a_machine_is_told_what_fits_word_by_word() -> None:
    said = glossary.renderings("uk")
    assert (said["Gründerin"], said["Gründer"]) == ("засновниця", "засновник")
    assert said["Gewerbe"] == "підприємницька діяльність (Gewerbe)"
    assert said["Zuschuss"] == "безповоротна допомога"
    assert said["IHK"] == "Торгово-промислова палата (IHK)"
    assert not any(name.startswith("Anmeldung") or "(" in name for name in said)
    assert not any("/" in text for text in said.values())


def test_every_term_of_the_file_is_whole() -> None:
    for row in read_file():
        assert row["domain"] in GlossaryTerm.Domain.values
        assert row["keep_german"] in ("yes", "no")
        assert all(row[language].strip() == row[language] != "" for language in OTHERS)
        assert found(row["de"])[0] == row["de"]


def test_loading_again_changes_nothing_and_never_what_was_written_here() -> None:
    rows = read_file()
    before = list(GlossaryRendering.objects.order_by("pk").values())
    assert load_glossary(rows) == len(rows)
    assert list(GlossaryRendering.objects.order_by("pk").values()) == before
    edited = GlossaryRendering.objects.get(term__code="T33", language="ar")
    GlossaryRendering.objects.filter(pk=edited.pk).update(text="meins", edited_here=True)
    reviewed = GlossaryRendering.objects.get(term__code="T33", language="fa")
    GlossaryRendering.objects.filter(pk=reviewed.pk).update(reviewed_at="2026-01-01T00:00Z", reviewed_by=make_user("lina"))
    GlossaryTerm.objects.filter(code="T34").update(german="Kleinkredit", shipped=False)
    newer = [row | {"ar": "neu", "fa": "neu", "pl": "nowy"} for row in rows]
    load_glossary(newer)
    assert dict(GlossaryRendering.objects.filter(term__code="T33", language__in=("ar", "fa", "pl")).values_list("language", "text")) == {
        "ar": "meins", "fa": reviewed.text, "pl": "nowy",
    }  # fmt: skip
    assert GlossaryTerm.objects.get(code="T34").german == "Kleinkredit"
    assert not GlossaryRendering.objects.filter(term__code="T34", text="nowy").exists()
