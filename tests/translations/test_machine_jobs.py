"""Jobs: what is sent and what is not, the budget, and what happens when the service does not do as it should."""

import datetime
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import RegionalRole, User
from networks.models import Advisor
from offers.models import Offer
from portal.languages import CODES
from portal.models import GERMANY, Region
from portal.texts import EVERYWHERE, options_of, text_models
from tests.access.world import ELSEWHERE, HERE, enrol, make_user
from tests.factories import make_offer, make_story
from tests.translations.machine_server import KEY, Service, serving
from translations import tasks
from translations.machine import budgets, jobs, orders
from translations.machine.words import NOTES, REASONS
from translations.models import MachineBudget, MachineJob, MachineUnit, MachineUse, Origin, Proposal, State, TextWish
from translations.texts import digest, stamp, standings

pytestmark = pytest.mark.django_db
OFFERS = ["offers.offer"]
GOOD = (200, {}, '{"translations": [{"text": "Advice", "detected_source_language": "DE", "billed_characters": 3}]}')


@pytest.fixture(autouse=True)
def service(settings: Any) -> Iterator[Service]:
    with serving() as found:
        settings.MACHINE_TRANSLATION = "deepl"
        settings.DEEPL_AUTH_KEY = KEY
        settings.DEEPL_SERVER_URL = found.url
        settings.MACHINE_SECONDS = 0.15
        settings.MACHINE_MONTHLY_CHARACTERS = 10_000
        yield found


@pytest.fixture
def staff() -> User:
    user = enrol(make_user("coordinator"))
    RegionalRole.objects.create(user=user, region_id=HERE)
    return user


def make_job(by: User, *, languages: tuple[str, ...] = ("en",), region: str = HERE) -> MachineJob:
    return orders.order(Region.objects.get(pk=region), by=by, languages=languages, labels=OFFERS)


def ended(job: MachineJob, **when: Any) -> MachineJob:
    assert jobs.run(job.pk, **when) is False
    job.refresh_from_db()
    return job


def used(region: str = HERE) -> int:
    return budgets.used_by([region], timezone.now())[region]


def bare_offer(**fields: Any) -> Offer:
    """An offer of the region whose only gap is what the test names."""
    return make_offer(**{f"summary_{code}": "!" for code in CODES} | {"regions": [HERE]} | fields)


def test_a_job_fills_what_is_missing_and_says_it_is_a_machine(staff: User) -> None:
    offer = bare_offer(title_de="Guter Rat")
    job = ended(make_job(staff))
    offer = Offer.objects.get(pk=offer.pk)
    assert offer.title_en == "en·Guter en·Rat"
    standing = standings(offer)["title", "en"]
    assert (standing.state, standing.is_machine) == (State.MACHINE, True)
    assert (job.state, job.note, job.total, job.done, job.failed) == ("done", "", 1, 1, 0)
    assert (job.characters, used()) == (9, 9)


def test_sensitive_texts_wait_for_a_person(staff: User) -> None:
    offer = bare_offer(title_de="Rat", cost_note_de="Kostet nichts")
    ended(make_job(staff))
    assert not Offer.objects.get(pk=offer.pk).cost_note_en
    assert Proposal.objects.get(object_id=str(offer.pk)).text == "en·Kostet en·nichts"


def test_texts_of_people_stay_and_unread_old_machine_text_is_made_anew(staff: User, service: Service) -> None:
    offer = bare_offer(title_de="Neu eins", title_en="One", first_talk_de="Neu zwei", who_for_de="Neu drei")
    Offer.objects.filter(pk=offer.pk).update(title_de="Ganz neu", first_talk_en="Old machine", who_for_en="Old machine")
    offer = Offer.objects.get(pk=offer.pk)
    stamp(offer, fields=["first_talk", "who_for"], languages=["en"], origin=Origin.MACHINE)
    Offer.objects.filter(pk=offer.pk).update(first_talk_de="Jetzt anders")
    job = ended(make_job(staff))
    offer = Offer.objects.get(pk=offer.pk)
    assert (offer.title_en, offer.first_talk_en, offer.who_for_en) == ("One", "en·Jetzt en·anders", "Old machine")
    assert (job.total, service.sent) == (1, ["Jetzt anders"])


def test_a_waiting_proposal_of_a_person_is_not_written_over(staff: User) -> None:
    offer = bare_offer(title_de="Rat", cost_note_de="Kostet nichts", title_en="Advice")
    waiting = Proposal.objects.create(
        model="offers.offer",
        object_id=str(offer.pk),
        field="cost_note",
        language="en",
        text="Free",
        by=staff,
        source_digest=digest("Kostet nichts"),
    )
    with pytest.raises(ValidationError, match="Hier fehlt nichts"):
        make_job(staff)
    assert Proposal.objects.get().pk == waiting.pk


def test_only_texts_of_the_region_go_out(staff: User, service: Service) -> None:
    bare_offer(slug="hier", title_de="Hier")
    bare_offer(slug="dort", title_de="Dort", regions=[ELSEWHERE])
    bare_offer(slug="entwurf", title_de="Entwurf", state="draft")
    ended(make_job(staff))
    assert service.sent == ["Hier"]


def test_what_readers_asked_for_comes_first_when_the_budget_is_short(staff: User, service: Service) -> None:
    bare_offer(slug="erstes", title_de="A" * 40)
    wanted = bare_offer(slug="zweites", title_de="B" * 40)
    bare_offer(slug="drittes", title_de="C" * 40)
    TextWish.objects.create(model="offers.offer", object_id=str(wanted.pk), language="en", count=3, last_on=timezone.localdate())
    MachineBudget.objects.create(region_id=HERE, characters=50)
    job = ended(make_job(staff))
    assert service.sent == ["B" * 40]
    assert (job.state, job.note, job.done, used()) == ("stopped", "budget", 1, 40)


def test_no_budget_means_that_nothing_is_sent(staff: User, service: Service) -> None:
    bare_offer(title_de="Rat")
    MachineBudget.objects.create(region_id=HERE, characters=0)
    with pytest.raises(ValidationError, match="keine Zeichen mehr"):
        make_job(staff)
    MachineBudget.objects.update(characters=100)
    job = make_job(staff)
    MachineBudget.objects.update(characters=0)
    assert (ended(job).note, service.requests) == ("budget", [])


def test_the_month_begins_in_utc_and_brings_new_characters() -> None:
    last = datetime.datetime(2026, 11, 30, 23, 59, tzinfo=datetime.UTC)
    MachineBudget.objects.create(region_id=HERE, characters=10)
    assert budgets.reserve(HERE, [6, 6, 4], now=last) == [0, 2]
    assert budgets.reserve(HERE, [1], now=last) == []
    assert budgets.reserve(HERE, [6, 6, 4], now=last + datetime.timedelta(minutes=1)) == [0, 2]
    budgets.give_back(HERE, 100, month=datetime.date(2026, 11, 1))
    assert list(MachineUse.objects.order_by("month").values_list("characters", flat=True)) == [0, 10]


def test_a_second_job_for_the_region_is_refused_while_one_runs(staff: User) -> None:
    bare_offer(title_de="Rat")
    make_job(staff)
    with pytest.raises(ValidationError, match="läuft schon ein Auftrag"):
        make_job(staff)


@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_service_is_left_alone_as_long_as_it_says(staff: User, service: Service, status: int) -> None:
    offer = bare_offer(title_de="Rat")
    job = make_job(staff)
    now = timezone.now()
    service.next_answers = [(status, {"Retry-After": "120"}, "{}")]
    job = ended(job, now=now)
    assert (job.state, job.note, job.next_attempt_at, used(), job.characters) == (
        "waiting",
        "busy",
        now + datetime.timedelta(minutes=2),
        0,
        0,
    )
    assert jobs.due(now + datetime.timedelta(seconds=119)) == []
    assert ended(job, now=now + datetime.timedelta(seconds=119)).done == 0
    later = now + datetime.timedelta(seconds=121)
    assert jobs.due(later) == [job.pk]
    assert ended(job, now=later).state == "done"
    assert (Offer.objects.get(pk=offer.pk).title_en, used()) == ("en·Rat", 3)


@pytest.mark.parametrize(("status", "note"), [(456, "quota"), (403, "refused"), (400, "refused")])
def test_a_refusal_stops_the_job_and_costs_nothing(staff: User, service: Service, status: int, note: str) -> None:
    bare_offer(title_de="Rat")
    job = make_job(staff, languages=("en", "tr"))
    service.next_answers = [GOOD, (status, {}, "{}")]
    job = ended(job)
    assert (job.state, job.note, job.done, used()) == ("stopped", note, 1, 3)
    assert Offer.objects.get().title_en == "Advice"
    assert str(NOTES[note])


def test_a_silent_service_is_asked_again_three_times(staff: User, service: Service) -> None:
    bare_offer(title_de="Rat")
    job = make_job(staff)
    service.next_answers = [(500, {}, "")] * 9
    now = timezone.now()
    for attempt in range(1, 4):
        assert (ended(job, now=now).state, job.attempts) == ("waiting", attempt)
        now = job.next_attempt_at
    assert (ended(job, now=now).state, job.note, used(), len(service.sent)) == ("stopped", "unreachable", 0, 4)


def test_an_answer_in_between_starts_the_count_anew(staff: User, service: Service) -> None:
    bare_offer(title_de="Rat")
    job = make_job(staff, languages=("en", "tr"))
    service.next_answers = [(500, {}, ""), (500, {}, ""), GOOD, (500, {}, "")]
    now = timezone.now()
    for attempt in (1, 2, 1):
        assert (ended(job, now=now).state, job.attempts) == ("waiting", attempt)
        now = job.next_attempt_at
    assert ended(job, now=now).state == "done"


def test_characters_of_an_answer_that_never_came_stay_counted(staff: User, service: Service) -> None:
    bare_offer(title_de="Rat")
    service.pause = 0.2
    assert (ended(make_job(staff)).note, used()) == ("retry", 3)


def test_what_the_guards_refuse_is_left_out_and_named(staff: User, service: Service) -> None:
    offer = bare_offer(title_de="Siehe www.example.org heute")
    service.mangle = lambda text: text.replace("<x>0</x>", "")
    job = ended(make_job(staff))
    assert (job.state, job.done, job.failed) == ("done", 0, 1)
    assert not Offer.objects.get(pk=offer.pk).title_en
    assert [str(REASONS[reason]) for reason in MachineUnit.objects.values_list("reason", flat=True)] == [str(REASONS["kept"])]


def test_a_language_the_service_cannot_write_is_left_out(staff: User, service: Service, settings: Any) -> None:
    settings.MACHINE_TRANSLATION, settings.LIBRETRANSLATE_URL = "libretranslate", service.url
    service.speaks = ["tr"]
    offer = bare_offer(title_de="Rat")
    job = ended(make_job(staff, languages=("fa", "tr")))
    assert (job.state, job.done, job.failed, used()) == ("done", 1, 1, 3)
    assert Offer.objects.get(pk=offer.pk).title_tr == "tr·Rat"


def test_texts_that_somebody_translated_meanwhile_are_not_sent(staff: User, service: Service) -> None:
    offer = bare_offer(title_de="Rat")
    job = make_job(staff)
    Offer.objects.filter(pk=offer.pk).update(title_en="Advice")
    stamp(Offer.objects.get(pk=offer.pk), fields=["title"], languages=["en"])
    job = ended(job)
    assert (job.failed, service.requests, Offer.objects.get(pk=offer.pk).title_en) == (1, [], "Advice")


def test_stopped_by_hand_by_lost_rights_and_by_switching_off(staff: User, service: Service, settings: Any) -> None:
    bare_offer(title_de="Rat")
    job = make_job(staff)
    orders.cancel(job)
    assert (ended(job).note, job.state) == ("cancelled", "stopped")
    with pytest.raises(ValidationError, match="schon zu Ende"):
        orders.cancel(job)
    job = make_job(staff)
    RegionalRole.objects.all().delete()
    assert ended(job).note == "rights"
    RegionalRole.objects.create(user=staff, region_id=HERE)
    job = make_job(User.objects.get(pk=staff.pk))
    settings.MACHINE_TRANSLATION = "off"
    assert (ended(job).note, service.requests) == ("off", [])


def test_a_job_that_a_worker_has_is_not_taken_twice(staff: User, service: Service) -> None:
    bare_offer(title_de="Rat")
    job = make_job(staff)
    MachineJob.objects.filter(pk=job.pk).update(state="running", lease_until=timezone.now() + jobs.LEASE)
    assert (jobs.run(job.pk), jobs.due(timezone.now()), service.requests) == (False, [], [])


def test_large_jobs_make_room_for_others_and_go_on(staff: User, service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(3):
        bare_offer(slug=f"rat-{number}", title_de=f"Rat {number}")
    monkeypatch.setattr(jobs, "PIECES", 2)
    monkeypatch.setattr(jobs, "TEXTS", 1)
    job = make_job(staff)
    assert jobs.run(job.pk) is True
    assert jobs.due(timezone.now()) == [job.pk]
    ended(job)
    assert (job.state, job.done, len(service.sent)) == ("done", 3, 3)


def test_old_jobs_go(staff: User) -> None:
    bare_offer(title_de="Rat")
    job = make_job(staff)
    orders.cancel(job)
    tasks.sweep_machine_jobs()
    assert MachineUnit.objects.count() == 1
    jobs.forget_old(timezone.now() + datetime.timedelta(days=1))
    assert (MachineJob.objects.count(), MachineUnit.objects.count()) == (1, 0)
    jobs.forget_old(timezone.now() + datetime.timedelta(days=jobs.KEPT_DAYS + 1))
    assert not MachineJob.objects.exists()


def test_nothing_about_people_is_ever_sendable(service: Service) -> None:
    """Whoever adds a model must decide here whether its texts may leave the house."""
    everywhere = {model._meta.label_lower for model in orders.sendable_models(GERMANY)}
    assert everywhere == {
        "events.event", "events.eventattachment", "events.eventseries", "events.eventtemplate", "networks.organisation",
        "networks.organisationkind", "networks.place", "offers.documentitem", "offers.offer", "offers.offerlanguage", "offers.offerlink",
        "portal.region", "portal.topic", "stories.awardcall", "stories.awardcategory",
    }  # fmt: skip
    personal = {model._meta.label_lower for model in text_models() if options_of(model).personal}
    assert personal >= {"networks.advisor", "networks.contact", "stories.story", "stories.storystep", "stories.storymedia"}
    assert not everywhere & personal
    assert all(options_of(model).region_path != EVERYWHERE for model in orders.sendable_models(HERE))

    make_story(slug="weg", region_id=HERE, title_de="Mein Weg")
    Advisor.objects.create(slug="b", display_name="B", position_de="Beraterin", state="active")
    operator = User.objects.create_superuser("o@example.org", "ein langes Passwort")
    with pytest.raises(ValidationError):
        orders.order(Region.objects.get(pk=HERE), by=operator, languages=["en"], labels=["stories.story", "networks.advisor"])


@pytest.mark.parametrize("provider", ["deepl", "libretranslate"])
def test_agreed_terms_pass_the_guards_with_their_german(staff: User, service: Service, settings: Any, provider: str) -> None:
    settings.MACHINE_TRANSLATION, settings.LIBRETRANSLATE_URL = provider, service.url
    service.glossary_status = 403
    german = "Ende eines Gewerbes und Industrie- und Handelskammer"
    offer = bare_offer(title_de=german)
    job = ended(make_job(staff))
    text = Offer.objects.get(pk=offer.pk).title_en or ""
    assert (job.done, job.failed) == (1, 0)
    assert "(Gewerbe)" in text
    assert "(IHK)" in text
