"""Once a year: is this profile still right?"""

import datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from networks import confirm_mails, confirming, profiles
from networks.models import Advisor, Organisation
from portal.models import OutgoingMail
from tests.access.world import make_world, sign_in

pytestmark = pytest.mark.django_db
START = datetime.date(2026, 1, 10)
LATER = START + datetime.timedelta(days=365)


@pytest.fixture
def world() -> dict[str, Any]:
    world = make_world()
    Organisation.objects.filter(slug="stelle").update(claim_state="verified", confirmed_on=START)
    Advisor.objects.update(confirmed_on=START)
    return world


def stelle() -> Organisation:
    return Organisation.objects.get(slug="stelle")


def test_editors_and_the_person_are_asked_after_a_year_and_once(world: dict[str, Any]) -> None:
    assert confirming.ask_to_confirm(today=LATER - datetime.timedelta(days=1)) == 0
    assert confirming.ask_to_confirm(today=LATER) == 2
    assert confirming.ask_to_confirm(today=LATER + datetime.timedelta(days=30)) == 0
    assert sorted(OutgoingMail.objects.filter(kind=confirming.KIND).values_list("recipient", flat=True)) == [
        "advisor@example.org",
        "own_editor@example.org",
    ]


def test_looking_changes_nothing_and_the_button_confirms_without_an_account(world: dict[str, Any], visitor: Client) -> None:
    confirming.ask_to_confirm(today=LATER)
    row = OutgoingMail.objects.get(recipient="own_editor@example.org")
    with translation.override("ar"):
        letter = confirm_mails.letter_confirm_profile(row)
    address = letter.button[1].removeprefix("http://localhost:8000")
    assert "Stelle" in letter.subject
    page = visitor.get(address)
    assert page.status_code == 200
    assert "sessionid" not in page.cookies
    assert stelle().confirmed_on == START
    visitor.head(address)
    assert stelle().confirmed_on == START
    assert "Danke." in visitor.post(address).text
    assert stelle().confirmed_on > START
    # The link has done its work: pressed again it changes nothing, and the message need not go out any more.
    assert "Danke." in visitor.get(address).text
    assert confirm_mails.letter_confirm_profile(row) is None


def test_without_an_answer_the_profile_says_so_and_an_answer_heals_it(world: dict[str, Any], visitor: Client) -> None:
    confirming.ask_to_confirm(today=LATER)
    confirming.ask_to_confirm(today=LATER + datetime.timedelta(days=59))
    assert stelle().claim_state == "verified"
    confirming.ask_to_confirm(today=LATER + datetime.timedelta(days=60))
    assert stelle().claim_state == "stale"
    assert "lange nicht bestätigt" in sign_in(world["own_editor"]).get("/de/desk/organisations/").text
    visitor.post(f"/de/profiles/still-right/{confirming.token_for(stelle())}/")
    assert stelle().claim_state == "verified"


def test_a_late_job_asks_first_and_waits_then(world: dict[str, Any]) -> None:
    late = LATER + datetime.timedelta(days=300)
    assert confirming.ask_to_confirm(today=late) == 2
    confirming.ask_to_confirm(today=late + datetime.timedelta(days=1))
    assert stelle().claim_state == "verified"


def test_saving_by_its_own_editor_counts_as_an_answer(world: dict[str, Any]) -> None:
    Organisation.objects.filter(slug="stelle").update(claim_state="stale")
    sign_in(world["own_editor"]).post("/de/desk/organisations/stelle/confirm/")
    assert stelle().claim_state == "verified"
    assert confirming.ask_to_confirm(today=LATER) == 1


def test_a_forged_link_and_one_of_a_released_profile_lead_nowhere(world: dict[str, Any], visitor: Client) -> None:
    token = confirming.token_for(Advisor.objects.get())
    assert visitor.get(f"/de/profiles/still-right/{token}/").status_code == 200
    assert visitor.get(f"/de/profiles/still-right/{token}x/").status_code == 404
    profiles.release_advisor(Advisor.objects.get(), by=world["own_editor"])
    assert visitor.get(f"/de/profiles/still-right/{token}/").status_code == 404
