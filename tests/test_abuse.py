"""What somebody tries who has an account and means no good: rights beyond her own, floods of mail, traces that should be gone."""

import json
from collections.abc import Callable

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.test import Client, RequestFactory
from django.utils import timezone

from accounts.actions import delete_account, take_regional_role
from accounts.models import FormDraft, RegionalRole, User
from networks import claims, invitations, profiles
from networks.contacts import recipient_of, write_to
from networks.models import Contact, InboxItem, Invitation, Responsibility
from offers import values, workflow
from offers.models import Offer
from portal import ratelimit
from portal.models import OutgoingMail, Region
from tests.access.world import ELSEWHERE, HERE, enrol, make_user, make_world, sign_in, signed_in
from tests.factories import make_organisation
from tests.networks.people import make_advisor, make_responsibility
from tests.offers.desk import People

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> People:
    return People()


# --- Drafts ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        '{"base": Infinity, "data": {}}',
        '{"base": 1, "data": {"a\\u0000": ["x"]}}',
        '{"base": 1, "data": {"a": ["\\ud800"]}}',
        '{"base": 1, "data": ' + "[" * 100_000 + "}",
    ],
)
def test_draft_that_no_form_sends_is_refused_without_a_fault(body: str) -> None:
    answer = sign_in(make_user("one")).post("/de/desk/drafts/offer-12/", body, content_type="application/json")
    assert answer.status_code == 400
    assert not FormDraft.objects.exists()


@pytest.mark.parametrize("kind", ["multipart/form-data", "application/x-www-form-urlencoded"])
def test_form_with_signs_no_text_holds_is_no_fault(people: People, kind: str) -> None:
    sent = "official_name=Rat%00&title_de=x&action=save&name=Rat%00&version=0"
    for address in ("/de/desk/offers/new/", f"/de/desk/organisations/{people.body.slug}/"):
        client = sign_in(people.editor)
        data = {"official_name": "Rat\0", "name": "Rat\0"} if kind.startswith("multipart") else sent
        options = {} if kind.startswith("multipart") else {"content_type": kind}
        assert client.post(address, data, **options).status_code in (200, 400)
    assert "\\u0000" not in json.dumps(list(FormDraft.objects.values_list("data", flat=True)))


# --- Rights ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("regions", [[ELSEWHERE], ["de"]])
def test_coordinator_does_not_publish_a_proposal_into_regions_that_are_not_hers(people: People, regions: list[str]) -> None:
    RegionalRole.objects.filter(user=people.second).delete()
    offer = people.public()
    given = values.values_of(offer) | {"regions": regions}
    revision = workflow.propose(offer, given, by=people.first, base=offer.version)
    with pytest.raises(ValidationError):
        workflow.apply_revision(revision, by=people.first, round_seen=1)
    assert [region.pk for region in Offer.objects.get(pk=offer.pk).regions.all()] == [HERE]
    workflow.apply_revision(revision, by=enrol(User.objects.create_superuser("betrieb@example.org")), round_seen=1)
    assert [region.pk for region in Offer.objects.get(pk=offer.pk).regions.all()] == regions


def test_advisor_puts_no_contact_on_her_organisations_page_by_way_of_a_draft(people: People) -> None:
    given = values.empty_values() | {
        "official_name": "Rat", "title_de": "Rat", "kind": "advice", "cost": "free", "provider": people.body.pk,
        "new_contact": {"label": "", "phone": "030 23125 666", "email": "", "whatsapp": False, "signal": False},
    }  # fmt: skip
    with pytest.raises(ValidationError):
        workflow.create_draft(given, by=people.advisor)
    offer = people.draft()
    with pytest.raises(ValidationError):
        workflow.save_draft(offer, given, by=people.advisor, base=offer.version)
    assert not Contact.objects.exists()
    # What the coordination has checked comes into being.
    public = people.public()
    revision = workflow.propose(
        public, values.values_of(public) | {"new_contact": given["new_contact"]}, by=people.advisor, base=public.version
    )
    workflow.apply_revision(revision, by=people.first, round_seen=1)
    assert Contact.objects.get().phone == "030 23125 666"


def test_invitation_of_somebody_who_has_lost_the_right_is_worthless() -> None:
    world = make_world()
    key_of = lambda row: OutgoingMail.objects.get(kind="networks.invitation", subject_id=row.pk).payload["key"]  # noqa: E731
    editor, coordinator = world["own_editor"], world["own_coordinator"]
    body = editor.memberships.get().organisation
    first = invitations.invite("reader@example.org", role="editor", organisation=body, by=editor, language="de")
    second = invitations.invite("reader@example.org", role="coordinator", region=Region.objects.get(pk=HERE), by=coordinator, language="de")
    invitations.take_membership(editor.memberships.get(), by=coordinator)
    take_regional_role(coordinator.regional_roles.get(), by=world["operator"])
    client = sign_in(world["reader"])
    for row in (first, second):
        assert client.post(f"/de/invitation/{key_of(row)}/").status_code == 410
    third = invitations.invite("reader@example.org", role="advisor", organisation=body, by=world["operator"], language="de")
    delete_account(world["operator"])
    assert client.post(f"/de/invitation/{key_of(third)}/").status_code == 410
    assert not world["reader"].memberships.exists()
    assert not world["reader"].regional_roles.exists()
    assert Invitation.objects.filter(used_at__isnull=False).count() == 0


def test_old_version_does_not_show_a_profile_that_was_hidden_since() -> None:
    advisor = make_advisor(display_name="Früher")
    advisor.display_name = "Heute"
    advisor.save()
    event = advisor.pgh_event_model.objects.filter(pgh_obj_id=advisor.pk, display_name="Früher").latest("pgh_id")
    advisor.visibility = "hidden"
    advisor.save()
    restored = profiles.restore(advisor, event_id=event.pgh_id, by=make_user("one"))
    assert (restored.display_name, restored.visibility) == ("Früher", "hidden")


@pytest.mark.parametrize("visibility", ["network", "hidden"])
def test_message_goes_to_no_deputy_who_shows_herself_to_nobody(visibility: str) -> None:
    channel = [("email", "vertretung@example.org", "network")]
    deputy = make_advisor(display_name="Verborgene Vertretung", visibility=visibility, channels=channel)
    today = timezone.localdate()
    absence = {"absent_from": today, "absent_until": today, "deputy": deputy}
    advisor = make_advisor(channels=[("email", "weg@example.org", "public")], **absence)
    page = Client().get(f"/de/advisors/{advisor.slug}/write/")
    assert page.status_code == 200
    assert "Verborgene Vertretung" not in page.text
    assert ("geht an die Vertretung" in page.text) == (visibility == "network")
    _person, address = recipient_of(advisor, today)
    assert address == ("vertretung@example.org" if visibility == "network" else "weg@example.org")


# --- Floods ---------------------------------------------------------------------------------------------------------


def times(most: int, action: Callable[[int], object]) -> int:
    """Return how often something worked before it was refused."""
    for number in range(most):
        try:
            action(number)
        except ValidationError:
            return number
    return most


def test_inviting_and_withdrawing_over_and_over_ends() -> None:
    world = make_world()
    editor = world["own_editor"]
    body = editor.memberships.get().organisation

    def invite(email: str) -> Invitation:
        return invitations.invite(email, role="editor", organisation=body, by=editor, language="de")

    assert times(50, lambda _number: invitations.withdraw(invite("opfer@example.org"), by=editor)) == 5
    assert OutgoingMail.objects.filter(recipient="opfer@example.org").count() == 5
    assert times(200, lambda number: invite(f"opfer{number}@example.org")) < 100


def test_claiming_and_withdrawing_over_and_over_ends() -> None:
    make_world()
    body, user = make_organisation(regions=[HERE]), make_user("plage")
    claimed = times(50, lambda _number: claims.withdraw(claims.request_claim(body, user=user, proof="coordinator"), by=user))
    assert claimed == OutgoingMail.objects.filter(kind="networks.claim_waiting").count() == 10


def test_one_network_counts_as_one_sender() -> None:
    ask = RequestFactory().get
    one, two = ask("/", REMOTE_ADDR="2001:db8:1:2::1"), ask("/", REMOTE_ADDR="2001:db8:1:2:ffff::9")
    assert ratelimit.sender_of(one) == ratelimit.sender_of(two)
    assert ratelimit.sender_of(one) != ratelimit.sender_of(ask("/", REMOTE_ADDR="2001:db8:1:3::1"))
    assert ratelimit.sender_of(ask("/", REMOTE_ADDR="192.0.2.1")) != ratelimit.sender_of(ask("/", REMOTE_ADDR="192.0.2.2"))


# --- Traces ---------------------------------------------------------------------------------------------------------


def test_deleted_account_leaves_no_session_and_no_name() -> None:
    world = make_world()
    user = world["advisor"]
    client, other = signed_in(user, minutes_ago=1), sign_in(user)
    for one in (client, other):
        one.get("/de/desk/account/")
    advisor = user.advisor
    make_responsibility(advisor)
    kind = ContentType.objects.get_for_model(User)
    LogEntry.objects.create(
        user=world["operator"], content_type=kind, object_id=str(user.pk), object_repr="advisor@example.org", action_flag=CHANGE
    )
    write_to(advisor, name="Nadja Besucherin", email="nadja@example.org", text="Guten Tag", language="de")
    claims.request_claim(
        make_organisation(regions=[HERE], name="Dritte"), user=user, proof="coordinator", message="Ich bin die Beraterin Beispiel"
    )
    client.post("/de/desk/account/delete/", {"email": "advisor@example.org"})
    assert not User.objects.filter(pk=user.pk).exists()
    assert not any(session.get_decoded().get("_auth_user_id") == str(user.pk) for session in Session.objects.all())
    assert not LogEntry.objects.filter(object_repr__contains="advisor@").exists()
    assert InboxItem.objects.filter(kind="handover").exists()
    # A claim of somebody who is gone can be decided by nobody: it must not wait for ever.
    assert not InboxItem.objects.open().filter(kind="claim", subject="Dritte").exists()
    kept = str(list(InboxItem.objects.values_list("subject", "text", "outcome")))
    assert all(word not in kept for word in ("Beraterin Beispiel", "Nadja", "nadja@example.org"))


def test_deputy_does_not_show_the_name_of_somebody_who_deleted_her_account() -> None:
    world = make_world()
    user = world["advisor"]
    advisor = user.advisor
    advisor.deputy = make_advisor(organisations=list(advisor.organisations.all()))
    advisor.save()
    make_responsibility(advisor)
    delete_account(user)
    assert Responsibility.objects.filter(advisor=advisor.deputy, origin="handover").exists()
    assert not Responsibility.objects.filter(origin_text__contains="Beraterin Beispiel").exists()
