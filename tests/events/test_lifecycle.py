"""An event on its way from draft to closed, and back to its author."""

import datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from events import lifecycle, values
from events.models import Event, EventTemplate, State
from networks.models import InboxItem
from portal import content
from portal.models import Heartbeat, OutgoingMail, SearchEntry
from tests.access.world import make_world
from tests.factories import make_event, make_organisation, make_registration

pytestmark = pytest.mark.django_db
NOW = timezone.now()
HOUR, DAY = datetime.timedelta(hours=1), datetime.timedelta(days=1)


@pytest.fixture
def world() -> dict[str, Any]:
    return make_world()


def draft(**fields: Any) -> Event:
    return make_event(state="draft", **fields)


def searched(event: Event) -> bool:
    return SearchEntry.objects.filter(kind="event", object_id=event.pk).exists()


def test_submitting_asks_the_coordination_of_the_region(world: dict[str, Any]) -> None:
    author = world["own_editor"]
    event = draft(created_by=author)
    lifecycle.submit(event, by=author, now=NOW)
    item = InboxItem.objects.get(kind="event")
    assert (item.owner, item.subject_id, item.region_id) == (world["own_coordinator"], event.pk, "06636")
    assert OutgoingMail.objects.get(kind="events.review").recipient == "own_coordinator@example.org"
    lifecycle.submit(event, by=author, now=NOW)
    assert (InboxItem.objects.filter(kind="event").count(), OutgoingMail.objects.filter(kind="events.review").count()) == (1, 1)


def test_publishing_shows_it_finds_it_and_tells_the_author(world: dict[str, Any]) -> None:
    author = world["own_editor"]
    event = draft(created_by=author)
    lifecycle.submit(event, by=author, now=NOW)
    assert not searched(event)
    event = lifecycle.publish(event, by=world["own_coordinator"], now=NOW)
    assert (event.state, event.published_at, event.submitted_at) == (State.PUBLISHED, NOW, None)
    assert searched(event)
    assert InboxItem.objects.get(kind="event").done_by == world["own_coordinator"]
    assert OutgoingMail.objects.get(kind="events.decided").recipient == author.email
    with pytest.raises(ValidationError):
        lifecycle.publish(event, by=world["own_coordinator"], now=NOW)


@pytest.mark.parametrize(
    ("fields", "missing"),
    [
        ({"summary_de": ""}, "summary_de"),
        ({"organiser": None}, "organiser_id"),
        ({"city": ""}, "city"),
        ({"format": "online", "city": ""}, "online_url"),
        ({"starts_at": NOW - HOUR}, "day"),
    ],
)
def test_what_is_incomplete_or_past_is_not_published(world: dict[str, Any], fields: dict[str, Any], missing: str) -> None:
    event = draft(**fields)
    with pytest.raises(ValidationError) as error:
        lifecycle.publish(event, by=world["own_coordinator"], now=NOW)
    assert list(error.value.message_dict) == [missing]
    assert Event.objects.get(pk=event.pk).state == State.DRAFT


def test_a_returned_draft_says_why_and_can_be_submitted_again(world: dict[str, Any]) -> None:
    author = world["own_editor"]
    event = lifecycle.submit(draft(created_by=author), by=author, now=NOW)
    with pytest.raises(ValidationError):
        lifecycle.return_to_author(event, by=world["own_coordinator"], comment="  ")
    event = lifecycle.return_to_author(event, by=world["own_coordinator"], comment="Bitte den Ort genauer.")
    assert lifecycle.returned_with(event) == "Bitte den Ort genauer."
    assert OutgoingMail.objects.get(kind="events.decided").payload == {"comment": "Bitte den Ort genauer."}
    event = lifecycle.submit(event, by=author, now=NOW)
    assert lifecycle.returned_with(event) == ""
    assert OutgoingMail.objects.filter(kind="events.review").count() == 2


def test_the_job_holds_and_closes_what_is_over_late_and_twice() -> None:
    over = make_event(starts_at=NOW - 5 * HOUR)
    just_over = make_event(starts_at=NOW - 3 * HOUR)
    ahead, cancelled = make_event(), make_event(state="cancelled", starts_at=NOW - 5 * HOUR)
    assert lifecycle.hold_events(now=NOW) == 1
    assert lifecycle.hold_events(now=NOW) == 0
    states = dict(Event.objects.values_list("pk", "state"))
    assert (states[over.pk], states[just_over.pk], states[ahead.pk], states[cancelled.pk]) == (
        "held",
        "published",
        "published",
        "cancelled",
    )
    assert lifecycle.close_events(now=NOW + 59 * DAY) == 0
    assert lifecycle.close_events(now=NOW + 61 * DAY) == 1
    assert Event.objects.get(pk=over.pk).closed_at == NOW + 61 * DAY


def test_minutes_make_an_event_minuted_only_after_its_end() -> None:
    event = make_event(starts_at=NOW - 3 * HOUR)
    with pytest.raises(ValidationError):
        lifecycle.keep_minutes(event, text="Gut war es.", now=NOW - 2 * HOUR)
    event = lifecycle.keep_minutes(event, text="Gut war es.", now=NOW)
    later = lifecycle.keep_minutes(event, text="Sehr gut war es.", now=NOW + DAY)
    assert (later.state, later.minutes, later.minuted_at) == (State.MINUTED, "Sehr gut war es.", NOW)
    assert lifecycle.close(later, now=NOW + DAY).state == State.CLOSED


def test_a_copy_takes_everything_but_people_and_dates(world: dict[str, Any]) -> None:
    partner = make_organisation()
    event = make_event(
        title_ar="لقاء", capacity=10, quotas={"economy": 4}, languages=[("ar", "interpreter")], co_hosts=[partner], reminders=["day"]
    )
    make_registration(event)
    start = NOW + 30 * DAY
    copy = lifecycle.duplicate(event, starts_at=start, ends_at=start + HOUR, by=world["own_editor"])
    assert (copy.state, copy.starts_at, copy.title_ar, copy.capacity, copy.reminders) == (State.DRAFT, start, "لقاء", 10, ["day"])
    assert (copy.uid != event.uid, copy.slug != event.slug, copy.organiser) == (True, True, event.organiser)
    assert list(copy.quotas.values_list("sphere", "places")) == [("economy", 4)]
    assert list(copy.languages.values_list("code", "mode")) == [("ar", "interpreter")]
    assert (list(copy.co_hosts.all()), copy.registrations.count()) == ([partner], 0)


def test_a_template_keeps_no_secret_and_survives_what_is_gone(world: dict[str, Any]) -> None:
    partner = make_organisation()
    event = make_event(format="hybrid", online_url="https://meet.example.org/geheim", co_hosts=[partner])
    template = lifecycle.save_as_template(event, names={"de": "Runde", "ar": "جولة"}, by=world["own_coordinator"])
    assert (template.code, template.name_ar, "online_url" in template.values) == ("runde", "جولة", False)
    template.values |= {"co_hosts": [partner.pk, 99_999_999], "region_id": "nowhere", "unknown": 1}
    sheet = values.from_copy(template.values)
    assert (sheet.links["co_hosts"], "region_id" in sheet.columns, "unknown" in sheet.columns) == ([partner.pk], False, False)


def test_shipped_templates_begin_an_event() -> None:
    for template in EventTemplate.objects.filter(code__in=("drei-tische", "infoabend", "schulung")):
        event = lifecycle.start_from(
            template.values, starts_at=NOW + DAY, ends_at=NOW + DAY + values.length_of(template.values), by=None,
            title_de=template.name_de, region_id="06636",
        )  # fmt: skip
        assert event.quotas.count() == len(template.values.get("quotas", ()))
    assert Event.objects.get(tables=3).round_minutes == 20
    assert Event.objects.get(kind="information").first_name_only


def test_only_drafts_are_deleted(world: dict[str, Any]) -> None:
    author = world["own_editor"]
    event = lifecycle.submit(draft(created_by=author), by=author, now=NOW)
    lifecycle.delete_draft(event, by=author)
    assert not Event.objects.filter(pk=event.pk).exists()
    assert not InboxItem.objects.open().filter(kind="event").exists()
    with pytest.raises(ValidationError):
        lifecycle.delete_draft(make_event(), by=author)


def test_kept_pages_are_renewed_when_a_moment_passes() -> None:
    event = make_event(starts_at=NOW + 3 * DAY, closes_at=NOW + DAY)
    make_event(state="draft", starts_at=NOW + HOUR)
    lifecycle.tick_moments(now=NOW)
    before = content.version()
    assert not lifecycle.tick_moments(now=NOW + 2 * HOUR)
    assert content.version() == before
    # The worker was down for a day: the moment is not missed.
    assert lifecycle.tick_moments(now=NOW + 30 * HOUR)
    assert content.version() != before
    assert not lifecycle.tick_moments(now=NOW + 30 * HOUR)
    assert Heartbeat.objects.get(name=lifecycle.TICK).at == NOW + 30 * HOUR
    assert event.is_open


def test_addresses_of_pages_are_never_taken(world: dict[str, Any]) -> None:
    make_event(slug="treffen-uebermorgen")
    assert (lifecycle.free_slug("Past"), lifecycle.free_slug("Treffen übermorgen")) == ("past-2", "treffen-uebermorgen-2")
