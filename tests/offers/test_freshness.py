"""Nothing gets old unseen: the ladder by explicit days, after pauses, and what each rung tells whom."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone, translation

from accounts.models import RegionalRole, User
from atlas.management.commands.check_invariants import problems_found
from networks.inbox import open_item
from networks.models import Contact, InboxItem, Membership, Organisation
from offers import actions, freshness
from offers.models import Offer, OfferReport, OfferStep, Reason, State, VerifiedHow, default_verify_days
from portal import content, mail
from portal.mail import Letter
from portal.models import OutgoingMail
from tests.access.world import make_user
from tests.factories import make_offer, make_organisation

pytestmark = pytest.mark.django_db
START = datetime.date(2026, 3, 1)


def on(number: int) -> datetime.date:
    return START + datetime.timedelta(days=number)


def editor_of(organisation: Organisation, name: str = "editor", **fields: object) -> User:
    user = make_user(name, **fields)
    Membership.objects.create(user=user, organisation=organisation, role=Membership.Role.EDITOR)
    return user


def coordinator_of(region: str, name: str = "coordinator", **fields: object) -> User:
    user = make_user(name, **fields)
    RegionalRole.objects.create(user=user, region_id=region)
    return user


def checked_offer(**fields: object) -> Offer:
    """An offer of Kassel, checked on day 0, whose provider has an editor and whose region a coordination."""
    offer = make_offer(**({"verified_on": START, "regions": ["06633"]} | fields))
    Offer.objects.filter(pk=offer.pk).update(created_at=timezone.now() - datetime.timedelta(days=900))
    return offer


def run(number: int) -> dict[str, int]:
    return freshness.keep_fresh(today=on(number))


def state_of(offer: Offer) -> tuple[str, str]:
    offer.refresh_from_db()
    return offer.state, offer.state_reason


def kinds() -> list[str]:
    return sorted(OutgoingMail.objects.values_list("kind", flat=True))


def letter(row: OutgoingMail) -> Letter:
    with translation.override(row.language):
        return mail.kind_of(row).render(row)


def is_due(row: OutgoingMail) -> bool:
    return mail.kind_of(row).still_due(row)


def test_every_rung_comes_on_its_day_and_not_before() -> None:
    offer = checked_offer()
    editor_of(offer.provider)
    coordinator_of("06633")
    run(165)
    assert kinds() == []
    run(166)
    assert kinds() == ["offers.still_right"]
    run(179)
    assert state_of(offer) == (State.PUBLISHED, "")
    run(180)
    assert state_of(offer) == (State.TO_VERIFY, Reason.OVERDUE)
    run(193)
    assert not InboxItem.objects.exists()
    run(194)
    item = InboxItem.objects.get()
    assert (item.kind, item.subject, item.region_id, item.owner.name, item.due_on) == (
        "stale", offer.official_name, "06633", "coordinator", on(201),
    )  # fmt: skip
    run(239)
    assert state_of(offer) == (State.TO_VERIFY, Reason.OVERDUE)
    run(240)
    assert state_of(offer) == (State.ARCHIVED, Reason.STALE)
    assert kinds() == ["offers.archived", "offers.asked_coordinator", "offers.still_right", "offers.still_right_again"]
    assert [step.step for step in OfferStep.objects.filter(offer=offer).order_by("pk")] == ["to_verify", "archived"]
    assert not InboxItem.objects.open().exists()


def test_every_step_twice_a_day_does_nothing_more() -> None:
    offer = checked_offer()
    editor_of(offer.provider)
    coordinator_of("06633")
    for number in (166, 180, 194, 240):
        run(number)
        before = (OutgoingMail.objects.count(), InboxItem.objects.count(), OfferStep.objects.count())
        assert not any(run(number).values())
        assert (OutgoingMail.objects.count(), InboxItem.objects.count(), OfferStep.objects.count()) == before


def test_worker_that_slept_for_months_asks_first_and_keeps_all_distances() -> None:
    offer = checked_offer()
    editor_of(offer.provider)
    run(400)
    assert state_of(offer) == (State.PUBLISHED, "")
    run(413)
    assert state_of(offer)[0] == State.PUBLISHED
    run(414)
    assert state_of(offer)[0] == State.TO_VERIFY
    run(600)
    offer.refresh_from_db()
    assert (offer.state, offer.coordinator_asked_on) == (State.TO_VERIFY, on(600))
    run(645)
    assert state_of(offer)[0] == State.TO_VERIFY
    run(646)
    assert state_of(offer) == (State.ARCHIVED, Reason.STALE)


def test_label_put_by_a_person_also_leads_to_questions_before_the_archive() -> None:
    offer = make_offer(verified_on=START)
    editor_of(offer.provider)
    actions.mark_to_verify(offer, reason="Anruf bei der Stelle", today=on(10))
    run(100)
    assert state_of(offer)[0] == State.TO_VERIFY
    assert kinds() == ["offers.still_right_again"]
    run(113)
    assert not InboxItem.objects.exists()
    run(114)
    assert InboxItem.objects.get().text == "Anruf bei der Stelle"
    run(159)
    assert state_of(offer)[0] == State.TO_VERIFY
    run(160)
    assert state_of(offer) == (State.ARCHIVED, Reason.STALE)


def test_money_is_checked_twice_as_often() -> None:
    assert [default_verify_days(kind) for kind in ("loan", "grant", "guarantee", "equity", "voucher", "advice")] == [
        90,
        90,
        90,
        90,
        90,
        180,
    ]
    offer = checked_offer(kind="loan", verify_after_days=default_verify_days("loan"))
    editor_of(offer.provider)
    run(75)
    assert kinds() == []
    run(76)
    assert kinds() == ["offers.still_right"]


def test_short_interval_does_not_ask_on_the_day_after() -> None:
    offer = checked_offer(verify_after_days=8)
    editor_of(offer.provider)
    run(3)
    assert kinds() == []
    run(4)
    run(7)
    assert state_of(offer)[0] == State.PUBLISHED
    run(8)
    assert state_of(offer)[0] == State.TO_VERIFY


def test_offer_that_nobody_has_checked_counts_from_the_day_it_was_published() -> None:
    offer = checked_offer(verified_on=None)
    actions.publish(offer, by=None, verified=False)
    Offer.objects.filter(pk=offer.pk).update(verified_on=None)
    step = OfferStep.objects.create(offer=offer, step="published", at=datetime.datetime(2026, 3, 1, 12, tzinfo=datetime.UTC))
    editor_of(offer.provider)
    run(165)
    assert kinds() == []
    run(166)
    assert kinds() == ["offers.still_right"]
    step.delete()
    Offer.objects.filter(pk=offer.pk).update(owner_asked_on=None, created_at=datetime.datetime(2026, 4, 1, 12, tzinfo=datetime.UTC))
    OutgoingMail.objects.all().delete()
    run(166 + 30)
    assert kinds() == []
    run(166 + 31)
    assert kinds() == ["offers.still_right"]


def test_all_editors_are_asked_in_their_language_with_the_facts() -> None:
    body = make_organisation(name="Stelle Kassel")
    contact = Contact.objects.create(organisation=body, phone="+49 561 555 0100", email="info@stelle.example.org")
    offer = checked_offer(provider=body, contact=contact, summary_tr="Danışmanlık alırsınız.")
    editor_of(body, "anna")
    editor_of(body, "baran", language="tr")
    advisor = make_user("beraterin")
    Membership.objects.create(user=advisor, organisation=body, role=Membership.Role.ADVISOR)
    run(166)
    rows = {row.recipient: row for row in OutgoingMail.objects.all()}
    assert set(rows) == {"anna@example.org", "baran@example.org"}
    german, turkish = letter(rows["anna@example.org"]), letter(rows["baran@example.org"])
    assert offer.official_name in german.subject
    assert "+49 561 555 0100" in dict(german.facts).values()
    assert "28. August 2026" in " ".join(german.after)
    assert german.button[1].startswith("http://localhost:8000/de/offers/still-right/")
    assert turkish.button[1].startswith("http://localhost:8000/tr/offers/still-right/")
    assert "Danışmanlık alırsınız." in dict(turkish.facts).values()


def test_organisation_without_editor_is_asked_once_at_its_published_address() -> None:
    body = make_organisation()
    Contact.objects.create(organisation=body, phone="030 23125 000")
    Contact.objects.create(organisation=body, email="info@stelle.example.org")
    checked_offer(provider=body)
    coordinator_of("06633")
    for number in (166, 180, 194, 240):
        run(number)
    asked = OutgoingMail.objects.filter(recipient="info@stelle.example.org")
    assert [(row.kind, row.language) for row in asked] == [("offers.still_right", "de")]
    assert "Kontakt" in letter(asked.get()).small


def test_message_that_is_overtaken_is_not_due_any_more() -> None:
    offer = checked_offer()
    user = editor_of(offer.provider)
    today = timezone.localdate()
    Offer.objects.filter(pk=offer.pk).update(verified_on=today - datetime.timedelta(days=170))
    freshness.keep_fresh(today=today)
    row = OutgoingMail.objects.get()
    assert is_due(row)
    membership = Membership.objects.get(user=user)
    membership.delete()
    assert not is_due(row)
    membership.save()
    assert is_due(row)
    freshness.confirm(offer, by=user, how=VerifiedHow.DESK, today=today)
    assert not is_due(row)


def test_coordination_gets_one_message_for_all_offers_of_a_day() -> None:
    for _number in range(12):
        checked_offer(state=State.PUBLISHED)
    coordinator_of("06633", "nah")
    coordinator_of("de", "fern")
    for number in (166, 180, 194):
        run(number)
    row = OutgoingMail.objects.get(kind="offers.asked_coordinator")
    assert row.recipient == "nah@example.org"
    said = letter(row)
    assert "12" in said.subject
    assert (len(said.facts), said.after) == (10, ("und 2 weitere Angebote",))
    assert said.button[1] == "http://localhost:8000/de/desk/inbox/"
    assert InboxItem.objects.open().filter(kind="stale").count() == 12


def test_item_and_mail_belong_to_the_narrowest_region() -> None:
    offer = checked_offer(regions=["de", "06", "06633"])
    editor_of(offer.provider)
    coordinator_of("de", "fern")
    for number in (166, 180, 194):
        run(number)
    assert InboxItem.objects.get().region_id == "06633"
    assert {row.region_id for row in OutgoingMail.objects.all()} == {"06633"}


def test_without_any_coordination_operators_are_asked() -> None:
    checked_offer()
    User.objects.create_superuser("operator@example.org", "ein langes Passwort")
    for number in (166, 180, 194):
        run(number)
    assert InboxItem.objects.get().owner.email == "operator@example.org"
    assert OutgoingMail.objects.get(kind="offers.asked_coordinator").recipient == "operator@example.org"


@pytest.mark.parametrize(("field", "reason"), [("valid_until", Reason.EXPIRED), ("funded_until", Reason.FUNDING_ENDED)])
def test_offer_ends_on_its_own_after_its_last_day(field: str, reason: Reason) -> None:
    offer = checked_offer(**{field: on(20)})
    editor_of(offer.provider)
    run(20)
    assert state_of(offer) == (State.PUBLISHED, "")
    run(21)
    assert state_of(offer) == (State.ARCHIVED, reason)
    row = OutgoingMail.objects.get()
    assert (row.kind, letter(row).paragraphs[0]) == ("offers.archived", str(reason.label))


def test_ended_offer_is_not_asked_about() -> None:
    offer = checked_offer(valid_until=on(100))
    editor_of(offer.provider)
    run(166)
    assert kinds() == ["offers.archived"]


def test_two_open_reports_put_the_label_on_and_one_does_not() -> None:
    today = timezone.localdate()
    offer, other = make_offer(), make_offer()
    for subject, number in ((offer, 2), (other, 1)):
        for _report in range(number):
            OfferReport.objects.create(offer=subject, text="falsch", language="de")
    freshness.keep_fresh(today=today)
    assert state_of(offer) == (State.TO_VERIFY, Reason.REPORTS)
    assert state_of(other)[0] == State.PUBLISHED


def test_reports_that_are_answered_or_older_than_the_last_word_do_not_count() -> None:
    today = timezone.localdate()
    done, confirmed = make_offer(), make_offer()
    for subject in (done, done, confirmed, confirmed):
        OfferReport.objects.create(offer=subject, text="falsch", language="de")
    OfferReport.objects.filter(offer=done).update(done_at=timezone.now())
    freshness.confirm(confirmed, by=None, how=VerifiedHow.LINK, today=today)
    freshness.keep_fresh(today=today)
    assert (state_of(done)[0], state_of(confirmed)[0]) == (State.PUBLISHED, State.PUBLISHED)
    for _report in range(2):
        OfferReport.objects.create(offer=confirmed, text="doch falsch", language="de")
    freshness.keep_fresh(today=today)
    assert state_of(confirmed)[0] == State.TO_VERIFY


def test_confirming_begins_the_ladder_anew(visitor: Client) -> None:
    offer = checked_offer(collected=True)
    editor_of(offer.provider)
    coordinator_of("06633")
    for number in (166, 180, 194):
        run(number)
    before = content.version()
    offer = freshness.confirm(offer, by=None, how=VerifiedHow.LINK, today=on(200))
    assert (offer.state, offer.state_reason, offer.verified_on, offer.verified_how, offer.verified_by) == (
        State.PUBLISHED, "", on(200), VerifiedHow.LINK, None,
    )  # fmt: skip
    assert (offer.owner_asked_on, offer.to_verify_since, offer.coordinator_asked_on) == (None, None, None)
    assert not offer.collected
    assert not InboxItem.objects.open().exists()
    assert OfferStep.objects.filter(offer=offer, step="confirmed", comment="link").count() == 1
    assert content.version() != before
    assert problems_found() == []
    assert "vom Anbieter bestätigt" in visitor.get(offer.get_absolute_url()).text
    OutgoingMail.objects.all().delete()
    run(200 + 165)
    assert kinds() == []
    run(200 + 166)
    assert kinds() == ["offers.still_right"]


def test_staff_confirm_under_their_name_and_collected_facts_stay_collected() -> None:
    staff = coordinator_of("06633")
    offer = freshness.confirm(checked_offer(collected=True), by=staff, how=VerifiedHow.STAFF, today=on(1))
    assert (offer.collected, offer.verified_by, offer.is_confirmed_by_provider) == (True, staff, False)


@pytest.mark.parametrize("state", [State.DRAFT, State.IN_REVIEW, State.ARCHIVED])
def test_only_public_offers_can_be_confirmed(state: State) -> None:
    offer = make_offer(state=state)
    with pytest.raises(ValidationError):
        freshness.confirm(offer, by=None, how=VerifiedHow.LINK, today=on(0))
    assert state_of(offer)[0] == state


def test_one_offer_that_cannot_move_does_not_stop_the_others() -> None:
    broken, fine = checked_offer(), checked_offer()
    run(166)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE offers_offer ADD CONSTRAINT never CHECK (id <> {broken.pk} OR state <> 'to_verify')")
    run(180)
    assert (state_of(broken)[0], state_of(fine)[0]) == (State.PUBLISHED, State.TO_VERIFY)


def test_label_reaches_an_offer_with_an_odd_website_and_no_draft() -> None:
    odd, draft = checked_offer(), make_offer(state=State.DRAFT)
    Offer.objects.filter(pk=odd.pk).update(website="keine Adresse")
    for number in (166, 180):
        run(number)
    assert state_of(odd)[0] == State.TO_VERIFY
    with pytest.raises(ValidationError):
        actions.mark_to_verify(draft, reason="zu prüfen")


def test_archiving_closes_what_waits_and_ends_the_links() -> None:
    offer = checked_offer()
    open_item("stale", subject="x", subject_model="offers.offer", subject_id=offer.pk)
    offer = actions.archive(offer, reason="beendet", today=on(3))
    assert (offer.confirm_round, offer.archived_on) == (1, on(3))
    assert not InboxItem.objects.open().exists()
    assert actions.archive(offer, reason="wirklich beendet", today=on(9)).confirm_round == 1


def test_command_takes_a_day(capsys: pytest.CaptureFixture[str]) -> None:
    checked_offer()
    call_command("keep_fresh", "--today", str(on(166)))
    assert "ask_owners: 1" in capsys.readouterr().out


@pytest.mark.parametrize("number", [1, 3])
def test_days_without_work_cost_the_same_for_one_and_three_offers(django_assert_num_queries: object, number: int) -> None:
    for _offer in range(number):
        checked_offer()
    with django_assert_num_queries(8):
        run(10)
