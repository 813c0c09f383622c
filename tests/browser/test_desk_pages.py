"""Every page behind the sign-in, and those on the way there: accessible, within its policy, without overflow."""

from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import session_cookie
from tests.browser.desk_pages import DESK_PAGES
from tests.browser.test_pages import WIDER, violations

pytestmark = pytest.mark.browser
PEOPLE = list(dict.fromkeys(who for who, _name, _path in DESK_PAGES))
# Pages that refuse say so to the browser as well.
REFUSALS = ("status of 403", "status of 404", "status of 410")


# German on light, Arabic on dark: both directions and both sets of colours in one walk.
@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize(("language", "scheme"), [("de", "light"), ("ar", "dark")])
def test_desk_pages_are_accessible_and_fit(
    site: str, browser: Browser, world: dict[str, Any], language: str, scheme: str, who: str
) -> None:
    context = browser.new_context(color_scheme=scheme)
    if who != "visitor":
        context.add_cookies([session_cookie(site, world, who)])
    page = context.new_page()
    page.on("dialog", lambda dialog: dialog.accept())
    wrong: list[str] = []
    page.on("console", lambda message: None if any(words in message.text for words in REFUSALS) else wrong.append(message.text))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    found = {}
    for name, path in [(name, path.format(**world)) for person, name, path in DESK_PAGES if person == who]:
        wrong.clear()
        page.set_viewport_size({"width": 360, "height": 740})
        page.goto(f"{site}/{language}{path}")
        assert page.url == f"{site}/{language}{path}"
        if page.evaluate(WIDER):
            wrong.append("wider than 360")
        page.set_viewport_size({"width": 1280, "height": 800})
        if page.evaluate(WIDER):
            wrong.append("wider than 1280")
        wrong += violations(page)
        if wrong:
            found[name] = wrong.copy()
    context.close()
    assert found == {}


def test_the_way_to_the_desk_stands_in_the_header(site: str, browser: Browser, world: dict[str, Any]) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 740})
    context.add_cookies([session_cookie(site, world, "essen")])
    page = context.new_page()
    page.goto(f"{site}/de/offers/")
    page.locator(".menu-button").click()
    page.get_by_role("link", name="Schreibtisch").click()
    assert page.url == f"{site}/de/desk/"
    page.goto(f"{site}/de/desk/mail/")
    here = page.locator(".desk-nav [aria-current]").bounding_box()
    context.close()
    # The line of the navigation is pushed so far that it shows where we are.
    assert here["x"] >= 0
    assert here["x"] + here["width"] <= 360
