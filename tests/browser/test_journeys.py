"""What people come to do, done with fingers and keys."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser


def test_four_taps_from_the_door_to_a_contact_in_arabic(site: str, browser: Browser) -> None:
    """A founder who reads only Arabic: type the words (1), choose the place (2), search (3), open the card (4)."""
    context = browser.new_context(viewport={"width": 360, "height": 740}, locale="ar", has_touch=True)
    page = context.new_page()
    page.goto(site)
    assert page.url == f"{site}/ar/"
    page.locator("#home-q").fill("قرض صغير")
    page.locator("#home-region").select_option(label="Essen")
    page.locator(".welcome-form .fields button[type=submit]").tap()
    card = page.locator(".card", has_text="NRW.Mikrodarlehen")
    expect(card).to_be_visible()
    card.locator("a").first.tap()
    link = page.locator(".contact a.button")
    expect(link).to_have_attribute("href", re.compile("^https://nrwbank.de"))
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    context.close()


def test_filters_work_live_and_announce_their_result(site: str, desk: Page) -> None:
    desk.goto(f"{site}/de/offers/")
    before = desk.locator("#count").inner_text()
    box = desk.get_by_label(re.compile("^Kleiner Kredit"))
    count = int(box.locator("xpath=..").locator(".number").inner_text())
    box.check()
    expect(desk).to_have_url(re.compile(r"\?.*topic=microcredit"))
    expect(desk.locator("#count")).to_have_text(re.compile(rf"^{count} Angebot"))
    assert desk.locator("#count").inner_text() != before
    expect(desk.locator("#announcer")).to_have_text(re.compile(rf"^{count} Angebot"))
    expect(desk.get_by_label(re.compile("^Kleiner Kredit"))).to_be_checked()
    desk.locator(".chip.removable").first.click()
    expect(desk.locator("#count")).to_have_text(before)
    desk.go_back()
    expect(desk.locator("#count")).to_have_text(re.compile(rf"^{count} Angebot"))


def test_search_and_filters_work_with_the_keyboard_alone(site: str, desk: Page) -> None:
    desk.goto(f"{site}/de/offers/")
    desk.keyboard.press("Tab")
    expect(desk.locator(".skip")).to_be_focused()
    desk.keyboard.press("Enter")
    assert desk.url.endswith("#content")
    desk.keyboard.press("Tab")
    expect(desk.locator("#q")).to_be_focused()
    desk.keyboard.type("Mikrokredit")
    desk.keyboard.press("Enter")
    expect(desk).to_have_url(re.compile("q=Mikrokredit"))
    expect(desk.locator(".chip.removable")).to_have_count(1)
    desk.locator("#region").focus()
    desk.keyboard.type("Essen")
    desk.keyboard.press("Tab")
    expect(desk).to_have_url(re.compile("region=05113"))
    first_box = desk.locator("#facet-topic input").first
    for _step in range(60):
        if desk.evaluate("document.activeElement.closest('#facet-topic') && document.activeElement.type === 'checkbox'"):
            break
        desk.keyboard.press("Tab")
    assert desk.evaluate("document.activeElement.type") == "checkbox"
    outline = desk.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    desk.keyboard.press("Space")
    expect(first_box).to_be_checked()
    expect(desk).to_have_url(re.compile("topic=idea_check"))


def test_language_switch_keeps_page_and_filters(site: str, phone: Page) -> None:
    phone.goto(f"{site}/de/offers/?region=05113&topic=financing")
    phone.locator(".languages summary").tap()
    phone.locator(".languages").get_by_role("link", name="فارسی").tap()
    expect(phone).to_have_url(f"{site}/fa/offers/?region=05113&topic=financing")
    expect(phone.locator("html")).to_have_attribute("lang", "fa")
    expect(phone.locator(".chip.removable")).to_have_count(2)


def test_language_switch_follows_filters_chosen_live(site: str, desk: Page) -> None:
    desk.goto(f"{site}/de/offers/")
    desk.get_by_label(re.compile("^Kleiner Kredit")).check()
    expect(desk).to_have_url(re.compile("topic=microcredit"))
    desk.locator(".languages summary").click()
    desk.locator(".languages").get_by_role("link", name="Türkçe").click()
    expect(desk).to_have_url(re.compile("/tr/offers/.*topic=microcredit"))


def test_saved_offers_stay_in_this_browser(site: str, phone: Page) -> None:
    phone.goto(f"{site}/de/offers/?q=Mikrokredit")
    phone.locator(".card", has_text="NRW.Mikrodarlehen").get_by_role("button").tap()
    expect(phone.locator("[data-saved-count]")).to_have_text("1")
    phone.goto(f"{site}/ar/saved/")
    expect(phone.locator(".card")).to_have_count(1)
    expect(phone).to_have_url(f"{site}/ar/saved/?o=nrw-mikrodarlehen")
    phone.locator("[data-forget-all]").tap()
    expect(phone.locator(".card")).to_have_count(0)


def test_shared_list_can_be_kept_by_another_browser(site: str, browser: Browser) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{site}/de/saved/?o=nrw-mikrodarlehen&o=gruendungszuschuss")
    expect(page.locator(".card")).to_have_count(2)
    page.locator("[data-keep-all]").click()
    expect(page.locator("[data-saved-count]")).to_have_text("2")
    context.close()


def test_guide_asks_one_thing_a_page_and_goes_back_with_its_answers(site: str, phone: Page) -> None:
    phone.goto(f"{site}/de/guide/")
    phone.get_by_role("link", name="Los geht es").tap()
    phone.get_by_label("Wo wohnen Sie?").select_option("05113")
    phone.get_by_role("button", name="Weiter").tap()
    phone.get_by_label("Ich habe eine Idee und plane.").check()
    phone.get_by_role("button", name="Weiter").tap()
    phone.get_by_label("Geld", exact=True).check()
    phone.get_by_role("button", name="Weiter").tap()
    phone.get_by_role("link", name="Frage überspringen").tap()
    expect(phone.get_by_text("Frage 5 von 5")).to_be_visible()
    phone.get_by_role("link", name=re.compile("^Ändern.*Wo stehen Sie")).tap()
    expect(phone.get_by_label("Ich habe eine Idee und plane.")).to_be_checked()
    phone.get_by_label("Ich fange gerade an.").check()
    phone.get_by_role("button", name="Weiter").tap()
    expect(phone.get_by_label("Geld", exact=True)).to_be_checked()
    phone.goto(f"{site}/de/guide/5/?region=05113&phase=start&need=money")
    phone.get_by_role("link", name="Ich weiß es nicht").tap()
    expect(phone).to_have_url(re.compile(r"/de/may-i/\?region=05113&phase=start&need=money#unsure$"))
    phone.go_back()
    phone.get_by_role("link", name=re.compile("^Ja")).tap()
    expect(phone).to_have_url(re.compile(r"/de/offers/\?region=05113&phase=start&topic=financing"))
    assert int(phone.locator("#count").inner_text().split()[0]) > 0


def test_report_form_shows_what_is_missing_and_keeps_the_text(site: str, phone: Page) -> None:
    phone.goto(f"{site}/de/offers/gruendungszuschuss/")
    phone.get_by_role("link", name="Stimmt etwas nicht?").tap()
    phone.get_by_label("Ihre E-Mail-Adresse (freiwillig)").fill("kein Postfach")
    phone.get_by_role("button", name="Nachricht senden").tap()
    expect(phone.locator(".error-summary")).to_be_focused()
    expect(phone.get_by_label("Ihre E-Mail-Adresse (freiwillig)")).to_have_value("kein Postfach")
    phone.get_by_role("link", name="Bitte schreiben Sie, was nicht stimmt.").tap()
    expect(phone.get_by_label("Was stimmt nicht?")).to_be_focused()
    phone.get_by_label("Was stimmt nicht?").fill("Die Website ist falsch.")
    phone.get_by_label("Ihre E-Mail-Adresse (freiwillig)").fill("")
    phone.get_by_role("button", name="Nachricht senden").tap()
    expect(phone.get_by_role("heading", name="Danke für Ihre Nachricht")).to_be_visible()


def test_two_languages_side_by_side_for_the_talk_at_the_counter(site: str, desk: Page) -> None:
    desk.goto(f"{site}/de/offers/nrw-mikrodarlehen/")
    desk.locator(".language-pairs").get_by_role("link", name="العربية").click()
    left, right = desk.locator(".beside > section").nth(0), desk.locator(".beside > section").nth(1)
    expect(left).to_have_attribute("dir", "rtl")
    assert re.search("[\u0600-\u06ff]", left.locator(".offer-title").inner_text())
    assert right.locator(".offer-title").inner_text().startswith("Mikrokredit vom Land")
