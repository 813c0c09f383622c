"""An offer's way: who may bring it where, and what each step leaves behind."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from accounts.models import RegionalRole, User
from networks.models import InboxItem
from offers import values, workflow
from offers.models import Offer, OfferRevision, State
from portal.models import OutgoingMail
from tests.factories import make_offer
from tests.offers.desk import HERE, People
from translations.texts import outdated, stamp

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> People:
    return People()


def with_(offer: Offer, **changes: object) -> values.Values:
    return values.values_of(Offer.objects.get(pk=offer.pk)) | changes


def steps(offer: Offer) -> list[str]:
    return [step.step for step in offer.steps.order_by("pk")]


def mails(kind: str) -> list[str]:
    return sorted(OutgoingMail.objects.filter(kind=kind).values_list("recipient", flat=True))


def test_draft_is_written_with_everything_and_seen_by_nobody_else(people: People, visitor: Client) -> None:
    given = values.empty_values() | {
        "official_name": "Gründungsrat Süd", "title_de": "Rat", "title_ar": "نصيحة", "kind": "advice", "cost": "free",
        "provider": people.body.pk, "regions": [HERE], "topics": ["tax"], "phases": ["start"], "valid_until": "2030-01-01",
        "new_contact": {"label": "", "phone": "030 23125 001", "email": "", "whatsapp": True, "signal": False},
        "languages": [{"code": "ar", "mode": "spoken", "note_de": "dienstags"} | {f"note_{code}": "" for code in ("en", "tr", "ar", "uk", "ru", "fa", "pl")}],
    }  # fmt: skip
    offer = workflow.create_draft(given, by=people.editor)
    again = workflow.create_draft(given, by=people.editor)
    assert (offer.slug, again.slug) == ("gruendungsrat-sued", "gruendungsrat-sued-2")
    offer = Offer.objects.get(pk=offer.pk)
    assert (offer.state, offer.created_by, offer.title_ar, offer.contact.phone) == (State.DRAFT, people.editor, "نصيحة", "030 23125 001")
    assert [(row.code, row.mode, row.note_de) for row in offer.languages.all()] == [("ar", "spoken", "dienstags")]
    assert [region.pk for region in offer.regions.all()] == [HERE]
    assert visitor.get("/de/offers/gruendungsrat-sued/").status_code == 404


def test_submitting_opens_one_item_and_tells_who_decides(people: People) -> None:
    offer = workflow.submit(people.draft(), by=people.editor)
    assert (offer.state, offer.submitted_by) == (State.IN_REVIEW, people.editor)
    item = InboxItem.objects.open().get(kind="review")
    assert (item.subject_id, item.region_id, item.owner) == (offer.pk, HERE, people.first)
    assert mails("offers.submitted") == ["erste@example.org", "zweite@example.org"]
    with pytest.raises(ValidationError, match="in Prüfung"):
        workflow.submit(offer, by=people.editor)


@pytest.mark.parametrize(
    ("missing", "field"),
    [({"title_de": ""}, "title_de"), ({"summary_de": ""}, "summary_de"), ({"phases": []}, "phases"), ({"website": ""}, "contact")],
)
def test_incomplete_draft_is_not_submitted(people: People, missing: dict[str, object], field: str) -> None:
    offer = people.draft(**missing)
    with pytest.raises(ValidationError) as error:
        workflow.submit(offer, by=people.editor)
    assert field in error.value.message_dict
    offer.refresh_from_db()
    assert offer.state == State.DRAFT


def test_draft_without_a_region_is_not_submitted(people: People) -> None:
    offer = people.draft()
    offer.regions.clear()
    with pytest.raises(ValidationError, match="wo das Angebot gilt"):
        workflow.submit(offer, by=people.editor)


def test_reviewer_publishes_and_the_author_is_told(people: People) -> None:
    offer = workflow.submit(people.draft(collected=True), by=people.editor)
    offer = workflow.publish_reviewed(offer, by=people.first, base=offer.version)
    offer.refresh_from_db()
    assert (offer.state, offer.verified_on, offer.verified_by, offer.verified_how) == (
        State.PUBLISHED,
        timezone.localdate(),
        people.first,
        "staff",
    )
    assert not offer.collected
    assert steps(offer) == ["submitted", "published"]
    assert not InboxItem.objects.open().exists()
    assert mails("offers.published") == ["redaktion@example.org"]


def test_second_reviewer_gets_a_sentence(people: People) -> None:
    offer = workflow.submit(people.draft(), by=people.editor)
    seen = Offer.objects.get(pk=offer.pk)
    workflow.publish_reviewed(offer, by=people.first, base=offer.version)
    with pytest.raises(ValidationError, match="schon jemand entschieden. Stand jetzt: veröffentlicht"):
        workflow.publish_reviewed(seen, by=people.second, base=seen.version)
    with pytest.raises(ValidationError, match="schon jemand entschieden"):
        workflow.return_to_author(seen, by=people.second, comment="Bitte kürzer.")


def test_text_changed_since_it_was_read_is_not_published(people: People) -> None:
    offer = workflow.submit(people.draft(), by=people.editor)
    workflow.save_draft(offer, with_(offer, title_de="Anders"), by=people.editor, base=offer.version)
    with pytest.raises(workflow.Outdated):
        workflow.publish_reviewed(offer, by=people.first, base=offer.version)


def test_nobody_publishes_her_own_text_while_a_second_person_exists(people: People) -> None:
    offer = make_offer(state=State.DRAFT, provider=people.body, regions=[HERE], created_by=people.first)
    offer = workflow.submit(offer, by=people.first)
    with pytest.raises(ValidationError, match="zweite Person"):
        workflow.publish_reviewed(offer, by=people.first, base=offer.version)
    RegionalRole.objects.filter(user=people.second).delete()
    workflow.publish_reviewed(offer, by=people.first, base=offer.version)
    assert steps(offer) == ["submitted", "alone"]
    assert mails("offers.published") == []


def test_author_cannot_hide_behind_the_one_who_submits(people: People) -> None:
    offer = make_offer(state=State.DRAFT, provider=people.body, regions=[HERE], created_by=people.first)
    offer = workflow.submit(offer, by=people.editor)
    with pytest.raises(ValidationError, match="zweite Person"):
        workflow.publish_reviewed(offer, by=people.first, base=offer.version)


def test_return_needs_words_and_goes_to_the_author(people: People) -> None:
    offer = workflow.submit(people.draft(), by=people.editor)
    with pytest.raises(ValidationError, match="was noch fehlt"):
        workflow.return_to_author(offer, by=people.first, comment="  ")
    offer = workflow.return_to_author(offer, by=people.first, comment="Bitte den Ort nennen.")
    assert offer.state == State.DRAFT
    assert offer.steps.first().comment == "Bitte den Ort nennen."
    assert mails("offers.returned") == ["redaktion@example.org"]
    assert not InboxItem.objects.open().exists()
    # And round again.
    workflow.submit(offer, by=people.editor)
    assert InboxItem.objects.open().count() == 1


def test_stale_form_is_refused(people: People) -> None:
    offer = people.draft()
    workflow.save_draft(offer, with_(offer, title_de="Erste"), by=people.editor, base=0)
    with pytest.raises(workflow.Outdated):
        workflow.save_draft(offer, with_(offer, title_de="Zweite"), by=people.advisor, base=0)
    offer.refresh_from_db()
    assert (offer.title_de, offer.version) == ("Erste", 1)


def test_public_text_stays_while_a_proposal_waits(people: People, visitor: Client) -> None:
    offer = people.public(title_de="Alter Titel")
    revision = workflow.propose(offer, with_(offer, title_de="Neuer Titel", regions=[HERE, "06611"]), by=people.editor, base=0)
    page = visitor.get(offer.get_absolute_url()).text
    assert "Alter Titel" in page
    assert "Neuer Titel" not in page
    assert sorted(revision.data["values"]) == ["regions", "title_de"]
    assert InboxItem.objects.open().get(kind="review").subject_id == offer.pk
    workflow.apply_revision(revision, by=people.first, round_seen=1)
    page = visitor.get(offer.get_absolute_url()).text
    assert "Neuer Titel" in page
    assert steps(offer) == ["submitted", "published"]
    assert sorted(region.pk for region in offer.regions.all()) == ["06611", HERE]
    assert not InboxItem.objects.open().exists()
    with pytest.raises(ValidationError, match="schon jemand entschieden"):
        workflow.apply_revision(revision, by=people.second, round_seen=1)


def test_later_proposal_takes_the_place_of_the_open_one(people: People) -> None:
    offer = people.public()
    workflow.propose(offer, with_(offer, title_de="Eins"), by=people.editor, base=0)
    with pytest.raises(workflow.Outdated):
        workflow.propose(offer, with_(offer, title_de="Zwei"), by=people.advisor, base=0)
    revision = workflow.propose(offer, with_(offer, title_de="Zwei"), by=people.advisor, base=0, round_seen=1)
    assert OfferRevision.objects.count() == 1
    with pytest.raises(workflow.Outdated):
        workflow.apply_revision(revision, by=people.first, round_seen=1)
    workflow.apply_revision(revision, by=people.first, round_seen=2)
    offer.refresh_from_db()
    assert offer.title_de == "Zwei"


def test_proposal_keeps_what_others_changed_and_refuses_what_collides(people: People) -> None:
    offer = people.public(title_de="Alt", first_step_de="Rufen Sie an.")
    revision = workflow.propose(offer, with_(offer, title_de="Vorschlag"), by=people.editor, base=0)
    workflow.change_public(offer, with_(offer, first_step_de="Schreiben Sie."), by=people.first, base=0)
    workflow.apply_revision(revision, by=people.first, round_seen=1)
    offer.refresh_from_db()
    assert (offer.title_de, offer.first_step_de) == ("Vorschlag", "Schreiben Sie.")
    revision = workflow.propose(offer, with_(offer, title_de="Noch einer"), by=people.editor, base=offer.version)
    workflow.change_public(offer, with_(offer, title_de="Koordination"), by=people.first, base=offer.version)
    with pytest.raises(ValidationError, match="Dieselben Felder"):
        workflow.apply_revision(revision, by=people.first, round_seen=1)


def test_proposal_is_returned_written_again_and_discarded(people: People) -> None:
    offer = people.public()
    revision = workflow.propose(offer, with_(offer, title_de="Eins"), by=people.editor, base=0)
    workflow.return_to_author(offer, by=people.first, comment="Zu kurz.", revision=revision)
    offer.refresh_from_db()
    assert offer.state == State.PUBLISHED
    assert mails("offers.returned") == ["redaktion@example.org"]
    revision = workflow.propose(offer, with_(offer, title_de="Eins und zwei"), by=people.editor, base=0, round_seen=1)
    assert revision.state == OfferRevision.State.IN_REVIEW
    workflow.discard(revision, by=people.first)
    assert not InboxItem.objects.open().exists()
    with pytest.raises(ValidationError):
        workflow.discard(revision, by=people.second)


def test_own_proposal_needs_a_second_person(people: People) -> None:
    offer = people.public()
    RegionalRole.objects.create(user=people.editor, region_id=HERE)
    revision = workflow.propose(offer, with_(offer, title_de="Eins"), by=people.editor, base=0)
    with pytest.raises(ValidationError, match="zweite Person"):
        workflow.apply_revision(revision, by=people.editor, round_seen=1)


def test_nothing_changed_is_no_proposal(people: People) -> None:
    offer = people.public()
    with pytest.raises(ValidationError, match="nichts geändert"):
        workflow.propose(offer, with_(offer), by=people.editor, base=0)


@pytest.mark.parametrize(
    ("who", "changes", "minor", "at_once"),
    [
        ("first", {"title_de": "X"}, False, True),
        ("first", {"regions": ["de"]}, False, False),
        ("editor", {"title_de": "X"}, True, True),
        ("editor", {"title_de": "X"}, False, False),
        ("editor", {"cost": "fee"}, True, False),
        ("advisor", {"title_de": "X"}, True, False),
    ],
)
def test_who_changes_a_public_offer_at_once(people: People, who: str, changes: dict[str, object], minor: bool, at_once: bool) -> None:
    offer = people.public()
    user: User = getattr(people, who)
    if not at_once:
        with pytest.raises(ValidationError, match="Koordination zuerst prüfen"):
            workflow.change_public(offer, with_(offer, **changes), by=user, base=0, minor=minor)
        assert steps(offer) == []
        return
    workflow.change_public(offer, with_(offer, **changes), by=user, base=0, minor=minor)
    assert steps(offer) == ["changed"]


def test_change_that_leaves_a_public_offer_incomplete_is_refused_whole(people: People) -> None:
    offer = people.public(title_de="Alt")
    with pytest.raises(ValidationError):
        workflow.change_public(offer, with_(offer, title_de="Neu", phases=[]), by=people.first, base=0)
    offer.refresh_from_db()
    assert (offer.title_de, offer.version) == ("Alt", 0)


def test_changed_german_leaves_translations_outdated_unless_minor(people: People) -> None:
    offer = people.public(title_de="Alt", title_ar="قديم", title_tr="Eski")
    changed = with_(offer, title_de="Ganz neu", title_tr="Yepyeni")
    workflow.change_public(offer, changed, by=people.first, base=0)
    offer.refresh_from_db()
    assert outdated(offer) == {"ar": ["title"]}
    # A comma keeps what fitted, and does not heal what did not.
    workflow.change_public(offer, with_(offer, title_de="Ganz neu!"), by=people.editor, base=1, minor=True)
    offer.refresh_from_db()
    assert outdated(offer) == {"ar": ["title"]}
    stamp(offer)
    workflow.change_public(offer, with_(offer, title_de="Wieder anders"), by=people.first, base=2)
    offer.refresh_from_db()
    assert outdated(offer) == {"tr": ["title"], "ar": ["title"]}


def test_archived_offer_says_so_and_comes_back_as_a_draft(people: People, visitor: Client) -> None:
    offer, next_one = people.public(), people.public(title_de="Der Nachfolger")
    workflow.propose(offer, with_(offer, title_de="Eins"), by=people.editor, base=0)
    with pytest.raises(ValidationError, match="Grund"):
        workflow.archive(offer, by=people.editor, reason=" ")
    workflow.archive(offer, by=people.editor, reason="Das Programm ist zu Ende.", successor=next_one)
    answer = visitor.get(offer.get_absolute_url())
    assert answer.status_code == 410
    assert "Der Nachfolger" in answer.text
    offer.refresh_from_db()
    assert (offer.archived_on, offer.confirm_round) == (timezone.localdate(), 1)
    assert not OfferRevision.objects.filter(state__in=OfferRevision.OPEN).exists()
    assert not InboxItem.objects.open().exists()
    with pytest.raises(ValidationError):
        workflow.archive(offer, by=people.first, reason="noch einmal")
    workflow.restore(offer, by=people.editor)
    offer.refresh_from_db()
    assert (offer.state, offer.successor, offer.archived_on) == (State.DRAFT, None, None)
    assert steps(offer)[-2:] == ["archived", "restored"]
    with pytest.raises(ValidationError):
        workflow.restore(offer, by=people.editor)


def test_review_is_assigned_to_somebody_who_may_decide(people: People) -> None:
    offer = workflow.submit(people.draft(), by=people.editor)
    workflow.assign(offer, to=people.second, by=people.first)
    assert InboxItem.objects.open().get(kind="review").owner == people.second
    with pytest.raises(ValidationError, match="koordiniert die Region"):
        workflow.assign(offer, to=people.editor, by=people.first)
    with pytest.raises(ValidationError, match="wartet nichts"):
        workflow.assign(people.draft(), to=people.second, by=people.first)
    workflow.assign(people.public(), to=people.second, by=people.first)
    assert InboxItem.objects.open().get(kind="stale").owner == people.second


def test_published_offer_is_in_the_list_at_once(people: People, visitor: Client) -> None:
    offer = workflow.submit(people.draft(title_de="Frisch aus der Prüfung"), by=people.editor)
    assert "Frisch aus der Prüfung" not in visitor.get("/de/offers/").text
    workflow.publish_reviewed(offer, by=people.first, base=offer.version)
    assert "Frisch aus der Prüfung" in visitor.get("/de/offers/").text
    assert offer.slug in visitor.get("/de/offers/?q=Frisch").text


def test_letters_speak_and_lead_to_the_right_page(people: People) -> None:
    from offers import mails as letters  # noqa: PLC0415 - beside the helper of the same name

    offer = workflow.submit(people.draft(official_name="Rat & Tat"), by=people.editor)
    row = OutgoingMail.objects.filter(kind="offers.submitted").first()
    letter = letters.letter_submitted(row)
    assert letter.subject == "Bitte prüfen: Rat & Tat"
    assert letter.button[1].endswith(f"/de/desk/offers/{offer.slug}/review/")
    workflow.return_to_author(offer, by=people.first, comment="Bitte den Ort nennen.")
    letter = letters.letter_returned(OutgoingMail.objects.get(kind="offers.returned"))
    assert "Bitte den Ort nennen." in letter.paragraphs
    workflow.submit(offer, by=people.editor)
    workflow.publish_reviewed(offer, by=people.first, base=0)
    assert letters.letter_published(OutgoingMail.objects.get(kind="offers.published")).button[1].endswith(offer.get_absolute_url())
