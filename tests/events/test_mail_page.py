"""The desk's page of what participants were told."""

import datetime

import pytest
from django.test import Client
from django.utils import timezone

from events import mails, reminders
from events.models import Event, EventInvitation
from portal import wording
from portal.models import OutgoingMail
from tests.access.world import HERE, enrol, make_user, sign_in
from tests.factories import make_event, make_organisation, make_registration

pytestmark = pytest.mark.django_db


@pytest.fixture
def event() -> Event:
    return make_event(organiser=make_organisation(regions=[HERE]), region_id=HERE)


@pytest.fixture
def coordinator() -> Client:
    user = enrol(make_user("coordinator"))
    user.regional_roles.create(region_id=HERE)
    return sign_in(user)


def fill(event: Event, people: int) -> None:
    for number in range(people):
        reminders.plan(make_registration(event, name=f"Noor {number}"), now=timezone.now())
    invitation = EventInvitation.objects.create(event=event, email="i@example.org", language="de", name="Eingeladene")
    mails.send_invitation(invitation)


def address(event: Event, query: str = "") -> str:
    return f"/de/desk/events/{event.pk}/mails/{query}"


def test_page_shows_numbers_reasons_and_names(event: Event, coordinator: Client) -> None:
    fill(event, 2)
    other = make_event(title_de="Woanders")
    reminders.plan(make_registration(other, name="Fremder Name"), now=timezone.now())
    dead, skipped = OutgoingMail.objects.filter(kind="events.reminder_day").order_by("pk")[:2]
    OutgoingMail.objects.filter(pk=dead.pk).update(state="dead", last_error="550 no such person")
    OutgoingMail.objects.filter(pk=skipped.pk).update(state="skipped", last_error="A later reminder was due as well.")
    page = coordinator.get(address(event)).text
    for words in ("Erinnerung 1 Tag vorher", "550 no such person", "Eine spätere Erinnerung war auch fällig.", "Noor 0", "Eingeladene"):
        assert words in page
    assert "Fremder Name" not in page
    failed = coordinator.get(address(event, "?kind=events.reminder_day&state=failed")).text
    assert "Noor 0" in failed
    assert "Noor 1" not in failed


def test_operator_without_a_region_sees_numbers_and_no_names(event: Event) -> None:
    fill(event, 1)
    operator = enrol(make_user("operator", is_superuser=True, is_staff=True))
    page = sign_in(operator).get(address(event)).text
    assert "Erinnerung 1 Tag vorher" in page
    assert "Noor" not in page
    assert "Eingeladene" not in page


def test_failed_mail_is_sent_anew_after_one_question(event: Event, coordinator: Client) -> None:
    fill(event, 1)
    dead = OutgoingMail.objects.get(kind="events.reminder_day")
    OutgoingMail.objects.filter(pk=dead.pk).update(state="dead", last_error="550 no")
    question = coordinator.post(address(event), {"mail": dead.pk})
    assert (question.status_code, OutgoingMail.objects.filter(resend_of=dead).exists()) == (200, False)
    assert "Ja, noch einmal senden" in question.text
    for _click in range(2):
        assert coordinator.post(address(event), {"mail": dead.pk, "sure": "yes"}).status_code == 302
    assert OutgoingMail.objects.filter(resend_of=dead).count() == 1


def test_all_that_failed_are_sent_anew_at_once(event: Event, coordinator: Client) -> None:
    fill(event, 3)
    OutgoingMail.objects.filter(kind="events.reminder_day").update(state="unknown")
    assert "zweimal" in coordinator.post(address(event), {"mail": "all"}).text
    coordinator.post(address(event), {"mail": "all", "sure": "yes"})
    assert OutgoingMail.objects.exclude(resend_of=None).count() == 3


@pytest.mark.parametrize("given", ["", "x", "²", "99999999999999999999", "0"])
def test_mail_of_another_event_or_none_is_refused(event: Event, coordinator: Client, given: str) -> None:
    other = make_event()
    reminders.plan(make_registration(other), now=timezone.now())
    OutgoingMail.objects.update(state="dead", last_error="550 no")
    for asked in (given, str(OutgoingMail.objects.first().pk), "all"):
        coordinator.post(address(event), {"mail": asked, "sure": "yes"})
    assert not OutgoingMail.objects.exclude(resend_of=None).exists()


@pytest.mark.parametrize("people", [10, 300])
def test_page_asks_ten_times_however_many_come(
    event: Event, coordinator: Client, people: int, django_assert_max_num_queries: object
) -> None:
    fill(event, people)
    coordinator.get(address(event))
    with django_assert_max_num_queries(10):
        page = coordinator.get(address(event, "?page=2"))
    assert page.text.count('<tr role="row">') == 2 + 4 + min(25, people * 3 + 1 - 25)


def test_times_are_those_of_the_event_when_it_waits(event: Event, coordinator: Client) -> None:
    fill(event, 1)
    row = OutgoingMail.objects.get(kind="events.reminder_hours")
    assert row.due_at == event.starts_at - datetime.timedelta(hours=2)
    local = timezone.localtime(row.due_at)
    assert f"<bdi>{wording.day(local.date())}, {local:%H:%M}</bdi>" in coordinator.get(address(event)).text
