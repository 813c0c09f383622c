"""The queue: only my languages, most wanted first, filters, what is left; the same number of questions for one row and three."""

import datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from offers.models import Offer
from tests.access.world import HERE, enrol, make_user, sign_in
from tests.factories import make_offer
from tests.translations.test_actions import change_german, save, translator, unit
from translations import locks, queue
from translations.actions import UnitKey
from translations.models import Proposal, SourceText, TextLock, TextWish

pytestmark = pytest.mark.django_db
QUEUE = "/de/desk/translations/"


@pytest.fixture
def amal(client: Client) -> Client:
    return sign_in(translator())


def titles(client: Client, query: str = "?kind=offers.offer") -> list[tuple[str, str]]:
    return [(line.title, line.unit.field) for line in client.get(QUEUE + query).context["queue"].lines]


def ready(**fields: Any) -> Offer:
    """An offer whose texts are all there in Arabic."""
    return make_offer(title_ar="نص", summary_ar="نص", **fields)


def test_only_what_is_open_in_my_languages(amal: Client) -> None:
    ready(title_de="Fertig")
    late = ready(title_de="Alt")
    change_german(late, title_de="Neu")
    make_offer(title_de="Fehlt", title_tr="Yok", summary_ar="نص")
    assert titles(amal) == [("Neu", "title"), ("Fehlt", "title")]
    assert titles(amal, "?kind=offers.offer&state=missing") == [("Fehlt", "title")]
    assert titles(amal, "?kind=offers.offer&state=outdated") == [("Neu", "title")]
    assert len(titles(amal, "?kind=offers.offer&state=ready")) == 4
    page = amal.get(QUEUE)
    assert [left.language for left in page.context["queue"].left] == ["ar"]


def test_demand_age_and_sensitivity_decide_the_order(amal: Client) -> None:
    now = timezone.now()
    plain, wanted, old, _money = (
        ready(title_de="Schlicht"), ready(title_de="Gefragt"), ready(title_de="Alt"),
        ready(title_de="Geld", cost_note_de="10 Euro"),
    )  # fmt: skip
    for offer in (plain, wanted, old):
        Offer.objects.filter(pk=offer.pk).update(title_ar="")
    TextWish.objects.create(model="offers.offer", object_id=str(wanted.pk), language="ar", count=9, last_on=now.date())
    SourceText.objects.filter(object_id=str(old.pk)).update(since=now - datetime.timedelta(days=120))
    assert [title for title, _field in titles(amal)] == ["Gefragt", "Alt", "Geld", "Schlicht"]
    weights = [queue.weight(line.unit, now) for line in amal.get(f"{QUEUE}?kind=offers.offer").context["queue"].lines]
    assert [round(weight, 1) for weight in weights] == [10.0, 5.0, 3.0, 1.0]


def test_region_narrows_and_unknown_values_are_named(amal: Client) -> None:
    make_offer(title_de="Hier", summary_ar="نص", regions=[HERE])
    make_offer(title_de="Dort", summary_ar="نص", regions=["05113"])
    assert titles(amal, f"?kind=offers.offer&region={HERE}") == [("Hier", "title")]
    page = amal.get(f"{QUEUE}?language=tr&region=x&kind=accounts.user&state=x&page=x")
    assert page.status_code == 200
    assert page.context["queue"].asked.values == {}
    assert set(page.context["queue"].asked.form.errors) == {"language", "region", "kind", "state"}


def test_what_waits_for_a_second_person_is_nobodys_turn_until_the_german_changes(amal: Client) -> None:
    offer = ready(title_de="Geld", cost_note_de="10 Euro")
    assert titles(amal) == [("Geld", "cost_note")]
    save(offer, "10 يورو", translator("basil"), "cost_note")
    assert titles(amal) == []
    assert 'Zweites Augenpaar <span class="count"><bdi dir="ltr">1</bdi>' in amal.get(QUEUE).content.decode()
    change_german(offer, cost_note_de="20 Euro")
    assert titles(amal) == [("Geld", "cost_note")]


def test_who_is_at_it_is_said_and_passed_over(amal: Client) -> None:
    first, second = make_offer(title_de="Eins", summary_ar="نص"), make_offer(title_de="Zwei", summary_ar="نص")
    basil = translator("basil")
    locks.hold(unit(second), user=basil)
    page = amal.get(f"{QUEUE}?kind=offers.offer")
    assert "basil</bdi> ist dran" in page.content.decode()
    asked = queue.ask(page.wsgi_request.GET, page.wsgi_request.user)
    now = timezone.now()
    assert queue.neighbour(asked, unit(first), user=page.wsgi_request.user, now=now) is None
    assert queue.neighbour(asked, unit(first), user=basil, now=now) == unit(second)
    assert queue.neighbour(asked, unit(second), user=basil, now=now, step=-1) == unit(first)
    TextLock.objects.update(until=now)
    assert queue.neighbour(asked, unit(first), user=page.wsgi_request.user, now=now) == unit(second)


def test_parts_of_a_page_are_called_by_it(amal: Client) -> None:
    offer = ready(title_de="Rat", languages=[("ar", "spoken")])
    offer.languages.update(note_de="Nur mittwochs")
    assert titles(amal, "?kind=offers.offerlanguage") == [("Rat", "note")]


def test_nothing_to_do_is_a_good_page(amal: Client) -> None:
    page = amal.get(f"{QUEUE}?kind=offers.offer").content.decode()
    assert "Hier ist nichts zu tun." in page


def test_coordinators_without_languages_get_a_kind_page() -> None:
    operator_like = enrol(make_user("koordination"))
    operator_like.regional_roles.create(region_id=HERE)
    page = sign_in(operator_like).get(QUEUE)
    assert "Sie übersetzen nicht selbst." in page.content.decode()


def test_operators_choose_one_language() -> None:
    offer = make_offer(title_de="Rat")
    client = sign_in(enrol(User.objects.create_superuser("alle@example.org", "ein langes Passwort")))
    assert {line.unit.language for line in client.get(QUEUE).context["queue"].lines} == {"en"}
    assert {line.unit.language for line in client.get(f"{QUEUE}?language=fa").context["queue"].lines} == {"fa"}
    answer = client.post(f"{QUEUE}offers.offer/{offer.pk}/summary/fa/", {"action": "next"})
    assert answer.url.startswith(f"{QUEUE}offers.offer/{offer.pk}/title/fa/?language=fa")


def test_many_pages(amal: Client) -> None:
    for number in range(21):
        make_offer(title_de=f"Nummer {number}", summary_ar="نص")
    page = amal.get(f"{QUEUE}?kind=offers.offer&page=2")
    assert len(page.context["queue"].lines) == 1
    assert "Seite 2 von 2" in page.content.decode()
    assert amal.get(f"{QUEUE}?kind=offers.offer&page=99").context["queue"].page == 2


@pytest.mark.parametrize("rows", [1, 3])
def test_questions_do_not_grow_with_the_rows(rows: int, django_assert_num_queries: Any) -> None:
    amal = sign_in(translator())
    basil = translator("basil")
    for number in range(rows):
        offer = make_offer(title_de=f"Rat {number}", cost_note_de="10 Euro", languages=[("ar", "spoken")])
        offer.languages.update(note_de="Nur mittwochs")
        save(offer, "10 يورو", basil, "cost_note")
        locks.hold(unit(offer), user=basil)
    amal.get(QUEUE)
    with django_assert_num_queries(31):
        amal.get(QUEUE)
    with django_assert_num_queries(11):
        amal.get(f"{QUEUE}?kind=offers.offer")
    with django_assert_num_queries(11):
        assert len(amal.get(f"{QUEUE}proposals/").context["waiting"]) == rows


def test_lock_ends_by_itself_and_can_be_taken_over() -> None:
    amal, basil = translator(), translator("basil")
    key, now = UnitKey("offers.offer", "1", "title", "ar"), timezone.now()
    assert locks.hold(key, user=amal, now=now).user == amal
    assert locks.hold(key, user=basil, now=now).user == amal
    assert locks.hold(key, user=basil, now=now, take_over=True).user == basil
    assert locks.hold(key, user=amal, now=now + datetime.timedelta(minutes=29)).user == basil
    later = now + datetime.timedelta(minutes=30)
    assert locks.hold(key, user=amal, now=later).user == amal
    locks.release(key, user=basil)
    assert TextLock.objects.get().until == later + datetime.timedelta(minutes=30)
    locks.release(key, user=amal)
    assert not TextLock.objects.exists()


def test_coordination_may_decide_about_its_own_regions_only() -> None:
    basil = translator("basil")
    for region in (HERE, "05113", "de"):
        save(make_offer(title_de=region, cost_note_de="10 Euro", regions=[region]), "10 يورو", basil, "cost_note")
    coordination = enrol(make_user("koordination"))
    coordination.regional_roles.create(region_id=HERE)
    here = sign_in(coordination).get(f"{QUEUE}proposals/")
    assert [item.title for item in here.context["waiting"]] == [HERE]
    assert len(sign_in(translator()).get(f"{QUEUE}proposals/").context["waiting"]) == 3
    assert sign_in(basil).get(f"{QUEUE}proposals/").context["waiting"] == []
    assert sign_in(translator("tuerkisch", "tr")).get(f"{QUEUE}proposals/").context["waiting"] == []
    other = Proposal.objects.get(object_id=str(Offer.objects.get(title_de="05113").pk))
    assert sign_in(coordination).post(f"{QUEUE}proposals/{other.pk}/", {"action": "accept"}).status_code == 403
