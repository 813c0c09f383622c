"""The pages of freshness in a real browser: the signed link, its thanks and its end, and an archived offer."""

import os
from collections.abc import Iterator

import psycopg
import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.signing import Signer
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.conftest import NAME
from tests.browser.test_pages import PICTURES, TAGS

pytestmark = pytest.mark.browser


@pytest.fixture
def paths(site: str) -> Iterator[dict[str, str]]:
    """The pages of one offer that still lives and of one that was archived; afterwards both are as they were."""
    server = os.environ["DATABASE_URL"].rsplit("/", 1)[0]
    with psycopg.connect(f"{server}/{NAME}", autocommit=True) as connection:
        rows = connection.execute("SELECT id FROM offers_offer WHERE state = 'published' ORDER BY slug DESC LIMIT 2").fetchall()
        alive, gone = (row[0] for row in rows)
        change = "UPDATE offers_offer SET state = %s, state_reason = %s WHERE id = %s RETURNING slug"
        slug = connection.execute(change, ["archived", "stale", gone]).fetchone()[0]
        link, over = (f"/offers/still-right/{Signer(salt='offers.still-right', sep='.').sign(f'{pk}-0')}/" for pk in (alive, gone))
        yield {"still-right": link, "still-right-thanks": f"{link}thanks/", "still-right-over": over, "gone": f"/offers/{slug}/"}
        connection.execute(change, ["published", "", gone])


@pytest.mark.parametrize("language", ["de", "ar"])
def test_pages_of_freshness_are_accessible_and_fit(site: str, open_policy: BrowserContext, paths: dict[str, str], language: str) -> None:
    page = open_policy.new_page()
    page.goto(f"{site}/{language}{paths['still-right']}")
    page.locator("main form button[type=submit]").first.click()
    assert page.url.endswith("/thanks/")
    found, wide = [], []
    PICTURES.mkdir(parents=True, exist_ok=True)
    for name, path in paths.items():
        for width in (1280, 320):
            page.set_viewport_size({"width": width, "height": 800})
            page.goto(f"{site}/{language}{path}")
            page.screenshot(path=PICTURES / f"{name}-{language}-{width}.png", full_page=True)
            if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
                wide.append(f"{name} {width}")
        result = Axe().run(page, options={"runOnly": {"type": "tag", "values": TAGS}})
        found += [f"{name} {item['id']}: {node['html'][:120]}" for item in result.response["violations"] for node in item["nodes"]]
    assert (found, wide) == ([], [])


def test_link_works_without_any_script(site: str, browser: Browser, paths: dict[str, str]) -> None:
    context = browser.new_context(java_script_enabled=False)
    page: Page = context.new_page()
    page.goto(f"{site}/de{paths['still-right']}")
    page.get_by_role("button", name="Ja, alles stimmt noch").first.click()
    page.get_by_role("heading", name="Danke, das hilft sehr").wait_for()
    page.get_by_role("link", name="Angebot ansehen").click()
    assert "vom Anbieter bestätigt" in page.locator("main").inner_text()
    assert [cookie["name"] for cookie in context.cookies()] == ["csrftoken"]
    context.close()
