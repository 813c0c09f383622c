"""The demo content is loaded by rule, and loading it again changes nothing."""

import io

import pytest
from django.core.management import call_command

from networks.models import Contact, Organisation
from offers import demo
from offers.models import Offer, OfferLanguage, State
from portal import content

pytestmark = pytest.mark.django_db


def everything() -> list[tuple[object, ...]]:
    fields = [field.name for field in Offer._meta.fields if field.name not in ("changed_at",)]
    return [
        *Offer.objects.order_by("slug").values_list(*fields),
        *OfferLanguage.objects.order_by("id").values_list("offer__slug", "code", "mode"),
        *Organisation.objects.order_by("slug").values_list("slug", "name", "website"),
        *Contact.objects.order_by("id").values_list("organisation__slug", "phone"),
    ]


def test_demo_loads_twice_with_the_same_result_and_says_why() -> None:
    """One test for everything that needs the whole demo: loading it takes seconds."""
    words = io.StringIO()
    call_command("load_demo", "--if-empty", stdout=words)
    first = everything()
    call_command("load_demo", stdout=io.StringIO())
    assert everything() == first
    assert Offer.objects.count() == 104
    assert Offer.objects.filter(state=State.PUBLISHED).count() == 56
    assert Offer.objects.filter(state=State.TO_VERIFY).count() == 20
    for reason in ("confidence A", "confidence B", "confidence C", "the provider is no named body", "has probably ended", "no phase"):
        assert reason in words.getvalue()
    call_command("load_demo_people", stdout=io.StringIO())
    call_command("check_invariants", stdout=io.StringIO())
    content.forget_snapshots()
    assert all(offer.collected and offer.verified_on is None and offer.link for offer in Offer.objects.exclude(state=State.DRAFT))
    # Where something is there already, nothing is loaded.
    Offer.objects.exclude(slug="gruendungszuschuss").delete()
    call_command("load_demo", "--if-empty", stdout=io.StringIO())
    assert Offer.objects.count() == 1


@pytest.mark.parametrize(
    ("row", "state"),
    [
        ({"flag": "ok", "confidence": "A", "providers": ["x"], "phases": ["start"]}, State.PUBLISHED),
        ({"flag": "ok", "confidence": "B", "providers": ["x"], "phases": ["start"]}, State.TO_VERIFY),
        ({"flag": "ok", "confidence": "C", "providers": ["x"], "phases": ["start"]}, State.DRAFT),
        ({"flag": "name_only", "confidence": "A", "providers": ["x"], "phases": ["start"]}, State.DRAFT),
        ({"flag": "probably_ended", "confidence": "A", "providers": ["x"], "phases": ["start"]}, State.DRAFT),
        ({"flag": "ok", "confidence": "A", "phases": ["start"]}, State.DRAFT),
        ({"flag": "ok", "confidence": "A", "providers": ["x"]}, State.DRAFT),
        ({"flag": "conflicting_figures", "confidence": "A", "providers": ["x"], "phases": ["start"]}, State.PUBLISHED),
    ],
)
def test_what_is_uncertain_stays_a_draft(row: dict[str, object], state: State) -> None:
    assert demo.wanted_state(row)[0] == state


def test_conflicting_amounts_are_not_told() -> None:
    texts = demo.read("texts/de.json")
    for slug, amounts in {
        "erp-gruenderkredit-startgeld": ("100.000", "125.000", "50.000"),
        "mikrokreditfonds-deutschland": ("9,9", "7,9", "6,9", "8,1", "130"),
        "nrw-mikrodarlehen": ("50.000", "25.000"),
        "gruendungsstipendium-nrw": ("1.000", "1.200"),
        "hessen-mikrodarlehen": ("15.000", "25.000", "35.000"),
    }.items():
        words = " ".join(texts[slug].values())
        assert [amount for amount in amounts if amount in words] == [], slug


def test_invariants_name_what_disagrees() -> None:
    from django.core.management import CommandError  # noqa: PLC0415 - only here

    from portal.models import SearchEntry  # noqa: PLC0415 - only here
    from tests.factories import make_offer  # noqa: PLC0415 - only here

    offer = make_offer()
    SearchEntry.objects.filter(object_id=offer.pk, language="ar").delete()
    with pytest.raises(CommandError, match=f"Offer {offer.pk} is public but has no search row in ar"):
        call_command("check_invariants")
