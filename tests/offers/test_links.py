"""What follows when a link stays broken: the label, somebody who is told, and the way back when it works again."""

import datetime

import pytest
from django.utils import timezone

from networks.models import InboxItem
from offers import freshness, links
from offers.models import Offer, OfferLink, OfferStep, Reason, State, VerifiedHow
from portal.models import LinkState
from tests.access.world import make_user
from tests.factories import make_offer, make_organisation
from tests.offers.test_freshness import coordinator_of

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
URL = "https://kaputt.example.org/seite"


def break_link(url: str = URL, failures: int = 3) -> LinkState:
    return LinkState.objects.update_or_create(url=url, defaults={"failures": failures, "checked_at": timezone.now()})[0]


def state_of(offer: Offer) -> tuple[str, str]:
    offer.refresh_from_db()
    return offer.state, offer.state_reason


def items() -> list[tuple[str, int]]:
    return list(InboxItem.objects.open().filter(kind="links").order_by("pk").values_list("subject_model", "subject_id"))


def test_every_address_that_visitors_can_follow_is_checked() -> None:
    offer = make_offer(website="https://a.example.org", appointment_url="https://b.example.org", sources=["https://x.example.org"])
    OfferLink.objects.create(offer=offer, url="https://c.example.org/blatt.pdf", language="de")
    make_offer(website="", sources=["https://d.example.org", "https://y.example.org"])
    make_offer(website="https://draft.example.org", state=State.DRAFT)
    make_organisation(website="https://e.example.org")
    make_organisation(website="https://gone.example.org", state="archived")
    found = {url for url in [*links.addresses_of_offers(), *links.addresses_of_organisations()] if url}
    assert found == {
        f"https://{letter}.example.org{end}" for letter, end in (("a", ""), ("b", ""), ("c", "/blatt.pdf"), ("d", ""), ("e", ""))
    } | {"https://body.example.org"}


@pytest.mark.parametrize("field", ["website", "appointment_url", "source", "link"])
def test_link_that_failed_three_times_labels_the_offer_and_tells_the_coordination(field: str) -> None:
    person = coordinator_of("06633")
    fields = {"source": {"website": "", "sources": [URL]}, "link": {}}.get(field, {field: URL})
    offer, other = make_offer(regions=["06633"], **fields), make_offer(sources=[URL])
    if field == "link":
        OfferLink.objects.create(offer=offer, url=URL, language="de")
    break_link(failures=2)
    assert links.heed_links(today=TODAY) == 0
    break_link()
    assert links.heed_links(today=TODAY) == 1
    assert (state_of(offer), state_of(other)[0]) == ((State.TO_VERIFY, Reason.LINKS), State.PUBLISHED)
    item = InboxItem.objects.get()
    assert (item.kind, item.subject_id, item.owner, item.text) == ("links", offer.pk, person, URL)
    assert links.heed_links(today=TODAY) == 0
    assert InboxItem.objects.count() == 1
    assert OfferStep.objects.filter(offer=offer, step="to_verify", comment="links").count() == 1


def test_link_that_answers_again_closes_the_item_and_lifts_the_label() -> None:
    offer = make_offer(website=URL, verified_on=TODAY - datetime.timedelta(days=30))
    break_link()
    links.heed_links(today=TODAY)
    break_link(failures=0)
    links.heed_links(today=TODAY)
    assert items() == []
    assert state_of(offer) == (State.PUBLISHED, "")
    assert offer.verified_on == TODAY - datetime.timedelta(days=30)


def test_label_of_an_overdue_offer_stays_when_its_link_answers_again() -> None:
    offer = make_offer(website=URL, verified_on=TODAY - datetime.timedelta(days=180))
    break_link()
    links.heed_links(today=TODAY)
    break_link(failures=0)
    links.heed_links(today=TODAY)
    assert (items(), state_of(offer)[0]) == ([], State.TO_VERIFY)


def test_confirmed_offer_is_not_labelled_again_for_the_same_broken_link() -> None:
    offer = make_offer(website=URL)
    break_link()
    links.heed_links(today=TODAY)
    freshness.confirm(offer, by=None, how=VerifiedHow.LINK, today=TODAY)
    links.heed_links(today=TODAY)
    assert state_of(offer)[0] == State.PUBLISHED
    assert items() == [("offers.offer", offer.pk)]


def test_whoever_closed_the_item_is_left_alone_for_a_while() -> None:
    offer = make_offer(website=URL)
    break_link()
    links.heed_links(today=TODAY)
    freshness.confirm(offer, by=None, how=VerifiedHow.LINK, today=TODAY)
    InboxItem.objects.update(done_at=timezone.now(), done_by=make_user("person"))
    links.heed_links(today=TODAY + datetime.timedelta(days=60))
    assert items() == []
    links.heed_links(today=TODAY + datetime.timedelta(days=120))
    assert items() == [("offers.offer", offer.pk)]


def test_broken_website_of_an_organisation_is_told_without_touching_its_offers() -> None:
    body = make_organisation(website=URL, regions=["06633"])
    offer = make_offer(provider=body)
    break_link()
    links.heed_links(today=TODAY)
    assert (items(), state_of(offer)[0]) == ([("networks.organisation", body.pk)], State.PUBLISHED)
    body.website = "https://neu.example.org"
    body.save()
    links.heed_links(today=TODAY)
    assert items() == []


def test_worker_checks_links_only_where_the_installation_does(settings: object) -> None:
    from offers.tasks import check_links  # noqa: PLC0415 - the task under test

    make_offer(website=URL)
    settings.CHECK_LINKS = False
    check_links()
    assert not LinkState.objects.exists()
