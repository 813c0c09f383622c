"""Places and the waiting list: who gets one, in which order, for how long, and what everybody is told."""

import datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from events import registering
from events.models import Event, Registration
from tests.access.world import make_user
from tests.events.people_who_come import arrive, come, given, states, told
from tests.factories import make_event, make_registration

pytestmark = pytest.mark.django_db
NOW = timezone.now().replace(microsecond=0)
HOUR = datetime.timedelta(hours=1)


def later(hours: float) -> datetime.datetime:
    return NOW + hours * HOUR


def test_address_is_confirmed_before_anybody_is_registered() -> None:
    event = make_event(capacity=2)
    pending = arrive(event, "ada", now=NOW)
    assert (pending.state, pending.holds_place, pending.expires_at) == ("pending", True, later(1))
    assert told("ada") == ["confirm"]
    registering.confirm(pending, now=later(0.5))
    assert states(event) == {"ada": "registered"}
    assert told("ada") == ["registered"]
    registering.confirm(pending, now=later(0.6))
    assert told("ada") == ["registered"]


def test_full_event_makes_people_wait_in_order_and_says_so() -> None:
    event = make_event(capacity=1)
    for name in ("ada", "ben", "cem"):
        come(event, name, now=NOW)
    assert states(event) == {"ada": "registered", "ben": "waitlisted", "cem": "waitlisted"}
    assert told("ben") == ["waitlisted"]


def test_order_of_arrival_counts_not_order_of_confirmation() -> None:
    event = make_event(capacity=1)
    first, second = arrive(event, "ada", now=NOW), arrive(event, "ben", now=NOW)
    registering.confirm(second, now=NOW)
    registering.confirm(first, now=NOW)
    assert states(event) == {"ada": "registered", "ben": "waitlisted"}


def test_unconfirmed_registration_is_forgotten_and_its_place_goes_on() -> None:
    event = make_event(capacity=1)
    arrive(event, "ada", now=NOW)
    come(event, "ben", now=NOW)
    assert registering.sweep(now=later(0.9)) == 0
    assert registering.sweep(now=later(1)) == 2
    assert states(event) == {"ben": "offered"}
    assert told("ada") == []
    assert registering.sweep(now=later(1)) == 0


def test_turn_of_an_unconfirmed_one_is_kept() -> None:
    event = make_event(capacity=1)
    first = come(event, "ada", now=NOW)
    waiting = arrive(event, "ben", now=NOW)
    come(event, "cem", now=NOW)
    registering.leave(first, now=NOW)
    registering.confirm(waiting, now=NOW)
    assert states(event) == {"ada": "cancelled", "ben": "registered", "cem": "waitlisted"}


def test_freed_place_is_offered_then_taken() -> None:
    event = make_event(capacity=1)
    first, second = come(event, "ada", now=NOW), come(event, "ben", now=NOW)
    registering.leave(first, now=NOW)
    second.refresh_from_db()
    assert (second.state, second.offered_until) == ("offered", later(48))
    assert told("ada") == ["left"]
    assert told("ben") == ["offered"]
    registering.accept(second, now=later(47))
    registering.accept(second, now=later(49))
    assert states(event) == {"ada": "cancelled", "ben": "registered"}
    assert told("ben") == ["registered"]


def test_offer_ends_and_the_next_is_asked() -> None:
    event = make_event(capacity=1)
    first, second, _third = (come(event, name, now=NOW) for name in ("ada", "ben", "cem"))
    registering.leave(first, now=NOW)
    with pytest.raises(ValidationError):
        registering.accept(second, now=later(48))
    assert registering.sweep(now=later(47.9)) == 0
    assert registering.sweep(now=later(48)) == 2
    assert states(event) == {"ada": "cancelled", "ben": "cancelled", "cem": "offered"}
    assert told("ben") == ["offer_ended"]
    assert told("cem") == ["offered"]
    with pytest.raises(ValidationError):
        registering.accept(second, now=later(48))


def test_offer_ends_two_hours_before_the_start() -> None:
    event = make_event(capacity=1, starts_at=later(10))
    first, second = come(event, "ada", now=NOW), come(event, "ben", now=NOW)
    registering.leave(first, now=NOW)
    second.refresh_from_db()
    assert second.offered_until == later(8)
    assert registering.sweep(now=later(8)) == 1
    assert told("ben") == ["offer_ended"]


def test_offer_of_a_moved_event_ends_by_its_new_start() -> None:
    event = make_event(capacity=1)
    first, second = come(event, "ada", now=NOW), come(event, "ben", now=NOW)
    registering.leave(first, now=NOW)
    Event.objects.filter(pk=event.pk).update(starts_at=later(3), ends_at=later(4))
    with pytest.raises(ValidationError):
        registering.accept(second, now=later(1))
    assert registering.sweep(now=later(1)) == 1


def test_last_two_hours_offer_nothing_and_newcomers_do_not_pass_those_who_wait() -> None:
    event = make_event(capacity=1, starts_at=later(10))
    first = come(event, "ada", now=NOW)
    come(event, "ben", now=NOW)
    registering.leave(first, now=later(8))
    come(event, "cem", now=later(8))
    assert states(event) == {"ada": "cancelled", "ben": "waitlisted", "cem": "waitlisted"}
    assert registering.sweep(now=later(9)) == 0


def test_last_two_hours_give_a_place_nobody_waits_for() -> None:
    event = make_event(capacity=1, starts_at=later(10))
    come(event, "ada", now=later(9))
    assert states(event) == {"ada": "registered"}


def test_quota_holds_and_the_list_is_in_order_within_it() -> None:
    event = make_event(capacity=3, quotas={"economy": 1})
    first = come(event, "ada", now=NOW, sphere="economy")
    for name, sphere in (("ben", "economy"), ("cem", "integration"), ("dan", ""), ("eva", "economy"), ("fay", "integration")):
        come(event, name, now=NOW, sphere=sphere)
    before = {"ada": "registered", "ben": "waitlisted", "cem": "registered", "dan": "registered", "eva": "waitlisted", "fay": "waitlisted"}
    assert states(event) == before
    registering.leave(Registration.objects.get(name="cem"), now=NOW)
    # The quota of ben's and eva's sphere is used up, so the place goes to fay.
    assert states(event) == before | {"cem": "cancelled", "fay": "offered"}
    registering.leave(first, now=NOW)
    assert states(event) == before | {"cem": "cancelled", "fay": "offered", "ada": "cancelled", "ben": "offered"}


def test_raised_capacity_is_offered_in_order() -> None:
    event = make_event(capacity=1)
    for name in ("ada", "ben", "cem", "dan"):
        come(event, name, now=NOW)
    Event.objects.filter(pk=event.pk).update(capacity=3)
    event.refresh_from_db()
    assert registering.fill(event, now=NOW) == 2
    assert states(event) == {"ada": "registered", "ben": "offered", "cem": "offered", "dan": "waitlisted"}
    assert registering.fill(event, now=NOW) == 0


def test_sweep_finds_a_place_that_nobody_gave_away() -> None:
    event = make_event(capacity=1)
    come(event, "ada", now=NOW)
    come(event, "ben", now=NOW)
    Event.objects.filter(pk=event.pk).update(capacity=2)
    assert registering.sweep(now=NOW) == 1
    assert states(event) == {"ada": "registered", "ben": "offered"}


def test_cancelled_event_offers_and_takes_nothing() -> None:
    event = make_event(capacity=1)
    first, second = come(event, "ada", now=NOW), come(event, "ben", now=NOW)
    pending = arrive(event, "cem", now=NOW)
    registering.leave(first, now=NOW)
    Event.objects.filter(pk=event.pk).update(state="cancelled", cancel_reason_de="Der Saal ist gesperrt.")
    for step in (lambda: registering.accept(second, now=NOW), lambda: registering.confirm(pending, now=NOW)):
        with pytest.raises(ValidationError, match="findet nicht statt"):
            step()
    with pytest.raises(ValidationError, match="geschlossen"):
        arrive(event, "dan", now=NOW)
    registering.sweep(now=later(72))
    assert states(event) == {"ada": "cancelled", "ben": "cancelled"}
    assert "offer_ended" not in told("ben")


@pytest.mark.parametrize(
    "fields",
    [{"state": "draft"}, {"state": "held"}, {"needs_registration": False}, {"opens_at": later(1)}, {"closes_at": later(-1)}],
)
def test_closed_registration_takes_nobody(fields: dict[str, Any]) -> None:
    event = make_event(**fields)
    with pytest.raises(ValidationError):
        arrive(event, "ada", now=NOW)
    assert states(event) == {}


def test_same_address_stores_nothing_and_gets_its_link_again() -> None:
    event = make_event(capacity=5)
    come(event, "ada", now=NOW)
    for minutes in (1, 10, 10.1, 20):
        assert arrive(event, "ada", now=later(minutes / 60), email="ADA@example.org") is None
    assert states(event) == {"ada": "registered"}
    # One mail at most in two minutes: a double click is no wish for two.
    assert told("ada") == ["registered", "link", "link"]


def test_same_address_that_never_confirmed_is_asked_again() -> None:
    event = make_event(capacity=5)
    arrive(event, "ada", now=NOW)
    assert arrive(event, "ada", now=later(0.1)) is None
    assert told("ada") == ["confirm", "confirm"]
    assert Registration.objects.count() == 1


def test_whoever_cancelled_may_come_back_at_the_end_of_the_list() -> None:
    event = make_event(capacity=1)
    first = come(event, "ada", now=NOW)
    come(event, "ben", now=NOW)
    registering.leave(first, now=NOW)
    registering.leave(first, now=NOW)
    come(event, "ada", now=NOW)
    assert list(Registration.objects.order_by("pk").values_list("name", "state")) == [
        ("ada", "cancelled"), ("ben", "offered"), ("ada", "waitlisted"),
    ]  # fmt: skip
    assert told("ada") == ["left", "waitlisted"]


def test_telephone_is_registered_at_once_without_mail() -> None:
    event = make_event(capacity=1, first_name_only=True)
    for name, phone in (("ada", "0561 123456"), ("ben", "0561 654321"), ("ada", "+49 561 / 123456")):
        registering.register(event, given={"name": name, "channel": "phone", "phone": phone, "language": "de"}, user=None, now=NOW)
    assert states(event) == {"ada": "registered", "ben": "waitlisted"}
    assert told("ada") == []


def test_account_is_registered_at_once_and_once() -> None:
    event = make_event(capacity=1)
    arrive(event, "ada", now=NOW)
    user = make_user("ada")
    first = registering.register(event, given=given("ada"), user=user, now=NOW)
    second = registering.register(event, given=given("ada"), user=user, now=NOW)
    assert (first.pk, first.state, first.user) == (second.pk, "registered", user)
    assert told("ada") == ["registered"]


def test_unconfirmed_registration_that_is_cancelled_leaves_nothing() -> None:
    event = make_event(capacity=1)
    registering.leave(arrive(event, "ada", now=NOW), now=NOW)
    assert states(event) == {}
    assert told("ada") == []


def test_after_the_start_only_staff_take_somebody_off() -> None:
    event = make_event(starts_at=later(1))
    first = come(event, "ada", now=NOW)
    with pytest.raises(ValidationError):
        registering.leave(first, now=later(1))
    registering.leave(first, now=later(1), by_staff=True)
    assert states(event) == {"ada": "cancelled"}


def test_still_coming_answers_the_question() -> None:
    registration = make_registration(make_event(), needs_reconfirm=True)
    registering.still_coming(registration, now=NOW)
    registration.refresh_from_db()
    assert (registration.needs_reconfirm, registration.state) == (False, "registered")


def test_desk_passes_the_capacity_only_when_staff_say_so() -> None:
    event = make_event(capacity=1)
    clerk = make_user("clerk")
    come(event, "ada", now=NOW)
    come(event, "ben", now=NOW)
    with pytest.raises(ValidationError, match="vergeben"):
        registering.add_at_desk(event, given=given("cem"), walk_in=False, by=clerk, now=NOW)
    added = registering.add_at_desk(event, given=given("cem", beyond=True), walk_in=False, by=clerk, now=NOW)
    moved_up = registering.add_at_desk(event, given=given("ben"), walk_in=True, by=clerk, now=NOW)
    assert (added.state, added.via) == ("registered", "desk")
    assert (moved_up.state, moved_up.via, moved_up.checked_in_at) == ("attended", "walk_in", NOW)
    assert states(event) == {"ada": "registered", "ben": "attended", "cem": "registered"}
    assert told("cem") == ["registered"]
