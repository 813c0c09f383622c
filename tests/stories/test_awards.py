"""Award calls: applying, judging, announcing, what becomes of applications."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from accounts import export
from accounts.models import RegionalRole, User
from portal.models import OutgoingMail
from stories import awards
from stories.models import AwardApplication, AwardCall, JuryNote, Story
from tests.access.world import enrol, make_user, sign_in
from tests.stories.awards import make_application, make_award
from translations.models import TranslationRecord

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 3, 2)


@pytest.fixture
def coordinator() -> User:
    user = enrol(make_user("coordinator"))
    RegionalRole.objects.create(user=user, region_id="06636")
    return user


def sent(call: AwardCall, **fields: object) -> dict[str, object]:
    data = {
        "category": call.categories.get().pk,
        "name": "Amal",
        "email": "amal@example.org",
        "language": "ar",
        "text": "Weil.",
        "agrees": "on",
    }
    return data | fields


def over(**fields: object) -> AwardCall:
    today = timezone.localdate()
    return make_award(opens_on=today - datetime.timedelta(days=20), closes_on=today - datetime.timedelta(days=1), **fields)


def test_somebody_applies_and_hears_of_it_by_mail(visitor: Client) -> None:
    call = make_award(slug="preis")

    answer = visitor.post("/ar/awards/preis/apply/", sent(call, may_be_named="on"))

    assert answer["Location"] == "/ar/awards/preis/apply/sent/"
    application = AwardApplication.objects.get()
    assert (application.name, application.may_be_named, application.language) == ("Amal", True, "ar")
    mail = OutgoingMail.objects.get()
    assert (mail.kind, mail.recipient, mail.language) == ("stories.award_applied", "amal@example.org", "ar")


def test_a_second_application_looks_the_same_and_only_the_address_hears_of_it(visitor: Client) -> None:
    call = make_award(slug="preis")
    first = visitor.post("/de/awards/preis/apply/", sent(call))

    second = visitor.post("/de/awards/preis/apply/", sent(call, email="AMAL@example.org", name="Jemand anderes"))

    assert (first.status_code, first["Location"]) == (second.status_code, second["Location"])
    assert AwardApplication.objects.get().name == "Amal"
    assert set(OutgoingMail.objects.values_list("kind", flat=True)) == {"stories.award_applied", "stories.award_again"}


@pytest.mark.parametrize("kind", ["stories.award_applied", "stories.award_again"])
def test_letters_name_call_and_category(kind: str) -> None:
    from portal.mail import kind_of  # noqa: PLC0415 - registered at start

    application = make_application(make_award(title_de="Goldener Anlauf"))
    row = OutgoingMail(kind=kind, subject_id=application.pk, language="de")

    letter = kind_of(row).render(row)

    assert "Goldener Anlauf" in letter.subject
    assert ("Kategorie", "Mut") in letter.facts


@pytest.mark.parametrize("field", ["name", "email", "text", "agrees", "category"])
def test_what_is_missing_is_said_beside_the_field(visitor: Client, field: str) -> None:
    call = make_award(slug="preis")

    answer = visitor.post("/de/awards/preis/apply/", sent(call) | {field: ""})

    assert f'id="id_{field}_error"' in answer.content.decode()
    assert not AwardApplication.objects.exists()


@pytest.mark.parametrize("value", ["x", "999999", "-1", "99999999999999999999"])
def test_an_odd_category_is_an_error(visitor: Client, value: str) -> None:
    call = make_award(slug="preis")

    assert visitor.post("/de/awards/preis/apply/", sent(call, category=value)).status_code == 200


def test_a_machine_that_fills_in_everything_leaves_nothing(visitor: Client) -> None:
    call = make_award(slug="preis")

    assert visitor.post("/de/awards/preis/apply/", sent(call, company="x")).status_code == 302
    assert not AwardApplication.objects.exists()


def test_nobody_applies_too_often_for_one_address(visitor: Client) -> None:
    call = make_award(slug="preis")

    statuses = [visitor.post("/de/awards/preis/apply/", sent(call)).status_code for _time in range(4)]

    assert statuses == [302, 302, 302, 429]


@pytest.mark.parametrize("days", [(1, 3), (-3, -1)])
def test_outside_its_days_a_call_takes_nothing(visitor: Client, days: tuple[int, int]) -> None:
    first, last = (timezone.localdate() + datetime.timedelta(days=day) for day in days)
    call = make_award(slug="preis", opens_on=first, closes_on=last)

    visitor.post("/de/awards/preis/apply/", sent(call))

    assert not AwardApplication.objects.exists()
    assert "/apply/" not in visitor.get("/de/awards/preis/").content.decode()


def test_a_draft_is_nowhere(visitor: Client) -> None:
    make_award(slug="preis", state="draft", title_de="Geheimpreis")

    assert visitor.get("/de/awards/preis/").status_code == 404
    assert visitor.get("/de/awards/preis/apply/").status_code == 404
    assert "Geheimpreis" not in visitor.get("/de/awards/").content.decode()


def form(**fields: object) -> dict[str, object]:
    data = {
        "version": 0, "region_id": "06636", "title_de": "Preis der Region", "title_tr": "Bölge ödülü", "opens_on": "2026-01-01",
        "closes_on": "2026-02-01", "categories-TOTAL_FORMS": "2", "categories-INITIAL_FORMS": "0", "categories-0-name_de": "Mut",
        "categories-0-name_tr": "Cesaret", "categories-1-name_de": "",
    }  # fmt: skip
    return data | fields


def test_the_coordination_writes_a_call_and_its_translations_are_remembered(coordinator: User) -> None:
    answer = sign_in(coordinator).post("/de/desk/awards/new/", form())

    call = AwardCall.objects.get()
    assert answer["Location"] == f"/de/desk/awards/{call.pk}/"
    assert (call.slug, call.state, call.title_tr) == ("preis-der-region", "draft", "Bölge ödülü")
    assert [category.name_tr for category in call.categories.all()] == ["Cesaret"]
    assert TranslationRecord.objects.filter(model__startswith="stories.award", language="tr").count() == 2


def test_another_region_is_refused(coordinator: User) -> None:
    answer = sign_in(coordinator).post("/de/desk/awards/new/", form(region_id="05113"))

    assert answer.status_code == 200
    assert not AwardCall.objects.exists()


def test_two_who_save_at_once_are_told(coordinator: User) -> None:
    call = make_award(version=4)

    answer = sign_in(coordinator).post(f"/de/desk/awards/{call.pk}/", form(version=3))

    assert "Jemand anderes hat gerade gespeichert" in answer.content.decode()


def test_a_category_with_applications_stays(coordinator: User) -> None:
    call = make_award(applicant={})
    category = call.categories.get()
    rows = {"categories-TOTAL_FORMS": "1", "categories-INITIAL_FORMS": "1", "categories-0-id": category.pk, "categories-0-DELETE": "on"}

    answer = sign_in(coordinator).post(f"/de/desk/awards/{call.pk}/", form() | rows)

    assert "kann nicht gelöscht werden" in answer.content.decode()
    assert call.categories.exists()


def test_a_call_is_published_by_a_button(coordinator: User, visitor: Client) -> None:
    call = make_award(state="draft", slug="preis")

    sign_in(coordinator).post(f"/de/desk/awards/{call.pk}/publish/")

    assert visitor.get("/de/awards/preis/").status_code == 200


def test_other_notes_are_seen_after_the_own(coordinator: User) -> None:
    application = make_application(make_award())
    JuryNote.objects.create(application=application, by=make_user("other"), points=3, text="Nicht so gut.")
    desk, address = sign_in(coordinator), f"/de/desk/awards/applications/{application.pk}/"

    before = desk.get(address).content.decode()
    desk.post(address, {"points": "9", "text": "Sehr gut."})
    after = desk.get(address).content.decode()

    assert "Nicht so gut." not in before
    assert "Nicht so gut." in after
    assert application.notes.get(by=coordinator).points == 9


@pytest.mark.parametrize("points", ["11", "-1", "x", ""])
def test_a_note_says_something_and_points_are_ten_at_most(coordinator: User, points: str) -> None:
    application = make_application(make_award())

    sign_in(coordinator).post(f"/de/desk/awards/applications/{application.pk}/", {"points": points})

    assert not application.notes.exists()


def test_the_announcement_names_only_who_agreed(coordinator: User, visitor: Client) -> None:
    call = over(slug="preis")
    make_application(call, name="Amal Laut", is_laureate=True, may_be_named=True)
    make_application(call, name="Bea Leise", is_laureate=True)
    make_application(call, name="Cem Ohne", may_be_named=True)

    assert "Amal Laut" not in visitor.get("/de/awards/preis/").content.decode()
    sign_in(coordinator).post(f"/de/desk/awards/{call.pk}/announce/")
    shown = visitor.get("/de/awards/preis/").content.decode()

    assert "Amal Laut" in shown
    assert "Bea Leise" not in shown
    assert "Cem Ohne" not in shown


def test_nothing_is_announced_while_people_may_apply_or_nobody_won() -> None:
    call = make_award()
    make_application(call, is_laureate=True)

    with pytest.raises(ValidationError):
        awards.announce(call, today=timezone.localdate())
    with pytest.raises(ValidationError):
        awards.announce(over(), today=timezone.localdate())


def test_a_laureate_becomes_one_draft_of_a_story(coordinator: User) -> None:
    application = make_application(over(), name="Amal", firm="Amals Backstube", text="Ich backe.", is_laureate=True)
    desk = sign_in(coordinator)

    for _time in range(2):
        desk.post(f"/de/desk/awards/applications/{application.pk}/story/")

    story = Story.objects.get()
    assert (story.award, story.state, story.text_de, story.firm_name) == (application, "draft", "Ich backe.", "Amals Backstube")
    assert story.consent.email == application.email


def test_only_a_laureate_becomes_a_story() -> None:
    with pytest.raises(ValidationError):
        awards.make_story(make_application(over()), by=make_user("somebody"))


def test_applications_go_some_months_after_the_call() -> None:
    long_ago = make_award(opens_on=datetime.date(2025, 1, 1), closes_on=TODAY - datetime.timedelta(days=181), applicant={})
    kept = make_award(opens_on=datetime.date(2025, 1, 1), closes_on=TODAY - datetime.timedelta(days=180), applicant={})

    assert awards.forget_applications(today=TODAY) == 1
    assert awards.forget_applications(today=TODAY) == 0
    assert AwardApplication.objects.get().call == kept
    assert AwardCall.objects.filter(pk=long_ago.pk).exists()


def test_one_application_is_deleted_on_request_with_its_address_and_its_name(coordinator: User, visitor: Client) -> None:
    call = make_award(slug="preis")
    visitor.post("/de/awards/preis/apply/", sent(call, may_be_named="on"))
    application = AwardApplication.objects.get()
    AwardApplication.objects.update(is_laureate=True)
    AwardCall.objects.update(state="announced")
    assert "Amal" in visitor.get("/de/awards/preis/?").content.decode()

    sign_in(coordinator).post(f"/de/desk/awards/applications/{application.pk}/delete/")

    assert not AwardApplication.objects.exists()
    assert OutgoingMail.objects.get().recipient == ""
    assert "Amal" not in visitor.get("/de/awards/preis/?").content.decode()


def test_the_table_holds_no_formulas(coordinator: User) -> None:
    call = make_award(applicant={"name": "=1+1"})

    answer = sign_in(coordinator).get(f"/de/desk/awards/{call.pk}/applications.csv")

    assert ";'=1+1;" in b"".join(answer.streaming_content).decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_pages_ask_a_fixed_number_of_times(coordinator: User, django_assert_num_queries: object, rows: int) -> None:
    call = make_award()
    for _row in range(rows):
        make_application(call)
        make_award()
    desk, visitor = sign_in(coordinator), Client()
    desk.get("/de/desk/awards/")
    visitor.get("/de/awards/")
    with django_assert_num_queries(6):
        desk.get("/de/desk/awards/")
    with django_assert_num_queries(8):
        desk.get(f"/de/desk/awards/{call.pk}/applications/")
    with django_assert_num_queries(3):
        visitor.get(f"/de/awards/{call.slug}/")


def test_an_account_takes_its_own_notes_along_and_nobody_elses(coordinator: User) -> None:
    application = make_application(make_award())
    JuryNote.objects.create(application=application, by=coordinator, points=7, text="Sehr gut.")
    JuryNote.objects.create(application=application, by=make_user("other"), points=3, text="Nicht so gut.")
    (row,) = export.collect(coordinator)["jury_notes"]
    assert (row["points"], row["text"]) == (7, "Sehr gut.")
