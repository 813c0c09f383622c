"""What the pages of one advisor and of one organisation show, to whom, and where old addresses lead."""

import datetime
import json
import re

import pytest
from django.test import Client
from django.utils import timezone

from networks.models import AdvisorLanguage, FormerAddress, OrganisationLanguage, Place
from tests.access.world import make_user, sign_in
from tests.factories import make_offer, make_organisation
from tests.networks.people import make_advisor, make_responsibility

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
CHANNELS = [
    ("phone", "030 23125 001", "public"),
    ("email", "intern@example.org", "network"),
    ("mobile", "030 23125 999", "hidden"),
]


def test_page_says_what_she_knows_in_which_languages_and_when(visitor: Client) -> None:
    body = make_organisation(name="Stelle Musterhaus", regions=["06636"])
    person = make_advisor(
        display_name="Dana Beispiel", position_de="Berät zu Geld", not_responsible_for_de="Keine Steuerberatung.", organisations=[body],
        competences=[("financing", "start"), ("financing", "planning")], office_hours=[{"weekday": 1, "opens": "09:00", "closes": "12:00"}],
    )  # fmt: skip
    AdvisorLanguage.objects.create(advisor=person, code="ar", level="native", may_interpret=True)
    make_responsibility(person, topic_id="grant", phase="start", role="lead")
    make_offer(provider=body, title_de="Rat zum Kredit")
    page = visitor.get(person.get_absolute_url()).text
    for words in (
        "Dana Beispiel", "Berät zu Geld", "Keine Steuerberatung.", "Stelle Musterhaus", "Arabisch", "Muttersprache", "dolmetscht auch", "Montag",
        "09:00–12:00", "Rat zum Kredit", "Zuschuss", "federführend", "Nachricht schreiben",
    ):  # fmt: skip
        assert words in page, words
    row = re.search(r'<th scope="row">Finanzierung</th>(.*?)</tr>', page)[1]
    assert [("✓" in cell) for cell in re.findall(r"<td>(.*?)</td>", row)] == [False, False, True, True, False]


def test_channels_are_shown_to_whom_they_are_meant_for(visitor: Client) -> None:
    person = make_advisor(channels=CHANNELS)
    make_advisor(user=make_user("kollegin"))
    address = person.get_absolute_url()
    public = visitor.get(address).text
    assert "030 23125 001" in public
    reader = sign_in(make_user("leserin")).get(address).text
    colleague = sign_in(type(person).objects.get(user__name="kollegin").user).get(address).text
    for page in (public, reader):
        assert "intern@example.org" not in page
    assert "intern@example.org" in colleague
    for page in (public, reader, colleague, visitor.get(address).text, visitor.get(f"{address}write/").text):
        assert "23125 999" not in page
    assert "intern@example.org" not in visitor.get(address).text


def test_photo_needs_consent(visitor: Client) -> None:
    person = make_advisor(photo="pictures/abc.webp")
    assert "abc.webp" not in visitor.get(person.get_absolute_url()).text
    person.photo_consent_at = timezone.now()
    person.save()
    assert "/media/pictures/abc.webp" in visitor.get(person.get_absolute_url()).text


@pytest.mark.parametrize(("first", "last", "away"), [(-3, 0, True), (0, 5, True), (1, 5, False), (-5, -1, False)])
def test_deputy_stands_in_on_the_days_of_the_absence_only(visitor: Client, first: int, last: int, away: bool) -> None:
    deputy = make_advisor(display_name="Hedwig Vertretung")
    days = {"absent_from": TODAY + datetime.timedelta(days=first), "absent_until": TODAY + datetime.timedelta(days=last)}
    person = make_advisor(deputy=deputy, **days)
    page = visitor.get(person.get_absolute_url()).text
    assert ("Hedwig Vertretung" in page) is away
    assert ("Zurzeit nicht da" in page) is away


def test_hidden_deputy_is_not_named(visitor: Client) -> None:
    deputy = make_advisor(display_name="Hedwig Vertretung", visibility="network")
    page = visitor.get(make_advisor(deputy=deputy, absent_from=TODAY, absent_until=TODAY).get_absolute_url()).text
    assert "Zurzeit nicht da" in page
    assert "Hedwig" not in page


def test_profile_for_colleagues_is_missing_for_everybody_else(visitor: Client) -> None:
    person = make_advisor(display_name="Nur Intern", visibility="network")
    hidden = make_advisor(visibility="hidden")
    make_advisor(user=make_user("kollegin"))
    colleague = sign_in(type(person).objects.get(user__name="kollegin").user)
    for address in (person.get_absolute_url(), f"{person.get_absolute_url()}write/"):
        assert visitor.get(address).status_code == 404
        assert sign_in(make_user(f"leserin{len(address)}")).get(address).status_code == 404
        assert colleague.get(address).status_code == 200
    assert visitor.get(person.get_absolute_url()).status_code == 404
    assert colleague.get(hidden.get_absolute_url()).status_code == 404


def test_example_says_so_in_every_language_and_speaks_to_no_machine(visitor: Client) -> None:
    person = make_advisor(is_example=True)
    real = make_advisor(display_name="Echte Person")
    page = visitor.get(person.get_absolute_url()).text
    assert "Beispiel: Diese Person gibt es nicht." in page
    assert "noindex" in page
    assert "ld+json" not in page
    data = json.loads(re.search(r'ld\+json">(.*?)</script>', visitor.get(real.get_absolute_url()).text)[1])
    assert (data["@type"], data["name"]) == ("Person", "Echte Person")
    assert person.slug not in visitor.get("/sitemap-de.xml").text
    assert real.slug in visitor.get("/sitemap-de.xml").text


def test_former_addresses_lead_to_the_new_ones(visitor: Client) -> None:
    person, body = make_advisor(slug="neu"), make_organisation(slug="haus-neu")
    FormerAddress.objects.create(advisor=person, slug="alt")
    FormerAddress.objects.create(organisation=body, slug="haus-alt")
    for old, new in (("/ar/advisors/alt/", "/ar/advisors/neu/"), ("/de/organisations/haus-alt/", "/de/organisations/haus-neu/")):
        answer = visitor.get(old)
        assert (answer.status_code, answer["Location"]) == (301, new)
    assert visitor.get("/de/organisations/alt/").status_code == 404


def test_archived_profiles_help_on(visitor: Client) -> None:
    person = make_advisor(display_name="Frühere Person", state="archived", regions=["06636"])
    body = make_organisation(name="Frühere Stelle", state="archived", regions=["06636"])
    for thing in (person, body):
        answer = visitor.get(thing.get_absolute_url())
        assert answer.status_code == 410
        assert "/de/advisors/?region=06636" in answer.text
    assert "Frühere Person" not in visitor.get(person.get_absolute_url()).text
    assert "Frühere Stelle" in visitor.get(body.get_absolute_url()).text


def test_organisation_page_without_offers_shows_what_it_says_of_itself(visitor: Client) -> None:
    body = make_organisation(
        name="Stelle ohne Angebot", responsible_for_de="Für Läden.", not_responsible_for_de="Nicht für Visa.", send_when_de="Wenn es um Räume geht.",
        send_papers_de="Den Mietvertrag.", logo="pictures/logo.webp", logo_alt_de="Ein Haus",
    )  # fmt: skip
    OrganisationLanguage.objects.create(organisation=body, code="tr")
    Place.objects.create(organisation=body, city="Essen", opening_hours=[{"weekday": 5, "opens": "10:00", "closes": "11:00"}])
    make_advisor(display_name="Berit Beispiel", organisations=[body])
    make_advisor(display_name="Ida Intern", organisations=[body], visibility="network")
    make_responsibility(body, topic_id="premises")
    page = visitor.get(body.get_absolute_url()).text
    for words in (
        "Für Läden.", "Nicht für Visa.", "Wenn es um Räume geht.", "Den Mietvertrag.", "Türkisch", "Freitag", "Berit Beispiel", "Räume und Laden",
        'alt="Ein Haus"', "noch nicht bestätigt", "kennen wir noch kein Angebot",
    ):  # fmt: skip
        assert words in page, words
    assert "Ida Intern" not in page
    body.claim_state = "verified"
    body.save()
    assert "noch nicht bestätigt" not in visitor.get(body.get_absolute_url()).text


@pytest.mark.parametrize("rows", [1, 3])
def test_profile_pages_ask_a_fixed_number_of_times(visitor: Client, django_assert_num_queries: object, rows: int) -> None:
    bodies = [make_organisation(regions=["06636", "05113"]) for _row in range(rows)]
    person = make_advisor(organisations=bodies, languages=["ar", "de", "tr"][:rows], channels=CHANNELS[:rows], deputy=make_advisor(), absent_from=TODAY, absent_until=TODAY)  # fmt: skip
    for code in ["tax", "grant", "financing"][:rows]:
        make_responsibility(person, topic_id=code)
        make_responsibility(bodies[0], topic_id=code)
    for _row in range(rows):
        make_offer(provider=bodies[0])
        make_advisor(organisations=[bodies[0]])
    visitor.get("/de/offers/")
    visitor.get("/de/advisors/")
    visitor.get("/de/events/")
    visitor.get("/de/stories/")
    with django_assert_num_queries(10):
        visitor.get(person.get_absolute_url())
    with django_assert_num_queries(11):
        visitor.get(bodies[0].get_absolute_url())
