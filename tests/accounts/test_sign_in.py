"""Signing in and up by mailed code, by password, with a second step; nothing tells strangers who has an account."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.test import Client
from django.utils import translation

from accounts import mails
from accounts.dev import current_code
from accounts.models import User
from portal.languages import CODES
from portal.mail import kind_of
from portal.models import OutgoingMail
from tests.access.world import enrol, make_user
from tests.conftest import forget_pages

pytestmark = pytest.mark.django_db


def last_code(email: str) -> str:
    return OutgoingMail.objects.filter(kind="accounts.code", recipient=email).latest("pk").payload["code"]


def ask(client: Client, email: str, language: str = "de") -> object:
    return client.post(f"/{language}/account/login/", {"login": email}, follow=True)


def is_signed_in(client: Client) -> bool:
    return client.get("/de/desk/account/").status_code == 200


def test_code_signs_in_and_keeps_the_language(visitor: Client) -> None:
    make_user("rana", language="ar")
    page = ask(visitor, "rana@example.org", "ar")
    assert page.redirect_chain[-1][0] == "/ar/account/login/code/"
    row = OutgoingMail.objects.get()
    assert (row.recipient, row.language, row.expires_at is not None) == ("rana@example.org", "ar", True)
    answer = visitor.post("/ar/account/login/code/", {"code": last_code("rana@example.org")})
    assert (answer.status_code, answer["Location"]) == (302, "/ar/desk/")
    assert is_signed_in(visitor)


def test_sign_in_leads_back_to_the_page_that_was_asked_for(visitor: Client) -> None:
    make_user("rana")
    answer = visitor.get("/de/desk/account/held/")
    assert answer["Location"] == "/de/account/login/?next=/de/desk/account/held/"
    page = visitor.post(answer["Location"], {"login": "rana@example.org", "next": "/de/desk/account/held/"}, follow=True)
    data = {"code": last_code("rana@example.org"), "next": "/de/desk/account/held/"}
    assert page.status_code == 200
    assert visitor.post("/de/account/login/code/", data)["Location"] == "/de/desk/account/held/"


def test_sign_in_never_leads_to_another_site(visitor: Client) -> None:
    make_user("rana")
    ask(visitor, "rana@example.org")
    data = {"code": last_code("rana@example.org"), "next": "https://evil.example.org/"}
    assert visitor.post("/de/account/login/code/", data)["Location"] == "/de/desk/"


@pytest.mark.parametrize("digits", ["٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹"])
def test_code_may_be_typed_in_the_digits_of_the_keyboard(visitor: Client, digits: str) -> None:
    make_user("rana")
    ask(visitor, "rana@example.org")
    typed = last_code("rana@example.org").translate(str.maketrans("0123456789", digits))
    assert visitor.post("/de/account/login/code/", {"code": typed}).status_code == 302


def test_three_wrong_codes_end_the_attempt(visitor: Client) -> None:
    make_user("rana")
    ask(visitor, "rana@example.org")
    right = last_code("rana@example.org")
    for _try in range(3):
        visitor.post("/de/account/login/code/", {"code": "0000-0000"})
    visitor.post("/de/account/login/code/", {"code": right})
    assert not is_signed_in(visitor)


def test_unknown_address_sees_the_same_pages_as_a_known_one() -> None:
    make_user("rana")
    seen = []
    for email in ("rana@example.org", "nobody@example.org"):
        forget_pages()
        client = Client()
        page = ask(client, email)
        wrong = client.post("/de/account/login/code/", {"code": "0000-0000"})
        texts = [re.sub(r'value="[^"]{40,}"', "", text).replace(email, "X") for text in (page.text, wrong.text)]
        seen.append((page.status_code, page.redirect_chain, wrong.status_code, texts))
    assert seen[0] == seen[1]
    assert OutgoingMail.objects.get(recipient="nobody@example.org").kind == "accounts.about"


def test_signing_up_needs_an_address_and_a_code_only(visitor: Client) -> None:
    page = visitor.post("/tr/account/signup/", {"email": "Neu@example.org"}, follow=True)
    assert page.status_code == 200
    assert not is_signed_in(visitor)
    visitor.post("/tr/account/signup/code/", {"code": last_code("neu@example.org")})
    user = User.objects.get(email="neu@example.org")
    assert (user.language, user.has_usable_password(), is_signed_in(visitor)) == ("tr", False, True)
    assert EmailAddress.objects.get(user=user).verified


def test_signing_up_with_a_known_address_shows_the_same_page_and_makes_nothing(visitor: Client) -> None:
    make_user("rana")
    pages = []
    for email in ("rana@example.org", "neu@example.org"):
        forget_pages()
        page = Client().post("/de/account/signup/", {"email": email}, follow=True)
        pages.append(re.sub(r'value="[^"]{40,}"', "", page.text).replace(email, "X"))
    assert pages[0] == pages[1]
    assert OutgoingMail.objects.get(recipient="rana@example.org").payload == {"known": True}
    assert User.objects.count() == 2


def test_password_signs_in_and_a_wrong_one_names_no_reason(visitor: Client) -> None:
    user = make_user("rana")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    texts = []
    for email in ("rana@example.org", "nobody@example.org"):
        page = visitor.post("/de/account/login/password/", {"login": email, "password": "falsch"})
        texts.append(re.findall(r'<p class="error"|E-Mail-Adresse oder Passwort stimmt nicht', page.text))
    assert texts[0] == texts[1] != []
    visitor.post("/de/account/login/password/", {"login": user.email, "password": "ein langes Passwort"})
    assert is_signed_in(visitor)


def test_forgotten_password_is_replaced_right_after_signing_in_with_a_code(visitor: Client) -> None:
    user = make_user("rana")
    ask(visitor, user.email)
    visitor.post("/de/account/login/code/", {"code": last_code(user.email)})
    data = {"password": "Kirschen sind im Juni reif", "again": "Kirschen sind im Juni reif"}
    assert visitor.post("/de/account/password/", data)["Location"] == "/de/desk/account/"
    user.refresh_from_db()
    assert user.check_password(data["password"])
    assert OutgoingMail.objects.filter(kind="accounts.notice", recipient=user.email).exists()


def test_open_browser_is_not_enough_for_a_new_password(visitor: Client) -> None:
    user = make_user("rana")
    visitor.force_login(user)
    data = {"password": "Kirschen sind im Juni reif", "again": "Kirschen sind im Juni reif"}
    assert "gleich nach dem Anmelden" in visitor.post("/de/account/password/", data).text
    user.refresh_from_db()
    assert not user.check_password(data["password"])


def test_account_with_a_code_app_is_asked_for_it(visitor: Client) -> None:
    user = enrol(make_user("rana"))
    ask(visitor, user.email)
    answer = visitor.post("/de/account/login/code/", {"code": last_code(user.email)})
    assert answer["Location"].startswith("/de/account/login/factor/")
    assert not is_signed_in(visitor)
    assert "Bitte prüfen Sie ihn" in visitor.post("/de/account/login/factor/", {"code": "1"}).text
    visitor.post("/de/account/login/factor/", {"code": current_code(user)})
    assert is_signed_in(visitor)


@pytest.mark.parametrize("production", [True, False])
def test_made_up_people_do_not_get_into_production(visitor: Client, settings: object, production: bool) -> None:
    user = make_user("amal", is_example=True)
    ask(visitor, user.email)
    settings.PRODUCTION = production
    visitor.post("/de/account/login/code/", {"code": last_code(user.email)})
    assert is_signed_in(visitor) is not production


def test_blocked_account_does_not_get_in(visitor: Client) -> None:
    user = make_user("rana", is_active=False)
    ask(visitor, user.email)
    assert not OutgoingMail.objects.filter(kind="accounts.code").exists()


@pytest.mark.usefixtures("dead_redis")
def test_signing_in_works_while_redis_is_away(visitor: Client) -> None:
    user = enrol(make_user("rana"))
    ask(visitor, user.email)
    visitor.post("/de/account/login/code/", {"code": last_code(user.email)})
    visitor.post("/de/account/login/factor/", {"code": current_code(user)})
    assert is_signed_in(visitor)


@pytest.fixture
def dead_redis(monkeypatch: pytest.MonkeyPatch) -> None:
    """Act as if Redis had been found dead a moment ago and stayed so."""
    monkeypatch.setattr(cache._connections[cache._alias], "_away_until", float("inf"))


@pytest.mark.usefixtures("dead_redis")
def test_limits_hold_while_redis_is_away(settings: object) -> None:
    settings.CODE_LIMIT, settings.SIGN_IN_LIMIT = 3, 6
    make_user("rana")
    statuses = [Client().post("/de/account/login/", {"login": "rana@example.org"}).status_code for _try in range(7)]
    assert statuses == [302] * 6 + [429]
    assert OutgoingMail.objects.filter(recipient="rana@example.org").count() == 3


def test_many_requests_for_one_address_are_refused_in_the_readers_words(visitor: Client) -> None:
    make_user("rana")
    pages = [Client().post("/de/account/login/", {"login": "rana@example.org"}) for _try in range(4)]
    assert [page.status_code for page in pages] == [302, 302, 302, 200]
    assert "Bitte warten Sie zehn Minuten" in pages[-1].text


def test_administration_sends_to_the_same_sign_in(visitor: Client) -> None:
    answer = visitor.get("/admin/login/?next=/admin/")
    assert answer.status_code == 302
    assert "/account/login/" in answer["Location"]


def test_reading_the_sign_in_page_names_founders(visitor: Client) -> None:
    for address in ("/de/account/login/", "/de/account/signup/"):
        assert "Dann brauchen Sie kein Konto" in visitor.get(address).text


@pytest.mark.parametrize("code", CODES)
def test_every_message_can_be_written_in_every_language(code: str) -> None:
    user = make_user("rana", language=code)
    for purpose in mails.CODES.values():
        mails.store("accounts.code", user.email, code, {"code": "1234-5678", "purpose": purpose})
    for known in (True, False):
        mails.store("accounts.about", user.email, code, {"known": known})
    for template in mails.NOTICES:
        mails.send_for_allauth(template, user.email, {}, language=code)
    mails.send_goodbye(user.email, code)
    rows = list(OutgoingMail.objects.all())
    assert len(rows) == 3 + 2 + len(mails.NOTICES) + 1
    with translation.override(code):
        for row in rows:
            letter = kind_of(row).render(row)
            assert letter.subject
            assert all(letter.paragraphs)


def test_code_that_was_wiped_is_never_sent() -> None:
    mails.store("accounts.code", "rana@example.org", "de", {})
    row = OutgoingMail.objects.get()
    assert kind_of(row).render(row) is None
