"""The content version changes with everything public, in the same transaction, and never comes back."""

import datetime
import threading

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from networks.models import Contact
from offers.models import DocumentItem, Offer, OfferLanguage, OfferLink
from portal import content
from portal.models import ContentChange, Region, Synonym, Topic
from tests.factories import make_offer, make_organisation


@pytest.mark.django_db
def test_version_changes_with_everything_public() -> None:
    offer = make_offer()
    steps = [
        lambda: Offer.objects.filter(pk=offer.pk).update(title_ar="عنوان"),
        lambda: OfferLanguage.objects.create(offer=offer, code="ar", mode="spoken"),
        lambda: OfferLink.objects.create(offer=offer, url="https://offer.example.org/ar", language="ar"),
        lambda: offer.regions.add("05113"),
        lambda: offer.topics.add("tax"),
        lambda: offer.documents.add(DocumentItem.objects.create(code="passport", name_de="Pass")),
        lambda: Contact.objects.create(organisation=offer.provider, phone="030 23125 000"),
        lambda: Topic.objects.filter(code="tax").update(name_de="Steuer"),
        lambda: Region.objects.filter(key="05113").update(name_de="Essen!"),
        lambda: Synonym.objects.create(words=["eins", "zwei"]),
        lambda: Offer.objects.filter(pk=offer.pk).delete(),
    ]
    for step in steps:
        before = content.version()
        step()
        assert content.version() != before


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("base_data")
def test_version_of_a_writer_who_commits_late_is_a_new_one() -> None:
    """Two writers at once: whoever commits second must change the number again, whatever its row's id."""
    body = make_organisation()
    started, go_on = threading.Event(), threading.Event()

    def slow() -> None:
        with transaction.atomic():
            body.__class__.objects.filter(pk=body.pk).update(short_name="slow")
            started.set()
            go_on.wait(10)
        connection.close()

    thread = threading.Thread(target=slow)
    thread.start()
    started.wait(10)
    Topic.objects.filter(code="tax").update(position=99)
    between = content.version()
    go_on.set()
    thread.join()
    assert content.version() != between


@pytest.mark.django_db
def test_compacting_shortens_the_log_and_never_repeats_a_version() -> None:
    versions = set()
    for _round in range(3):
        for _change in range(4):
            Topic.objects.filter(code="tax").update(position=5)
            versions.add(content.version())
        content.compact(keep=2)
        assert content.version() not in versions
        versions.add(content.version())
        assert ContentChange.objects.count() == 1


@pytest.mark.django_db
def test_cached_page_shows_a_change_at_once(visitor: Client) -> None:
    offer = make_offer(title_de="Alter Titel")
    address = offer.get_absolute_url()
    assert "Alter Titel" in visitor.get(address).text
    Offer.objects.filter(pk=offer.pk).update(title_de="Neuer Titel")
    assert "Neuer Titel" in visitor.get(address).text


@pytest.mark.django_db
def test_page_comes_from_the_cache_and_the_browser_may_keep_it(visitor: Client, django_assert_num_queries: object) -> None:
    make_offer()
    first = visitor.get("/de/offers/")
    with django_assert_num_queries(1):
        second = visitor.get("/de/offers/")
    assert second.content == first.content
    unchanged = visitor.get("/de/offers/", HTTP_IF_NONE_MATCH=first["ETag"])
    assert unchanged.status_code == 304
    assert unchanged.content == b""


@pytest.mark.django_db
def test_cache_key_holds_the_local_date(visitor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    make_offer(verified_on=timezone.localdate())
    today = visitor.get("/de/offers/").text
    tomorrow = timezone.localdate() + datetime.timedelta(days=40)
    monkeypatch.setattr(timezone, "localdate", lambda *args: tomorrow)
    assert "vor 40 Tagen" not in today
    assert "vor 40 Tagen" in visitor.get("/de/offers/").text


@pytest.mark.django_db
def test_page_is_compressed_for_browsers_that_read_gzip(visitor: Client) -> None:
    make_offer()
    plain = visitor.get("/de/offers/")
    packed = visitor.get("/de/offers/", HTTP_ACCEPT_ENCODING="gzip")
    assert packed["Content-Encoding"] == "gzip"
    assert len(packed.content) < len(plain.content) / 3
    assert "Accept-Encoding" in packed["Vary"]
