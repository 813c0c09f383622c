"""Whoever needs a second factor and has none is led to set it up, whatever page is asked for."""

import pytest
from django.test import Client

from accounts.actions import give_regional_role, take_regional_role
from accounts.dev import current_code
from accounts.models import User
from portal.models import Region
from tests.access.world import enrol, make_user, sign_in
from tests.factories import make_offer

pytestmark = pytest.mark.django_db
SETUP = "/de/account/factors/"


def make_coordinator() -> User:
    user = make_user("kerim")
    give_regional_role(user, Region.objects.get(pk="06636"), by=None)
    return user


@pytest.mark.parametrize(
    "address", ["/de/desk/account/", "/de/desk/people/", "/de/account/email/", "/admin/", "/de/offers/", "/de/offers/rat/", "/de/"]
)
def test_coordinator_without_one_is_led_to_the_setup(address: str) -> None:
    make_offer(slug="rat")
    client = sign_in(make_coordinator())
    answer = client.get(address)
    assert (answer.status_code, answer["Location"]) == (302, SETUP)
    assert client.post(address).status_code == 302


def test_operator_without_one_is_led_to_the_setup() -> None:
    client = sign_in(User.objects.create_superuser("bea@example.org"))
    assert client.get("/admin/")["Location"] == SETUP


def test_fragment_sends_the_whole_page_there() -> None:
    answer = sign_in(make_coordinator()).get("/de/offers/", headers={"HX-Request": "true"})
    assert answer["HX-Redirect"] == SETUP


def test_setup_and_the_way_out_stay_open() -> None:
    client = sign_in(make_coordinator())
    assert client.get(SETUP).status_code == 200
    assert client.post("/de/account/logout/").status_code == 302
    assert client.get("/de/offers/").status_code == 200


def test_setting_up_a_code_app_opens_the_desk(visitor: Client) -> None:
    user = make_coordinator()
    # Signed in by the page itself, as the setup asks whether that was a moment ago.
    visitor.post("/de/account/login/password/", {"login": user.email, "password": "ein langes Passwort"})
    visitor.post("/de/account/signup/code/", {"code": _code()})
    page = visitor.get("/de/account/factors/app/")
    assert page.status_code == 200
    secret = page.context["form"].secret
    preview = enrol(make_user("other"))
    preview.authenticator_set.update(data={"secret": secret})
    answer = visitor.post("/de/account/factors/app/", {"code": current_code(preview)})
    assert answer["Location"] == "/de/account/factors/codes/"
    assert visitor.get("/de/account/factors/codes/").status_code == 200
    assert visitor.get("/de/account/factors/codes/file/").text.count("\n") == 10
    assert visitor.get("/de/desk/people/").status_code == 200


def _code() -> str:
    from portal.models import OutgoingMail  # noqa: PLC0415 - only here

    return OutgoingMail.objects.filter(kind="accounts.code").latest("pk").payload["code"]


def test_recovery_codes_alone_are_no_second_factor() -> None:
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes  # noqa: PLC0415 - only here

    user = make_coordinator()
    RecoveryCodes.activate(user)
    assert sign_in(user).get("/de/desk/people/").status_code == 302


def test_others_are_left_in_peace() -> None:
    assert sign_in(make_user("rana")).get("/de/desk/account/").status_code == 200


def test_losing_the_role_holds_at_once() -> None:
    user = enrol(make_coordinator())
    client = sign_in(user)
    assert client.get("/de/desk/people/").status_code == 200
    take_regional_role(user.regional_roles.get(), by=None)
    assert client.get("/de/desk/people/").status_code == 403


def test_gaining_the_role_asks_at_once() -> None:
    user = make_user("kerim")
    client = sign_in(user)
    assert client.get("/de/desk/account/").status_code == 200
    give_regional_role(user, Region.objects.get(pk="06636"), by=None)
    assert client.get("/de/desk/account/").status_code == 302


def test_visitor_costs_no_question_and_gets_no_cookie(visitor: Client, django_assert_num_queries: object) -> None:
    visitor.get("/de/imprint/")
    with django_assert_num_queries(1):
        answer = visitor.get("/de/imprint/")
    assert not answer.cookies
