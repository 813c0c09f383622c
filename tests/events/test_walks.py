"""Whole paths of people through an event, with the mails that really leave."""

import datetime
import re
from collections import Counter

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from events import mails, moving, search_rows
from events.links import token_for
from events.models import Event, Registration
from faults.server import PostOffice
from networks import profiles
from portal import delivery
from portal.models import OutgoingMail
from tests.access.world import make_world, sign_in
from tests.conftest import forget_pages
from tests.events.conftest import received, text_of
from tests.events.test_moving import calendar_in
from tests.factories import make_event, make_registration

pytestmark = pytest.mark.django_db
HOUR, DAY = datetime.timedelta(hours=1), datetime.timedelta(days=1)


def fill_in(event: Event, name: str) -> None:
    """Somebody fills in the public form in Arabic."""
    sent = {"name": name, "email": f"{name}@example.org", "language": "ar", "interpreter": ""}
    answer = Client().post(f"/ar/events/{event.slug}/register/", sent)
    assert answer.status_code == 302, answer.context["form"].errors


def press(name: str, step: str) -> None:
    """Somebody follows the personal link and presses a button."""
    registration = Registration.objects.get(email=f"{name}@example.org")
    answer = Client().post(f"/ar/events/registration/{token_for(registration)}/{step}/")
    assert answer.status_code == 302


def subjects(post: PostOffice, name: str) -> list[str]:
    return [message["Subject"] for message in received(post) if message["To"] == f"{name}@example.org"]


def entries(post: PostOffice, name: str) -> list[tuple[str, str]]:
    """The calendar files that somebody got: method and sequence."""
    found = []
    for message in received(post):
        if message["To"] == f"{name}@example.org" and list(message.iter_attachments()):
            content = calendar_in(message)
            found.append((re.search(r"METHOD:(\w+)", content)[1], re.search(r"SEQUENCE:(\d+)", content)[1]))
    return found


def planned(name: str) -> Counter:
    rows = OutgoingMail.objects.filter(recipient=f"{name}@example.org", state="pending", kind__in=mails.REMINDERS.values())
    return Counter(rows.values_list("kind", "revision", "language"))


def by(event: Event, days: int) -> Event:
    event.refresh_from_db()
    now = timezone.now()
    return moving.move(event, starts_at=event.starts_at + days * DAY, ends_at=event.ends_at + days * DAY, by=None, now=now)


def test_from_the_link_to_the_cancellation(post: PostOffice) -> None:
    event = make_event(
        starts_at=timezone.now().replace(microsecond=0) + 20 * DAY, capacity=2, format="online", online_url="https://meet.example.org/x"
    )
    for name in ("ana", "ben", "cem"):
        fill_in(event, name)
    delivery.deliver()
    for name in ("ana", "ben", "cem"):
        press(name, "confirm")
        press(name, "confirm")
    delivery.deliver()
    assert planned("ana") == Counter({(kind, 0, "ar"): 1 for kind in mails.REMINDERS.values()})
    assert not planned("cem")
    by(event, 1)
    delivery.deliver()
    by(event, 1)
    delivery.deliver()
    assert entries(post, "ana") == [("REQUEST", "0"), ("REQUEST", "1"), ("REQUEST", "2")]
    assert planned("ana") == Counter({(kind, 2, "ar"): 1 for kind in mails.REMINDERS.values()})
    assert set(Registration.objects.filter(needs_reconfirm=True).values_list("name", flat=True)) == {"ana", "ben"}
    press("ben", "still-coming")
    press("ana", "cancel")
    delivery.deliver()
    assert entries(post, "ana")[-1] == ("CANCEL", "2")
    assert not planned("ana")
    press("cem", "accept")
    delivery.deliver()
    assert planned("cem") == Counter({(kind, 2, "ar"): 1 for kind in mails.REMINDERS.values()})
    event.refresh_from_db()
    call_command("check_invariants")
    moving.cancel(event, reasons={"de": "Der Saal ist gesperrt."}, by=None, now=timezone.now())
    delivery.deliver()
    for name in ("ben", "cem"):
        assert entries(post, name)[-1] == ("CANCEL", "3")
        assert not planned(name)
    assert [len(subjects(post, name)) for name in ("ana", "ben", "cem")] == [5, 5, 7]
    waiting_said = [text_of(message) for message in received(post) if message["To"] == "cem@example.org"]
    assert ["meet.example.org" in text for text in waiting_said] == [False] * 5 + [True, False]
    call_command("check_invariants")


@pytest.mark.parametrize("people", [10, 300])
def test_an_organisers_editor_who_searches_needs_ten_queries(people: int, django_assert_max_num_queries: object) -> None:
    client, event = sign_in(make_world()["own_editor"]), Event.objects.get(pk=7001)
    for number in range(people):
        make_registration(event, sphere="economy" if number % 2 else "", state="waitlisted" if number % 3 == 0 else "registered")
    address = "/de/desk/events/7001/people/?q=gast&state=waitlisted"
    client.get(address)
    forget_pages()
    with django_assert_max_num_queries(10):
        assert client.get(address).status_code == 200


def test_an_event_is_found_by_the_new_name_of_its_organiser() -> None:
    event = make_event()
    search_rows.refresh(event)
    event.organiser.name = "Kranichhaus"
    event.organiser.save()
    for react in profiles.after_rename:
        react(event.organiser)
    assert event.title_de in Client().get("/de/events/?q=kranichhaus").text
