"""What is kept of an offer's changes, and how an old state comes back."""

import pytest
from django.test import Client

from offers.models import Offer, OfferLanguage, OfferRevision
from portal.search import find
from tests.access.world import sign_in
from tests.offers.desk import HERE, People, form_values

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> People:
    return People()


def edit(client: Client, offer: Offer, **changes: object) -> None:
    address = f"/de/desk/offers/{offer.slug}/edit/"
    client.post(address, {**form_values(client.get(address).text), "action": "save", **changes})


def restore(client: Client, offer: Offer, event: int) -> str:
    address = f"/de/desk/offers/{offer.slug}/history/{event}/restore/"
    client.get(address)
    version = Offer.objects.get(pk=offer.pk).version
    return client.post(address, {"version": version}, follow=True).text


def test_change_of_one_language_only_is_kept_with_who(people: People) -> None:
    offer = people.public(title_ar="قديم")
    client = sign_in(people.first)
    edit(client, offer, title_ar="جديد")
    event = Offer.pgh_event_model.objects.filter(pgh_obj_id=offer.pk).latest("pgh_id")
    assert event.title_ar == "جديد"
    assert event.pgh_context.metadata["user"] == people.first.pk
    page = client.get(f"/de/desk/offers/{offer.slug}/history/").text
    assert "<del>قديم</del>" in page
    assert "<ins>جديد</ins>" in page
    assert "erste" in page


def test_change_behind_the_back_of_the_program_is_kept_too(people: People) -> None:
    offer = people.public(title_ar="قديم")
    Offer.objects.filter(pk=offer.pk).update(title_ar="جديد")
    assert Offer.pgh_event_model.objects.filter(pgh_obj_id=offer.pk).latest("pgh_id").title_ar == "جديد"


def test_history_shows_links_and_languages_of_the_offer(people: People) -> None:
    offer = people.public()
    client = sign_in(people.first)
    edit(client, offer, regions=[HERE, "06611"], **{"languages-0-code": "ar", "languages-0-mode": "spoken"})
    page = client.get(f"/de/desk/offers/{offer.slug}/history/").text
    assert "Kassel" in page
    assert OfferLanguage.objects.get().code == "ar"
    assert "Arabisch, gesprochen" in page


def test_restoring_brings_text_and_search_back(people: People) -> None:
    offer = people.public(title_de="Apfelkuchen", title_ar="قديم")
    client = sign_in(people.first)
    first = Offer.pgh_event_model.objects.filter(pgh_obj_id=offer.pk).latest("pgh_id").pgh_id
    edit(client, offer, title_de="Birnentorte", title_ar="جديد")
    assert offer.pk not in find("offer", "Apfelkuchen").ids
    page = client.get(f"/de/desk/offers/{offer.slug}/history/{first}/restore/").text
    assert "<ins>Apfelkuchen</ins>" in page
    assert "Der frühere Stand ist wieder da." in restore(client, offer, first)
    offer.refresh_from_db()
    assert (offer.title_de, offer.title_ar, offer.version) == ("Apfelkuchen", "قديم", 2)
    assert offer.pk in find("offer", "Apfelkuchen").ids
    assert offer.pk not in find("offer", "Birnentorte").ids


def test_restoring_by_a_provider_waits_for_the_coordination(people: People) -> None:
    offer = people.public(title_de="Alt")
    first = Offer.pgh_event_model.objects.filter(pgh_obj_id=offer.pk).latest("pgh_id").pgh_id
    edit(sign_in(people.first), offer, title_de="Neu")
    page = restore(sign_in(people.editor), offer, first)
    assert "wartet auf die Prüfung" in page
    offer.refresh_from_db()
    assert offer.title_de == "Neu"
    assert OfferRevision.objects.get().data["values"]["title_de"] == "Alt"


def test_version_of_another_offer_cannot_be_restored(people: People) -> None:
    offer, other = people.public(), people.public()
    foreign = Offer.pgh_event_model.objects.filter(pgh_obj_id=other.pk).latest("pgh_id").pgh_id
    assert sign_in(people.first).get(f"/de/desk/offers/{offer.slug}/history/{foreign}/restore/").status_code == 404


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("base_data")
def test_relations_of_an_old_state_come_back() -> None:
    people = People()
    offer = people.public(regions=[HERE], languages=[("ar", "spoken")])
    client = sign_in(people.first)
    first = Offer.pgh_event_model.objects.filter(pgh_obj_id=offer.pk).latest("pgh_id").pgh_id
    edit(client, offer, regions=[HERE, "06611"], **{"languages-0-DELETE": "on"})
    assert not offer.languages.exists()
    restore(client, offer, first)
    assert [region.pk for region in offer.regions.all()] == [HERE]
    assert [row.code for row in offer.languages.all()] == ["ar"]
