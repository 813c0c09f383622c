"""Every page behind the sign-in, and those on the way there: accessible, within its policy, without overflow."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.conftest import session_cookie
from tests.browser.desk_pages import DESK_PAGES
from tests.browser.test_pages import PICTURES, TAGS

pytestmark = pytest.mark.browser
PEOPLE = list(dict.fromkeys(who for who, _name, _path in DESK_PAGES))
WIDER = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
# Their answer is said by the page itself.
REFUSALS = ("status of 403", "status of 404")


def open_as(browser: Browser, site: str, world: dict[str, Any], who: str, **options: Any) -> BrowserContext:
    context = browser.new_context(viewport={"width": 360, "height": 740}, **options)
    if who != "visitor":
        context.add_cookies([session_cookie(site, world, who)])
    return context


def violations(page: Page) -> list[str]:
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]})
    return [f"{item['id']}: {node['html'][:160]}" for item in found.response["violations"] for node in item["nodes"]]


# German on light, Arabic on dark: both directions and both sets of colours in one walk.
@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize(("language", "scheme"), [("de", "light"), ("ar", "dark")])
def test_desk_pages_are_accessible_and_fit(
    site: str, browser: Browser, world: dict[str, Any], language: str, scheme: str, who: str
) -> None:
    context = open_as(browser, site, world, who, color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    page.on("dialog", lambda dialog: dialog.accept())
    found = {}
    PICTURES.mkdir(parents=True, exist_ok=True)
    for name, path in [(name, path.format(**world)) for person, name, path in DESK_PAGES if person == who]:
        page.set_viewport_size({"width": 360, "height": 740})
        page.goto(f"{site}/{language}{path}", wait_until="domcontentloaded")
        assert page.url == f"{site}/{language}{path}"
        wrong = ["wider than 360"] if page.evaluate(WIDER) else []
        page.screenshot(path=PICTURES / f"desk-{name}-{language}-360.png", full_page=True)
        page.set_viewport_size({"width": 1280, "height": 800})
        wrong += ["wider than 1280"] if page.evaluate(WIDER) else []
        wrong += violations(page)
        if wrong:
            found[name] = wrong
    context.close()
    assert found == {}


def test_desk_pages_keep_their_policy(site: str, browser: Browser, world: dict[str, Any]) -> None:
    said: list[str] = []
    for who in PEOPLE:
        context = open_as(browser, site, world, who)
        page = context.new_page()
        page.on("dialog", lambda dialog: dialog.accept())
        page.on("console", lambda message, page=page: said.append(f"{page.url}: {message.text}"))
        page.on("pageerror", lambda error, page=page: said.append(f"{page.url}: {error}"))
        for person, _name, path in DESK_PAGES:
            if person == who:
                page.goto(f"{site}/de{path.format(**world)}")
        context.close()
    assert [words for words in said if not any(refusal in words for refusal in REFUSALS)] == []
