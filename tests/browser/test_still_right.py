"""The signed link of freshness in a real browser; how its pages look is in test_desk_pages.py."""

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.test_desk_pages import violations

pytestmark = pytest.mark.browser


def test_link_works_without_any_script(site: str, browser: Browser, world: dict[str, object]) -> None:
    context = browser.new_context(java_script_enabled=False)
    page: Page = context.new_page()
    page.goto(f"{site}/de/offers/still-right/{world['offer_token']}/")
    page.get_by_role("button", name="Ja, alles stimmt noch").first.click()
    page.get_by_role("heading", name="Danke, das hilft sehr").wait_for()
    page.get_by_role("link", name="Angebot ansehen").click()
    assert "vom Anbieter bestätigt" in page.locator("main").inner_text()
    assert [cookie["name"] for cookie in context.cookies()] == ["csrftoken"]
    context.close()
    thanks = browser.new_page()
    for language in ("de", "ar"):
        thanks.goto(f"{site}/{language}/offers/still-right/{world['offer_token']}/thanks/")
        assert thanks.url.endswith("/thanks/")
        assert violations(thanks) == []
    thanks.close()
