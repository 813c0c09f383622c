"""Every page in a real browser: accessible, within its policy, without overflow; and a picture of each for people to look at."""

import os
import re
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page

pytestmark = pytest.mark.browser
PAGES = {
    "home": "/",
    "list": "/offers/",
    "list-filtered": "/offers/?region=05113&topic=financing&q=Kredit",
    "list-empty": "/offers/?q=xqzt",
    "list-ignored": "/offers/?region=99999&page=77",
    "offer": "/offers/beratungsstelle-migrationsoekonomie-essen/",
    "offer-trap": "/offers/gruendungszuschuss/",
    "offer-beside": "/offers/nrw-mikrodarlehen/?beside=de",
    "report": "/offers/gruendungszuschuss/report/",
    "report-thanks": "/offers/gruendungszuschuss/report/thanks/",
    "region": "/regions/05113/",
    "organisation": "/organisations/ewg-essen/",
    "organisations": "/organisations/",
    "organisation-example": "/organisations/beispiel-beratung-werra-meissner/",
    "advisors": "/advisors/",
    "advisors-filtered": "/advisors/?region=06636&language=ar&topic=financing",
    "advisors-empty": "/advisors/?q=xqzt",
    "advisor": "/advisors/beispiel-samira/",
    "advisor-absent": "/advisors/beispiel-katrin/",
    "write": "/advisors/beispiel-samira/write/",
    "write-thanks": "/advisors/beispiel-samira/write/thanks/",
    "events": "/events/",
    "events-filtered": "/events/?region=06636&kind=networking&from=2026-01-01",
    "events-empty": "/events/?q=xqzt",
    "events-past": "/events/past/",
    "events-month": "/events/month/",
    "event": "/events/beispiel-treffen-naechstes/",
    "event-moved": "/events/beispiel-infoabend-arabisch/",
    "event-cancelled": "/events/beispiel-sprechtag-anerkennung/",
    "event-online": "/events/beispiel-aufenthalt-online/?beside=de",
    "event-over": "/events/beispiel-treffen-protokoll/",
    "stories": "/stories/",
    "stories-filtered": "/stories/?region=06636&industry=food&phase=planning",
    "stories-empty": "/stories/?q=xqzt",
    "story": "/stories/beispiel-baeckerei-eschwege/",
    "story-without-advisor": "/stories/beispiel-gemuese-cloppenburg/",
    "search": "/search/?q=Bäckerei",
    "search-nothing": "/search/?q=xqzt",
    "awards": "/awards/",
    "award": "/awards/browser-preis/",
    "award-apply": "/awards/browser-preis/apply/",
    "guide": "/guide/",
    "guide-1": "/guide/1/",
    "guide-2": "/guide/2/?region=05113",
    "guide-5": "/guide/5/?region=05113&phase=start",
    "may-i": "/may-i/",
    "saved": "/saved/",
    "saved-list": "/saved/?o=nrw-mikrodarlehen&o=gruendungszuschuss",
    "imprint": "/imprint/",
    "privacy": "/privacy/",
    "accessibility": "/accessibility/",
    "missing": "/nothing-here/",
}
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# The rules about colours among them.
COLOURS = ["color-contrast", "link-in-text-block"]
# Pictures of every page to look at: `SCREENSHOTS=1 make test`.
TAKES_PICTURES = bool(os.environ.get("SCREENSHOTS"))
PICTURES = Path(settings.BASE_DIR) / "artifacts" / "screenshots"
WIDER = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
# The first view of the list, compressed, without fonts.
MOST_BYTES = 100_000


def violations(page: Page, *, colours_only: bool = False) -> list[str]:
    """Return what the accessibility checker finds on the page as it stands, or only what it finds about colours."""
    asked = {"type": "rule", "values": COLOURS} if colours_only else {"type": "tag", "values": TAGS}
    found = Axe().run(page, options={"runOnly": asked, "resultTypes": ["violations"], "preload": False})
    return [f"{item['id']}: {node['html'][:160]}" for item in found.response["violations"] for node in item["nodes"]]


@pytest.mark.parametrize("language", ["de", "ar", "fa"])
def test_pages_have_no_accessibility_violations(site: str, open_policy: BrowserContext, language: str) -> None:
    page = open_policy.new_page()
    found = {}
    for name, path in PAGES.items():
        page.emulate_media(color_scheme="light", reduced_motion="reduce")
        page.goto(f"{site}/{language}{path}")
        wrong = violations(page)
        if language == "de":
            # The other colours of the same document: the stylesheet changes colours and nothing else, in no language.
            page.emulate_media(color_scheme="dark")
            wrong += violations(page, colours_only=True)
        if wrong:
            found[name] = wrong
    assert found == {}


# The box of filters decides when a page is loaded whether it stands open (62rem), so wide windows load it anew.
@pytest.mark.parametrize("widths", [(320, 360, 768), (1280, 1600)], ids=["narrow", "wide"])
@pytest.mark.parametrize("language", ["de", "ar", "uk"])
def test_pages_fit_every_width_and_keep_their_policy(site: str, browser: Browser, language: str, widths: tuple[int, ...]) -> None:
    context = browser.new_context()
    page = context.new_page()
    said: list[str] = []
    elsewhere: list[str] = []
    page.on("console", lambda message: said.append(f"{page.url}: {message.text}") if "status of 404" not in message.text else None)
    page.on("pageerror", lambda error: said.append(f"{page.url}: {error}"))
    page.on("request", lambda request: elsewhere.append(request.url) if not request.url.startswith((site, "data:")) else None)
    wide = []
    for name, path in PAGES.items():
        page.set_viewport_size({"width": widths[0], "height": 800})
        page.goto(f"{site}/{language}{path}")
        for width in widths:
            page.set_viewport_size({"width": width, "height": 800})
            if page.evaluate(WIDER):
                wide.append((name, width))
            if TAKES_PICTURES and width in (360, 1280):
                PICTURES.mkdir(parents=True, exist_ok=True)
                page.screenshot(path=PICTURES / f"{name}-{language}-{width}.png", full_page=True)
    cookies = [cookie["name"] for cookie in context.cookies()]
    context.close()
    assert wide == []
    assert said == []
    assert elsewhere == []
    # Only the page with the form may set one.
    assert cookies == ["csrftoken"]


def test_text_can_grow_to_twice_its_size(site: str, browser: Browser) -> None:
    """200 % zoom on a screen of 1280 px is a window of 640 px with twice the pixels."""
    context = browser.new_context(viewport={"width": 640, "height": 400}, device_scale_factor=2)
    page = context.new_page()
    for path in PAGES.values():
        page.goto(f"{site}/de{path}")
        assert not page.evaluate(WIDER), path
    context.close()


def test_targets_are_large_enough_to_touch(site: str, phone: Page) -> None:
    """Controls are at least 24 px in both directions; links inside sentences are exempt (WCAG 2.2, 2.5.8)."""
    small = []
    for name, path in PAGES.items():
        phone.goto(f"{site}/de{path}")
        script = """() => [...document.querySelectorAll('button, select, input:not([type=hidden]), summary, .button, .chip, .choice, .top a, .bottom a')]
            .filter((e) => e.checkVisibility() && !e.closest('.not-for-people, .skip') && !e.closest('label'))
            .map((e) => [e.outerHTML.slice(0, 80), e.getBoundingClientRect()])
            .filter(([, box]) => box.width && (box.width < 24 || box.height < 24)).map(([html]) => html)"""
        small += [f"{name}: {html}" for html in phone.evaluate(script)]
    assert small == []


def test_first_view_of_the_list_is_light(site: str, browser: Browser) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    bodies: dict[str, bytes] = {}
    page.on("response", lambda answer: bodies.update({answer.url: answer.body()}) if answer.request.resource_type != "image" else None)
    page.goto(f"{site}/ar/offers/", wait_until="networkidle")
    context.close()
    import gzip  # noqa: PLC0415 - only here

    total = sum(len(gzip.compress(body)) for body in bodies.values())
    assert len(bodies) >= 7
    assert total <= MOST_BYTES


def test_pages_are_usable_before_any_script(site: str, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}/de/")
    page.get_by_label("Was brauchen Sie?").fill("Mikrokredit")
    page.get_by_label("Wo wohnen Sie?").select_option("05113")
    page.get_by_role("button", name="Suchen").click()
    assert re.search(r"/de/offers/\?q=Mikrokredit&region=05113", page.url)
    page.locator(".filter-box > summary").click()
    page.get_by_label(re.compile("^Finanzierung")).check()
    page.get_by_role("button", name="Auswahl anwenden").click()
    assert "topic=financing" in page.url
    page.get_by_role("link", name=re.compile("Mikrokredit vom Land")).click()
    assert page.get_by_role("heading", level=1).inner_text().startswith("Mikrokredit vom Land")
    context.close()


def test_print_shows_the_offer_and_the_addresses_behind_links(site: str, desk: Page) -> None:
    desk.goto(f"{site}/de/offers/gruendungszuschuss/")
    desk.emulate_media(media="print")
    hidden: dict[str, Any] = desk.evaluate(
        "() => Object.fromEntries(['.top', '.bottom', '.tools'].map((s) => [s, getComputedStyle(document.querySelector(s)).display]))"
    )
    assert set(hidden.values()) == {"none"}
    content = desk.evaluate("getComputedStyle(document.querySelector('main a[href^=\"http\"]'), '::after').content")
    assert "https://arbeitsagentur.de" in content
