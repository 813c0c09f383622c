"""Claims: who gets to keep a profile, by which proof, and who hears of it."""

import datetime

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from accounts.models import RegionalRole, RoleChange, User
from networks import claims
from networks.invitations import take_membership
from networks.models import Advisor, ClaimState, InboxItem, Membership, Organisation, ProfileClaim
from portal import mail
from portal.models import OutgoingMail
from tests.access.world import HERE, enrol, make_user, sign_in
from tests.factories import make_organisation

pytestmark = pytest.mark.django_db
Proof, State = ProfileClaim.Proof, ProfileClaim.State


@pytest.fixture
def body() -> Organisation:
    return make_organisation(slug="stelle", name="Stelle Mitte", regions=[HERE], mail_domain="stelle.example.org")


@pytest.fixture
def coordinator() -> User:
    user = enrol(make_user("koordination"))
    RegionalRole.objects.create(user=user, region_id=HERE)
    return user


@pytest.fixture
def founder() -> User:
    return make_user("neu")


def make_editor(body: Organisation, name: str = "pflege") -> User:
    user = make_user(name)
    Membership.objects.create(user=user, organisation=body, role=Membership.Role.EDITOR)
    return user


def make_advisor(body: Organisation, **fields: object) -> Advisor:
    advisor = Advisor.objects.create(**({"slug": "rat-geberin", "display_name": "Ada Beispiel"} | fields))
    advisor.organisations.add(body)
    return advisor


def last_code() -> str:
    return OutgoingMail.objects.filter(kind="networks.claim_code").order_by("-pk").first().payload["code"]


def told(kind: str) -> set[str]:
    return set(OutgoingMail.objects.filter(kind=kind).values_list("recipient", flat=True))


def ask_code(body: claims.Profile, user: User, address: str = "ada") -> ProfileClaim:
    return claims.request_claim(body, user=user, proof=Proof.CODE, address=address)


def test_code_verifies_an_unclaimed_organisation_at_once(body: Organisation, founder: User, coordinator: User) -> None:
    claim = ask_code(body, founder)
    body.refresh_from_db()
    assert body.claim_state == ClaimState.REQUESTED
    assert told("networks.claim_code") == {"ada@stelle.example.org"}
    code = last_code()
    assert code not in claim.code_hash
    claim = claims.confirm_code(claim, code=f" {code[:4].lower()}-{code[4:]}")
    body.refresh_from_db()
    assert (claim.state, body.claim_state, body.confirmed_on) == (State.VERIFIED, ClaimState.VERIFIED, timezone.localdate())
    assert founder.memberships.filter(organisation=body, role="editor").exists()
    change = RoleChange.objects.get()
    assert (change.user, change.role, change.scope, change.given, change.by) == (founder, "editor", "Stelle Mitte", True, None)
    assert told("networks.claim_decided") == {"neu@example.org"}
    assert told("networks.claim_joined") == {"koordination@example.org"}


def test_who_has_taken_over_is_shown_what_comes_next(body: Organisation, founder: User, coordinator: User) -> None:
    claim, client = ask_code(body, founder), sign_in(founder)
    assert "Nächste Schritte" not in client.get(f"/de/desk/claims/{claim.pk}/").text
    page = client.post(f"/de/desk/claims/{claim.pk}/code/", {"code": last_code()}, follow=True).text
    for words in (
        "Nächste Schritte",
        "<li>Über die Organisation</li>",
        "/de/desk/organisations/stelle/",
        "/de/desk/offers/new/",
        "/de/desk/people/invite/",
    ):
        assert words in page
    # Who decides such claims has other things to do.
    assert "Nächste Schritte" not in sign_in(coordinator).get(f"/de/desk/claims/{claim.pk}/").text


def test_who_has_taken_over_her_profile_is_led_to_it(body: Organisation, founder: User) -> None:
    claim, client = ask_code(make_advisor(body), founder), sign_in(founder)
    page = client.post(f"/de/desk/claims/{claim.pk}/code/", {"code": last_code()}, follow=True).text
    assert 'href="/de/desk/profile/">Ergänzen' in page
    assert "<li>Sprechzeiten</li>" in page
    assert "/de/desk/offers/new/" in page
    assert "/de/desk/people/invite/" not in page


def test_code_alone_is_not_enough_where_somebody_edits_already(body: Organisation, founder: User) -> None:
    editor = make_editor(body)
    Organisation.objects.filter(pk=body.pk).update(claim_state=ClaimState.VERIFIED)
    claim = claims.confirm_code(ask_code(body, founder), code=last_code())
    assert claim.state == State.REQUESTED
    assert not founder.memberships.exists()
    item = InboxItem.objects.get(kind="claim")
    assert (item.owner, item.subject_id, item.region_id) == (editor, claim.pk, HERE)
    assert told("networks.claim_waiting") == {"pflege@example.org"}
    claims.approve(claim, by=editor)
    claim.refresh_from_db()
    item.refresh_from_db()
    assert (claim.state, claim.proof, claim.decided_by) == (State.VERIFIED, Proof.CODE, editor)
    assert item.done_at
    body.refresh_from_db()
    assert body.claim_state == ClaimState.VERIFIED


def test_code_goes_to_the_domain_on_record_only(body: Organisation, founder: User) -> None:
    for address in (
        "ada@other.example.org",
        "ada@sub.stelle.example.org",
        "ada@stelle.example.org.evil.example",
        "a b",
        "",
        "x\n@stelle.example.org",
    ):
        with pytest.raises(ValidationError):
            ask_code(body, founder, address)
    assert not OutgoingMail.objects.exists()
    assert ask_code(body, founder, "ADA@Stelle.Example.org").code_address == "ada@stelle.example.org"


def test_domain_where_anybody_has_an_address_proves_nothing(founder: User) -> None:
    body = make_organisation(mail_domain="gmx.de")
    assert claims.proofs_for(body, founder) == [Proof.COORDINATOR]
    with pytest.raises(ValidationError):
        ask_code(body, founder)
    for domain in ("gmail.com", "web.de", "t-online.de", "mail.gmx.net"):
        body.mail_domain = domain
        with pytest.raises(ValidationError) as error:
            body.full_clean()
        assert "mail_domain" in error.value.message_dict
    body.mail_domain = "beratung.example.org"
    body.full_clean()


def test_wrong_codes_end_after_five_tries_and_a_new_one_works(body: Organisation, founder: User) -> None:
    claim = ask_code(body, founder)
    right = last_code()
    for _try in range(claims.MOST_TRIES):
        with pytest.raises(ValidationError):
            claims.confirm_code(claim, code="AAAAAAAA")
    with pytest.raises(ValidationError, match="zu viele"):
        claims.confirm_code(claim, code=right)
    claims.send_another_code(claim)
    with pytest.raises(ValidationError, match="stimmt nicht"):
        claims.confirm_code(claim, code=right)
    assert claims.confirm_code(claim, code=last_code()).state == State.VERIFIED


def test_old_code_has_ended(body: Organisation, founder: User) -> None:
    claim = ask_code(body, founder)
    late = timezone.now() + datetime.timedelta(minutes=settings.CLAIM_CODE_MINUTES)
    with pytest.raises(ValidationError, match="abgelaufen"):
        claims.confirm_code(claim, code=last_code(), now=late)
    claims.send_another_code(claim, now=late)
    assert claims.confirm_code(claim, code=last_code(), now=late).state == State.VERIFIED


def test_codes_are_counted_for_each_account_and_each_domain(body: Organisation, founder: User) -> None:
    now = timezone.now()
    claim = claims.request_claim(body, user=founder, proof=Proof.CODE, address="ada", now=now)
    for _code in range(claims.CODES_PER_ACCOUNT - 1):
        claims.send_another_code(claim, now=now)
    with pytest.raises(ValidationError, match="viele Codes"):
        claims.send_another_code(claim, now=now)
    for number in range(claims.CODES_PER_DOMAIN - claims.CODES_PER_ACCOUNT):
        claims.request_claim(body, user=make_user(f"other-{number}"), proof=Proof.CODE, address="ada", now=now)
    with pytest.raises(ValidationError, match="viele Codes"):
        claims.request_claim(body, user=make_user("last"), proof=Proof.CODE, address="ada", now=now)
    claims.send_another_code(claim, now=now + datetime.timedelta(hours=1))


def test_without_a_domain_the_coordination_decides(founder: User, coordinator: User) -> None:
    body = make_organisation(regions=[HERE])
    claim = claims.request_claim(body, user=founder, proof=Proof.COORDINATOR, message="Ich leite die Stelle.")
    item = InboxItem.objects.get(kind="claim")
    assert (item.owner, item.text) == (coordinator, "Ich leite die Stelle.")
    assert told("networks.claim_waiting") == {"koordination@example.org"}
    claims.approve(claim, by=coordinator)
    body.refresh_from_db()
    claim.refresh_from_db()
    assert (claim.proof, body.claim_state) == (Proof.COORDINATOR, ClaimState.VERIFIED)
    assert RoleChange.objects.get().by == coordinator


def test_editor_vouches_for_a_colleague(body: Organisation, founder: User) -> None:
    editor = make_editor(body)
    claim = claims.request_claim(body, user=founder, proof=Proof.VOUCHER)
    claims.approve(claim, by=editor)
    claim.refresh_from_db()
    assert (claim.state, claim.proof) == (State.VERIFIED, Proof.VOUCHER)


def test_rejection_needs_a_reason_and_frees_the_profile(body: Organisation, founder: User, coordinator: User) -> None:
    claim = claims.request_claim(body, user=founder, proof=Proof.COORDINATOR)
    with pytest.raises(ValidationError) as error:
        claims.reject(claim, by=coordinator, comment="  ")
    assert "comment" in error.value.message_dict
    claims.reject(claim, by=coordinator, comment="Wir kennen Sie nicht.")
    body.refresh_from_db()
    assert body.claim_state == ClaimState.UNCLAIMED
    letter = mail.kind_of(row := OutgoingMail.objects.get(kind="networks.claim_decided")).render(row)
    assert ("Begründung", "Wir kennen Sie nicht.") in letter.facts
    with pytest.raises(ValidationError, match="schon entschieden"):
        claims.approve(claim, by=coordinator)


def test_claim_does_not_touch_the_badge_of_a_verified_organisation(body: Organisation, founder: User, coordinator: User) -> None:
    make_editor(body)
    Organisation.objects.filter(pk=body.pk).update(claim_state=ClaimState.VERIFIED)
    claim = claims.request_claim(body, user=founder, proof=Proof.VOUCHER)
    body.refresh_from_db()
    assert body.claim_state == ClaimState.VERIFIED
    claims.withdraw(claim, by=founder)
    body.refresh_from_db()
    assert body.claim_state == ClaimState.VERIFIED
    assert not InboxItem.objects.open().exists()


def test_one_open_claim_and_never_ones_own_decision(body: Organisation, coordinator: User) -> None:
    claim = claims.request_claim(body, user=coordinator, proof=Proof.COORDINATOR)
    with pytest.raises(ValidationError, match="liegt schon vor"):
        ask_code(body, coordinator)
    with pytest.raises(ValidationError, match="jemand anderes"):
        claims.approve(claim, by=coordinator)
    assert InboxItem.objects.get().owner != coordinator
    assert sign_in(coordinator).post(f"/de/desk/claims/{claim.pk}/", {"decision": "approve"}).status_code == 403


def test_advisor_claims_her_profile_by_code(body: Organisation, founder: User) -> None:
    elsewhere = make_organisation(mail_domain="anders.example.org")
    profile = make_advisor(body)
    profile.organisations.add(elsewhere)
    editor = make_editor(body)
    claim = ask_code(profile, founder, "ada@stelle.example.org")
    claims.confirm_code(claim, code=last_code())
    profile.refresh_from_db()
    assert (profile.user, profile.claim_state) == (founder, ClaimState.VERIFIED)
    # The code speaks for the organisation that it went to, not for the other one.
    assert list(founder.memberships.values_list("organisation", "role")) == [(body.pk, "advisor")]
    assert told("networks.claim_joined") >= {editor.email}


def test_taken_profile_cannot_be_claimed_and_others_are_told(body: Organisation, founder: User, coordinator: User) -> None:
    profile = make_advisor(body)
    first = claims.request_claim(profile, user=founder, proof=Proof.COORDINATOR)
    second = claims.request_claim(profile, user=make_user("zweite"), proof=Proof.COORDINATOR)
    claims.approve(first, by=coordinator)
    second.refresh_from_db()
    assert second.state == State.REJECTED
    assert told("networks.claim_decided") == {"neu@example.org", "zweite@example.org"}
    assert not InboxItem.objects.open().exists()
    with pytest.raises(ValidationError, match="gehört schon"):
        claims.request_claim(profile, user=make_user("dritte"), proof=Proof.COORDINATOR)
    page = sign_in(make_user("vierte")).get(f"/de/advisors/{profile.slug}/claim/").text
    assert "gehört schon zu einem Konto" in page


def test_code_mail_says_the_code_once_and_only_while_it_is_awaited(body: Organisation, founder: User) -> None:
    claim = ask_code(body, founder)
    row = OutgoingMail.objects.get(kind="networks.claim_code")
    kind = mail.kind_of(row)
    letter = kind.render(row)
    code = row.payload["code"]
    assert ("Code", f"{code[:4]}-{code[4:]}") in letter.facts
    assert kind.still_due(row)
    claims.send_another_code(claim)
    assert not kind.still_due(row)
    newer = OutgoingMail.objects.filter(kind="networks.claim_code").order_by("-pk").first()
    assert kind.still_due(newer)
    claims.withdraw(claim, by=founder)
    assert not kind.still_due(newer)


def test_every_claim_mail_can_be_written(body: Organisation, founder: User, coordinator: User) -> None:
    claims.approve(claims.request_claim(body, user=founder, proof=Proof.COORDINATOR), by=coordinator)
    ask_code(body, make_user("noch-eine"))
    make_editor(body)
    claims.confirm_code(ProfileClaim.objects.get(state=State.REQUESTED), code=last_code())
    for membership in Membership.objects.filter(organisation=body):
        take_membership(membership, by=coordinator)
    written = {row.kind: mail.kind_of(row).render(row) for row in OutgoingMail.objects.exclude(kind__startswith="accounts")}
    assert set(written) == {"networks.claim_waiting", "networks.claim_decided", "networks.claim_code", "networks.profile_released"}
    assert all(letter.subject and letter.paragraphs for letter in written.values())


def test_last_editor_who_leaves_frees_the_organisation(body: Organisation, founder: User, coordinator: User) -> None:
    claims.confirm_code(ask_code(body, founder), code=last_code())
    other = make_editor(body)
    client = sign_in(founder)
    assert client.post("/de/desk/claims/leave/stelle/").status_code == 302
    body.refresh_from_db()
    assert body.claim_state == ClaimState.VERIFIED
    take_membership(other.memberships.get(), by=coordinator)
    body.refresh_from_db()
    assert body.claim_state == ClaimState.RELEASED
    assert RoleChange.objects.filter(given=False).count() == 2
    assert told("networks.profile_released") == {"koordination@example.org"}
    ask_code(body, make_user("nachfolge"))
    body.refresh_from_db()
    assert body.claim_state == ClaimState.REQUESTED
    claims.withdraw(ProfileClaim.objects.get(state=State.REQUESTED), by=None)
    body.refresh_from_db()
    assert body.claim_state == ClaimState.RELEASED


def test_abandoned_claim_is_withdrawn(body: Organisation, founder: User) -> None:
    claim = ask_code(body, founder)
    now = timezone.now() + datetime.timedelta(days=settings.INVITATION_DAYS)
    assert claims.withdraw_abandoned(now) == 0
    later = now + datetime.timedelta(hours=1)
    assert (claims.withdraw_abandoned(later), claims.withdraw_abandoned(later)) == (1, 0)
    claim.refresh_from_db()
    body.refresh_from_db()
    assert (claim.state, body.claim_state) == (State.WITHDRAWN, ClaimState.UNCLAIMED)


def test_visitor_is_led_to_the_sign_in_and_back(body: Organisation) -> None:
    answer = Client().get("/de/organisations/stelle/claim/")
    assert answer.status_code == 302
    assert "next=/de/organisations/stelle/claim/" in answer["Location"]


@pytest.mark.parametrize("language", ["de", "ar"])
def test_claim_by_code_on_the_pages(body: Organisation, founder: User, language: str) -> None:
    client = sign_in(founder)
    start = f"/{language}/organisations/stelle/claim/"
    assert "@stelle.example.org" in client.get(start).text
    wrong = client.post(start, {"proof": "code", "address": "ada@gmx.de"})
    assert wrong.status_code == 200
    assert wrong.text.count("stelle.example.org") > 1
    sent = client.post(start, {"proof": "code", "address": "ada"}, follow=True)
    assert "ada@stelle.example.org" in sent.text
    address = sent.redirect_chain[-1][0]
    assert "id_code_error" in client.post(address, {"code": "falsch"}).text
    done = client.post(address, {"code": last_code()}, follow=True)
    assert done.status_code == 200
    body.refresh_from_db()
    assert body.claim_state == ClaimState.VERIFIED
    assert "/claims/leave/" in client.get(start).text


def test_asking_people_instead_of_a_code(body: Organisation, founder: User, coordinator: User) -> None:
    client = sign_in(founder)
    client.post("/de/organisations/stelle/claim/", {"proof": "code", "address": "ada"})
    claim = ProfileClaim.objects.get()
    page = client.post(f"/de/desk/claims/{claim.pk}/people/", follow=True).text
    assert "wird geprüft" in page
    assert InboxItem.objects.get().owner == coordinator
    decider = sign_in(coordinator)
    assert "Ihre Entscheidung" in decider.get(f"/de/desk/claims/{claim.pk}/").text
    assert "warum" in decider.post(f"/de/desk/claims/{claim.pk}/", {"decision": "reject"}).text
    decider.post(f"/de/desk/claims/{claim.pk}/", {"decision": "approve"})
    claim.refresh_from_db()
    assert claim.state == State.VERIFIED


def test_claim_of_a_stranger_is_missing(body: Organisation, founder: User) -> None:
    claim = ask_code(body, founder)
    stranger = sign_in(make_user("fremd"))
    for address in (f"/de/desk/claims/{claim.pk}/", f"/de/desk/claims/{claim.pk}/code/"):
        assert stranger.get(address).status_code == 404
