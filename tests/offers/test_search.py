"""A word in any language finds the offer; nonsense finds nothing."""

import pytest
from django.core.management import call_command
from django.test import Client

from offers.actions import publish
from offers.models import Offer, State
from portal import search
from portal.models import SearchEntry
from tests.factories import make_offer, make_organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def microcredit() -> Offer:
    return make_offer(
        slug="mikrokredit",
        official_name="NRW.Mikrodarlehen",
        title_de="Kleines Darlehen für Ihre Gründung",
        summary_de="Sie bekommen bis zu 50.000 Euro.",
        title_ar="قرض صغير لمشروعك",
        title_ru="Небольшой заём",
        summary_ru="Вы получаете деньги.",
        title_tr="Kuruluşunuz için borç",
        topics=["microcredit"],
        provider=make_organisation(name="NRW.BANK"),
    )


@pytest.fixture
def advice() -> Offer:
    return make_offer(
        slug="beratung",
        official_name="Gründungsberatung der Wirtschaftsförderung",
        title_de="Rat für Ihren Anfang",
        title_uk="Порада",
        topics=["idea_check"],
        aliases=["StartAB"],
    )


def found(query: str) -> list[str]:
    ids = search.find("offer", query).ids
    by_id = Offer.objects.in_bulk(ids)
    return [by_id[i].slug for i in ids]


@pytest.mark.parametrize(
    "query",
    [
        "Mikrodarlehen", "Mikrokredit", "kleiner kredit", "küçük kredi", "KUCUK KREDI", "микрокредит", "мікрокредит", "قرض صغير",
        "microcredit", "mikrokredyt", "وام خرد", "NRW.BANK", "nrw.mikrodarlehen", "darlehen",
    ],
)  # fmt: skip
@pytest.mark.usefixtures("advice")
def test_a_word_in_any_language_finds_the_offer(microcredit: Offer, query: str) -> None:
    assert found(query) == ["mikrokredit"]


@pytest.mark.parametrize("query", ["Beratung", "Gründungsberatung", "grundungsberatung", "StartAB", "Förderung", "порада"])
@pytest.mark.usefixtures("microcredit")
def test_compounds_and_aliases_are_found_by_their_parts(advice: Offer, query: str) -> None:
    assert found(query) == ["beratung"]


@pytest.mark.parametrize("query", ["Mikrokrdit", "Mikrodarlhen", "mikrodar"])
@pytest.mark.usefixtures("advice")
def test_typing_mistakes_and_beginnings_are_corrected_and_said(microcredit: Offer, visitor: Client, query: str) -> None:
    assert found(query) == ["mikrokredit"]
    assert "Wir zeigen, was ähnlich klingt" in visitor.get("/de/offers/", {"q": query}).text


@pytest.mark.parametrize("query", ["asdf", "xqzt", "qqqq", "zz", "a", "!!", "lorem", "123456789"])
@pytest.mark.usefixtures("microcredit", "advice")
def test_nonsense_finds_nothing(query: str) -> None:
    assert found(query) == []


@pytest.mark.usefixtures("microcredit")
def test_title_hits_come_before_text_hits() -> None:
    make_offer(slug="text", title_de="Etwas anderes", summary_de="Auch Werkzeug kommt vor.", topics=[])
    make_offer(slug="title", title_de="Werkzeug leihen", summary_de="Kurz.", topics=[])
    assert found("Werkzeug") == ["title", "text"]


def test_very_words_in_a_title_come_before_synonyms_in_texts() -> None:
    make_offer(slug="texts", title_de="Etwas anderes", summary_de="Kleinkredit, Mikrodarlehen, Mikrofinanzierung.", topics=["microcredit"])
    make_offer(slug="synonym", title_de="Kleinkredit für alle", topics=[])
    make_offer(slug="exact", title_de="Mikrokredit für alle", topics=[])
    assert found("Mikrokredit") == ["exact", "synonym", "texts"]


@pytest.mark.usefixtures("advice")
def test_result_speaks_the_readers_language_and_says_which_matched(microcredit: Offer, visitor: Client) -> None:
    page = visitor.get("/ar/offers/", {"q": "Mikrodarlehen"}).text
    assert "قرض صغير لمشروعك" in page
    assert visitor.get("/de/offers/", {"q": "Небольшой"}).text.count("gefunden über: Russisch") == 1


def test_only_published_text_is_searched() -> None:
    draft = make_offer(state=State.DRAFT, title_de="Geheimnis")
    assert found("Geheimnis") == []
    publish(draft, by=None)
    assert len(found("Geheimnis")) == 1


def test_all_words_must_be_found_before_some_are_enough(microcredit: Offer, advice: Offer) -> None:
    assert found("Darlehen Gründung") == ["mikrokredit"]
    assert set(found("Darlehen Wirtschaftsförderung")) == {"mikrokredit", "beratung"}


def test_many_hits_are_all_found(monkeypatch: pytest.MonkeyPatch, visitor: Client) -> None:
    monkeypatch.setattr(search, "CAP", 2)
    for number in range(4):
        make_offer(slug=f"many-{number}", title_de="Werkzeug")
    result = search.find("offer", "Werkzeug")
    assert len(result.ids) == 4
    assert not result.ranked
    assert "4 Angebote" in visitor.get("/de/offers/?q=Werkzeug").text


def test_rebuild_search_writes_what_saving_writes(microcredit: Offer, advice: Offer) -> None:
    before = list(SearchEntry.objects.order_by("kind", "object_id", "language").values_list("object_id", "language", "title_key", "vector"))
    SearchEntry.objects.filter(object_id=advice.pk).delete()
    call_command("rebuild_search", verbosity=0)
    after = list(SearchEntry.objects.order_by("kind", "object_id", "language").values_list("object_id", "language", "title_key", "vector"))
    assert after == before
