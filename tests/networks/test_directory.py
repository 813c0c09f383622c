"""What a visitor sees of the two directories: filters, counts, order, search, and addresses that never break."""

import datetime
import itertools
import re
from collections.abc import Callable
from html import escape

import pytest
from django.http import QueryDict
from django.test import Client
from django.utils import timezone

from networks import directory
from networks.models import Advisor, Organisation, OrganisationLanguage
from networks.search_rows import refresh_organisation
from portal import content, lists
from portal.models import SearchEntry, SearchMiss
from portal.regions import places
from portal.topics import topics
from tests.access.world import HERE, make_user, sign_in
from tests.conftest import forget_pages
from tests.factories import make_offer, make_organisation
from tests.networks.people import make_advisor, make_responsibility

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def advisors(query: str, *, colleague: bool = False) -> lists.Listing:
    return directory.read_advisors(QueryDict(query), colleague=colleague)


def organisations(query: str) -> lists.Listing:
    return directory.read_organisations(QueryDict(query))


def slugs(listing: lists.Listing) -> list[str]:
    return [row.slug for row in listing.rows]


def test_who_speaks_arabic_and_knows_about_money_here(visitor: Client) -> None:
    here = make_organisation(name="Stelle hier", regions=["06636"])
    make_advisor(
        slug="sie", display_name="Samira Beispiel", organisations=[here], languages=["ar", "de"], competences=[("financing", "start")]
    )
    make_advisor(slug="nur-deutsch", organisations=[here], languages=["de"], competences=[("financing", "start")])
    make_advisor(slug="nur-steuern", organisations=[here], languages=["ar"], competences=[("tax", "start")])
    make_advisor(slug="essen", regions=["05113"], languages=["ar"], competences=[("financing", "start")])
    query = "region=06636&language=ar&topic=financing"
    assert slugs(advisors(query)) == ["sie"]
    page = visitor.get(f"/de/advisors/?{query}").text
    assert "Samira Beispiel" in page
    assert "1 Beraterin oder Berater" in page
    assert "Stelle hier" in visitor.get(f"/de/organisations/?{query}").text


def test_region_finds_who_works_in_a_wider_place_nearest_first() -> None:
    for slug, key in [("bund", "de"), ("land", "06"), ("kreis", "06636"), ("essen", "05113")]:
        make_advisor(slug=slug, regions=[key])
    assert slugs(advisors("region=06636")) == ["kreis", "land", "bund"]


def test_an_advisor_works_where_her_organisation_does_unless_she_says_otherwise() -> None:
    body = make_organisation(regions=["06636"])
    make_advisor(slug="wie-haus", organisations=[body])
    make_advisor(slug="anders", organisations=[body], regions=["05113"])
    assert slugs(advisors("region=06636")) == ["wie-haus"]
    assert slugs(advisors("region=05113")) == ["anders"]


def test_responsibilities_count_while_they_hold() -> None:
    person, body = make_advisor(slug="person"), make_organisation(slug="haus", regions=[])
    for owner in (person, body):
        make_responsibility(owner, topic_id="tax", phase="")
        make_responsibility(owner, topic_id="grant", valid_until=TODAY - datetime.timedelta(days=1))
        make_responsibility(owner, topic_id="marketing", valid_from=TODAY + datetime.timedelta(days=1))
        make_responsibility(owner, topic_id="premises", state="proposed")
    for read in (advisors, organisations):
        assert read("topic=tax&phase=consolidation").total >= 1
        for topic in ("grant", "marketing", "premises"):
            assert read(f"topic={topic}").total == 0, topic
    assert slugs(advisors("region=06636")) == ["person"]


def test_an_organisation_is_found_by_its_languages_its_people_and_its_offers() -> None:
    own, people, offering = (make_organisation(slug=slug, regions=[]) for slug in ("own", "people", "offering"))
    OrganisationLanguage.objects.create(organisation=own, code="ar")
    OrganisationLanguage.objects.create(organisation=own, code="fa", mode="written")
    make_advisor(organisations=[people], languages=["ar"], competences=[("tax", "start")])
    make_advisor(organisations=[people], languages=["uk"], visibility="network")
    make_offer(provider=offering, topics=["tax"], phases=["start"], languages=[("ar", "spoken"), ("fa", "machine")])
    make_offer(provider=own, topics=["premises"], state="draft")
    assert set(slugs(organisations("language=ar"))) == {"own", "people", "offering"}
    assert set(slugs(organisations("topic=tax&phase=start"))) == {"people", "offering"}
    for nothing in ("language=fa", "language=uk", "topic=premises"):
        assert organisations(nothing).total == 0, nothing


def test_counts_say_what_each_tick_would_find() -> None:
    kinds, topics, spoken = ["jobcenter", "mso"], ["tax", "financing"], [["ar"], ["de", "tr"]]
    for kind, topic, languages in itertools.product(kinds, topics, spoken):
        body = make_organisation(kind_id=kind, regions=["05113"])
        make_advisor(organisations=[body], languages=languages, competences=[(topic, "start")])
    for read in (advisors, organisations):
        for query in ("", "region=05113&language=ar", "kind=mso&topic=tax", "sphere=authority&language=tr"):
            for facet, counts in read(query).counts.items():
                for value, count in counts.items():
                    data = QueryDict(query, mutable=True)
                    data.setlist(facet, [value])
                    assert count == read(data.urlencode()).total, (query, facet, value)


def test_card_says_in_short_what_holds_today(visitor: Client) -> None:
    house = make_organisation(name="A & B <Haus>", regions=["06636"])
    gone = make_organisation(name="Geschlossen", regions=["05113"], state=Organisation.State.ARCHIVED)
    person = make_advisor(
        display_name="<Eva>", organisations=[house, gone], languages=["de", "ar"], competences=[("tax", "start"), ("tax", "planning")],
        absent_from=TODAY, absent_until=TODAY, is_example=True,
    )  # fmt: skip
    make_responsibility(person, topic_id="financing")
    make_responsibility(person, topic_id="grant", valid_until=TODAY - datetime.timedelta(days=1))
    make_responsibility(person, topic_id="marketing", state="proposed")
    page = visitor.get("/de/advisors/").text
    facts = re.findall(r'<li class="tag (\w+)">([^<]*)</li>', page)
    names = [topics()[code].name for code in topics() if code in ("tax", "financing")]
    assert facts == [
        ("paused", "Beispiel"), ("spoken", "Deutsch"), ("spoken", "Arabisch"), *(("topic", escape(name)) for name in names),
        ("area", places()["06636"].name), ("paused", "zurzeit nicht da"),
    ]  # fmt: skip
    assert "&lt;Eva&gt;" in page
    assert '<bdi lang="de" dir="ltr">A &amp; B &lt;Haus&gt;</bdi></p>' in page


def test_archived_organisations_and_hidden_people_are_nowhere(visitor: Client) -> None:
    gone = make_organisation(name="Geheime Stelle", state=Organisation.State.ARCHIVED)
    refresh_organisation(gone)
    make_advisor(display_name="Geheime Person", visibility="hidden")
    make_advisor(display_name="Geheime Archivierte", state=Advisor.State.ARCHIVED)
    make_advisor(display_name="Geheime Kollegin", visibility="network", languages=["ku"])
    for address in ("/de/organisations/", "/de/advisors/", "/de/organisations/?q=Geheime", "/de/advisors/?q=Geheime", "/sitemap-de.xml"):
        assert "geheime" not in visitor.get(address).text.replace("q=Geheime", "").replace('value="Geheime"', "").replace(
            "Suche: Geheime", ""
        ).lower().replace("„geheime“", ""), address
    assert 'value="ku"' not in visitor.get("/de/advisors/").text
    assert not SearchEntry.objects.filter(kind="advisor").exists()
    assert not SearchEntry.objects.filter(kind="organisation", object_id=gone.pk).exists()


def test_colleagues_also_find_profiles_meant_for_them(visitor: Client) -> None:
    person = make_advisor(display_name="Kollegin Nurintern", visibility="network")
    reader, colleague = make_user("leserin"), make_user("kollegin")
    make_advisor(user=colleague)
    assert "Nurintern" not in visitor.get("/de/advisors/").text
    assert "Nurintern" not in sign_in(reader).get("/de/advisors/").text
    page = sign_in(colleague).get("/de/advisors/")
    assert "Nurintern" in page.text
    assert "private" in page["Cache-Control"]
    assert "Nurintern" not in visitor.get("/de/advisors/").text
    assert person.get_absolute_url() in page.text


def test_search_finds_names_topics_and_languages() -> None:
    body = make_organisation(slug="kammer", name="Handwerkskammer Musterstadt", short_name="HWK", formerly=["Alte Kammer"])
    refresh_organisation(body)
    make_advisor(slug="amal", display_name="Amal Beispiel", organisations=[body], languages=["ar"], competences=[("tax", "start")])
    assert slugs(organisations("q=alte+kammer")) == ["kammer"]
    for words in ("Amal", "Arabisch Steuern", "Steuern", "Musterstadt", "Amal Arabisch"):
        assert slugs(advisors(f"q={words}")) == ["amal"], words
    assert slugs(advisors("q=Amall")) == ["amal"]


def test_unknown_values_are_named_and_nothing_found_shows_a_next_step(visitor: Client) -> None:
    make_advisor(languages=["ar"])
    page = visitor.get("/de/advisors/?topic=unsinn&language=ar&page=77").text
    assert "unsinn" in page
    assert "77" in page
    for address in ("/de/advisors/?region=03255", "/de/organisations/?topic=tax"):
        page = visitor.get(address).text
        assert "Dafür haben wir noch niemanden gefunden." in page
        assert "Löschen Sie die Auswahl" in page


def test_chips_go_one_by_one_and_pages_keep_the_choice(visitor: Client) -> None:
    for _number in range(25):
        make_advisor(languages=["ar"], regions=["05113"])
    found = advisors("region=05113&language=ar&page=2")
    assert (found.total, found.page, found.pages, len(found.rows)) == (25, 2, 2, 5)
    page = visitor.get("/de/advisors/?region=05113&language=ar&page=2").text
    assert 'href="/de/advisors/?language=ar"' in page
    assert 'href="/de/advisors/?region=05113"' in page
    assert 'rel="prev" href="/de/advisors/?region=05113&amp;language=ar"' in page


def test_htmx_gets_the_changing_part_only(visitor: Client) -> None:
    make_advisor()
    for address in ("/de/advisors/", "/de/organisations/"):
        assert "<html" in visitor.get(address).text
        fragment = visitor.get(address, headers={"HX-Request": "true"}).text
        assert "<html" not in fragment
        assert 'id="list"' in fragment


def test_a_missed_name_of_a_person_is_not_noted(visitor: Client) -> None:
    visitor.get("/de/advisors/?q=Xqzyt")
    assert not SearchMiss.objects.exists()
    visitor.get("/de/organisations/?q=Xqzyt")
    assert SearchMiss.objects.get().words == "xqzyt"


def test_change_is_seen_at_once_although_pages_are_kept(visitor: Client) -> None:
    person = make_advisor(display_name="Vorher Name")
    assert "Vorher Name" in visitor.get("/de/advisors/").text
    Advisor.objects.filter(pk=person.pk).update(display_name="Nachher Name")
    assert "Nachher Name" in visitor.get("/de/advisors/").text


def test_place_of_the_profile_is_linked_from_its_region(visitor: Client) -> None:
    assert "/de/advisors/?region=06636" not in visitor.get("/de/regions/06636/").text
    make_advisor(regions=[HERE])
    assert "/de/advisors/?region=06636" in visitor.get("/de/regions/06636/").text


def _rich(number: int) -> None:
    body = make_organisation(regions=["06636", "05113"])
    OrganisationLanguage.objects.create(organisation=body, code="ar")
    refresh_organisation(body)
    make_offer(provider=body, topics=["tax", "financing"], languages=[("ar", "spoken")])
    person = make_advisor(
        organisations=[body, make_organisation()], regions=["06636"], languages=["ar", "de"], competences=[("financing", "start"), ("tax", "start")],
        display_name=f"Rat {number}",
    )  # fmt: skip
    make_responsibility(person)
    make_responsibility(body)


# Fresh: version, index, places, topics, kinds, cards (and synonyms, search for a query). Warm: version and cards.
@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    ("address", "fresh", "warm"),
    [
        ("/de/organisations/", 6, 2),
        ("/de/advisors/", 6, 2),
        ("/ar/advisors/?region=06636&language=ar&topic=financing", 6, 2),
        ("/ar/organisations/?region=06636&language=ar&topic=financing&sphere=economy", 6, 2),
        ("/de/advisors/?q=Rat", 8, 2),
        ("/de/organisations/?q=Stelle", 8, 2),
        ("/de/advisors/?sort=title", 7, 2),
    ],
)
def test_directory_asks_a_fixed_number_of_times(
    visitor: Client, django_assert_num_queries: Callable, rows: int, address: str, fresh: int, warm: int
) -> None:
    for number in range(rows):
        _rich(number)
    content.forget_snapshots()
    with django_assert_num_queries(fresh):
        visitor.get(address)
    forget_pages()
    with django_assert_num_queries(warm):
        visitor.get(address)
