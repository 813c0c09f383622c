"""The inbox: an owner and a day for everything, and nothing waits silently."""

import datetime

import pytest
from django.core.exceptions import ValidationError

from accounts.models import RegionalRole, User
from networks import inbox
from networks.models import InboxItem, Membership
from offers import actions
from offers.models import OfferReport
from portal import mail
from portal.models import OutgoingMail, SearchMiss
from tests.access.world import ELSEWHERE, HERE, make_user, sign_in
from tests.factories import make_offer, make_organisation

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 6, 1)


def make_coordinator(region: str, name: str) -> User:
    user = make_user(name)
    RegionalRole.objects.create(user=user, region_id=region)
    return user


def make_item(**fields: object) -> InboxItem:
    return inbox.open_item(**({"kind": "report", "subject": "Rat", "region": HERE, "due_on": TODAY} | fields))


def escalations() -> list[str]:
    return list(OutgoingMail.objects.filter(kind="networks.inbox_escalated").values_list("recipient", flat=True))


def test_overdue_item_goes_to_the_coordination_once() -> None:
    coordinator, owner = make_coordinator(HERE, "koordination"), make_user("pflege")
    make_coordinator(ELSEWHERE, "anderswo")
    item = make_item(owner=owner)
    assert inbox.escalate_overdue(TODAY) == 0
    late = TODAY + datetime.timedelta(days=3)
    assert (inbox.escalate_overdue(late), inbox.escalate_overdue(late)) == (1, 0)
    item.refresh_from_db()
    assert item.owner == coordinator
    assert item.escalated_at
    assert escalations() == ["koordination@example.org"]
    row = OutgoingMail.objects.get()
    assert mail.kind_of(row).render(row).subject
    assert mail.kind_of(row).still_due(row)


def test_silent_coordination_is_passed_by_and_without_one_an_operator_hears_of_it() -> None:
    coordinator = make_coordinator(HERE, "koordination")
    operator = User.objects.create_superuser("betrieb@example.org")
    make_item(owner=coordinator)
    make_item(region=ELSEWHERE)
    assert inbox.escalate_overdue(TODAY + datetime.timedelta(days=1)) == 2
    assert set(InboxItem.objects.values_list("owner", flat=True)) == {operator.pk}
    assert escalations() == ["betrieb@example.org"] * 2


def test_wider_coordination_steps_in() -> None:
    land = make_coordinator("06", "land")
    item = make_item(owner=make_coordinator(HERE, "kreis"))
    inbox.escalate_overdue(TODAY + datetime.timedelta(days=1))
    item.refresh_from_db()
    assert item.owner == land


def test_done_item_is_left_alone_and_needs_words() -> None:
    user = make_user("pflege")
    item = make_item(owner=user)
    with pytest.raises(ValidationError) as error:
        inbox.finish(item, user, " ")
    assert "outcome" in error.value.message_dict
    inbox.finish(item, user, "Telefon berichtigt")
    assert inbox.escalate_overdue(TODAY + datetime.timedelta(days=9)) == 0
    with pytest.raises(ValidationError, match="schon erledigt"):
        inbox.take(item, by=user)


def test_claim_item_ends_with_the_decision_only() -> None:
    item = make_item(kind="claim")
    with pytest.raises(ValidationError, match="Entscheidung"):
        inbox.finish(item, make_user("pflege"), "weg damit")


def test_assigned_colleague_gets_one_mail_and_sees_the_item() -> None:
    coordinator, colleague = make_coordinator(HERE, "koordination"), make_coordinator("06", "land")
    item = make_item(owner=coordinator)
    inbox.assign(item, to=colleague, by=coordinator)
    inbox.assign(item, to=colleague, by=coordinator)
    assert list(OutgoingMail.objects.values_list("kind", "recipient")) == [("networks.inbox_assigned", "land@example.org")]
    inbox.take(item, by=coordinator)
    assert OutgoingMail.objects.count() == 1
    assert inbox.colleagues_of(coordinator) == [colleague]


def test_three_searches_in_a_week_become_one_item() -> None:
    operator = User.objects.create_superuser("betrieb@example.org")
    for day, words, count in ((0, "hebamme", 2), (3, "hebamme", 1), (1, "taxi", 2), (9, "taxi", 5)):
        SearchMiss.objects.create(words=words, language="de", day=TODAY - datetime.timedelta(days=day), count=count)
    assert inbox.collect_misses(TODAY) == 1
    item = InboxItem.objects.get()
    assert (item.kind, item.subject, item.text, item.owner) == ("miss", "hebamme", "3", operator)
    assert inbox.collect_misses(TODAY) == 0
    InboxItem.objects.update(created_at=datetime.datetime(2026, 6, 1, 12, tzinfo=datetime.UTC))
    inbox.finish(item, operator, "Angebot gesucht")
    assert inbox.collect_misses(TODAY) == 0


def test_same_words_in_two_languages_count_together() -> None:
    for language, count in (("de", 1), ("ar", 2)):
        SearchMiss.objects.create(words="hebamme", language=language, day=TODAY, count=count)
    assert inbox.collect_misses(TODAY) == 1


def test_report_reaches_an_editor_of_the_provider_else_the_coordination() -> None:
    coordinator = make_coordinator(HERE, "koordination")
    body = make_organisation(regions=[HERE])
    offer = make_offer(provider=body, regions=[HERE], official_name="Gründungsrat")
    actions.report(offer, text="Die Nummer ist falsch.", email="", language="de")
    first = InboxItem.objects.get()
    assert (first.owner, first.subject, first.text, first.region_id) == (coordinator, "Gründungsrat", "Die Nummer ist falsch.", HERE)
    editor = make_user("pflege")
    Membership.objects.create(user=editor, organisation=body, role="editor")
    actions.report(offer, text="Und die Straße.", email="", language="de")
    assert InboxItem.objects.exclude(pk=first.pk).get().owner == editor


def test_finished_item_finishes_its_report() -> None:
    coordinator = make_coordinator(HERE, "koordination")
    offer = make_offer(regions=[HERE])
    other = actions.report(offer, text="Anderes", email="", language="de")
    stored = actions.report(offer, text="Falsch", email="jemand@example.org", language="de")
    item = InboxItem.objects.get(subject_id=stored.pk)
    client = sign_in(coordinator)
    page = client.get(f"/de/desk/inbox/{item.pk}/").text
    assert "jemand@example.org" in page
    assert f"/offers/{offer.slug}/" in page
    client.post(f"/de/desk/inbox/{item.pk}/", {"action": "done", "outcome": "Nummer berichtigt"})
    item.refresh_from_db()
    assert (item.done_by, item.outcome) == (coordinator, "Nummer berichtigt")
    assert OfferReport.objects.get(done_at__isnull=False) == stored
    actions.finish_report(other.pk, by=coordinator)
    assert not InboxItem.objects.open().exists()


def test_narrowest_region_is_named() -> None:
    assert inbox.nearest_region(["de", "06", HERE]) == HERE
    assert inbox.nearest_region(["de", "06"]) == "06"
    assert inbox.nearest_region([]) is None
