"""Roles are offered by mail by those who may, taken with a click, and every change is logged."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone, translation

from accounts.models import RoleChange, User
from networks import invitations
from networks.access import can_invite, can_take_regional_role
from networks.models import Advisor, ClaimState, Invitation, Membership
from portal.languages import CODES
from portal.mail import kind_of
from portal.models import OutgoingMail, Region
from tests.access.world import HERE, make_user, make_world, sign_in
from tests.factories import make_organisation
from translations.models import Translator

pytestmark = pytest.mark.django_db
Role = Invitation.Role


@pytest.fixture
def world() -> dict[str, User]:
    return make_world()


def send(world: dict[str, User], role: str = Role.EDITOR, **fields: object) -> tuple[Invitation, str]:
    offer = {"role": role, "by": world["own_coordinator"], "language": "ar"} | fields
    if role in (Role.EDITOR, Role.ADVISOR):
        offer.setdefault("organisation", make_organisation(slug="ziel", regions=[HERE]))
    invitation = invitations.invite("Neu@example.org", **offer)
    return invitation, OutgoingMail.objects.get(kind="networks.invitation", subject_id=invitation.pk).payload["key"]


def test_invitation_keeps_only_a_hash_of_its_key(world: dict[str, User]) -> None:
    invitation, key = send(world)
    assert key not in str(Invitation.objects.filter(pk=invitation.pk).values())
    mail = OutgoingMail.objects.get(subject_id=invitation.pk)
    assert (mail.recipient, mail.language, mail.expires_at) == ("neu@example.org", "ar", invitation.expires_at)


@pytest.mark.parametrize("code", CODES)
def test_letter_says_who_what_and_until_when(world: dict[str, User], code: str) -> None:
    _invitation, key = send(world)
    row = OutgoingMail.objects.get(kind="networks.invitation")
    with translation.override(code):
        letter = kind_of(row).render(row)
    assert letter.button[1].endswith(f"/{code}/invitation/{key}/")
    assert "own_coordinator" in letter.paragraphs[0]


def test_visitor_is_led_to_an_account_and_nothing_happens_yet(world: dict[str, User], visitor: Client) -> None:
    invitation, key = send(world)
    page = visitor.get(f"/de/invitation/{key}/")
    assert f"next=/de/invitation/{key}/" in page.text
    assert not page.cookies
    assert visitor.post(f"/de/invitation/{key}/")["Location"] == f"/de/account/login/?next=/de/invitation/{key}/"
    invitation.refresh_from_db()
    assert invitation.used_at is None


def test_sign_up_from_an_invitation_comes_back_to_it(world: dict[str, User], visitor: Client) -> None:
    _invitation, key = send(world)
    address = f"/de/invitation/{key}/"
    visitor.post("/de/account/signup/", {"email": "neu@example.org", "next": address})
    code = OutgoingMail.objects.get(kind="accounts.code").payload["code"]
    answer = visitor.post("/de/account/signup/code/", {"code": code}, follow=True)
    assert answer.redirect_chain[-1][0] == address
    visitor.post(address)
    assert Membership.objects.filter(user__email="neu@example.org", role="editor", organisation__slug="ziel").exists()


def test_key_works_once(world: dict[str, User]) -> None:
    _invitation, key = send(world)
    client = sign_in(make_user("neu"))
    assert client.post(f"/de/invitation/{key}/").status_code == 302
    again = client.post(f"/de/invitation/{key}/")
    assert (again.status_code, "gilt nicht mehr" in again.text) == (410, True)
    assert list(Membership.objects.filter(organisation__slug="ziel").values_list("user__name", flat=True)) == ["neu"]


def test_invitation_that_is_passed_on_gives_nothing_to_another_address(world: dict[str, User]) -> None:
    invitation, key = send(world)
    stranger = sign_in(make_user("fremd"))
    page = stranger.get(f"/de/invitation/{key}/")
    assert (page.status_code, "n…@example.org" in page.text, "neu@example.org" in page.text) == (200, True, False)
    assert "Einladung annehmen" not in page.text
    assert stranger.post(f"/de/invitation/{key}/").status_code == 403
    with pytest.raises(ValidationError):
        invitations.accept(invitation, user=User.objects.get(name="fremd"))
    assert not Membership.objects.filter(organisation__slug="ziel").exists()
    assert stranger.post("/de/account/logout/", {"next": f"/de/invitation/{key}/"})["Location"] == f"/de/invitation/{key}/"
    assert sign_in(make_user("Neu")).post(f"/de/invitation/{key}/").status_code == 302


@pytest.mark.parametrize("change", [{"expires_at": timezone.now() - datetime.timedelta(seconds=1)}, {"withdrawn_at": timezone.now()}])
def test_ended_invitation_shows_a_page_that_helps(world: dict[str, User], visitor: Client, change: dict[str, object]) -> None:
    invitation, key = send(world)
    Invitation.objects.filter(pk=invitation.pk).update(**change)
    page = visitor.get(f"/de/invitation/{key}/")
    assert (page.status_code, "Bitten Sie um eine neue" in page.text) == (410, True)
    with pytest.raises(ValidationError):
        invitations.accept(invitation, user=make_user("spät"))
    row = OutgoingMail.objects.get(kind="networks.invitation")
    assert not kind_of(row).still_due(row)


def test_unknown_key_is_a_missing_page(visitor: Client) -> None:
    assert visitor.get("/de/invitation/geraten/").status_code == 404


def test_same_offer_is_not_sent_twice(world: dict[str, User]) -> None:
    invitation, _key = send(world)
    with pytest.raises(ValidationError):
        invitations.invite("neu@example.org", role=Role.EDITOR, by=world["operator"], language="de", organisation=invitation.organisation)


def test_each_role_is_given_and_logged(world: dict[str, User]) -> None:
    user, here = make_user("neu"), Region.objects.get(pk=HERE)
    profile = Advisor.objects.create(slug="wartet", display_name="Wartet")
    for role, fields in (
        (Role.COORDINATOR, {"region": here}),
        (Role.ADVISOR, {"advisor": profile}),
        (Role.TRANSLATOR, {"languages": ["fa", "tr"]}),
    ):
        invitation, _key = send(world, role, **fields)
        invitations.accept(invitation, user=user)
    profile.refresh_from_db()
    assert list(user.regional_roles.values_list("region_id", flat=True)) == [HERE]
    assert (profile.user, profile.claim_state) == (user, ClaimState.VERIFIED)
    assert Translator.objects.get(user=user).languages == ["fa", "tr"]
    log = RoleChange.objects.filter(user=user).order_by("pk").values_list("by__name", "given", "role", "scope")
    assert [line[0] for line in log] == ["own_coordinator"] * 3
    assert [line[1:] for line in log] == [(True, "coordinator", HERE), (True, "advisor", log[1][3]), (True, "translator", "fa, tr")]


def test_profile_somebody_has_is_not_handed_over(world: dict[str, User]) -> None:
    profile = Advisor.objects.get(slug="beraterin")
    invitation, _key = send(world, Role.ADVISOR, advisor=profile)
    invitations.accept(invitation, user=make_user("neu"))
    profile.refresh_from_db()
    assert profile.user == world["advisor"]


def test_who_may_invite_whom(world: dict[str, User]) -> None:
    stelle = Advisor.objects.get(slug="beraterin").organisations.get()
    who = {
        "coordinator": lambda user: can_invite(user, Role.COORDINATOR, region=HERE),
        "editor": lambda user: can_invite(user, Role.EDITOR, organisation=stelle),
        "advisor": lambda user: can_invite(user, Role.ADVISOR, organisation=stelle),
        "translator": lambda user: can_invite(user, Role.TRANSLATOR),
    }
    found = {role: {name for name, user in world.items() if user and may(user)} for role, may in who.items()}
    assert found == {
        "coordinator": {"own_coordinator", "operator"},
        "editor": {"own_editor", "own_coordinator", "operator"},
        "advisor": {"own_editor", "own_coordinator", "operator"},
        "translator": {"own_coordinator", "other_coordinator", "operator"},
    }


def test_editor_invites_with_the_form_but_not_beyond_her_organisation(world: dict[str, User]) -> None:
    client = sign_in(world["own_editor"])
    own, other = world["own_editor"].memberships.get().organisation_id, world["other_editor"].memberships.get().organisation_id
    data = {"email": "kollege@example.org", "role": "advisor", "language": "tr"}
    assert client.post("/de/desk/people/invite/", data | {"organisation": own})["Location"] == "/de/desk/people/"
    assert client.post("/de/desk/people/invite/", data | {"organisation": other}).status_code == 200
    assert client.post("/de/desk/people/invite/", data | {"role": "coordinator", "region": HERE}).status_code == 200
    assert client.post("/de/desk/people/invite/", data).status_code == 200
    made = Invitation.objects.get(email="kollege@example.org")
    assert (made.role, made.organisation_id, made.language) == ("advisor", own, "tr")
    assert "kollege@example.org" in client.get("/de/desk/people/").text


def test_withdrawing_ends_an_invitation(world: dict[str, User]) -> None:
    client = sign_in(world["own_coordinator"])
    client.post("/de/desk/people/invitations/1000/withdraw/")
    assert not Invitation.objects.open().filter(pk=1000).exists()
    assert Client().get("/de/invitation/world/").status_code == 410


def test_taking_a_role_asks_first_and_is_logged(world: dict[str, User]) -> None:
    client = sign_in(world["own_editor"])
    assert "Rolle beenden" in client.get("/de/desk/people/member/1000/take/").text
    assert Membership.objects.filter(pk=1000).exists()
    client.post("/de/desk/people/member/1000/take/")
    assert not Membership.objects.filter(pk=1000).exists()
    change = RoleChange.objects.get()
    assert (change.user, change.by, change.given, change.role, change.scope) == (
        world["advisor"],
        world["own_editor"],
        False,
        "advisor",
        "Stelle",
    )
    assert "own_editor" in client.get("/de/desk/people/").text


def test_organisation_without_editors_is_released(world: dict[str, User]) -> None:
    membership = world["own_editor"].memberships.get()
    invitations.give_membership(make_user("zweite"), membership.organisation, role="editor", by=None)
    invitations.take_membership(membership, by=None)
    membership.organisation.refresh_from_db()
    assert membership.organisation.claim_state == ClaimState.VERIFIED
    invitations.take_membership(Membership.objects.get(user__name="zweite"), by=None)
    membership.organisation.refresh_from_db()
    assert membership.organisation.claim_state == ClaimState.RELEASED


def test_coordinator_does_not_take_the_role_of_the_colleague_beside_her(world: dict[str, User]) -> None:
    beside = make_user("daneben").regional_roles.create(region_id=HERE)
    wider = make_user("land")
    wider.regional_roles.create(region_id="06")
    assert [can_take_regional_role(user, beside) for user in (world["own_coordinator"], wider, beside.user, world["operator"])] == [
        False, True, True, True,
    ]  # fmt: skip


def test_organisation_of_a_wider_region_is_not_in_the_coordinators_list(world: dict[str, User]) -> None:
    wide = make_organisation(regions=[HERE, "06"])
    Membership.objects.create(user=make_user("weit"), organisation=wide, role="editor")
    assert "weit@example.org" not in sign_in(world["own_coordinator"]).get("/de/desk/people/").text


@pytest.mark.parametrize("rows", [1, 3])
def test_list_asks_a_fixed_number_of_times(world: dict[str, User], django_assert_num_queries: object, rows: int) -> None:
    organisation = world["own_editor"].memberships.get().organisation
    for number in range(rows):
        invitations.give_membership(make_user(f"neu{number}"), organisation, role="advisor", by=world["own_coordinator"])
        invitations.invite(f"mail{number}@example.org", role=Role.ADVISOR, by=world["own_editor"], language="de", organisation=organisation)
        region = Region.objects.get(pk=HERE)
        invitations.invite(f"land{number}@example.org", role=Role.COORDINATOR, by=world["own_coordinator"], language="de", region=region)
    client = sign_in(world["own_coordinator"])
    client.get("/de/desk/people/")
    with django_assert_num_queries(11):
        client.get("/de/desk/people/")


def test_old_invitations_are_forgotten(world: dict[str, User]) -> None:
    invitation, _key = send(world)
    assert invitations.forget_invitations(now=timezone.now()) == 0
    assert invitations.forget_invitations(now=invitation.expires_at + datetime.timedelta(days=31)) == 2
