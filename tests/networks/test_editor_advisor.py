"""A profile, as the person herself and the coordination keep it."""

import datetime
import io
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from networks.models import Advisor, AdvisorChannel, Membership, Organisation
from portal import content
from tests.access.world import HERE, make_user, make_world, sign_in
from tests.forms import filled

pytestmark = [pytest.mark.django_db(transaction=False)]
PAGE = "/de/desk/profile/"


@pytest.fixture
def world() -> dict[str, Any]:
    return make_world()


@pytest.fixture
def herself(world: dict[str, Any]) -> Client:
    return sign_in(world["advisor"])


@pytest.fixture
def media(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path / "pictures"


def profile() -> Advisor:
    return Advisor.objects.get(slug="beraterin")


def save(client: Client, page: str = PAGE, **changes: Any) -> Any:
    return client.post(page, filled(client.get(page).text, **changes))


def picture() -> SimpleUploadedFile:
    file = io.BytesIO()
    Image.new("RGB", (1200, 600), "teal").save(file, "JPEG")
    return SimpleUploadedFile("ich.jpg", file.getvalue(), "image/jpeg")


def test_the_whole_profile_in_one_go(herself: Client, world: dict[str, Any]) -> None:
    colleague = Advisor.objects.create(slug="kollege", display_name="Kollege")
    colleague.organisations.set(Organisation.objects.filter(slug="stelle"))
    answer = save(
        herself,
        **{
            "about_de": "Ich berate.", "about_ar": "أقدم المشورة.", "competences": ["tax:start", "financing:planning"], "regions": HERE,
            "languages-0-code": "ar", "languages-0-level": "native", "languages-0-may_interpret": "on",
            "channels-0-value": "030 23125 010", "office_hours-2-0-opens": "10:00", "office_hours-2-0-closes": "12:00",
            "absent_from": "2026-08-01", "absent_until": "2026-08-14", "deputy": str(colleague.pk),
            "responsibilities-0-topic_id": "tax", "responsibilities-0-region_id": f"Fulda ({HERE})",
        },
    )  # fmt: skip
    assert answer["Location"] == f"{PAGE}?saved=1"
    mine = profile()
    assert sorted(map(str, mine.competences.all())) == ["financing planning", "tax start"]
    assert (str(mine.languages.get()), mine.languages.get().may_interpret) == ("ar native", True)
    # Nobody outside sees a number that its owner has not opened to all.
    assert mine.channels.get().visibility == "network"
    assert mine.office_hours == [{"weekday": 2, "opens": "10:00", "closes": "12:00"}]
    assert (mine.deputy, mine.absent_until) == (colleague, datetime.date(2026, 8, 14))
    assert (mine.responsibilities.get().origin, mine.version) == ("self", 1)
    assert filled(herself.get(PAGE).text)["competences"] == ["tax:start", "financing:planning"]
    # Saved once more without a change: the rows stay the same rows.
    ids = list(mine.competences.values_list("pk", flat=True))
    save(herself)
    assert list(profile().competences.values_list("pk", flat=True)) == ids


def test_a_member_without_a_profile_makes_one_by_saving_and_only_one(world: dict[str, Any]) -> None:
    user = make_user("neu")
    Membership.objects.create(user=user, organisation=Organisation.objects.get(slug="stelle"), role="advisor")
    client = sign_in(user)
    data = filled(client.get(PAGE).text)
    assert not Advisor.objects.filter(user=user).exists()
    assert [client.post(PAGE, data).status_code for _click in range(2)] == [302, 302]
    made = Advisor.objects.get(user=user)
    assert (made.slug, made.claim_state, made.version) == ("neu", "verified", 1)
    assert [body.slug for body in made.organisations.all()] == ["stelle"]


def test_nobody_enters_an_organisation_she_does_not_belong_to(herself: Client) -> None:
    other = Organisation.objects.get(slug="andere")
    answer = save(herself, organisations=[str(other.pk)])
    assert "Das steht nicht in der Liste" in answer.text
    assert [body.slug for body in profile().organisations.all()] == ["stelle"]


def test_only_colleagues_can_stand_in(herself: Client) -> None:
    stranger = Advisor.objects.create(slug="fremd", display_name="Fremd")
    stranger.organisations.set(Organisation.objects.filter(slug="andere"))
    assert save(herself, deputy=str(stranger.pk)).status_code == 200
    assert profile().deputy is None


@pytest.mark.parametrize(("kind", "value", "words"), [("email", "kein", "E-Mail"), ("phone", "12", "Das ist keine Telefonnummer.")])
def test_a_channel_that_reaches_nobody_is_refused(herself: Client, kind: str, value: str, words: str) -> None:
    answer = save(herself, **{"channels-0-kind": kind, "channels-0-value": value})
    assert answer.status_code == 200
    assert words in answer.text
    assert not AdvisorChannel.objects.exists()


def test_a_photo_needs_consent_and_goes_with_it(herself: Client, media: Path, django_capture_on_commit_callbacks: Any) -> None:
    data = filled(herself.get(PAGE).text)
    refused = herself.post(PAGE, data | {"photo_file": picture()})
    assert "wenn die Person einverstanden ist" in refused.text
    assert not media.exists() or list(media.iterdir()) == []
    herself.post(PAGE, data | {"photo_file": picture(), "photo_consent": "on"})
    mine = profile()
    assert mine.photo_consent_at is not None
    answer = herself.get(mine.photo.url)
    assert answer.headers["Content-Type"] == "image/webp"
    with django_capture_on_commit_callbacks(execute=True):
        save(herself, photo_consent=None)
    mine = profile()
    assert (mine.photo.name, mine.photo_consent_at) == ("", None)
    assert list(media.iterdir()) == []


def test_a_new_photo_takes_the_old_file_away(herself: Client, media: Path, django_capture_on_commit_callbacks: Any) -> None:
    for _photo in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            herself.post(PAGE, filled(herself.get(PAGE).text, photo_consent="on") | {"photo_file": picture()})
    assert [file.name for file in media.iterdir()] == [Path(profile().photo.name).name]


def test_the_coordination_edits_a_profile_and_is_named_as_origin(world: dict[str, Any]) -> None:
    page = "/de/desk/profiles/beraterin/"
    save(sign_in(world["own_coordinator"]), page, **{"responsibilities-0-topic_id": "tax", "responsibilities-0-region_id": HERE})
    mine = profile()
    assert (mine.responsibilities.get().origin, mine.confirmed_on) == ("staff", None)


def test_preview_hides_what_founders_do_not_see(herself: Client) -> None:
    page = "/de/desk/profiles/beraterin/"
    data = filled(
        herself.get(page).text,
        **{
            "channels-0-value": "030 23125 011",
            "channels-1-kind": "email",
            "channels-1-value": "a@example.org",
            "channels-1-visibility": "public",
        },
    )
    text = herself.post(f"{page}preview/?lang=fa", data, headers={"HX-Request": "true"}).text
    assert "a@example.org" in text
    assert "030 23125 011" not in text
    assert 'dir="rtl"' in text


def test_preview_shows_the_new_picture_and_the_competences_and_keeps_nothing(herself: Client, media: Path) -> None:
    data = filled(
        herself.get(PAGE).text, competences=["tax:start"], **{"responsibilities-0-topic_id": "tax", "responsibilities-0-region_id": HERE}
    )
    address = "/de/desk/profile/preview/?lang=de"
    shown = herself.post(address, data | {"photo_file": picture(), "photo_consent": "on"}, headers={"HX-Request": "true"}).text
    assert 'class="portrait" src="data:image/webp;base64,' in shown
    skills = shown.partition('class="skills"')[2]
    assert 'scope="row">Steuern' in skills
    assert skills.count("✓") == 1
    assert "Zuständigkeiten" in shown
    # Without consent it is not shown, as on the page.
    assert "portrait" not in herself.post(address, data | {"photo_file": picture()}, headers={"HX-Request": "true"}).text
    assert not media.exists()
    assert not profile().competences.exists()


def test_preview_takes_the_kept_photo_only_with_consent(herself: Client, media: Path) -> None:
    herself.post(PAGE, filled(herself.get(PAGE).text, photo_consent="on") | {"photo_file": picture()})
    address = "/de/desk/profiles/beraterin/preview/"
    assert profile().photo.url in herself.get(address).text
    assert profile().photo.url not in herself.post(address, filled(herself.get(PAGE).text, photo_consent=None)).text


def test_preview_before_the_first_save(world: dict[str, Any]) -> None:
    user = make_user("neu")
    Membership.objects.create(user=user, organisation=Organisation.objects.get(slug="stelle"), role="advisor")
    client = sign_in(user)
    page = client.get(PAGE).text
    assert 'hx-post="/de/desk/profile/preview/?lang=ar"' in page
    shown = client.post(
        "/de/desk/profile/preview/?lang=ar", filled(page, about_de="Ich helfe.", about_ar="أنا أساعد."), headers={"HX-Request": "true"}
    ).text
    assert 'lang="ar" dir="rtl"' in shown
    assert "أنا أساعد." in shown
    assert "Stelle" in shown
    assert not Advisor.objects.filter(user=user).exists()


NEW = "/de/desk/profiles/new/"


def test_the_coordination_writes_down_an_advisor_who_stays_unclaimed(world: dict[str, Any]) -> None:
    client = sign_in(world["own_coordinator"])
    assert f'href="{NEW}"' in client.get("/de/desk/profiles/").text
    body = Organisation.objects.get(slug="stelle")
    page = client.get(NEW).text
    assert 'name="photo_file"' not in page
    data = filled(page, display_name="Dilan Neu", organisations="Stelle (stelle)", competences=["tax:start"])
    answers = [client.post(NEW, data) for _click in range(2)]
    assert [answer["Location"] for answer in answers] == ["/de/desk/profiles/dilan-neu/?saved=1"] * 2
    made = Advisor.objects.get(slug="dilan-neu")
    assert (made.user, made.claim_state, made.confirmed_on) == (None, "unclaimed", None)
    assert list(made.organisations.all()) == [body]
    assert "noch nicht bestätigt" in client.get(made.get_absolute_url()).text
    # The coordinator's own profile, if she has one some day, is another.
    assert not Advisor.objects.filter(user=world["own_coordinator"]).exists()


def test_a_begun_profile_of_a_colleague_is_continued_from_the_desk(world: dict[str, Any]) -> None:
    client = sign_in(world["own_coordinator"])
    client.post(NEW, filled(client.get(NEW).text, display_name="Halbe Person"))
    assert f'<a href="{NEW}"><bdi>Halbe Person</bdi></a>' in client.get("/de/desk/").text


def test_the_coordination_writes_down_nobody_of_another_region(world: dict[str, Any]) -> None:
    client = sign_in(world["own_coordinator"])
    page = client.get(NEW).text
    assert "Andere (andere)" not in page
    answer = client.post(NEW, filled(page, display_name="Dilan Neu", organisations="Andere (andere)"))
    assert "Das steht nicht in der Liste" in answer.text
    assert not Advisor.objects.filter(display_name="Dilan Neu").exists()


def test_two_people_of_one_name_are_two_profiles(world: dict[str, Any]) -> None:
    client = sign_in(world["own_coordinator"])
    for topic in ("tax", "financing"):
        client.post(
            NEW, filled(client.get(NEW).text, display_name="Kim Yilmaz", organisations="Stelle (stelle)", competences=[f"{topic}:start"])
        )
    assert sorted(Advisor.objects.filter(display_name="Kim Yilmaz").values_list("slug", flat=True)) == ["kim-yilmaz", "kim-yilmaz-2"]


def test_nobody_is_called_as_an_address_of_ours(world: dict[str, Any]) -> None:
    client = sign_in(world["own_coordinator"])
    client.post(NEW, filled(client.get(NEW).text, display_name="New", organisations="Stelle (stelle)"))
    assert Advisor.objects.get(display_name="New").slug == "new-2"


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_a_fixed_number_of_times(world: dict[str, Any], django_assert_num_queries: Any, rows: int) -> None:
    for number in range(rows):
        other = Advisor.objects.create(slug=f"weitere-{number}", display_name="Weitere")
        other.organisations.set(Organisation.objects.filter(slug="stelle"))
    client = sign_in(world["own_coordinator"])
    client.get("/de/desk/profiles/")
    content.forget_snapshots()
    with django_assert_num_queries(15):
        page = client.get("/de/desk/profiles/")
    assert page.text.count('<th scope="row">') == rows + 1
