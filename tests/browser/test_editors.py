"""Long forms at the desk in a real browser: drafts, an ended session, the preview, and who can use them."""

import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import NAME, ROOT
from tests.browser.test_pages import TAGS

pytestmark = pytest.mark.browser
EDITOR = "/de/desk/organisations/ewg-essen/"
MAKE = """
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from accounts.models import User
from networks.models import Advisor, Membership, Organisation
body = Organisation.objects.get(slug="ewg-essen")
user, _new = User.objects.get_or_create(email="pflege@example.org", defaults={"name": "Pflege"})
Membership.objects.get_or_create(user=user, organisation=body, role="editor")
Advisor.objects.get_or_create(slug="pflege", defaults={"user": user, "display_name": "Pflege Beispiel"})[0].organisations.add(body)
session = SessionStore()
session["_auth_user_id"], session["_auth_user_backend"] = str(user.pk), settings.AUTHENTICATION_BACKENDS[0]
session["_auth_user_hash"] = user.get_session_auth_hash()
session.create()
print("KEY", session.session_key)
"""


@pytest.fixture(scope="session")
def cookie(site: str) -> dict[str, Any]:
    """The session of an organisation's editor."""
    server = os.environ["DATABASE_URL"].rsplit("/", 1)[0]
    env = {**os.environ, "DATABASE_URL": f"{server}/{NAME}", "ANLAUF_ENV": "development"}
    made = subprocess.run([sys.executable, "manage.py", "shell", "-c", MAKE], cwd=ROOT, env=env, check=True, capture_output=True, text=True)
    return {"name": "sessionid", "value": made.stdout.split("KEY ")[1].split()[0], "url": site}


@pytest.fixture
def editor(browser: Browser, cookie: dict[str, Any]) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.add_cookies([cookie])
    page = context.new_page()
    page.on("dialog", lambda dialog: dialog.accept())
    yield page
    context.close()


def test_what_is_typed_is_kept_and_can_be_continued(site: str, editor: Page) -> None:
    editor.goto(site + EDITOR)
    editor.locator("#id_about_de").fill("Wir beraten alle, die gründen.")
    expect(editor.locator("[data-autosave-state]")).to_contain_text("gespeichert um")
    editor.goto(site + EDITOR)
    editor.get_by_role("link", name="Damit weiterschreiben").click()
    expect(editor.locator("#id_about_de")).to_have_value("Wir beraten alle, die gründen.")
    editor.locator("[data-save-button]").click()
    expect(editor.locator(".message")).to_have_text("Gespeichert.")
    editor.goto(site + EDITOR)
    expect(editor.locator(".draft")).to_have_count(0)
    expect(editor.locator("[data-browser-draft]")).to_be_hidden()


def test_an_ended_session_loses_nothing(site: str, editor: Page, cookie: dict[str, Any]) -> None:
    editor.goto(site + EDITOR)
    editor.context.clear_cookies(name="sessionid")
    editor.locator("#id_short_name").fill("Vergiss mich nicht")
    expect(editor.locator("[data-autosave-state]")).to_contain_text("Sie sind abgemeldet")
    editor.context.add_cookies([cookie])
    editor.goto(site + EDITOR)
    editor.locator("[data-restore]").click()
    expect(editor.locator("#id_short_name")).to_have_value("Vergiss mich nicht")
    expect(editor.locator("[data-autosave-state]")).to_contain_text("gespeichert um")
    editor.goto(site + EDITOR)
    expect(editor.locator("[data-browser-draft]")).to_be_hidden()
    editor.get_by_role("button", name="Entwurf verwerfen").first.click()
    expect(editor.locator(".draft")).to_have_count(0)


def test_the_preview_follows_in_arabic(site: str, editor: Page) -> None:
    editor.goto(site + EDITOR)
    editor.locator("#work .text-others summary").first.click()
    editor.locator("#id_about_ar").fill("نحن هنا")
    editor.locator("[data-preview-button][lang=ar]").click()
    expect(editor.locator("#preview [dir=rtl]")).to_contain_text("نحن هنا")
    editor.locator("#id_about_ar").fill("نحن هنا دائما")
    expect(editor.locator("#preview [dir=rtl]")).to_contain_text("دائما")


@pytest.mark.parametrize("language", ["de", "ar"])
def test_desk_pages_have_no_accessibility_violations(site: str, open_policy: BrowserContext, cookie: dict[str, Any], language: str) -> None:
    open_policy.add_cookies([cookie])
    page = open_policy.new_page()
    page.on("dialog", lambda dialog: dialog.accept())
    found = {}
    for path in (
        "organisations/",
        "organisations/ewg-essen/",
        "organisations/ewg-essen/history/",
        "organisations/ewg-essen/preview/?lang=fa",
        "profile/",
        "profiles/",
        "profiles/pflege/release/",
    ):
        page.goto(f"{site}/{language}/desk/{path}")
        result = Axe().run(page, options={"runOnly": {"type": "tag", "values": TAGS}})
        violations = [f"{item['id']}: {node['html'][:160]}" for item in result.response["violations"] for node in item["nodes"]]
        wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
        if violations or wide:
            found[path] = [*violations[:8], *(["too wide"] if wide else [])]
        (ROOT / "artifacts" / "screenshots").mkdir(parents=True, exist_ok=True)
        page.screenshot(
            path=ROOT / "artifacts" / "screenshots" / f"desk-{path.strip('/').replace('/', '-').split('?')[0]}-{language}.png",
            full_page=True,
        )
    assert found == {}
