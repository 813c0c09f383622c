"""Where parts of the product meet: what one part changes, the others must notice."""

import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.access import coordinators_of
from accounts.actions import delete_account
from accounts.models import RegionalRole, RoleChange, User
from atlas.mail_views import KINDS
from atlas.management.commands.check_invariants import problems_found
from events import lifecycle
from networks import claims, contacts, inbox, people, profiles
from networks.models import Advisor, ContactRequest, InboxItem, Membership, Organisation, ProfileClaim
from offers import actions, freshness, values, workflow
from offers.models import Offer, OfferRevision, Reason, State
from portal import mail
from portal.models import OutgoingMail, SearchEntry
from stories import ending
from stories.models import EndReason
from tests.access.world import ELSEWHERE, HERE, enrol, make_user, sign_in
from tests.exchange.lists import bring, sentences
from tests.factories import make_event, make_offer, make_organisation, make_story
from tests.networks.people import make_advisor, make_responsibility
from tests.offers.desk import People
from translations import texts

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 11, 20)


def open_kinds(subject_model: str = "offers.offer") -> list[str]:
    return sorted(InboxItem.objects.open().filter(subject_model=subject_model).values_list("kind", flat=True))


def operator() -> Client:
    return sign_in(enrol(User.objects.create_superuser("betrieb@example.org", "ein langes Passwort")))


def posted(client: Client, address: str, **changes: Any) -> Any:
    """Send a form of the administration as it stands, with some changes."""
    form = client.get(address).context["adminform"].form
    data = {name: "" if form[name].value() is None else form[name].value() for name in form.fields}
    for inline in client.get(address).context["inline_admin_formsets"]:
        management = inline.formset.management_form
        data |= {f"{management.prefix}-{name}": management[name].value() for name in management.fields}
    return client.post(address, data | changes)


# --- What ends, ends everywhere ------------------------------------------------------------------------------------------


def test_silent_archive_takes_the_open_proposal_along() -> None:
    team = People()
    offer = team.public(valid_until=TODAY)
    changed = values.values_of(Offer.objects.get(pk=offer.pk)) | {"title_de": "Neuer Titel"}
    revision = workflow.propose(offer, changed, by=team.editor, base=0)
    assert open_kinds() == ["review"]
    freshness.keep_fresh(today=TODAY + datetime.timedelta(days=1))
    revision.refresh_from_db()
    assert (open_kinds(), revision.state) == ([], OfferRevision.State.DISCARDED)


def test_archived_offer_closes_every_item_about_it() -> None:
    team = People()
    offer = workflow.submit(team.draft(), by=team.editor)
    assert open_kinds() == ["review"]
    actions.archive(offer, reason=Reason.STALE)
    assert open_kinds() == []


def test_operator_publishes_in_the_administration_and_no_review_waits() -> None:
    team = People()
    offer = workflow.submit(team.draft(), by=team.editor)
    operator().post("/admin/offers/offer/", {"action": "publish_chosen", "_selected_action": [offer.pk]})
    offer.refresh_from_db()
    assert (offer.state, open_kinds()) == (State.PUBLISHED, [])
    assert offer.steps.filter(step="published", by__is_superuser=True).exists()


def test_operator_deletes_an_offer_and_nothing_waits_about_it() -> None:
    team = People()
    offer = workflow.submit(team.draft(), by=team.editor)
    actions.report(offer, text="falsch", email="", language="de")
    operator().post(f"/admin/offers/offer/{offer.pk}/delete/", {"post": "yes"})
    assert not Offer.objects.exists()
    assert not InboxItem.objects.open().exists()


def test_deleted_account_leaves_no_claim_that_nobody_can_decide() -> None:
    claimer = make_user("antrag")
    body = make_organisation(regions=[HERE])
    claims.request_claim(body, user=claimer, proof=ProfileClaim.Proof.COORDINATOR)
    assert open_kinds("networks.profileclaim") == ["claim"]
    delete_account(claimer)
    body.refresh_from_db()
    assert (open_kinds("networks.profileclaim"), body.claim_state) == ([], "unclaimed")


def test_removed_profile_leaves_the_search_and_no_claims() -> None:
    advisor = make_advisor(regions=[HERE])
    claims.request_claim(advisor, user=make_user("antrag"), proof=ProfileClaim.Proof.COORDINATOR)
    assert SearchEntry.objects.filter(kind="advisor").exists()
    people.remove_profile(advisor)
    assert not SearchEntry.objects.filter(kind="advisor").exists()
    assert open_kinds("networks.profileclaim") == []


def test_messages_are_forgotten_when_their_advisor_has_gone() -> None:
    advisor = make_advisor(channels=[("email", "ada@example.org", "hidden")])
    written = timezone.now() - datetime.timedelta(days=40)
    contacts.write_to(advisor, name="Lina", email="lina@example.org", text="Hallo", language="de", now=written)
    InboxItem.objects.update(created_at=written)
    people.remove_profile(advisor)
    assert not ContactRequest.objects.exists()
    assert not InboxItem.objects.filter(kind="contact").exists()


def test_release_of_the_last_editor_frees_the_organisation_and_is_logged() -> None:
    user = make_user("redaktion")
    body = make_organisation(regions=[HERE], claim_state="verified")
    Membership.objects.create(user=user, organisation=body, role="editor")
    advisor = make_advisor(organisations=[body], user=user, claim_state="verified")
    boss = User.objects.create_superuser("betrieb@example.org", "ein langes Passwort")
    profiles.release_advisor(advisor, by=boss)
    body.refresh_from_db()
    assert body.claim_state == "released"
    assert RoleChange.objects.filter(user=user, given=False, role="editor", by=boss).exists()


# --- Who is asked, and where ---------------------------------------------------------------------------------------------


def test_review_and_handover_belong_to_the_narrowest_region_and_to_somebody() -> None:
    boss = User.objects.create_superuser("betrieb@example.org", "ein langes Passwort")
    body = make_organisation(regions=["06"])
    author = make_user("redaktion")
    Membership.objects.create(user=author, organisation=body, role="editor")
    workflow.submit(make_offer(state=State.DRAFT, provider=body, regions=["06", HERE, "de"], created_by=author), by=author)
    advisor = make_advisor(organisations=[body])
    for key in ("06", HERE):
        make_responsibility(advisor, region_id=key)
    profiles.hand_over(advisor)
    assert coordinators_of([HERE]) == []
    assert set(InboxItem.objects.values_list("kind", "region", "owner")) == {("review", HERE, boss.pk), ("handover", HERE, boss.pk)}


def test_colleague_hears_of_what_she_is_given() -> None:
    team = People()
    offer = team.public(state=State.TO_VERIFY)
    workflow.assign(offer, to=team.second, by=team.first)
    item = InboxItem.objects.get()
    assert (item.owner, item.region_id) == (team.second, HERE)
    assert list(OutgoingMail.objects.values_list("kind", "recipient")) == [("networks.inbox_assigned", team.second.email)]


def test_every_kind_of_mail_has_a_name_in_the_list() -> None:
    unnamed = {kind for kind in mail._kinds if not kind.startswith("test.") and kind not in KINDS and kind.partition(".")[0] not in KINDS}
    assert unnamed == set()


# --- Every way to save -----------------------------------------------------------------------------------------------------


def test_imported_organisations_are_found() -> None:
    row = {"external_key": "1", "name": "Gründerhaus Wiesengrund", "kind": "mso", "regions": HERE}
    run = bring([row], target="organisations")
    assert (run.state, sentences(run)) == ("done", {})
    body = Organisation.objects.get()
    assert SearchEntry.objects.filter(kind="organisation", object_id=body.pk).count() == 8
    assert problems_found() == []
    assert "Wiesengrund" in Client().get("/de/organisations/?q=wiesengrund").text


def test_operators_edit_counts_as_a_local_edit_and_leaves_translations_outdated() -> None:
    offer = make_offer(title_de="Rat", title_ar="نصيحة", version=4)
    answer = posted(operator(), f"/admin/offers/offer/{offer.pk}/change/", title_de="Rat für Frauen")
    assert answer.status_code == 302
    offer.refresh_from_db()
    assert (offer.title_de, offer.version, offer.edited_here) == ("Rat für Frauen", 5, True)
    assert texts.outdated(offer)["ar"] == ["title"]


def test_operators_edit_of_an_organisation_counts_too() -> None:
    body = make_organisation(regions=[HERE], about_de="Alt", about_ar="قديم")
    answer = posted(operator(), f"/admin/networks/organisation/{body.pk}/change/", about_de="Neu")
    assert answer.status_code == 302
    body.refresh_from_db()
    assert (body.about_de, body.version, body.edited_here) == ("Neu", 1, True)
    assert texts.outdated(body)["ar"] == ["about"]


# --- Pages -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["organisations", "advisors"])
def test_public_page_says_when_nobody_has_confirmed_for_long(kind: str) -> None:
    make_organisation(slug="alt", claim_state="stale")
    make_advisor(slug="alt", claim_state="stale")
    words = "lange nicht bestätigt"
    assert words in Client().get(f"/de/{kind}/alt/").text
    (Organisation if kind == "organisations" else Advisor).objects.update(claim_state="verified")
    assert words not in Client().get(f"/de/{kind}/alt/").text


def test_every_item_leads_to_a_page_its_reader_may_open() -> None:
    team = People()
    workflow.submit(team.draft(), by=team.editor)
    public = team.public()
    actions.report(public, text="falsch", email="", language="de")
    workflow.assign(public, to=team.first, by=team.second)
    claims.request_claim(team.body, user=make_user("antrag"), proof=ProfileClaim.Proof.COORDINATOR)
    advisor = make_advisor(organisations=[team.body], regions=[HERE], channels=[("email", "ada@example.org", "hidden")])
    contacts.write_to(advisor, name="", email="lina@example.org", text="Hallo", language="de")
    make_responsibility(advisor)
    profiles.hand_over(advisor)
    inbox.open_item("links", subject="Stelle Süd", subject_model="networks.organisation", subject_id=team.body.pk, region=HERE)
    inbox.open_item("miss", subject="kiosk", region=HERE)
    lifecycle.submit(make_event(state="draft", region_id=HERE, organiser=team.body), by=team.editor, now=timezone.now())
    ending.end(make_story(region_id=HERE), reason=EndReason.DESK, by=None, now=timezone.now())
    client = sign_in(team.first)
    pages = {}
    for item in InboxItem.objects.open():
        subject = client.get(f"/de/desk/inbox/{item.pk}/").context["subject"]
        pages[item.kind] = client.get(subject.href).status_code
    assert pages == dict.fromkeys(InboxItem.Kind.values, 200)


def test_second_factor_is_asked_together_with_the_roles() -> None:
    user = enrol(make_user("koordination"))
    RegionalRole.objects.create(user=user, region_id=HERE)
    client = sign_in(user)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get("/de/desk/inbox/").status_code == 200
    assert sum("mfa_authenticator" in query["sql"] for query in queries) == 1
    bare = make_user("ohne")
    RegionalRole.objects.create(user=bare, region_id=ELSEWHERE)
    assert sign_in(bare).get("/de/desk/inbox/").status_code == 302


def test_one_row_that_cannot_be_dealt_with_does_not_stop_the_others() -> None:
    for name in ("Alt", "Älter"):
        inbox.open_item("report", subject=name, due_on=TODAY)
    with connection.cursor() as cursor:
        # Nobody can change the first one: a rule of the database stands in for whatever may be wrong with it.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE networks_inboxitem ADD CONSTRAINT stuck CHECK (subject <> 'Alt' OR escalated_at IS NULL)")
    assert inbox.escalate_overdue(TODAY + datetime.timedelta(days=9)) == 1
    assert list(InboxItem.objects.filter(escalated_at__isnull=False).values_list("subject", flat=True)) == ["Älter"]
