"""An organisation ends: what hangs on it ends with it, in one go, and the end can be taken back."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from accounts.models import RoleChange
from events.models import Event
from networks import archiving, claims, invitations, profiles
from networks.directory import organisation_index
from networks.models import Advisor, InboxItem, Invitation, Membership, Organisation, ProfileClaim, Responsibility
from offers import actions
from offers.models import Offer
from portal import content
from portal.mail import kind_of
from portal.models import OutgoingMail, SearchEntry
from tests.access.world import HERE, make_user, make_world, sign_in
from tests.factories import make_event, make_organisation

pytestmark = pytest.mark.django_db


PAGE = "/de/desk/organisations/stelle/archive/"


@pytest.fixture
def world() -> dict[str, Any]:
    """The usual world, without the meeting that stands in the way."""
    users = make_world()
    Event.objects.update(state="held")
    return users


def stelle() -> Organisation:
    return Organisation.objects.get(slug="stelle")


def archive(world: dict[str, Any], **fields: Any) -> Organisation:
    return archiving.archive_organisation(
        stelle(), by=world["own_coordinator"], **{"reason": "Die Förderung ist zu Ende.", "public_too": True} | fields
    )


def test_page_says_what_ends_and_refuses_while_offers_are_public(world: dict[str, Any]) -> None:
    client = sign_in(world["own_coordinator"])
    page = client.get(PAGE).text
    for words in ("own_editor", "Beraterin Beispiel", "noch veröffentlichte Angebote", "Offene Anträge"):
        assert words in page
    assert client.post(PAGE, {"reason": "Zu Ende."}).status_code == 200
    assert client.post(PAGE, {"reason": " ", "public_too": "on"}).status_code == 200
    assert (stelle().state, Offer.objects.get(slug="rat").state) == ("active", "published")
    assert Membership.objects.filter(organisation=stelle()).count() == 2
    answer = client.post(PAGE, {"reason": "Zu Ende.", "public_too": "on"}, follow=True)
    assert "Aus dem Archiv zurückholen" in answer.text
    assert (stelle().state, Offer.objects.get(slug="rat").state_reason) == ("archived", "Zu Ende.")
    assert client.get(PAGE).status_code == 404


def test_claims_invitations_and_memberships_end_in_one_go(world: dict[str, Any]) -> None:
    archive(world)
    claim = ProfileClaim.objects.get(pk=9001)
    assert (claim.state, claim.comment) == ("rejected", "Die Förderung ist zu Ende.")
    letter = OutgoingMail.objects.get(kind="networks.claim_decided", recipient="reader@example.org", subject_id=9001)
    assert "abgelehnt" in kind_of(letter).render(letter).subject
    assert not Invitation.objects.open().filter(organisation=stelle()).exists()
    assert not Membership.objects.filter(organisation=stelle()).exists()
    assert {(line.user.name, line.given, line.by.name) for line in RoleChange.objects.all()} == {
        ("own_editor", False, "own_coordinator"),
        ("advisor", False, "own_coordinator"),
    }
    assert not InboxItem.objects.open().filter(subject_model="networks.profileclaim").exists()
    assert not OutgoingMail.objects.filter(kind="networks.profile_released").exists()


def test_advisors_without_another_organisation_are_released_and_their_duties_find_somebody(world: dict[str, Any]) -> None:
    deputy = Advisor.objects.create(slug="vertretung", display_name="Vertretung", claim_state="verified")
    deputy.organisations.set([stelle(), Organisation.objects.get(slug="andere")])
    Advisor.objects.filter(slug="beraterin").update(deputy=deputy)
    Responsibility.objects.create(advisor=Advisor.objects.get(slug="beraterin"), topic_id="tax", region_id=HERE)
    archive(world)
    gone = Advisor.objects.get(slug="beraterin")
    assert (gone.claim_state, gone.visibility, gone.user) == ("released", "hidden", None)
    deputy.refresh_from_db()
    assert (deputy.claim_state, list(deputy.organisations.values_list("slug", flat=True))) == ("verified", ["andere"])
    assert deputy.responsibilities.get().topic_id == "tax"


def test_without_a_deputy_the_duties_wait_in_the_inbox(world: dict[str, Any]) -> None:
    Responsibility.objects.create(advisor=Advisor.objects.get(slug="beraterin"), topic_id="tax", region_id=HERE)
    archive(world)
    assert InboxItem.objects.open().get(kind="handover").owner == world["own_coordinator"]


def test_nothing_happens_when_one_part_fails(world: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match="noch veröffentlichte Angebote"):
        archive(world, public_too=False)
    assert Invitation.objects.open().filter(organisation=stelle()).exists()
    assert Membership.objects.filter(organisation=stelle()).count() == 2


def test_archived_organisation_is_helpful_but_nowhere_listed(world: dict[str, Any]) -> None:
    assert "/organisations/stelle/" in Client().get("/sitemap-de.xml").text
    archive(world)
    content.forget_snapshots()
    page = Client().get("/de/organisations/stelle/")
    assert (page.status_code, "Wer hilft hier?" in page.text) == (410, True)
    assert "/organisations/stelle/" not in Client().get("/sitemap-de.xml").text
    assert stelle().pk not in organisation_index().bits
    assert not SearchEntry.objects.filter(kind="organisation", object_id=stelle().pk).exists()
    assert '<bdi lang="de" dir="ltr">Stelle</bdi>' not in Client().get("/de/organisations/?q=Stelle").text


def test_archived_organisation_takes_nobody_in(world: dict[str, Any]) -> None:
    body = archive(world)
    with pytest.raises(ValidationError, match="archiviert"):
        invitations.give_membership(make_user("neu"), body, role="editor", by=None)
    with pytest.raises(ValidationError, match="archiviert"):
        claims.request_claim(body, user=make_user("noch"), proof="coordinator")
    draft = Offer.objects.get(slug="rat")
    with pytest.raises(ValidationError, match="archiviert"):
        actions.publish(draft, by=None)
    page = sign_in(world["own_coordinator"]).get("/de/desk/people/invite/").text
    assert f'<option value="{body.pk}">' not in page


def test_the_end_is_taken_back_by_the_coordination(world: dict[str, Any]) -> None:
    archive(world)
    client = sign_in(world["own_coordinator"])
    assert client.post("/de/desk/organisations/stelle/reopen/").status_code == 302
    content.forget_snapshots()
    assert stelle().state == "active"
    assert Client().get("/de/organisations/stelle/").status_code == 200
    assert SearchEntry.objects.filter(kind="organisation", object_id=stelle().pk).exists()
    assert not Membership.objects.filter(organisation=stelle()).exists()
    assert client.post("/de/desk/organisations/stelle/reopen/").status_code == 404


def test_who_claimed_it_herself_only_withdraws(world: dict[str, Any]) -> None:
    ProfileClaim.objects.create(user=world["own_coordinator"], organisation=stelle(), proof="coordinator")
    archive(world)
    assert ProfileClaim.objects.get(user=world["own_coordinator"]).state == "withdrawn"


def test_editor_of_another_place_keeps_it(world: dict[str, Any]) -> None:
    body = make_organisation(regions=[HERE])
    Membership.objects.create(user=world["own_editor"], organisation=body, role="editor")
    archive(world)
    assert profiles.edited_by(world["own_editor"]) == {body.pk}


def test_organisation_with_events_ahead_is_not_archived() -> None:
    body, clerk = make_organisation(regions=["06636"]), make_user("amt")
    event = make_event(organiser=body)
    with pytest.raises(ValidationError, match="Veranstaltungen vor sich"):
        archiving.archive_organisation(body, by=clerk, reason="Der Verein hat sich aufgelöst.")
    type(event).objects.filter(pk=event.pk).update(state="cancelled", cancel_reason_de="Zu wenige Menschen.")
    assert archiving.archive_organisation(body, by=clerk, reason="Der Verein hat sich aufgelöst.").state == "archived"
