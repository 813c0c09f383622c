"""What a visitor sees of the list: filters, counts, order, search, and addresses that never break."""

import datetime
import itertools

import pytest
from django.http import QueryDict
from django.test import Client
from django.utils import timezone, translation

from offers import listing
from offers.filters import OfferFilter
from offers.index import offer_index
from offers.models import Offer, State
from portal.models import SearchMiss
from tests.factories import make_offer, make_organisation

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def read(query: str) -> listing.Listing:
    return listing.read(QueryDict(query))


def slugs(query: str) -> list[str]:
    return [offer.slug for offer in read(query).offers]


def test_only_public_and_current_offers_are_listed() -> None:
    make_offer(slug="shown")
    make_offer(slug="to-verify", state=State.TO_VERIFY)
    for state in (State.DRAFT, State.IN_REVIEW, State.ARCHIVED):
        make_offer(slug=f"hidden-{state}", state=state)
    make_offer(slug="over", valid_until=TODAY - datetime.timedelta(days=1))
    make_offer(slug="later", valid_from=TODAY + datetime.timedelta(days=1))
    make_offer(slug="unfunded", funded_until=TODAY - datetime.timedelta(days=1))
    make_offer(slug="last-day", valid_until=TODAY)
    assert set(slugs("")) == {"shown", "to-verify", "last-day"}
    assert set(slugs("q=Rat")) == {"shown", "to-verify", "last-day"}


def test_values_of_one_filter_widen_and_different_filters_narrow() -> None:
    make_offer(slug="a", kind="loan", phases=["start"], topics=["financing"])
    make_offer(slug="b", kind="grant", phases=["start"], topics=["financing", "grant"])
    make_offer(slug="c", kind="advice", phases=["planning"], topics=["tax"])
    assert set(slugs("kind=loan&kind=grant")) == {"a", "b"}
    assert set(slugs("kind=loan&kind=grant&topic=grant")) == {"b"}
    assert slugs("kind=loan&topic=tax") == []


def _varied_offers() -> None:
    spoken = [[], [("ar", "spoken")], [("de", "spoken"), ("tr", "interpreter")]]
    choices = itertools.product(["loan", "advice"], ["free", "unknown"], [["05113"], ["05"], ["metropole-ruhr", "03255"], ["de"]])
    for number, (kind, cost, regions) in enumerate(choices):
        make_offer(
            kind=kind,
            cost=cost,
            regions=regions,
            languages=spoken[number % 3],
            phases=[["start"], ["start", "planning"], ["access"]][number % 3],
            topics=[["tax"], ["tax", "microcredit"]][number % 2],
            formats=[["phone"], ["on_site", "online"], []][number % 3],
            audiences=[["women"], ["all"], ["refugees", "migrants"]][number % 3],
            verified_on=TODAY - datetime.timedelta(days=number % 4),
        )


@pytest.mark.parametrize(
    "query",
    [
        "",
        "region=05113",
        "region=05",
        "region=metropole-ruhr",
        "region=de",
        "region=03255&region=05112",
        "kind=loan&cost=free",
        "phase=start&topic=microcredit",
        "language=ar&language=tr",
        "format=online&format=phone&audience=women",
        "region=05113&kind=loan&language=de",
        "occasion=succession",
    ],
)
def test_index_in_memory_and_sql_agree(query: str) -> None:
    """The bits answer what the database would answer: the same offers, and the count of every option."""
    _varied_offers()
    found = read(query)
    public = Offer.objects.public(TODAY)
    truth = OfferFilter(QueryDict(query), public)
    assert found.total == truth.qs.count()
    assert {offer.pk for offer in found.offers} <= set(truth.qs.values_list("pk", flat=True))
    for facet, counts in found.counts.items():
        for value, count in counts.items():
            others = QueryDict(query, mutable=True)
            others.setlist(facet, [value])
            assert count == OfferFilter(others, public).qs.count(), (facet, value)


def test_count_says_what_ticking_would_find(visitor: Client) -> None:
    _varied_offers()
    before = read("region=05113&kind=loan")
    assert before.counts["language"]["ar"] == read("region=05113&kind=loan&language=ar").total


def test_place_shows_nearest_help_first_and_parts_of_a_land_with_their_place(visitor: Client) -> None:
    for slug, key in [("country", "de"), ("land", "05"), ("ruhr", "metropole-ruhr"), ("essen", "05113"), ("elsewhere", "06636")]:
        make_offer(slug=slug, regions=[key])
    assert slugs("region=05113") == ["essen", "ruhr", "land", "country"]
    assert slugs("region=05")[0] == "land"
    assert set(slugs("region=05")[1:3]) == {"ruhr", "essen"}
    assert slugs("region=05")[3:] == ["country"]
    page = visitor.get("/de/offers/?region=05").text
    assert ">Essen</li>" in page
    assert "elsewhere" not in page


def test_order_is_stable_over_all_pages() -> None:
    for _number in range(45):
        make_offer(verified_on=TODAY)
    for sort in ("relevance", "newest", "title"):
        seen = [slug for page in (1, 2, 3) for slug in slugs(f"sort={sort}&page={page}")]
        assert len(seen) == len(set(seen)) == 45


def test_title_order_follows_the_readers_language() -> None:
    make_offer(slug="one", title_de="Zebra", title_tr="Çare")
    make_offer(slug="two", title_de="Apfel", title_tr="Dal")
    make_offer(slug="three", title_de="Birne", title_tr="Cam")
    assert slugs("sort=title") == ["two", "three", "one"]
    with translation.override("tr"):
        assert slugs("sort=title") == ["three", "one", "two"]


def test_newest_check_comes_first() -> None:
    make_offer(slug="old", verified_on=TODAY - datetime.timedelta(days=90))
    make_offer(slug="new", verified_on=TODAY)
    make_offer(slug="source", verified_on=None, source_date="2020-01")
    assert slugs("sort=newest") == ["new", "old", "source"]


@pytest.mark.parametrize(
    ("query", "ignored"),
    [
        ("topic=flying", "flying"),
        ("region=99999", "99999"),
        ("sort=random", "random"),
        ("page=0", "0"),
        ("page=abc", "abc"),
        ("page=99", "99"),
        ("page=-1", "-1"),
        ("page=1e9", "1e9"),
        ("language=xx", "xx"),
        ("kind=%3Cb%3E", "&lt;b&gt;"),
    ],
)
def test_unknown_values_are_named_and_the_rest_is_shown(visitor: Client, query: str, ignored: str) -> None:
    make_offer(title_de="Sichtbar")
    answer = visitor.get(f"/de/offers/?{query}")
    assert answer.status_code == 200
    assert f"<bdi>{ignored}</bdi>" in answer.text
    assert "Sichtbar" in answer.text


def test_unknown_parameters_do_no_harm(visitor: Client) -> None:
    make_offer(title_de="Sichtbar")
    assert "Sichtbar" in visitor.get("/de/offers/?utm_source=x&foo[]=1").text


def test_chips_remove_one_value_each_and_keep_the_others(visitor: Client) -> None:
    make_offer()
    page = visitor.get("/de/offers/?region=05113&kind=loan&kind=grant&q=Geld").text
    assert 'href="/de/offers/?region=05113&amp;kind=grant&amp;q=Geld"' in page
    assert 'href="/de/offers/?kind=loan&amp;kind=grant&amp;q=Geld"' in page
    assert 'href="/de/offers/?region=05113&amp;kind=loan&amp;kind=grant"' in page


def test_language_switch_keeps_page_and_filters(visitor: Client) -> None:
    make_offer()
    page = visitor.get("/de/offers/?region=05113&q=Geld").text
    assert 'href="/ar/offers/?region=05113&amp;q=Geld"' in page


def test_htmx_gets_only_the_part_that_changes(visitor: Client) -> None:
    make_offer()
    whole, part = visitor.get("/de/offers/"), visitor.get("/de/offers/", HTTP_HX_REQUEST="true")
    assert "<html" in whole.text
    assert "<html" not in part.text
    assert part.text.strip().startswith('<form id="list"')
    assert "HX-Request" in part["Vary"]


def test_a_forged_htmx_header_never_poisons_the_page_for_others(visitor: Client) -> None:
    make_offer()
    visitor.get("/de/offers/", HTTP_HX_REQUEST="1")
    visitor.get("/de/offers/", HTTP_HX_REQUEST="true", HTTP_HX_HISTORY_RESTORE_REQUEST="true")
    assert "<html" not in visitor.get("/de/offers/", HTTP_HX_REQUEST="true").text
    assert "<html" in visitor.get("/de/offers/").text


def test_repeated_values_are_not_mixed_up_in_the_cache(visitor: Client) -> None:
    for _number in range(25):
        make_offer()
    assert "Seite 2 von 2" in visitor.get("/de/offers/?page=1&page=2").text
    assert "Seite 1 von 2" in visitor.get("/de/offers/?page=2&page=1").text


def test_a_second_place_survives_the_next_tick(visitor: Client) -> None:
    make_offer(regions=["05113"])
    page = visitor.get("/de/offers/?region=05113&region=06636").text
    assert '<input type="hidden" name="region" value="06636">' in page


def test_empty_parameters_are_nothing_to_complain_about(visitor: Client) -> None:
    make_offer()
    assert "übergangen" not in visitor.get("/de/offers/?q=&region=&sort=&page=").text


def test_letters_without_a_name_are_searched_like_any_other(visitor: Client) -> None:
    make_offer()
    assert visitor.get("/de/offers/?q=%F0%97%80%80").status_code == 200


def test_empty_list_offers_a_next_step(visitor: Client) -> None:
    page = visitor.get("/de/offers/?q=xqzt").text
    assert "Dafür haben wir noch kein Angebot gefunden." in page
    assert 'href="/de/guide/"' in page


def test_search_without_result_is_counted_without_a_person(visitor: Client) -> None:
    make_offer()
    for _time in range(2):
        visitor.get("/ar/offers/?q=xqzt")
    visitor.get("/ar/offers/?q=xqzt&region=05113")
    visitor.get("/ar/offers/?q=name@example.org")
    visitor.get("/ar/offers/?q=0176 1234567")
    miss = SearchMiss.objects.get()
    assert (miss.words, miss.language, miss.count) == ("xqzt", "ar", 3)
    assert {field.name for field in SearchMiss._meta.fields} == {"id", "words", "language", "day", "count"}


def test_place_named_among_the_words_is_offered_as_a_filter(visitor: Client) -> None:
    make_offer(regions=["05113"])
    page = visitor.get("/de/offers/?q=Kredit Essen").text
    assert 'href="/de/offers/?region=05113&amp;q=Kredit"' in page


def test_card_says_what_matters(visitor: Client) -> None:
    make_offer(
        official_name="Amtlicher Name",
        cost="free",
        formats=["on_site"],
        regions=["05113"],
        languages=[("ar", "spoken"), ("tr", "interpreter")],
        verified_on=TODAY - datetime.timedelta(days=12),
        provider=make_organisation(name="Stelle Essen"),
    )
    page = visitor.get("/de/offers/").text
    for words in ("kostenlos", "Arabisch (gesprochen)", "Türkisch (mit Dolmetscher)", "vor Ort", "geprüft vor 12 Tagen", "Stelle Essen"):
        assert words in page
    assert '<bdi lang="de" dir="ltr">Amtlicher Name</bdi>' in visitor.get("/ar/offers/").text


def test_collected_entries_say_so(visitor: Client) -> None:
    offer = make_offer(collected=True, verified_on=None, source_date="2025-02")
    assert "Stand der Quelle: Februar 2025 · vom Anbieter nicht bestätigt" in visitor.get("/de/offers/").text
    assert "Der Anbieter hat sie noch nicht bestätigt." in visitor.get(offer.get_absolute_url()).text


def test_text_that_fell_back_carries_its_language(visitor: Client) -> None:
    make_offer(title_de="Deutscher Titel", title_ar="", summary_de="Deutscher Text", summary_ar="نص عربي")
    page = visitor.get("/ar/offers/").text
    assert '<span lang="de" dir="ltr">Deutscher Titel</span>' in page
    assert "نص عربي" in page
    assert "Deutscher Text" not in page


def test_index_forgets_yesterday(monkeypatch: pytest.MonkeyPatch) -> None:
    make_offer(valid_until=TODAY)
    assert len(offer_index().ids) == 1
    monkeypatch.setattr(timezone, "localdate", lambda *args: TODAY + datetime.timedelta(days=1))
    assert len(offer_index().ids) == 0
