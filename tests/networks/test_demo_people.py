"""The demo's people are complete in every language, marked as examples, and reach nobody real."""

import re

import pytest
from django.test import Client

from networks import demo
from networks.models import Advisor, AdvisorChannel, Competence, Membership, Organisation, Responsibility
from portal.languages import CODES
from portal.regions import places
from tests.access.world import make_user

pytestmark = pytest.mark.django_db


def everything() -> list[object]:
    return [
        *Advisor.objects.order_by("slug").values_list("slug", "deputy__slug", "user__email", "absent_from", "about_fa"),
        *Organisation.objects.order_by("slug").values_list("slug", "about_ar"),
        *(model.objects.count() for model in (AdvisorChannel, Competence, Responsibility, Membership)),
    ]


def test_demo_people_load_twice_with_the_same_result() -> None:
    assert demo.load() == (4, 12)
    first = everything()
    assert demo.load() == (4, 12)
    assert everything() == first
    assert Advisor.objects.public().count() == 11
    assert {place for place in places() if Advisor.objects.filter(regions=place).exists()} >= {"06636", "05113", "03255", "05911"}


@pytest.mark.parametrize("account_first", [True, False])
def test_demo_account_gets_its_profile_whichever_comes_first(account_first: bool) -> None:
    if account_first:
        make_user("advisor", is_example=True)
    demo.load()
    if not account_first:
        make_user("advisor", is_example=True)
        assert demo.link_accounts() == 1
    assert demo.link_accounts() == 0
    advisor = Advisor.objects.get(user__email="advisor@example.org")
    assert advisor.is_example
    assert Membership.objects.filter(user=advisor.user, role="advisor").exists()


def test_texts_are_there_in_every_language_and_contacts_are_for_fiction() -> None:
    data = demo.read()
    assert [key for key, by_code in data["texts"].items() if set(by_code) != set(CODES) or len(set(by_code.values())) < len(CODES)] == []
    demo.load()
    values = AdvisorChannel.objects.values_list("value", flat=True)
    assert all(re.fullmatch(r"030 23125 \d{3}|[a-z]+@example\.org", value) for value in values)


@pytest.mark.parametrize("code", CODES)
def test_examples_are_marked_on_every_page(visitor: Client, code: str) -> None:
    demo.load()
    for address in (f"/{code}/advisors/beispiel-samira/", f"/{code}/organisations/beispiel-beratung-werra-meissner/"):
        page = visitor.get(address).text
        assert re.search(r'<p class="note" role="note">[^<]{10,}</p>', page)
        assert "ld+json" not in page
    assert visitor.get(f"/{code}/advisors/").text.count('class="tag paused"') >= 11
    assert visitor.get(f"/{code}/advisors/beispiel-ines/").status_code == 404


def test_demo_answers_who_speaks_arabic_and_knows_about_money_here(visitor: Client) -> None:
    demo.load()
    page = visitor.get("/de/advisors/?region=06636&language=ar&topic=financing").text
    assert "Samira Beispiel" in page
    assert "Leyla Beispiel" not in page
    assert "Samira Beispiel" in visitor.get("/de/advisors/beispiel-katrin/").text
