"""The offers' desk in a real browser: accessible in both directions, no overflow, counted while typing, previewed without saving."""

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import BrowserContext

from tests.browser.conftest import NAME
from tests.browser.test_pages import PICTURES, TAGS

pytestmark = pytest.mark.browser
# A coordinator of Essen with an offer of the demo that waits for her; prints her session and the offer.
PREPARE = """
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from allauth.mfa.totp.internal.auth import TOTP
from accounts.models import RegionalRole, User
from offers import values, workflow
from offers.models import Offer
user, made = User.objects.get_or_create(email="pruefung@example.org", defaults={"name": "Prüfung"})
if made:
    TOTP.activate(user, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    RegionalRole.objects.create(user=user, region_id="05113")
offer = Offer.objects.get(slug="beratungsstelle-migrationsoekonomie-essen")
author, made = User.objects.get_or_create(email="autorin@example.org")
if not offer.revisions.exists():
    workflow.propose(offer, values.values_of(offer) | {"title_de": "Ein ganz neuer Titel"}, by=author, base=offer.version)
session = SessionStore()
session[SESSION_KEY], session[HASH_SESSION_KEY] = str(user.pk), user.get_session_auth_hash()
session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
session.save()
print(session.session_key, offer.slug)
"""


@pytest.fixture
def signed_in(site: str, open_policy: BrowserContext) -> Iterator[tuple[BrowserContext, str]]:
    """A browser of the coordinator, and the offer's address at the desk; the proposal is gone afterwards."""
    env = {**os.environ, "DATABASE_URL": f"{os.environ['DATABASE_URL'].rsplit('/', 1)[0]}/{NAME}", "ANLAUF_ENV": "development"}

    def shell(code: str) -> str:
        command = [sys.executable, "manage.py", "shell", "-v", "0", "-c", code]
        return subprocess.run(command, cwd=settings.BASE_DIR, env=env, check=True, capture_output=True, text=True).stdout

    key, slug = shell(PREPARE).split()
    open_policy.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": site}])
    yield open_policy, slug
    shell("from offers.models import OfferRevision; OfferRevision.objects.all().delete()")


@pytest.mark.parametrize("language", ["de", "ar"])
def test_offer_desk_is_accessible_and_fits(site: str, signed_in: tuple[BrowserContext, str], language: str) -> None:
    context, slug = signed_in
    page = context.new_page()
    paths = {"list": "", "new": "new/", **{name: f"{slug}/{name}/" for name in ("edit", "review", "history", "archive")}}
    found, wide = [], []
    PICTURES.mkdir(parents=True, exist_ok=True)
    for name, path in paths.items():
        for width in (320, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.goto(f"{site}/{language}/desk/offers/{path}").status == 200
            assert page.url == f"{site}/{language}/desk/offers/{path}"
            page.screenshot(path=PICTURES / f"desk-offer-{name}-{language}-{width}.png", full_page=True)
            if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
                wide.append(f"{name} {width}")
        result = Axe().run(page, options={"runOnly": {"type": "tag", "values": TAGS}})
        found += [f"{name} {item['id']}: {node['html'][:160]}" for item in result.response["violations"] for node in item["nodes"]]
    assert (found, wide) == ([], [])


def test_preview_in_arabic_stands_in_the_page(site: str, signed_in: tuple[BrowserContext, str]) -> None:
    context, slug = signed_in
    page = context.new_page()
    page.goto(f"{site}/de/desk/offers/{slug}/edit/?beside=ar")
    page.fill("#id_title_ar", "عنوان جديد")
    assert page.locator("#id_title_ar + .counter").text_content() == "10 / 100"
    page.click('button[lang="ar"]')
    page.wait_for_selector('#preview [dir="rtl"] h2')
    assert page.locator("#preview h2").first.text_content() == "عنوان جديد"
