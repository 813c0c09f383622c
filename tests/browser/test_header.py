"""The head of every page stays one line; on a small screen its links wait in a menu."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from portal.languages import CODES
from tests.browser.conftest import session_cookie

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", [320, 360, 768, 1280])
def test_the_head_is_one_line_in_every_language(site: str, world: dict[str, Any], desk: Page, width: int) -> None:
    desk.context.add_cookies([session_cookie(site, world, "editor")])
    desk.set_viewport_size({"width": width, "height": 700})
    for code in CODES:
        desk.goto(f"{site}/{code}/desk/")
        assert desk.evaluate("document.querySelector('.top').offsetHeight") < 70, code
        assert desk.evaluate("document.documentElement.scrollWidth") == width, code


def test_the_menu_opens_closes_and_leads_on(site: str, phone: Page) -> None:
    phone.goto(f"{site}/ar/")
    menu = phone.locator("#menu")
    expect(menu).to_be_hidden()
    phone.locator(".menu-button").tap()
    expect(menu.get_by_role("link")).to_have_count(6)
    phone.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    phone.locator(".menu-button").tap()
    menu.get_by_role("link").nth(1).tap()
    expect(phone).to_have_url(f"{site}/ar/advisors/")


def test_there_is_no_menu_where_there_is_room(site: str, desk: Page) -> None:
    desk.goto(f"{site}/de/")
    expect(desk.locator("#menu")).to_be_visible()
    expect(desk.locator(".menu-button")).to_be_hidden()
