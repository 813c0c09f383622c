"""The pages of machine translation as coordinators and operators use them."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from accounts.models import RegionalRole, User
from portal.languages import CODES
from tests.access.world import ELSEWHERE, HERE, enrol, make_user, sign_in
from tests.factories import make_offer
from tests.translations.machine_server import KEY, Service, serving
from translations.machine import jobs
from translations.models import MachineBudget, MachineJob, MachineUnit

pytestmark = pytest.mark.django_db
HOME = "/de/desk/translations/machine/"
ORDER = {"region": HERE, "languages": ["en", "ar"], "labels": ["offers.offer"]}


@pytest.fixture
def staff() -> Client:
    user = enrol(make_user("coordinator"))
    RegionalRole.objects.create(user=user, region_id=HERE)
    return sign_in(user)


@pytest.fixture
def operator() -> Client:
    return sign_in(enrol(User.objects.create_superuser("operator@example.org", "ein langes Passwort")))


@pytest.fixture
def service(settings: Any) -> Iterator[Service]:
    with serving() as found:
        settings.MACHINE_TRANSLATION = "deepl"
        settings.DEEPL_AUTH_KEY = KEY
        settings.DEEPL_SERVER_URL = found.url
        settings.MACHINE_MONTHLY_CHARACTERS = 1_000
        yield found


def gap(**fields: Any) -> None:
    make_offer(**{f"summary_{code}": "!" for code in CODES} | {"regions": [HERE], "title_de": "Guter Rat"} | fields)


def words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_switched_off_says_kindly_how_it_is_switched_on(staff: Client, operator: Client) -> None:
    gap()
    page = words(staff.get(HOME).text)
    assert "Die maschinelle Übersetzung ist ausgeschaltet." in page
    assert "Wer das Portal betreibt, kann sie einschalten." in page
    assert "DEEPL_AUTH_KEY" not in page
    assert "DEEPL_AUTH_KEY" in operator.get(HOME).text
    answer = staff.get(HOME + "new/", ORDER)
    assert "Jetzt übersetzen lassen" not in answer.text
    answer = staff.post(HOME + "new/", ORDER)
    assert "ausgeschaltet" in words(answer.text)
    assert not MachineJob.objects.exists()


def test_from_the_numbers_to_the_end(staff: Client, service: Service) -> None:
    gap()
    page = words(staff.get(HOME + "new/", ORDER).text)
    assert "2 Texte mit 18 Zeichen. Übrig sind in diesem Monat 1.000 Zeichen." in page.replace("\u2068", "").replace("\u2069", "")
    assert not MachineJob.objects.exists()
    answer = staff.post(HOME + "new/", ORDER)
    job = MachineJob.objects.get()
    assert answer["Location"] == f"{HOME}{job.pk}/"
    page = staff.get(answer["Location"]).text
    assert 'hx-trigger="every 3s"' in page
    assert "0 von 2 Texten" in words(page)
    jobs.run(job.pk)
    page = staff.get(answer["Location"]).text
    assert "hx-trigger" not in page
    assert "2 von 2 Texten" in words(page)
    listed = words(staff.get(HOME).text)
    assert "1.000 18 982" in listed
    assert KEY not in page + staff.get(HOME).text + staff.get(HOME + "new/").text


def test_stopping_and_what_was_left_out(staff: Client, service: Service) -> None:
    gap()
    address = staff.post(HOME + "new/", ORDER)["Location"]
    MachineUnit.objects.filter(language="ar").update(state="skipped", reason="kept")
    assert staff.post(address + "stop/").status_code == 302
    page = words(staff.get(address).text)
    assert "angehalten" in page
    assert "Jemand hat den Auftrag angehalten." in page
    assert "Die Prüfung fand Fehler" in page
    assert "schon zu Ende" in words(staff.post(address + "stop/", follow=True).text)


def test_no_characters_left_is_said_before_anybody_sends(staff: Client, service: Service) -> None:
    gap()
    MachineBudget.objects.create(region_id=HERE, characters=0)
    page = staff.get(HOME + "new/", ORDER).text
    assert "Es wird nichts gesendet." in page
    assert "Jetzt übersetzen lassen" not in page
    assert "Es wird nichts gesendet." in staff.post(HOME + "new/", ORDER).text
    MachineBudget.objects.update(characters=10)
    assert "Die Zeichen reichen nicht für alles." in staff.get(HOME + "new/", ORDER).text


@pytest.mark.parametrize(
    "wrong", [{"region": ELSEWHERE}, {"region": "\x00"}, {"languages": ["de"]}, {"languages": ["xx"]}, {"languages": []}, {"labels": ["stories.story"]}, {"labels": ["x"]}]
)  # fmt: skip
def test_what_nobody_may_choose_is_an_error_and_never_a_job(staff: Client, service: Service, wrong: dict[str, Any]) -> None:
    gap(regions=[HERE, ELSEWHERE])
    for answer in (staff.get(HOME + "new/", ORDER | wrong), staff.post(HOME + "new/", ORDER | wrong)):
        assert answer.status_code in (200, 400)
        assert "Das würde gesendet" not in answer.text
    assert not MachineJob.objects.exists()


def test_a_coordinator_sees_only_jobs_of_her_regions(staff: Client, service: Service) -> None:
    other = MachineJob.objects.create(region_id=ELSEWHERE, languages=["en"])
    assert staff.get(f"{HOME}{other.pk}/").status_code == 404
    assert "Noch kein Auftrag." in staff.get(HOME).text


def test_operators_set_budgets_in_the_administration(operator: Client, lenient_templates: None) -> None:
    answer = operator.post("/admin/translations/machinebudget/add/", {"region": HERE, "characters": "500"})
    assert answer.status_code == 302
    assert MachineBudget.objects.get().characters == 500


@pytest.mark.parametrize("number", [1, 3])
def test_lists_ask_the_same_number_of_questions(staff: Client, service: Service, django_assert_num_queries: Any, number: int) -> None:
    for place in range(number):
        gap(slug=f"luecke-{place}")
        job = MachineJob.objects.create(region_id=HERE, languages=["en"], total=1)
        MachineUnit.objects.create(
            job=job, model="offers.offer", object_id=str(place), field="title", language="en", state="skipped", reason="kept"
        )
    staff.get(HOME)
    with django_assert_num_queries(9):
        staff.get(HOME)
    with django_assert_num_queries(7):
        staff.get(f"{HOME}{job.pk}/")
    with django_assert_num_queries(9):
        staff.get(HOME + "new/", ORDER)
