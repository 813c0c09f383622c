"""Long forms at the desk in a real browser: drafts, an ended session, the previews."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import session_cookie

pytestmark = pytest.mark.browser
OFFER = "beratungsstelle-migrationsoekonomie-essen"
EDITOR = "/de/desk/organisations/ewg-essen/"


@pytest.fixture
def cookie(site: str, world: dict[str, Any]) -> dict[str, Any]:
    """The session of the coordinator of Essen, who keeps what nobody else does."""
    return session_cookie(site, world, "essen")


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
    editor.locator("#id_about_de").fill("Wir sind hier.")
    editor.locator("#work .text-others summary").first.click()
    editor.locator("#id_about_ar").fill("نحن هنا")
    editor.locator("[data-preview-button][lang=ar]").click()
    expect(editor.locator("#preview [dir=rtl]")).to_contain_text("نحن هنا")
    editor.locator("#id_about_ar").fill("نحن هنا دائما")
    expect(editor.locator("#preview [dir=rtl]")).to_contain_text("دائما")


def test_an_offers_preview_in_arabic_stands_in_the_page(site: str, editor: Page) -> None:
    editor.goto(f"{site}/de/desk/offers/{OFFER}/edit/?beside=ar")
    editor.fill("#id_title_ar", "عنوان جديد")
    expect(editor.locator("#id_title_ar + .counter")).to_have_text("10 / 100")
    editor.click('button[lang="ar"]')
    expect(editor.locator('#preview [dir="rtl"] h2').first).to_have_text("عنوان جديد")
