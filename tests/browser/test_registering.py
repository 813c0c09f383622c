"""Registering in a real browser: the whole way on a phone, and every page of it accessible in both directions."""

import json
import os
import subprocess
import sys

import pytest
from django.conf import settings
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import NAME, ROOT
from tests.browser.test_pages import PICTURES, TAKES_PICTURES, WIDER, violations

pytestmark = pytest.mark.browser


@pytest.fixture
def tokens(site: str) -> dict[str, str]:
    env = {**os.environ, "DATABASE_URL": f"{os.environ['DATABASE_URL'].rsplit('/', 1)[0]}/{NAME}", "ANLAUF_ENV": "development"}
    command = [sys.executable, "manage.py", "shell", "-v", "0", "-c", "from tests.browser import events_world; events_world.run()"]
    made = subprocess.run(command, cwd=ROOT, env=env, check=True, capture_output=True, text=True)
    return json.loads(made.stdout.split("TOKENS ")[1])


def pages(tokens: dict[str, str]) -> dict[str, str]:
    found = {name: f"/events/registration/{token}/" for name, token in tokens.items()}
    found |= {step: f"/events/registration/{tokens['registered']}/{step}/" for step in ("change", "cancel")}
    return found | {
        "gone": "/events/registration/nothing/",
        "register": "/events/browser-open/register/",
        "register-full": "/events/browser-full/register/",
        "register-cancelled": "/events/browser-cancelled/register/",
        "register-sent": "/events/browser-open/register/sent/",
    }


@pytest.mark.parametrize("language", ["de", "ar", "fa"])
def test_pages_of_registering_are_accessible_and_fit(site: str, tokens: dict[str, str], open_policy: BrowserContext, language: str) -> None:
    page = open_policy.new_page()
    PICTURES.mkdir(parents=True, exist_ok=True)
    found = {}
    for name, path in pages(tokens).items():
        page.set_viewport_size({"width": 360, "height": 740})
        page.emulate_media(color_scheme="light", reduced_motion="reduce")
        page.goto(f"{site}/{language}{path}")
        wrong = violations(page) + ["too wide"] * page.evaluate(WIDER)
        if TAKES_PICTURES:
            page.screenshot(path=PICTURES / f"registering-{name}-{language}-360.png", full_page=True)
        page.emulate_media(color_scheme="dark")
        if wrong := wrong + violations(page, colours_only=True):
            found[name] = wrong
    assert found == {}


@pytest.mark.parametrize("language", ["de", "ar"])
def test_somebody_registers_on_a_phone_and_cancels(site: str, tokens: dict[str, str], phone: Page, language: str) -> None:
    wrong: list[str] = []
    phone.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    phone.goto(f"{site}/{language}/events/browser-open/register/")
    phone.locator("form button").last.click()
    expect(phone.locator(".error-summary")).to_be_focused()
    phone.locator("#id_name").fill("سميرة")
    phone.locator("#id_email").fill(f"samira-{language}@example.org")
    phone.locator("form button").last.click()
    phone.wait_for_url("**/register/sent/")
    phone.goto(f"{site}/{language}/events/registration/{tokens['pending']}/")
    button = phone.locator("form[action$='/confirm/'] button")
    button.click()
    expect(button).to_have_count(0)
    phone.goto(f"{site}/{language}/events/registration/{tokens['moved']}/")
    phone.locator("a[href$='/cancel/']").click()
    phone.locator("form button").last.click()
    expect(phone.locator("a[href$='/register/']")).to_be_visible()
    assert wrong == []
    assert settings.SESSION_COOKIE_NAME not in [cookie["name"] for cookie in phone.context.cookies()]
