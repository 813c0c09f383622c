"""The way of an offer through people's hands: claimed, written, previewed in Arabic, reviewed, published, found; then kept alive by a click."""

import os
import re
import subprocess
import sys
from urllib.parse import urlsplit

import psycopg
import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from tests.browser.conftest import NAME

pytestmark = pytest.mark.browser
BODY = "beispiel-verein-holzminden"
NEWCOMER = "neu@holzminden.example.org"


def database() -> psycopg.Connection:
    return psycopg.connect(os.environ["DATABASE_URL"].rsplit("/", 1)[0] + f"/{NAME}", autocommit=True)


def mailed_code(kind: str) -> str:
    """Return the code of the newest message of a kind; nobody sends mail here, so it still waits."""
    with database() as connection:
        row = connection.execute(
            "SELECT payload->>'code' FROM portal_outgoingmail WHERE kind = %s ORDER BY id DESC LIMIT 1", [kind]
        ).fetchone()
    assert row
    return row[0]


def become(page: Page, site: str, email: str) -> None:
    """Sign in as one of the demo's people."""
    page.goto(f"{site}/dev/")
    page.locator("tr", has_text=email).get_by_role("button").click()


def test_offer_goes_from_a_claim_to_the_list(site: str, desk: Page) -> None:
    desk.goto(f"{site}/de/organisations/{BODY}/")
    desk.get_by_role("link", name="Das sind wir").click()
    desk.get_by_role("link", name="Konto anlegen").first.click()
    desk.locator("#id_email").fill(NEWCOMER)
    desk.get_by_role("button", name="Code an diese Adresse senden").click()
    desk.locator("input[name=code]").fill(mailed_code("accounts.code"))
    desk.get_by_role("button", name="Weiter").click()
    expect(desk).to_have_url(re.compile(f"/de/organisations/{BODY}/claim/"))
    desk.get_by_label("Ihre Adresse bei der Organisation").fill("neu")
    desk.get_by_role("button", name="Weiter").click()
    desk.locator("input[name=code]").fill(mailed_code("networks.claim_code"))
    desk.get_by_role("button", name="Code prüfen").click()
    expect(desk.locator("main")).to_contain_text("bestätigt")

    desk.goto(f"{site}/de/desk/offers/new/")
    desk.locator("#id_title_de").fill("Gründen lernen im Weserbergland")
    desk.locator("#id_official_name").fill("Gründungstreff Weserbergland")
    desk.locator("#id_summary_de").fill("Sie bekommen Rat von Menschen, die selbst gegründet haben.")
    desk.locator("#id_kind").select_option("advice")
    desk.locator("#id_cost").select_option("free")
    desk.locator("input[name=phases][value=orientation]").check()
    desk.locator("#id_website").fill("https://treff.example.org")
    desk.locator("#id_regions_add").select_option("03255")
    desk.get_by_role("button", name="Speichern und zur Prüfung geben").click()
    with database() as connection:
        row = connection.execute("SELECT slug, state FROM offers_offer WHERE official_name = 'Gründungstreff Weserbergland'").fetchone()
    assert row
    slug, state = row
    assert state == "in_review", desk.locator("main").inner_text()
    assert desk.request.get(f"{site}/de/offers/{slug}/").status == 404

    desk.goto(f"{site}/de/desk/offers/{slug}/preview/?lang=ar")
    expect(desk.locator("[lang=ar][dir=rtl]").first).to_be_visible()
    expect(desk.locator("main")).to_contain_text("Gründungstreff Weserbergland")

    desk.context.clear_cookies()
    become(desk, site, "operator@example.org")
    desk.goto(f"{site}/de/desk/offers/{slug}/review/")
    expect(desk.locator("main")).to_contain_text("Sie bekommen Rat von Menschen")
    desk.get_by_role("button", name="Veröffentlichen").click()

    desk.context.clear_cookies()
    desk.goto(f"{site}/de/offers/?q=Weserbergland")
    expect(desk.locator("main")).to_contain_text("Gründen lernen im Weserbergland")

    # Nearly half a year on, the link in the owner's mail keeps it, without signing in; looking at the page alone does not.
    with database() as connection:
        connection.execute("UPDATE offers_offer SET verified_on = current_date - 170, verified_how = '' WHERE slug = %s", [slug])
    manage("keep_fresh")
    address = manage("shell", "-v", "0", "-c", LINK).strip()
    desk.goto(site + urlsplit(address).path)
    assert kept(slug) == ("published", "", True)
    desk.get_by_role("button", name="Ja, alles stimmt noch").first.click()
    expect(desk.get_by_role("heading", level=1)).to_contain_text("Danke")
    assert kept(slug) == ("published", "link", False)


LINK = """
from portal.mail import kind_of
from portal.models import OutgoingMail
row = OutgoingMail.objects.filter(kind="offers.still_right").latest("pk")
print(kind_of(row).render(row).button[1])
"""


def kept(slug: str) -> tuple[str, str, bool]:
    """Return an offer's state, how it was confirmed, and whether that was long ago."""
    with database() as connection:
        row = connection.execute(
            "SELECT state, verified_how, verified_on < current_date - 1 FROM offers_offer WHERE slug = %s", [slug]
        ).fetchone()
    assert row
    return row


def manage(*command: str) -> str:
    server = os.environ["DATABASE_URL"].rsplit("/", 1)[0]
    env = {**os.environ, "DATABASE_URL": f"{server}/{NAME}", "ANLAUF_ENV": "development"}
    run = [sys.executable, "manage.py", *command]
    return subprocess.run(run, cwd=settings.BASE_DIR, env=env, check=True, capture_output=True, text=True).stdout
