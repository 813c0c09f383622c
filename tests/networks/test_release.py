"""Somebody leaves: the profile is released, and what she was responsible for falls to somebody or is seen by somebody."""

from typing import Any

import pytest
from django.utils import timezone

from accounts.models import RoleChange
from networks import profiles
from networks.models import Advisor, InboxItem, Membership, Organisation, Responsibility
from tests.access.world import HERE, make_world, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> dict[str, Any]:
    world = make_world()
    leaving = Advisor.objects.get(slug="beraterin")
    for topic, role in (("tax", "lead"), ("financing", "also")):
        Responsibility.objects.create(advisor=leaving, topic_id=topic, region_id=HERE, role=role)
    return world


def colleague(name: str = "Kollege") -> Advisor:
    made = Advisor.objects.create(slug=name.lower(), display_name=name, claim_state="verified")
    made.organisations.set(Organisation.objects.filter(slug="stelle"))
    return made


def leaving() -> Advisor:
    return Advisor.objects.get(slug="beraterin")


def test_the_deputy_takes_over_what_she_does_not_have_yet(world: dict[str, Any]) -> None:
    deputy = colleague()
    Responsibility.objects.create(advisor=deputy, topic_id="tax", region_id=HERE, role="also")
    Advisor.objects.filter(slug="beraterin").update(deputy=deputy)
    client = sign_in(world["own_editor"])
    page = client.get("/de/desk/profiles/beraterin/release/").text
    assert "Die Zuständigkeiten übernimmt" in page
    assert leaving().claim_state == "verified"
    assert client.post("/de/desk/profiles/beraterin/release/").status_code == 302
    gone = leaving()
    assert (gone.claim_state, gone.visibility, gone.user) == ("released", "hidden", None)
    assert not Advisor.objects.public().filter(pk=gone.pk).exists()
    assert not Membership.objects.filter(user=world["advisor"]).exists()
    assert RoleChange.objects.get().given is False
    taken = {duty.topic_id: (duty.role, duty.origin, duty.state) for duty in deputy.responsibilities.all()}
    assert taken == {"tax": ("lead", "self", "confirmed"), "financing": ("also", "handover", "confirmed")}
    assert set(gone.responsibilities.values_list("state", flat=True)) == {"expired"}
    assert not InboxItem.objects.filter(kind="handover").exists()
    assert client.get("/de/desk/profiles/beraterin/release/").status_code == 404


def test_without_a_deputy_the_coordination_finds_it_in_the_inbox(world: dict[str, Any]) -> None:
    profiles.release_advisor(leaving(), by=world["own_editor"])
    item = InboxItem.objects.get(kind="handover")
    assert (item.kind, item.subject, item.subject_id, item.region_id) == ("handover", "Beraterin Beispiel", leaving().pk, HERE)
    assert item.owner == world["own_coordinator"]
    assert "Steuern" in item.text


def test_a_deputy_who_has_left_herself_takes_nothing_over(world: dict[str, Any]) -> None:
    deputy = colleague()
    Advisor.objects.filter(slug="kollege").update(claim_state="released")
    Advisor.objects.filter(slug="beraterin").update(deputy=deputy)
    profiles.release_advisor(leaving(), by=world["own_editor"])
    assert not deputy.responsibilities.exists()
    assert InboxItem.objects.filter(kind="handover").exists()


def test_an_organisation_releases_only_from_itself(world: dict[str, Any]) -> None:
    other = Organisation.objects.get(slug="andere")
    leaving().organisations.add(other)
    Membership.objects.create(user=world["advisor"], organisation=other, role="advisor")
    profiles.release_advisor(leaving(), by=world["own_editor"])
    kept = leaving()
    assert (kept.claim_state, kept.user, kept.visibility) == ("verified", world["advisor"], "public")
    assert [body.slug for body in kept.organisations.all()] == ["andere"]
    assert [one.organisation.slug for one in Membership.objects.filter(user=world["advisor"])] == ["andere"]
    assert kept.responsibilities.current(timezone.localdate()).count() == 2


def test_those_she_stood_in_for_get_her_deputy(world: dict[str, Any]) -> None:
    deputy, third = colleague(), colleague("Dritte")
    Advisor.objects.filter(slug="beraterin").update(deputy=deputy)
    Advisor.objects.filter(pk__in=(deputy.pk, third.pk)).update(deputy=leaving())
    profiles.release_advisor(leaving(), by=world["own_editor"])
    deputy.refresh_from_db()
    third.refresh_from_db()
    assert (deputy.deputy, third.deputy) == (None, deputy)
