"""The search over everything: groups, languages, corrections, what nobody may find; and suggestions."""

import datetime

import pytest
from django.test import Client
from django.utils import timezone

from networks.models import Advisor
from networks.search_rows import refresh_advisor
from portal import content
from portal.models import RateCount, SearchMiss
from tests.conftest import forget_pages
from tests.factories import make_event, make_offer, make_organisation, make_story

pytestmark = pytest.mark.django_db
ADDRESS, SUGGEST = "/de/search/", "/de/search/suggest/"


def make_advisor(name: str, **fields: object) -> Advisor:
    advisor = Advisor.objects.create(
        slug=name.lower().replace(" ", "-"), display_name=name, **({"visibility": "public", "state": "active"} | fields)
    )
    refresh_advisor(advisor)
    return advisor


def make_past_event(**fields: object) -> object:
    return make_event(starts_at=timezone.now() - datetime.timedelta(days=20), **fields)


def page(client: Client, q: str, language: str = "de") -> str:
    answer = client.get(f"/{language}/search/", {"q": q})
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_word_finds_things_of_every_kind_in_groups(visitor: Client) -> None:
    body = make_organisation(name="Lotsenhaus")
    make_offer(title_de="Lotsenhaus hilft", provider=body)
    make_event(title_de="Fest im Lotsenhaus")
    make_past_event(title_de="Altes Fest im Lotsenhaus")
    advisor = make_advisor("Ada Lotsenhaus")
    make_story(title_de="Vom Lotsenhaus zum Laden")

    shown = page(visitor, "Lotsenhaus")

    places = [shown.index(f'id="{kind}"') for kind in ("offer", "organisation", "advisor", "event", "story")]
    assert places == sorted(places)
    assert f"/de/advisors/{advisor.slug}/" in shown
    assert shown.index("Fest im Lotsenhaus") < shown.index("Altes Fest im Lotsenhaus")
    assert "noindex" in shown


def test_a_group_whose_names_fit_comes_before_one_whose_texts_fit(visitor: Client) -> None:
    make_offer(title_de="Hilfe", summary_de="Mit der Kompassrose geht es weiter.", provider=make_organisation())
    make_organisation(name="Kompassrose")

    shown = page(visitor, "Kompassrose")

    assert shown.index('id="organisation"') < shown.index('id="offer"')


def test_another_language_finds_and_the_reader_reads_her_own(visitor: Client) -> None:
    make_event(title_de="Abend der Zimtsterne", title_uk="Вечір засновниць")

    shown = page(visitor, "Zimtsterne", "uk")

    assert "Вечір засновниць" in shown
    assert "знайдено" in shown.lower()


def test_mistyped_words_are_corrected_only_when_nothing_at_all_fits(visitor: Client) -> None:
    make_offer(title_de="Buchhaltung lernen", provider=make_organisation())

    assert "Buchhaltung lernen" in page(visitor, "Buchhaltnug")
    assert "ähnlich klingt" in page(visitor, "Buchhaltnug")
    assert "ähnlich klingt" not in page(visitor, "Buchhaltung")


def test_nothing_found_helps_on_and_notes_nothing(visitor: Client) -> None:
    answer = visitor.get(ADDRESS, {"q": "Zwiebelturm"})

    assert "/de/guide/" in answer.content.decode()
    assert answer["Cache-Control"] == "no-store"
    # The words may be a name.
    assert not SearchMiss.objects.exists()


def test_more_than_five_lead_to_the_list_with_the_same_words(visitor: Client) -> None:
    for number in range(6):
        make_offer(title_de=f"Rechenhilfe {number}")

    shown = page(visitor, "Rechenhilfe")

    assert shown.count('class="card-title"') == 5
    assert "/de/offers/?q=Rechenhilfe" in shown
    assert "alle 6 zeigen" in shown


def test_a_place_among_the_words_leads_to_its_offers(visitor: Client) -> None:
    make_offer(title_de="Buchhaltung lernen")

    assert "region=05113&amp;q=Buchhaltung" in page(visitor, "Buchhaltung Essen")


@pytest.mark.parametrize("address", [ADDRESS, SUGGEST])
def test_what_visitors_may_not_see_is_not_found(visitor: Client, address: str) -> None:
    make_offer(title_de="Verborgen eins", state="draft")
    make_offer(title_de="Verborgen zwei", valid_from=timezone.localdate() + datetime.timedelta(days=3))
    make_event(title_de="Verborgen drei", state="draft")
    make_advisor("Verborgen Vier", visibility="network")
    make_organisation(name="Verborgen fünf", state="archived")
    make_story(title_de="Verborgen sechs", state="draft")

    assert "card-title" not in (shown := visitor.get(address, {"q": "Verborgen"}).content.decode())
    assert 'role="option"' not in shown


@pytest.mark.parametrize("query", ["", " ", "'); --", "& | !", "a" * 500, "%_\\", "🙂", "der die das"])
@pytest.mark.parametrize("address", [ADDRESS, SUGGEST])
def test_odd_queries_are_answered(visitor: Client, address: str, query: str) -> None:
    make_offer()

    assert visitor.get(address, {"q": query}).status_code == 200


def test_suggestions_begin_as_typed_in_the_readers_language_first(visitor: Client) -> None:
    offer = make_offer(title_de="Kredit für Kleine", title_en="Credit for small firms")
    make_organisation(name="Kreditbank")

    german = visitor.get(SUGGEST, {"q": "kred"}).content.decode()
    english = visitor.get("/en/search/suggest/", {"q": "cred"}).content.decode()

    assert german.count('role="option"') == 2
    assert f'data-href="/en{offer.get_absolute_url()[3:]}"' in english
    assert "Credit for small firms" in english


def test_suggestions_find_words_inside_titles_and_german_ones_for_everybody(visitor: Client) -> None:
    make_organisation(name="Haus der Werkstätten")

    assert "Haus der Werkstätten" in visitor.get("/ar/search/suggest/", {"q": "werkst"}).content.decode()
    assert 'lang="de"' in visitor.get("/ar/search/suggest/", {"q": "haus"}).content.decode()


def test_a_language_nobody_approved_is_never_suggested(visitor: Client) -> None:
    make_story(title_de="Mein Laden", title_en="My shop nobody approved")

    german = visitor.get("/en/search/suggest/", {"q": "mein"}).content.decode()

    assert "Mein Laden" in german
    assert "My shop" not in german + visitor.get("/en/search/suggest/", {"q": "my sh"}).content.decode()


def test_suggestions_are_eight_at_most_and_leave_nothing_behind(visitor: Client) -> None:
    for number in range(10):
        make_organisation(name=f"Sammelstelle {number}")

    answer = visitor.get(SUGGEST, {"q": "Sammel"})

    assert answer.content.decode().count('role="option"') == 8
    assert answer["Cache-Control"] == "private, max-age=60"
    assert not answer.cookies
    assert not RateCount.objects.exists()
    assert not SearchMiss.objects.exists()


def test_somebody_who_asks_all_the_time_waits(visitor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("atlas.search_views.LIMIT", 2)

    statuses = [visitor.get(SUGGEST, {"q": "abc"}, REMOTE_ADDR="203.0.113.77").status_code for _time in range(3)]

    assert statuses == [200, 200, 429]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_search_asks_a_fixed_number_of_times(visitor: Client, django_assert_num_queries: object, rows: int) -> None:
    for number in range(rows):
        make_offer(title_de=f"Lotsenhaus {number}", provider=make_organisation(name=f"Lotsenhaus {number}"))
        make_event(title_de=f"Lotsenhaus {number}")
        make_advisor(f"Lotsenhaus {number}")
        make_story(title_de=f"Lotsenhaus {number}")
    content.forget_snapshots()
    # Version, synonyms, search, six indexes, places, kinds and topics, the cards of five groups, the places of events and their quotas.
    with django_assert_num_queries(19):
        visitor.get(ADDRESS, {"q": "Lotsenhaus"})
    forget_pages()
    # Other words, warm: version, search, the cards of five groups, the places of events and their quotas.
    with django_assert_num_queries(9):
        visitor.get(ADDRESS, {"q": "lotsenhaus"})
    with django_assert_num_queries(2):
        visitor.get(SUGGEST, {"q": "lotsen"})
