"""A German text changes by one sentence; a translator mends the Arabic one with the keyboard alone, and nothing else changes."""

import json
import os
import subprocess
import sys
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import NAME, ROOT, session_cookie

pytestmark = pytest.mark.browser
_CHANGE = """
import json
from django.contrib.auth import get_user_model
from offers.models import Offer
from translations.following import follow, texts_before
offer = Offer.objects.get(slug="beratungsstelle-migrationsoekonomie-essen")
former = texts_before(offer)
offer.summary_de = offer.summary_de.split(" Das kostet")[0] + " Das kostet SENTENCE"
offer.save()
follow(offer, former)
print("OUT " + json.dumps({"pk": offer.pk, "arabic": offer.summary_ar}))
"""
_STATES = """
import json
from offers.models import Offer
from translations.texts import standings
offer = Offer.objects.get(slug="beratungsstelle-migrationsoekonomie-essen")
print("OUT " + json.dumps([[field, code, standing.state, getattr(offer, f"{field}_{code}")] for (field, code), standing in standings(offer).items()]))
"""


def change(last_word: str) -> Any:
    """Let the German text end with another sentence."""
    return shell(_CHANGE.replace("SENTENCE", last_word))


def shell(code: str) -> Any:
    """Run code in the database of the started product."""
    database = os.environ["DATABASE_URL"].rsplit("/", 1)[0] + f"/{NAME}"
    env = {**os.environ, "DATABASE_URL": database, "ANLAUF_ENV": "development"}
    command = [sys.executable, "manage.py", "shell", "-v", "0", "-c", code]
    made = subprocess.run(command, cwd=ROOT, env=env, check=True, capture_output=True, text=True)
    return json.loads(made.stdout.split("OUT ")[1])


@pytest.fixture
def translator(browser: Browser, site: str, world: dict[str, Any]) -> Any:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.add_cookies([session_cookie(site, world, "translator")])
    yield context.new_page()
    context.close()


def tab_to(page: Page, address: str) -> None:
    """Press Tab until a link to this address has the focus."""
    for _step in range(150):
        page.keyboard.press("Tab")
        if address in page.evaluate('document.activeElement.href || ""'):
            return
    pytest.fail(f"{address} is not reached with Tab")


def test_arabic_is_mended_with_the_keyboard_alone(site: str, translator: Page) -> None:
    before = {(field, code): (state, text) for field, code, state, text in shell(_STATES)}
    changed = change("nichts.")
    page = translator
    page.goto(f"{site}/de/desk/translations/?language=ar&kind=offers.offer&state=outdated")
    tab_to(page, f"/offers.offer/{changed['pk']}/summary/ar/")
    page.keyboard.press("Enter")
    expect(page.locator("#german-now ins").last).to_contain_text("nichts.")
    text = page.locator("#id_text")
    expect(text).to_be_focused()
    expect(text).to_have_attribute("dir", "rtl")
    page.keyboard.press("Control+End")
    page.keyboard.insert_text(" هذا مجاني.")
    expect(page.locator("[data-mirror]")).to_have_text(f"{changed['arabic']} هذا مجاني.")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".message").first).to_have_text("Gespeichert.")
    after = {(field, code): (state, text) for field, code, state, text in shell(_STATES)}
    assert after["summary", "ar"] == ("ready", f"{changed['arabic']} هذا مجاني.")
    for unit, (state, text) in after.items():
        if unit[0] != "summary":
            assert (state, text) == before[unit]
        elif unit[1] != "ar":
            assert (state, text) == (("outdated" if text else "missing"), before[unit][1])


def test_keys_say_meaning_unchanged_and_go_on_from_an_arabic_keyboard(site: str, translator: Page) -> None:
    pk = change("wenig.")["pk"]
    page = translator
    address = f"{site}/de/desk/translations/offers.offer/{pk}/summary/fa/?language=fa&kind=offers.offer&state=outdated"
    page.goto(address)
    expect(page.locator("[data-key=confirm]")).to_have_attribute("aria-keyshortcuts", "Alt+U")
    page.keyboard.press("Alt+n")
    expect(page.locator("#translate-form, .text-queue, .all-done").first).to_be_visible()
    assert [state for field, code, state, _text in shell(_STATES) if (field, code) == ("summary", "fa")] == ["outdated"]
    page.goto(address)
    # The same key where an Arabic keyboard types another letter.
    page.evaluate(
        "document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {key: 'ع', code: 'KeyU', altKey: true, bubbles: true}))"
    )
    expect(page.locator(".message").first).to_have_text("Gespeichert.")
    assert [state for field, code, state, _text in shell(_STATES) if (field, code) == ("summary", "fa")] == ["ready"]


def test_typed_text_is_kept_and_saved_text_is_forgotten(site: str, translator: Page) -> None:
    pk = change("nie etwas.")["pk"]
    page = translator
    address = f"{site}/de/desk/translations/offers.offer/{pk}/summary/tr/?language=tr&kind=offers.offer&state=outdated"
    page.goto(address)
    page.locator("#id_text").fill("Yarım cümle")
    expect(page.locator("[data-autosave-state]")).to_contain_text("gespeichert um")
    page.goto(address)
    page.get_by_role("link", name="Damit weiterschreiben").click()
    expect(page.locator("#id_text")).to_have_value("Yarım cümle")
    page.locator("#id_text").fill("Bütün cümle")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".message").first).to_have_text("Gespeichert.")
    page.goto(address)
    expect(page.locator("[data-browser-draft]")).to_be_hidden()
    expect(page.locator(".draft")).to_have_count(0)
