"""States of translations: derived from the texts and their records, the same in Python and in SQL."""

import pytest
from django.db import connection

from offers.models import Offer
from tests.factories import make_offer
from translations.following import follow, texts_before
from translations.models import Origin, Proposal, SourceText, State
from translations.texts import DIGEST_SQL, accept, digest, stamp, standings
from translations.units import units

pytestmark = pytest.mark.django_db


def state(offer: Offer, code: str = "ar", field: str = "title") -> str:
    offer = Offer.objects.get(pk=offer.pk)
    found = standings(offer)[field, code].state
    (asked,) = [unit for unit in units([code], labels=["offers.offer"], keys=[offer.pk]) if unit.field == field]
    assert asked.state == found
    return found


def change(offer: Offer, *, minor: bool = False, restoring: bool = False, **columns: str) -> None:
    former = texts_before(offer)
    for name, value in columns.items():
        setattr(offer, name, value)
    offer.save()
    follow(offer, former, minor=minor, restoring=restoring)


def test_german_change_leaves_every_translation_outdated_and_minor_one_none() -> None:
    offer = make_offer(title_de="Rat", title_ar="نصيحة", title_tr="Öğüt")
    assert (state(offer), state(offer, "tr"), state(offer, "pl")) == (State.READY, State.READY, State.MISSING)
    change(offer, title_de="Rat und Geld")
    assert (state(offer), state(offer, "tr"), state(offer, "pl")) == (State.OUTDATED, State.OUTDATED, State.MISSING)
    change(offer, title_ar="نصيحة ومال")
    assert (state(offer), state(offer, "tr")) == (State.READY, State.OUTDATED)
    change(offer, title_de="Rat und  Geld!", minor=True)
    assert (state(offer), state(offer, "tr")) == (State.READY, State.OUTDATED)


def test_version_that_comes_back_brings_its_state_along() -> None:
    offer = make_offer(title_de="Eins", title_ar="واحد")
    change(offer, title_de="Zwei", title_ar="اثنان")
    change(offer, title_de="Drei")
    change(offer, title_de="Eins", title_ar="واحد", restoring=True)
    assert state(offer) == State.READY
    change(offer, title_de="Zwei", restoring=True)
    assert state(offer) == State.OUTDATED


def test_machine_text_stays_machine_until_it_is_read() -> None:
    offer = make_offer(title_de="Eins", title_ar="واحد")
    Offer.objects.filter(pk=offer.pk).update(title_tr="Bir")
    offer = Offer.objects.get(pk=offer.pk)
    stamp(offer, fields=["title"], languages=["tr"], origin=Origin.MACHINE)
    assert state(offer, "tr") == State.MACHINE
    change(offer, title_de="Zwei")
    assert state(offer, "tr") == State.OUTDATED
    assert standings(offer)["title", "tr"].is_machine
    accept(offer, [("title", "tr")])
    assert state(offer, "tr") == State.READY
    assert not standings(offer)["title", "tr"].is_machine


def test_waiting_machine_text_of_a_sensitive_field_is_machine_and_grows_old() -> None:
    offer = make_offer(cost_note_de="10 Euro")
    Proposal.objects.create(
        model="offers.offer", object_id=str(offer.pk), field="cost_note", language="ar", text="10 يورو",
        source_digest=digest("10 Euro"), origin=Origin.MACHINE,
    )  # fmt: skip
    assert state(offer, field="cost_note") == State.MACHINE
    change(offer, cost_note_de="20 Euro")
    assert state(offer, field="cost_note") == State.OUTDATED


def test_old_german_is_kept_with_its_day() -> None:
    offer = make_offer(title_de="Eins", title_ar="واحد")
    change(offer, title_de="Zwei")
    kept = SourceText.objects.filter(model="offers.offer", object_id=str(offer.pk), field="title")
    assert set(kept.values_list("text", flat=True)) == {"Eins", "Zwei"}


@pytest.mark.parametrize("text", ["Rat und\tGeld\r\nhier\u00a0!", "نصيحة  ومال ", "\u2003Rat\u3000", "\\t \\n", "100 % 'von' %s"])
def test_digest_is_the_same_in_sql(text: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {DIGEST_SQL % 't.text'} FROM (SELECT %s::text AS text) t", [text])
        assert cursor.fetchone()[0] == digest(text)


def test_blanks_of_every_kind_neither_count_nor_join_words() -> None:
    offer = make_offer(title_de="Rat und\tGeld\r\nhier\u00a0heute ", title_ar="نصيحة\u00a0ومال")
    change(offer, title_de="Rat und Geld hier heute", title_ar="نصيحة\tومال", minor=True)
    assert state(offer) == State.READY
    Offer.objects.filter(pk=offer.pk).update(title_de="Rat\u00a0und\r\nGeld\t hier heute", title_tr=" \t\r\n\u00a0")
    assert (state(offer), state(offer, "tr")) == (State.READY, State.MISSING)
    (unit,) = [unit for unit in units(["ar"], labels=["offers.offer"], keys=[offer.pk]) if unit.field == "title"]
    assert unit.words == 5
