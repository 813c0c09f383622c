"""Each list and detail page asks the database a fixed number of times, with one row and with three, fresh and warm."""

import pytest
from django.test import Client

from networks.models import Contact, Place
from offers.models import DocumentItem, OfferLink
from portal import content
from tests.conftest import forget_pages
from tests.factories import make_offer, make_organisation

pytestmark = pytest.mark.django_db
# Fresh process: version, index, places, topics, cards (for a query synonyms and search, for a region the index of advisors; home and regions: those of events and stories). Warm: version, cards;
# the words asked lately are answered from memory.
LISTS = [
    ("/de/offers/", 5, 2),
    ("/ar/offers/?region=05113&kind=advice&phase=orientation", 5, 2),
    ("/de/offers/?q=Rat", 7, 2),
    ("/de/offers/?sort=title", 6, 2),
    ("/de/regions/05113/", 7, 2),
    ("/de/may-i/", 4, 2),
    ("/de/", 6, 1),
]


def rich_offer(body: object) -> object:
    number = DocumentItem.objects.count()
    offer = make_offer(
        slug=f"rich-{number}",
        provider=body,
        co_providers=[make_organisation(), make_organisation()],
        contact=Contact.objects.create(organisation=body, phone="030 23125 000"),
        place=Place.objects.create(organisation=body, city="Essen"),
        documents=[DocumentItem.objects.create(code=f"paper-{number}", name_de="Papier")],
        requires=[make_offer(), make_offer()],
        languages=[("ar", "spoken"), ("de", "spoken")],
        regions=["05113", "05112"],
        topics=["tax", "residence"],
    )
    OfferLink.objects.create(offer=offer, url="https://offer.example.org", language="de")
    return offer


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("address", "fresh", "warm"), LISTS)
def test_list_asks_a_fixed_number_of_times(
    visitor: Client, django_assert_num_queries: object, rows: int, address: str, fresh: int, warm: int
) -> None:
    body = make_organisation()
    for _row in range(rows):
        rich_offer(body)
    content.forget_snapshots()
    with django_assert_num_queries(fresh):
        visitor.get(address)
    forget_pages()
    with django_assert_num_queries(warm):
        visitor.get(address)


@pytest.mark.parametrize("rows", [1, 3])
def test_detail_asks_twice(visitor: Client, django_assert_num_queries: object, rows: int) -> None:
    body = make_organisation()
    for _row in range(rows):
        offer = rich_offer(body)
    visitor.get("/de/offers/")
    visitor.get("/de/stories/")
    with django_assert_num_queries(2):
        visitor.get(offer.get_absolute_url())


@pytest.mark.parametrize("rows", [1, 3])
def test_organisation_asks_a_fixed_number_of_times(visitor: Client, django_assert_num_queries: object, rows: int) -> None:
    body = make_organisation(slug="stelle")
    for _row in range(rows):
        rich_offer(body)
    visitor.get("/de/offers/")
    visitor.get("/de/stories/")
    with django_assert_num_queries(11):
        visitor.get("/de/organisations/stelle/")
