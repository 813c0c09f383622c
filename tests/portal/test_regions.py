"""Which places count for which."""

import re

import pytest
from django.db import connection

from offers.models import Offer
from portal.models import prefixes
from portal.regions import containing, inside, keys_in
from tests.factories import make_offer


@pytest.mark.parametrize(
    ("key", "expected"),
    [("05113", ["05113", "05", "de"]), ("05", ["05", "de"]), ("de", ["de"]), ("metropole-ruhr", ["metropole-ruhr", "de"])],
)
def test_prefixes_lead_from_the_place_to_the_country(key: str, expected: list[str]) -> None:
    assert prefixes(key) == expected


@pytest.mark.django_db
def test_a_district_is_contained_in_its_functional_region() -> None:
    assert containing("05113") == ["05113", "metropole-ruhr", "05", "de"]
    assert containing("03255") == ["03255", "03", "de"]


@pytest.mark.django_db
def test_a_land_holds_its_districts_and_functional_regions() -> None:
    assert "05113" in inside("05")
    assert "metropole-ruhr" in inside("05")
    assert "06636" not in inside("05")


@pytest.mark.django_db
def test_an_unknown_place_holds_nothing() -> None:
    assert keys_in("99999") == []


@pytest.mark.django_db
def test_in_region_finds_national_land_functional_and_own_offers_but_no_neighbours() -> None:
    found = [make_offer(regions=[key]) for key in ("de", "05", "metropole-ruhr", "05113")]
    for key in ("05112", "06", "03255"):
        make_offer(regions=[key])
    assert set(Offer.objects.in_region("05113")) == set(found)


@pytest.mark.django_db
def test_in_region_of_a_land_lists_its_districts_too() -> None:
    district, foreign = make_offer(regions=["05113"]), make_offer(regions=["06636"])
    found = set(Offer.objects.in_region("05"))
    assert district in found
    assert foreign not in found


@pytest.mark.django_db
def test_in_region_asks_an_index() -> None:
    """The keys must be a condition of an index, which a comparison with LIKE on the column could not be."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    plan = Offer.objects.in_region("05113").values("pk").explain()
    assert re.search(r"Index Cond: .*region_id.* = ANY", plan)
