"""Stories at the desk: the list, the editor, what changes of the German mean, and who may do what."""

import re
from typing import Any

import pytest
from django.test import Client

from accounts.models import FormDraft, User
from portal.models import OutgoingMail
from stories.models import Consent, State, Story, StoryStep
from tests.access.world import ELSEWHERE, HERE, make_world, sign_in
from tests.factories import approve_again, make_event, make_offer, make_story
from tests.forms import filled as _filled
from translations.models import TranslationRecord
from translations.texts import standings

pytestmark = pytest.mark.django_db
DESK = "/de/desk/stories/"


def filled(page: str, changes: dict[str, Any]) -> dict[str, Any]:
    return _filled(page, **changes)


@pytest.fixture
def world() -> dict[str, User]:
    return make_world()


@pytest.fixture
def desk(world: dict[str, User]) -> Client:
    return sign_in(world["own_coordinator"])


def edit(desk: Client, story: Story, **changes: Any) -> Any:
    """Open the editor, change some fields, save."""
    address = f"{DESK}{story.pk}/edit/"
    return desk.post(address, filled(desk.get(address).text, changes))


def test_a_story_is_written_asked_for_and_nobody_at_the_desk_publishes(desk: Client) -> None:
    offer = make_offer(slug="hilfe", title_de="Hilfe beim Plan")
    event = make_event(slug="abend")
    data = filled(desk.get(f"{DESK}new/").text, {
        "person_name": "Ayşe", "industry": "food", "region_id": HERE, "founded_year": "2020", "languages": ["Türkisch (tr)"],
        "title_de": "Vom Markt zum Laden", "title_tr": "Pazardan dükkâna", "summary_de": "Ein Laden.", "advisor_id": "beraterin",
        "steps-0-phase": "planning", "steps-0-text_de": "Der Plan.", "steps-0-offers": ["https://anlauf.example.org/de/offers/hilfe/"],
        "steps-0-organisations": ["Stelle (stelle)"], "steps-0-events": ["abend"], "steps-0-year": "2019",
        "sources-0-title": "Zeitung", "sources-0-url": "https://zeitung.example.org/1", "email": "ayse@example.org", "language": "tr",
    })  # fmt: skip
    data["advisor_id"] = ["Beraterin Beispiel (beraterin)"]
    answer = desk.post(f"{DESK}new/", data)
    assert answer.status_code == 302, re.findall(r'class="error[^<]*<', answer.text)
    story = Story.objects.get(title_de="Vom Markt zum Laden")
    step = story.steps.get()
    assert (story.slug, story.languages, story.state) == ("vom-markt-zum-laden", ["tr"], "draft")
    assert ([row.pk for row in step.offers.all()], [row.slug for row in step.organisations.all()]) == ([offer.pk], ["stelle"])
    assert list(step.events.all()) == [event]
    assert story.sources.get().title == "Zeitung"
    assert story.advisor.slug == "beraterin"
    assert standings(story)["title", "tr"].state == "ready"
    # The same form once more makes no second story.
    desk.post(f"{DESK}new/", data)
    assert Story.objects.filter(title_de="Vom Markt zum Laden").count() == 1
    assert desk.post(f"{DESK}{story.pk}/ask/").status_code == 302
    assert OutgoingMail.objects.get(kind="stories.asked").recipient == "ayse@example.org"
    story.refresh_from_db()
    assert story.state == State.ASKED
    assert "Nur sie kann die Geschichte veröffentlichen" in desk.get(f"{DESK}{story.pk}/").text


def test_german_of_a_public_story_asks_first_and_then_takes_it_off(desk: Client) -> None:
    story = Story.objects.get(pk=8001)
    page = edit(desk, story, summary_de="Ganz anders.")
    assert "Soll die Geschichte von der Website?" in page.text
    story.refresh_from_db()
    assert (story.state, story.summary_de) == ("published", "Aus einer Idee wurde ein Laden.")
    assert edit(desk, story, summary_de="Ganz anders.", offline="1").status_code == 302
    story.refresh_from_db()
    assert (story.state, story.summary_de) == ("draft", "Ganz anders.")


def test_steps_of_a_public_story_count_as_its_german(desk: Client) -> None:
    story = Story.objects.get(pk=8001)
    assert "Soll die Geschichte von der Website?" in edit(desk, story, **{"steps-0-text_de": "Nie wieder."}).text
    assert StoryStep.objects.get(story=story).text_de == "Der Laden geht auf."


def test_a_translation_of_a_public_story_leaves_it_there(desk: Client) -> None:
    story = Story.objects.get(pk=8001)
    assert edit(desk, story, title_ar="قصة").status_code == 302
    story.refresh_from_db()
    assert (story.state, story.title_ar) == ("published", "قصة")


def test_saving_without_a_change_changes_nothing_that_was_agreed(desk: Client) -> None:
    story = Story.objects.get(pk=8001)
    before = story.approved
    assert edit(desk, story).status_code == 302
    story.refresh_from_db()
    assert (story.state, story.approved) == ("published", before)


def test_whoever_works_on_an_old_version_sees_the_difference(desk: Client) -> None:
    story = Story.objects.get(pk=8002)
    address = f"{DESK}{story.pk}/edit/"
    old = filled(desk.get(address).text, {"title_de": "Meiner"})
    edit(desk, story, title_de="Ihrer")
    page = desk.post(address, old)
    assert "Jemand anderes hat gerade gespeichert" in page.text
    assert Story.objects.get(pk=8002).title_de == "Ihrer"
    assert FormDraft.objects.filter(form="story-8002").exists()
    # Once more is meant.
    assert "Damit weiterschreiben" in desk.get(address).text
    desk.post(address, filled(page.text, {}))
    assert Story.objects.get(pk=8002).title_de == "Meiner"


def test_a_step_that_goes_takes_its_records_along_and_the_others_change_places(desk: Client) -> None:
    story = make_story(state="draft", steps=[("planning", "Eins", [], []), ("start", "Zwei", [], [])])
    first, second = story.steps.all()
    assert edit(desk, story, **{"steps-0-place": "2", "steps-1-place": "1", "steps-0-text_ar": "واحد"}).status_code == 302
    assert [step.text_de for step in Story.objects.get(pk=story.pk).steps.all()] == ["Zwei", "Eins"]
    assert TranslationRecord.objects.filter(model="stories.storystep", object_id=str(first.pk)).exists()
    assert edit(desk, story, **{"steps-1-DELETE": "on"}).status_code == 302
    assert [step.pk for step in Story.objects.get(pk=story.pk).steps.all()] == [second.pk]
    assert not TranslationRecord.objects.filter(model="stories.storystep", object_id=str(first.pk)).exists()


def test_another_address_ends_the_old_link(desk: Client) -> None:
    story = make_story(state="asked", consent={"link_number": 3, "email": "alt@example.org"})
    assert edit(desk, story, email="neu@example.org").status_code == 302
    consent = Consent.objects.get(story=story)
    assert (consent.email, consent.link_number, Story.objects.get(pk=story.pk).state) == ("neu@example.org", 4, "draft")


def test_a_story_stays_in_the_regions_of_its_coordination(desk: Client) -> None:
    page = edit(desk, Story.objects.get(pk=8002), region_id=ELSEWHERE)
    assert "Bitte bleiben Sie bei den Regionen, die Sie koordinieren." in page.text
    assert Story.objects.get(pk=8002).region_id == HERE


def test_preview_shows_what_is_typed_and_saves_nothing(desk: Client) -> None:
    story = Story.objects.get(pk=8002)
    data = filled(desk.get(f"{DESK}8002/edit/").text, {"title_ar": "عنوان", "steps-0-text_de": "Noch nicht gespeichert"})
    page = desk.post(f"{DESK}8002/preview/?lang=ar", data).text
    assert "عنوان" in page
    assert "Noch nicht gespeichert" in page
    assert 'dir="rtl"' in page
    story.refresh_from_db()
    assert not story.title_ar
    assert desk.post(f"{DESK}preview/", {"title_de": "Neu", "steps-TOTAL_FORMS": "x"}).status_code == 200


def test_errors_are_said_and_nothing_is_lost(desk: Client) -> None:
    page = desk.post(
        f"{DESK}new/", {"title_de": "Nur ein Titel", "languages": "klingonisch", "steps-TOTAL_FORMS": "1", "steps-INITIAL_FORMS": "0"}
    )
    assert page.status_code == 200
    assert "Da fehlt noch etwas" in page.text
    assert "Nur ein Titel" in page.text
    assert FormDraft.objects.get(form="story-new").data["title_de"] == ["Nur ein Titel"]


def test_another_region_and_plain_accounts_stay_outside(world: dict[str, User]) -> None:
    other, editor = sign_in(world["other_coordinator"]), sign_in(world["own_editor"])
    for path in ("8001/", "8001/edit/", "8001/media/", "8001/media/8001/", "8001/step/end/", "8001/preview/"):
        assert other.get(DESK + path).status_code == 404
        assert editor.get(DESK + path).status_code == 404
    assert "Geschichte Nummer" not in other.get(DESK).text


def test_what_was_agreed_to_is_ended_not_deleted(desk: Client) -> None:
    Consent.objects.filter(story=8001).update(given_at="2026-01-01T00:00Z")
    assert desk.get(f"{DESK}8001/step/delete/").status_code == 302
    desk.post(f"{DESK}8001/step/delete/")
    assert Story.objects.filter(pk=8001).exists()
    assert "Das geschieht sofort" in desk.get(f"{DESK}8001/step/end/").text
    desk.post(f"{DESK}8001/step/end/")
    assert Story.objects.get(pk=8001).state == State.ENDED
    assert desk.get(f"{DESK}8001/edit/").status_code == 302
    assert "am Schreibtisch beendet" in desk.get(f"{DESK}8001/").text
    desk.post(f"{DESK}8002/step/delete/")
    assert not Story.objects.filter(pk=8002).exists()
    assert desk.get(f"{DESK}8001/step/nothing/").status_code == 404


def test_the_list_is_narrowed(desk: Client) -> None:
    make_story(title_de="Im Ausland", region_id=ELSEWHERE)
    page = desk.get(f"{DESK}?state=published").text
    assert "/8001/" in page
    assert "/8002/" not in page
    assert "Im Ausland" not in desk.get(DESK).text
    for odd in ("?state=x", "?region=zz", "?page=99999", "?page=-1", "?ending=1&q=%25", "?q=" + "a" * 200):
        assert desk.get(DESK + odd).status_code == 200


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_asks_the_same_number_of_questions(desk: Client, number: int, django_assert_num_queries: Any) -> None:
    Story.objects.all().delete()
    for _each in range(number):
        make_story()
    desk.get(DESK)
    with django_assert_num_queries(7):
        desk.get(DESK)


@pytest.mark.parametrize("number", [1, 3])
def test_the_overview_asks_the_same_number_of_questions(desk: Client, number: int, django_assert_num_queries: Any) -> None:
    story = make_story(steps=[("start", f"Schritt {n}", [make_offer()], []) for n in range(number)])
    approve_again(story)
    desk.get(f"{DESK}{story.pk}/")
    with django_assert_num_queries(15):
        desk.get(f"{DESK}{story.pk}/")
