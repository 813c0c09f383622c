"""Each page of signing in that only shows itself in the middle of something, opened there in a right-to-left language too."""

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.test import Client

from accounts.dev import current_code
from accounts.models import User
from portal.models import OutgoingMail
from tests.access.world import enrol, make_user, signed_in

pytestmark = pytest.mark.django_db


def make_secured() -> User:
    user = enrol(make_user("rana"))
    RecoveryCodes.activate(user)
    return user


def make_key(user: User) -> Authenticator:
    """A passkey that can be listed; only a browser can make one that signs in (tests/browser/test_accounts.py)."""
    return Authenticator.objects.create(user=user, type="webauthn", data={"name": "Mein Telefon", "credential": {}})


@pytest.mark.parametrize("language", ["de", "ar"])
def test_pages_in_the_middle_of_something_open(language: str) -> None:
    user = make_secured()
    client = signed_in(user, minutes_ago=1)
    assert client.get(f"/{language}/account/factors/passkeys/add/").status_code == 200
    key = make_key(user)
    for part in (
        "factors/", "factors/app/off/", "factors/codes/", "factors/codes/new/", "factors/codes/file/", "factors/passkeys/",
        f"factors/passkeys/{key.pk}/remove/", f"factors/passkeys/{key.pk}/name/", "again/", "again/factor/", "logout/", "email/", "password/", "devices/",
    ):  # fmt: skip
        assert client.get(f"/{language}/account/{part}").status_code == 200, part


def test_changing_the_sign_in_asks_again_after_a_while() -> None:
    user = make_secured()
    client = signed_in(user, minutes_ago=20)
    answer = client.get("/de/account/factors/app/off/")
    assert (answer.status_code, "/again/" in answer["Location"]) == (302, True)
    client.post("/de/account/again/factor/", {"code": current_code(user)})
    assert client.get("/de/account/factors/app/off/").status_code == 200


@pytest.mark.parametrize("where", ["/de/account/email/", "/de/desk/account/delete/"])
def test_open_browser_is_not_enough_for_another_address_or_the_end_of_the_account(where: str) -> None:
    user = make_user("rana")
    client = signed_in(user, minutes_ago=20)
    data = {"email": user.email, "action_add": ""}
    for answer in (signed_in(user, minutes_ago=20).post(where, data), client.get(where)):
        assert (answer.status_code, answer["Location"]) == (302, f"/de/account/again/?next={where.replace('/', '%2F')}")
    back = client.post(f"/de/account/again/?next={where}", {"password": "ein langes Passwort", "next": where})
    assert back["Location"] == where
    assert client.get(where).status_code == 200
    assert User.objects.filter(pk=user.pk).exists()
    assert signed_in(user, minutes_ago=1).get(where).status_code == 200


@pytest.mark.parametrize("where", ["/de/account/email/", "/de/desk/account/delete/"])
def test_who_signs_in_by_code_only_signs_in_once_more_and_comes_back(where: str) -> None:
    user = User.objects.create_user("code@example.org")
    client = signed_in(user, minutes_ago=20)
    answer = client.post(where, {"email": user.email, "action_add": ""})
    assert "gleich nach dem Anmelden" in answer.text
    assert User.objects.filter(pk=user.pk).exists()
    assert not OutgoingMail.objects.exists()
    assert client.post("/de/account/logout/", {"next": where})["Location"] == where
    entrance = client.get(where)["Location"]
    client.post(entrance, {"login": user.email, "next": where})
    code = OutgoingMail.objects.get(kind="accounts.code").payload["code"]
    assert client.post("/de/account/login/code/", {"code": code, "next": where})["Location"] == where
    assert 'name="email"' in client.get(where).text


def test_code_app_is_switched_off_and_its_owner_is_told() -> None:
    user = make_secured()
    client = signed_in(user, minutes_ago=1)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    client.post("/de/account/factors/app/off/")
    assert not Authenticator.objects.filter(user=user, type="totp").exists()
    assert OutgoingMail.objects.get(recipient=user.email).payload == {"template": "mfa/email/totp_deactivated"}


def test_recovery_code_signs_in_once(visitor: Client) -> None:
    user = make_secured()
    code = Authenticator.objects.get(user=user, type="recovery_codes").wrap().get_unused_codes()[0]
    statuses = []
    for _round in range(2):
        visitor.post("/de/account/login/", {"login": user.email})
        mailed = OutgoingMail.objects.filter(kind="accounts.code").latest("pk").payload["code"]
        visitor.post("/de/account/login/code/", {"code": mailed})
        statuses.append(visitor.post("/de/account/login/factor/", {"code": code}).status_code)
        visitor.post("/de/account/logout/")
    assert statuses == [302, 200]


def test_passkey_is_renamed_and_removed_by_its_owner_only() -> None:
    user = make_secured()
    key = make_key(user)
    client = signed_in(user, minutes_ago=1)
    stranger = signed_in(make_user("fremd"), minutes_ago=1)
    assert stranger.post(f"/de/account/factors/passkeys/{key.pk}/remove/").status_code == 404
    client.post(f"/de/account/factors/passkeys/{key.pk}/name/", {"name": "Altes Telefon"})
    assert "Altes Telefon" in client.get("/de/account/factors/passkeys/").text
    client.post(f"/de/account/factors/passkeys/{key.pk}/remove/")
    assert not Authenticator.objects.filter(pk=key.pk).exists()


def test_new_address_is_confirmed_by_a_code_and_the_old_one_is_told() -> None:
    user = make_user("rana")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    client = signed_in(user, minutes_ago=1)
    page = client.post("/de/account/email/", {"email": "neu@example.org", "action_add": ""}, follow=True)
    assert page.redirect_chain[-1][0] == "/de/account/signup/code/"
    user.refresh_from_db()
    assert user.email == "rana@example.org"
    code = OutgoingMail.objects.get(recipient="neu@example.org").payload["code"]
    client.post("/de/account/signup/code/", {"code": code})
    user.refresh_from_db()
    assert user.email == "neu@example.org"
    assert OutgoingMail.objects.get(recipient="rana@example.org").payload == {"template": "account/email/email_changed"}


def test_address_of_somebody_else_is_not_taken_and_not_betrayed() -> None:
    user, _other = make_user("rana"), make_user("besetzt")
    client = signed_in(user, minutes_ago=1)
    pages = []
    for email in ("besetzt@example.org", "frei@example.org"):
        page = client.post("/de/account/email/", {"email": email, "action_add": ""}, follow=True)
        pages.append((page.status_code, page.redirect_chain))
    assert pages[0] == pages[1]
    user.refresh_from_db()
    assert user.email == "rana@example.org"


def test_other_devices_are_signed_out() -> None:
    user = make_user("rana")
    here, there = Client(), Client(headers={"User-Agent": "Anderes Gerät"})
    for client in (here, there):
        client.post("/de/account/login/", {"login": user.email})
        client.post("/de/account/login/code/", {"code": OutgoingMail.objects.filter(kind="accounts.code").latest("pk").payload["code"]})
    assert "Anderes Gerät" in here.get("/de/account/devices/").text
    here.post("/de/account/devices/")
    assert there.get("/de/desk/account/").status_code == 302
    assert here.get("/de/desk/account/").status_code == 200


def test_resent_code_replaces_the_first(visitor: Client) -> None:
    user = make_user("rana")
    visitor.post("/de/account/login/", {"login": user.email})
    visitor.post("/de/account/login/code/", {"action": "resend"})
    first, second = (row.payload["code"] for row in OutgoingMail.objects.filter(kind="accounts.code").order_by("pk"))
    assert visitor.post("/de/account/login/code/", {"code": first}).status_code == 200
    assert visitor.post("/de/account/login/code/", {"code": second}).status_code == 302
