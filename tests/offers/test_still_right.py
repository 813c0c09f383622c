"""The link in the mail: no account, a page that asks, a button that confirms, and a friendly end when it is too late."""

import datetime
import re
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.utils import timezone, translation

from networks.models import InboxItem
from offers import actions, freshness
from offers.ladder import link_of
from offers.models import Offer, OfferStep, State
from portal import mail, wording
from portal.languages import CODES, LANGUAGES
from portal.models import OutgoingMail
from tests.factories import make_offer
from tests.offers.test_freshness import coordinator_of, editor_of

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def day(number: int) -> datetime.date:
    return TODAY + datetime.timedelta(days=number)


def path_of(offer: Offer, language: str = "de") -> str:
    with translation.override(language):
        return urlsplit(link_of(offer)).path


def mailed_link(kind: str) -> str:
    """Return the path of the button of the one message of this kind, as its reader gets it."""
    row = OutgoingMail.objects.get(kind=kind)
    assert mail.kind_of(row).still_due(row)
    with translation.override(row.language):
        return urlsplit(mail.kind_of(row).render(row).button[1]).path


def labelled_offer(**fields: object) -> Offer:
    offer = make_offer(verified_on=day(-200), **fields)
    return actions.mark_to_verify(offer, reason="overdue", today=day(-20))


def asked_offer() -> Offer:
    """An offer checked 166 days ago, whose owner has just been asked."""
    offer = make_offer(verified_on=day(-166), regions=["06633"], topics=["tax"])
    editor_of(offer.provider)
    coordinator_of("06633")
    freshness.keep_fresh(today=TODAY)
    return offer


def test_one_click_keeps_an_offer_alive(visitor: Client) -> None:
    offer = asked_offer()
    path = mailed_link("offers.still_right")
    page = visitor.get(path)
    assert page.status_code == 200
    assert "Ja, alles stimmt noch" in page.text
    thanks = visitor.post(path, follow=True)
    assert "Danke" in thanks.text
    assert wording.day(day(180)) in thanks.text
    for number in (14, 28, 74, 165):
        assert not any(freshness.keep_fresh(today=day(number)).values())
    offer.refresh_from_db()
    assert (offer.state, offer.verified_on) == (State.PUBLISHED, TODAY)
    assert visitor.get(offer.get_absolute_url()).status_code == 200


def test_without_the_click_the_offer_goes_step_by_step_and_its_page_helps_on(visitor: Client) -> None:
    offer = asked_offer()
    make_offer(title_de="Ähnliche Hilfe", topics=["tax"], regions=["06633"])
    freshness.keep_fresh(today=day(14))
    assert "wird gerade geprüft" in visitor.get("/de/offers/").text
    assert offer.slug in visitor.get("/de/offers/").text
    assert visitor.get(mailed_link("offers.still_right_again")).status_code == 200
    freshness.keep_fresh(today=day(28))
    assert InboxItem.objects.open().get(kind="stale").subject_id == offer.pk
    freshness.keep_fresh(today=day(74))
    page = visitor.get(offer.get_absolute_url())
    assert page.status_code == 410
    for words in ("nicht mehr bestätigt", "Ähnliche Hilfe", offer.provider.name, "Wonach suchen Sie?"):
        assert words in page.text
    for address in ("/de/offers/", "/sitemap-de.xml", f"/de/offers/?q={offer.official_name}"):
        assert f"{offer.slug}/" not in visitor.get(address).text


def test_opening_the_link_confirms_nothing(visitor: Client) -> None:
    offer = labelled_offer()
    visitor.get(path_of(offer))
    visitor.head(path_of(offer))
    visitor.get(f"{path_of(offer)}thanks/")
    offer.refresh_from_db()
    assert (offer.state, offer.verified_on) == (State.TO_VERIFY, day(-200))


def test_confirming_twice_is_harmless(visitor: Client) -> None:
    offer = labelled_offer()
    answers = [visitor.post(path_of(offer)).status_code for _time in range(2)]
    assert answers == [302, 302]
    assert OfferStep.objects.filter(offer=offer, step="confirmed").count() == 1
    assert visitor.get(path_of(offer)).status_code == 200


def test_page_needs_the_form_token_and_sets_no_other_cookie() -> None:
    offer = labelled_offer()
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(path_of(offer)).status_code == 403
    page = strict.get(path_of(offer))
    assert list(page.cookies) == ["csrftoken"]
    assert "no-store" in page["Cache-Control"]
    assert '<meta name="robots" content="noindex">' in page.text
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)[1]
    assert strict.post(path_of(offer), {"csrfmiddlewaretoken": token}).status_code == 302
    assert list(strict.get(f"{path_of(offer)}thanks/").cookies) == []


@pytest.mark.parametrize("language", LANGUAGES, ids=CODES)
def test_page_speaks_every_language_and_direction(visitor: Client, language: object) -> None:
    offer = labelled_offer(**{f"title_{language.code}": "Titel dieser Sprache"})
    path = path_of(offer, language.code)
    page = visitor.get(path).text
    assert f'<html lang="{language.code}" dir="{language.direction}"' in page
    assert "Titel dieser Sprache" in page
    assert offer.official_name in page
    assert visitor.post(path, follow=True).redirect_chain[0][0] == f"{path}thanks/"


@pytest.mark.parametrize("token", ["1-0.forged", "forged", "1-0", "..", "1-0.", "%F0%9F%98%80"])
def test_forged_link_leads_nowhere(visitor: Client, token: str) -> None:
    labelled_offer()
    for method in (visitor.get, visitor.post):
        assert method(f"/de/offers/still-right/{token}/").status_code == 404


def test_link_of_one_offer_does_not_open_another(visitor: Client) -> None:
    mine, other = labelled_offer(), labelled_offer()
    signature = path_of(mine).split(".")[1]
    assert visitor.post(f"/de/offers/still-right/{other.pk}-0.{signature}").status_code == 404


def test_link_ends_when_the_offer_is_archived_and_stays_ended(visitor: Client) -> None:
    offer = labelled_offer()
    path = path_of(offer)
    actions.archive(offer, reason="stale")
    page = visitor.get(path)
    assert page.status_code == 410
    assert "Dieser Link gilt nicht mehr" in page.text
    assert "lange nicht mehr bestätigt" in page.text
    assert visitor.post(path).status_code == 410
    actions.publish(offer, by=None)
    assert visitor.post(path).status_code == 410
    assert visitor.get(path_of(Offer.objects.get(pk=offer.pk))).status_code == 200


@pytest.mark.parametrize("state", [State.DRAFT, State.IN_REVIEW])
def test_link_of_an_offer_that_is_not_public_names_nothing(visitor: Client, state: State) -> None:
    offer = make_offer(state=state, official_name="Geheimer Name", title_de="Geheimer Titel")
    for answer in (visitor.get(path_of(offer)), visitor.post(path_of(offer))):
        assert answer.status_code == 410
        assert "Geheim" not in answer.text


def test_ended_offer_cannot_be_confirmed(visitor: Client) -> None:
    offer = labelled_offer()
    Offer.objects.filter(pk=offer.pk).update(valid_until=day(-1))
    assert visitor.post(path_of(offer)).status_code == 410


def test_what_cannot_be_published_is_said_on_the_page(visitor: Client) -> None:
    offer = labelled_offer()
    offer.regions.clear()
    answer = visitor.post(path_of(offer))
    assert "Bitte wählen Sie, wo das Angebot gilt." in answer.text
    assert "<title>Fehler: " in answer.text
    offer.refresh_from_db()
    assert offer.state == State.TO_VERIFY


def test_reason_of_the_label_is_said_to_the_provider(visitor: Client) -> None:
    offer = actions.mark_to_verify(make_offer(), reason="reports")
    assert "dass etwas nicht stimmt" in visitor.get(path_of(offer)).text


@pytest.mark.parametrize("rows", [1, 3])
def test_page_asks_a_fixed_number_of_times(visitor: Client, django_assert_num_queries: object, rows: int) -> None:
    spoken = [("ar", "spoken"), ("tr", "spoken"), ("ru", "written")]
    offer = labelled_offer(regions=["06633", "05113", "06636"][:rows], languages=spoken[:rows], topics=["tax", "residence"][:rows])
    path = path_of(offer)
    visitor.get(path)
    with django_assert_num_queries(3):
        visitor.get(path)
