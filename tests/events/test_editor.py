"""The editor of an event, the list and the overview, as colleagues and the coordination use them."""

import datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from accounts.models import FormDraft
from events.models import Event, EventAttachment
from portal.models import OutgoingMail
from tests.access.world import make_world, sign_in
from tests.conftest import forget_pages
from tests.factories import make_event, make_registration
from tests.forms import filled

pytestmark = pytest.mark.django_db
NEW, PAGE, LIST = "/de/desk/events/new/", "/de/desk/events/7001/edit/", "/de/desk/events/"
DRAFT = "/de/desk/events/7002/edit/"
LATER = datetime.date(2027, 6, 10)


@pytest.fixture
def world() -> dict[str, Any]:
    return make_world()


@pytest.fixture
def editor(world: dict[str, Any]) -> Client:
    return sign_in(world["own_editor"])


def save(client: Client, page: str = PAGE, **changes: Any) -> Any:
    return client.post(page, filled(client.get(page).text, **changes))


def meeting() -> Event:
    return Event.objects.get(pk=7001)


NEW_EVENT = {
    "kind": "information", "region_id": "Eschwege (06636)", "title_de": "Infoabend", "title_ar": "أمسية", "day": "2027-06-10",
    "start_time": "18:00", "end_time": "20:00",
}  # fmt: skip


def made() -> Event:
    return Event.objects.get(title_de="Infoabend")


def begin(client: Client, **changes: Any) -> Any:
    page = client.get(NEW).text
    return client.post(NEW, filled(page, **(NEW_EVENT | {"region_id": "06636"} | changes)))


def test_a_new_event_is_a_draft_in_local_time(editor: Client) -> None:
    answer = begin(
        editor, **{"quotas-0-sphere": "economy", "quotas-0-places": "5", "languages-0-code": "ar", "languages-0-mode": "interpreter"}
    )
    event = made()
    assert (answer.status_code, answer["Location"]) == (302, f"/de/desk/events/{event.pk}/edit/?saved=1")
    assert (event.state, event.title_ar, event.slug, event.organiser.slug) == ("draft", "أمسية", "infoabend", "stelle")
    assert event.starts_at == datetime.datetime(2027, 6, 10, 16, tzinfo=datetime.UTC)
    assert list(event.quotas.values_list("sphere", "places")) == [("economy", 5)]
    assert list(event.languages.values_list("code", "mode")) == [("ar", "interpreter")]


def test_the_same_form_twice_makes_one_event(editor: Client) -> None:
    first, second = begin(editor), begin(editor)
    assert first["Location"] == second["Location"]
    assert Event.objects.filter(title_de="Infoabend").count() == 1


def test_saving_without_a_change_keeps_everything(editor: Client) -> None:
    before = Event.objects.filter(pk=7001).values().get()
    answer = save(editor)
    assert answer.status_code == 302
    after = Event.objects.filter(pk=7001).values().get()
    moved = {name for name, value in after.items() if value != before[name]}
    assert moved == {"version", "changed_at"}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"day": "2027-03-28", "start_time": "02:30", "end_time": "05:00"}, "Diese Uhrzeit gibt es an diesem Tag nicht"),
        ({"end_time": "17:00"}, "Das Ende muss nach dem Beginn liegen"),
        ({"day": "0027-06-10"}, "Bitte prüfen Sie das Jahr"),
        ({"closes_day": "0001-01-01"}, "Bitte prüfen Sie das Jahr"),
        ({"opens_day": "2027-06-09", "closes_day": "2027-06-01"}, "Die Anmeldung endet, bevor sie beginnt"),
        ({"postcode": "12"}, "Eine Postleitzahl hat fünf Ziffern"),
        ({"title_de": ""}, "Bitte schreiben Sie den Text zuerst auf Deutsch"),
        ({"organiser_id": "andere"}, "Das steht nicht in der Liste"),
    ],
)
def test_what_cannot_be_is_said_beside_the_field(editor: Client, changes: dict[str, str], words: str) -> None:
    answer = begin(editor, **changes)
    assert answer.status_code == 200
    assert words in answer.text
    assert not Event.objects.filter(slug="infoabend").exists()
    # Nothing is lost: what was typed waits on the server.
    assert FormDraft.objects.get(form="event-new").data["start_time"] == [changes.get("start_time", "18:00")]


def test_an_hour_that_comes_twice_means_the_first(editor: Client) -> None:
    begin(editor, day="2027-10-31", start_time="02:30", end_time="05:00")
    assert made().starts_at == datetime.datetime(2027, 10, 31, 0, 30, tzinfo=datetime.UTC)


def test_the_second_of_two_writers_is_shown_the_difference(editor: Client, world: dict[str, Any]) -> None:
    page = editor.get(DRAFT).text
    save(sign_in(world["own_coordinator"]), DRAFT, title_de="Entwurf der anderen")
    answer = editor.post(DRAFT, filled(page, title_de="Mein Entwurf"))
    assert "Jemand anderes hat gerade gespeichert" in answer.text
    assert Event.objects.get(pk=7002).title_de == "Entwurf der anderen"
    assert editor.post(DRAFT, filled(answer.text)).status_code == 302
    assert Event.objects.get(pk=7002).title_de == "Mein Entwurf"


def test_a_public_event_is_not_left_incomplete(editor: Client) -> None:
    answer = save(editor, summary_de="", city="")
    assert "Bitte schreiben Sie in einem Satz, worum es geht." in answer.text
    assert meeting().summary_de


def test_a_new_date_asks_first_and_says_how_many_are_told(editor: Client) -> None:
    make_registration(meeting(), state="waitlisted")
    make_registration(meeting(), state="cancelled")
    before = meeting().starts_at
    answer = save(editor, day=str(LATER), start_time="18:00", end_time="20:00")
    assert answer.status_code == 200
    assert "Termin verschieben" in answer.text
    assert "2 Menschen werden benachrichtigt." in answer.text
    assert meeting().starts_at == before


def test_fewer_places_than_people_is_allowed_with_a_warning(editor: Client) -> None:
    make_registration(meeting())
    answer = save(editor, capacity="1")
    assert "Es sind schon mehr Menschen angemeldet, als es Plätze gibt." in editor.get(answer["Location"]).text
    assert meeting().capacity == 1
    assert meeting().registrations.holding().count() == 2


def test_one_date_of_a_series_changed_by_itself_stays_itself(editor: Client) -> None:
    save(editor)
    assert not meeting().is_detached
    save(editor, summary_de="Diesmal mit Musik.")
    assert meeting().is_detached


def pdf(content: bytes = b"%PDF-1.7 Programm") -> SimpleUploadedFile:
    return SimpleUploadedFile("../../böse.exe", content, content_type="application/pdf")


def test_a_file_is_stored_under_a_name_of_ours_renamed_and_removed(editor: Client, settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    data = filled(editor.get(DRAFT).text, **{"attachments-0-name_de": "Programm"})
    editor.post(DRAFT, data | {"attachments-0-upload": pdf()})
    kept = EventAttachment.objects.get()
    assert (kept.name_de, kept.size, kept.file.name[:7], kept.file.name[-4:]) == ("Programm", 17, "events/", ".pdf")
    assert (tmp_path / kept.file.name).read_bytes() == b"%PDF-1.7 Programm"
    save(editor, DRAFT, **{"attachments-0-name_ar": "برنامج"})
    assert EventAttachment.objects.get().name_ar == "برنامج"
    save(editor, DRAFT, **{"attachments-0-DELETE": "on"})
    assert not EventAttachment.objects.exists()


@pytest.mark.parametrize(
    ("content", "words"), [(b"<script>", "Das ist keine PDF-Datei."), (b"%PDF" + b"0" * 5_000_001, "Die Datei ist zu groß.")]
)
def test_other_files_are_refused(editor: Client, content: bytes, words: str) -> None:
    data = filled(editor.get(DRAFT).text, **{"attachments-0-name_de": "Programm"})
    answer = editor.post(DRAFT, data | {"attachments-0-upload": pdf(content)})
    assert words in answer.text
    assert not EventAttachment.objects.exists()


def test_the_preview_shows_what_is_typed_in_any_language_and_saves_nothing(editor: Client) -> None:
    typed = filled(editor.get(NEW).text, **NEW_EVENT, summary_de="Kommen Sie vorbei.")
    answer = editor.post("/de/desk/events/preview/?lang=ar", typed)
    assert "أمسية" in answer.text
    assert '<span lang="de" dir="ltr">Kommen Sie vorbei.</span>' in answer.text
    assert not Event.objects.filter(slug="infoabend").exists()
    stored = filled(editor.get(PAGE).text, title_de="Neuer Titel")
    assert "Neuer Titel" in editor.post("/de/desk/events/7001/preview/?lang=de", stored, HTTP_HX_REQUEST="true").text
    assert meeting().title_de != "Neuer Titel"


def test_a_template_fills_the_new_form(editor: Client) -> None:
    page = filled(editor.get(f"{NEW}?template=drei-tische").text)
    assert [page[name] for name in ("tables", "rounds", "round_minutes", "quotas-0-sphere")] == [["3"], ["3"], ["20"], ["economy"]]


def test_coordination_publishes_what_a_colleague_submits(editor: Client, world: dict[str, Any]) -> None:
    steps = "/de/desk/events/7002/step/"
    assert "submit/" in editor.get("/de/desk/events/7002/").text
    editor.post(f"{steps}submit/")
    assert editor.post(f"{steps}publish/").status_code == 403
    coordinator = sign_in(world["own_coordinator"])
    assert f"{LIST}7002/" in coordinator.get(f"{LIST}?view=review").text
    answer = coordinator.post(f"{steps}return/", {"comment": ""})
    assert "Bitte schreiben Sie, was noch fehlt." in answer.text
    coordinator.post(f"{steps}return/", {"comment": "Bitte mit Programm."})
    assert "Bitte mit Programm." in editor.get("/de/desk/events/7002/").text
    coordinator.post(f"{steps}publish/")
    assert Event.objects.get(pk=7002).state == "published"
    assert coordinator.post(f"{steps}publish/")["Location"] == "/de/desk/events/7002/"


def test_a_step_that_does_not_fit_changes_nothing(editor: Client) -> None:
    assert editor.post("/de/desk/events/7001/step/delete/").status_code == 302
    assert editor.get("/de/desk/events/7001/step/no-such-step/").status_code == 404
    assert meeting().state == "published"


def test_the_overview_says_the_numbers_and_what_is_next(editor: Client) -> None:
    event = make_event(organiser=meeting().organiser, capacity=3, quotas={"economy": 2})
    make_registration(event, sphere="economy")
    make_registration(event, state="waitlisted")
    text = editor.get(f"/de/desk/events/{event.pk}/").text
    assert "Das ist als Nächstes dran" in text
    assert "Wirtschaft" in text
    assert "step/cancel/" in text
    assert "step/publish/" not in text


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_asks_as_often_for_one_as_for_three(world: dict[str, Any], number: int, django_assert_num_queries: Any) -> None:
    Event.objects.all().delete()
    for _ in range(number):
        make_registration(make_event(region_id="06636", capacity=5))
    client = sign_in(world["own_coordinator"])
    client.get(LIST)
    forget_pages()
    with django_assert_num_queries(7):
        answer = client.get(LIST)
    assert answer.text.count('<tr role="row">') == number + 1


def test_the_list_is_narrowed_and_shows_what_one_may_see(editor: Client, world: dict[str, Any]) -> None:
    past = make_event(organiser=meeting().organiser, starts_at=timezone.now() - datetime.timedelta(days=3), title_de="Alter Abend")
    strange = make_event(region_id="05113", title_de="Fremd")
    assert "Fremd" not in editor.get(LIST).text
    assert strange.title_de in sign_in(world["other_coordinator"]).get(LIST).text
    assert past.title_de not in editor.get(LIST).text
    assert past.title_de in editor.get(f"{LIST}?view=past&q=alter&kind=networking&region=06636&mine=on").text
    assert past.title_de not in editor.get(f"{LIST}?view=past&kind=training").text


def test_the_desk_shows_events_coming_up_and_to_review(editor: Client, world: dict[str, Any]) -> None:
    assert meeting().title_de in editor.get("/de/desk/").text
    editor.post("/de/desk/events/7002/step/submit/")
    assert "/de/desk/events/7002/" in sign_in(world["own_coordinator"]).get("/de/desk/").text


def test_a_confirmed_new_date_keeps_places_and_tells_everybody(editor: Client) -> None:
    page = editor.get(PAGE).text
    data = filled(page, day=str(LATER), start_time="18:00", end_time="20:00", summary_de="Neuer Saal, neuer Tag.")
    assert editor.post(PAGE, data | {"move": "1"}).status_code == 302
    event = meeting()
    assert (event.state, event.sequence, event.summary_de) == ("rescheduled", 1, "Neuer Saal, neuer Tag.")
    assert event.starts_local.isoformat() == "2027-06-10T18:00:00+02:00"
    assert OutgoingMail.objects.filter(kind="events.moved", recipient="reader@example.org").count() == 1
    # The button pressed twice tells nobody twice.
    assert editor.post(PAGE, data | {"move": "1"}).status_code == 302
    assert (meeting().sequence, OutgoingMail.objects.filter(kind="events.moved").count()) == (1, 1)


def test_a_new_place_is_told_and_a_new_word_is_not(editor: Client) -> None:
    save(editor, summary_de="Mit Kaffee.")
    assert (meeting().sequence, OutgoingMail.objects.filter(kind="events.changed").count()) == (0, 0)
    save(editor, venue="Neuer Saal")
    assert (meeting().sequence, OutgoingMail.objects.filter(kind="events.changed").count()) == (1, 1)


def test_more_places_are_offered_to_those_who_wait(editor: Client) -> None:
    Event.objects.filter(pk=7001).update(capacity=1)
    waiting = make_registration(meeting(), state="waitlisted")
    save(editor, capacity="2")
    waiting.refresh_from_db()
    assert waiting.state == "offered"


def test_other_reminders_are_planned_anew(editor: Client) -> None:
    save(editor, reminders=["day"])
    waiting = OutgoingMail.objects.filter(kind__startswith="events.reminder_", state="pending")
    assert [row.kind for row in waiting] == ["events.reminder_day"]


def test_cancelling_says_how_many_are_told_and_needs_a_german_reason(editor: Client) -> None:
    page = "/de/desk/events/7001/step/cancel/"
    assert "1 Mensch wird benachrichtigt." in editor.get(page).text
    assert "Bitte schreiben Sie, warum die Veranstaltung ausfällt." in editor.post(page, {"reason_ar": "مرض"}).text
    editor.post(page, {"reason_de": "Krankheit", "reason_ar": "مرض"})
    event = meeting()
    assert (event.state, event.cancel_reason_de, event.cancel_reason_ar) == ("cancelled", "Krankheit", "مرض")
    assert OutgoingMail.objects.filter(kind="events.cancelled").count() == 1
    assert "Krankheit" in editor.get("/de/desk/events/7001/").text
