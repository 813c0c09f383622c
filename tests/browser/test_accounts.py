"""Signing in with a code and with a passkey, in a real browser under the real content policy."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser
ARTIFACTS = Path(settings.BASE_DIR) / "artifacts"


def errors_of(page: Page) -> list[str]:
    """Collect what the browser complains about, refused scripts and styles above all."""
    found: list[str] = []
    page.on("console", lambda message: found.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: found.append(str(error)))
    return found


def sign_in_by_code(page: Page, site: str, email: str, language: str = "de") -> None:
    page.goto(f"{site}/{language}/account/login/")
    page.locator("#id_login").fill(email)
    page.locator("main form[method=post] button[type=submit]").first.click()
    page.wait_for_url(re.compile("/login/code/"))
    other = page.context.new_page()
    other.goto(f"{site}/dev/")
    code = other.locator("tr", has_text=email).locator("td").nth(2).inner_text().strip()
    other.close()
    page.locator("#id_code").fill(code)
    page.locator("main form button[type=submit]").first.click()


def test_passkey_is_set_up_and_signs_in(site: str, desk: Page) -> None:
    errors = errors_of(desk)
    tool = desk.context.new_cdp_session(desk)
    tool.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True, "isUserVerified": True}
    tool.send("WebAuthn.addVirtualAuthenticator", {"options": {**options, "automaticPresenceSimulation": True}})
    sign_in_by_code(desk, site, "editor@example.org")
    expect(desk).to_have_url(re.compile("/de/desk/"))
    desk.goto(f"{site}/de/account/factors/passkeys/add/")
    desk.locator("#id_passwordless").check()
    desk.screenshot(path=ARTIFACTS / "passkey-de.png", full_page=True)
    desk.locator("#mfa_webauthn_add").click()
    expect(desk).to_have_url(re.compile("/factors/codes/"))
    desk.goto(f"{site}/de/account/logout/")
    desk.locator("main form button").click()
    desk.goto(f"{site}/de/account/login/")
    desk.screenshot(path=ARTIFACTS / "login-de.png", full_page=True)
    desk.locator("#passkey_login").click()
    expect(desk).to_have_url(re.compile("/de/desk/"))
    assert errors == []


def test_coordinator_signs_in_with_both_steps_in_arabic(site: str, phone: Page) -> None:
    errors = errors_of(phone)
    sign_in_by_code(phone, site, "coordinator.06636@example.org", "ar")
    phone.wait_for_url(re.compile("/ar/account/login/factor/"))
    phone.screenshot(path=ARTIFACTS / "factor-ar.png", full_page=True)
    other = phone.context.new_page()
    other.goto(f"{site}/dev/")
    code = other.locator("tr", has_text="coordinator.06636@").locator("td").nth(1).inner_text().strip()
    other.close()
    phone.locator("#id_code").fill(code)
    phone.locator("main form button[type=submit]").first.click()
    phone.wait_for_url(re.compile("/ar/desk/"))
    phone.goto(f"{site}/ar/desk/people/")
    expect(phone.locator("html")).to_have_attribute("dir", "rtl")
    assert phone.evaluate("document.documentElement.scrollWidth") == 360
    phone.screenshot(path=ARTIFACTS / "people-ar.png", full_page=True)
    assert errors == []


def test_code_app_is_set_up_with_its_picture(site: str, desk: Page) -> None:
    errors = errors_of(desk)
    sign_in_by_code(desk, site, "translator@example.org")
    expect(desk).to_have_url(re.compile("/de/desk/"))
    desk.screenshot(path=ARTIFACTS / "me-de.png", full_page=True)
    desk.goto(f"{site}/de/account/factors/app/")
    assert desk.locator("img.qr").evaluate("image => image.naturalWidth > 0")
    desk.screenshot(path=ARTIFACTS / "app-de.png", full_page=True)
    assert errors == []
