"""Saving translations: nothing is lost, nothing unread is shown, a second person reads what is sensitive."""

import pytest
from django.core.exceptions import ValidationError

from accounts.models import User
from offers.models import Offer
from portal import search
from portal.models import Topic
from tests.access.world import make_user
from tests.factories import make_offer
from translations.actions import Changed, Found, Outcome, UnitKey, confirm_meaning, decide, save_translation, store_machine
from translations.following import follow, texts_before
from translations.models import Origin, Proposal, State, TextWish, TranslationRecord, Translator
from translations.texts import accept, digest, stamp, standings

pytestmark = pytest.mark.django_db


def translator(name: str = "amal", *languages: str) -> User:
    user = make_user(name)
    Translator.objects.create(user=user, languages=list(languages or ("ar",)))
    return user


def unit(offer: Offer, field: str = "title", language: str = "ar") -> UnitKey:
    return UnitKey("offers.offer", str(offer.pk), field, language)


def now(offer: Offer) -> Offer:
    return Offer.objects.get(pk=offer.pk)


def state(offer: Offer, field: str = "title", language: str = "ar") -> str:
    return standings(now(offer))[field, language].state


def change_german(offer: Offer, **columns: str) -> None:
    offer = now(offer)
    former = texts_before(offer)
    for name, value in columns.items():
        setattr(offer, name, value)
    offer.save()
    follow(offer, former)


def save(offer: Offer, text: str, by: User, field: str = "title", **others: str) -> Outcome:
    """Save as somebody who has just opened the page."""
    row = now(offer)
    german, current = getattr(row, f"{field}_de"), getattr(row, f"{field}_ar")
    return save_translation(unit(offer, field), text, by=by, german_digest=digest(german), text_digest=digest(current), **others)


def confirm(offer: Offer, by: User, field: str = "title", text: str | None = None) -> Outcome:
    row = now(offer)
    text = getattr(row, f"{field}_ar") if text is None else text
    return confirm_meaning(unit(offer, field), by=by, german_digest=digest(getattr(row, f"{field}_de")), text_digest=digest(text))


def test_saved_translation_is_ready_found_and_counted() -> None:
    offer, amal = make_offer(title_de="Rat", title_ar="نصيحة", title_tr="Öğüt"), translator()
    change_german(offer, title_de="Rat und Geld")
    version = now(offer).version
    assert save(offer, "  نصيحة ومال\r\n", amal) == Outcome.SAVED
    assert (now(offer).title_ar, now(offer).version) == ("نصيحة ومال", version + 1)
    assert (state(offer), state(offer, language="tr")) == (State.READY, State.OUTDATED)
    assert offer.pk in search.find("offer", "ومال").ids


def test_nothing_new_is_not_saved_again() -> None:
    offer, amal = make_offer(title_de="Rat", title_ar="نصيحة"), translator()
    version = now(offer).version
    assert save(offer, "نصيحة", amal) == Outcome.UNCHANGED
    assert confirm(offer, amal) == Outcome.UNCHANGED
    assert now(offer).version == version


def test_changed_texts_are_not_written_over() -> None:
    offer, amal = make_offer(title_de="Rat", title_ar="نصيحة"), translator()
    german, text = digest("Rat"), digest("نصيحة")
    change_german(offer, title_de="Geld")
    with pytest.raises(Changed) as raised:
        save_translation(unit(offer), "مال", by=amal, german_digest=german, text_digest=text)
    assert (raised.value.german, raised.value.text) == ("Geld", "نصيحة")
    with pytest.raises(Changed):
        save_translation(unit(offer), "مال", by=amal, german_digest=digest("Geld"), text_digest=digest("شيء"))
    assert now(offer).title_ar == "نصيحة"


@pytest.mark.parametrize("text", ["", " \n\u00a0", "a\0b", "x" * 3000])
def test_impossible_texts_are_refused_with_a_sentence(text: str) -> None:
    offer, amal = make_offer(title_de="Rat", title_ar="نصيحة"), translator()
    with pytest.raises(ValidationError) as raised:
        save(offer, text, amal)
    assert raised.value.messages[0].endswith(".")
    assert now(offer).title_ar == "نصيحة"


def test_rows_that_are_gone_are_named_so() -> None:
    amal = translator()
    with pytest.raises(ValidationError):
        save_translation(UnitKey("offers.offer", "4711", "title", "ar"), "x", by=amal, german_digest="", text_digest="")
    for key in ("007", "x", "1\0", "٧", "9" * 40):
        make_offer(pk=7) if not Offer.objects.filter(pk=7).exists() else None
        assert UnitKey("offers.offer", key, "title", "ar").row() is None
    assert UnitKey("offers.offer", "7", "title", "ar").row() is not None
    assert UnitKey("offers.offer", "7", "slug", "ar").row() is None
    assert UnitKey("offers.offer", "7", "title", "de").row() is None
    assert UnitKey("accounts.user", "7", "title", "ar").row() is None


def test_sensitive_text_waits_for_a_second_person() -> None:
    offer, amal, basil = make_offer(cost_note_de="10 Euro"), translator(), translator("basil")
    assert save(offer, "10 يورو", amal, "cost_note") == Outcome.PROPOSED
    assert not now(offer).cost_note_ar
    assert state(offer, "cost_note") == State.MISSING
    proposal = Proposal.objects.get()
    with pytest.raises(ValidationError):
        decide(proposal, by=amal, accept=True)
    assert decide(proposal, by=basil, accept=True) == Outcome.SAVED
    assert now(offer).cost_note_ar == "10 يورو"
    assert state(offer, "cost_note") == State.READY
    assert not Proposal.objects.exists()


def test_proposal_for_a_former_german_text_is_not_accepted() -> None:
    offer, amal, basil = make_offer(cost_note_de="10 Euro"), translator(), translator("basil")
    save(offer, "10 يورو", amal, "cost_note")
    change_german(offer, cost_note_de="20 Euro")
    with pytest.raises(Changed):
        decide(Proposal.objects.get(), by=basil, accept=True)
    assert not now(offer).cost_note_ar


def test_only_the_proposal_that_was_read_is_accepted() -> None:
    offer, amal, basil = make_offer(cost_note_de="10 Euro"), translator(), translator("basil")
    save(offer, "10 يورو", amal, "cost_note")
    seen = Proposal.objects.get()
    save(offer, "10 يورو فقط", amal, "cost_note")
    with pytest.raises(Changed):
        decide(seen, by=basil, accept=True)
    assert decide(Proposal.objects.get(), by=basil, accept=False) == Outcome.UNCHANGED
    assert not Proposal.objects.exists()


def test_nobody_writes_over_a_proposal_she_has_not_seen() -> None:
    offer, amal, basil = make_offer(cost_note_de="10 Euro"), translator(), translator("basil")
    save(offer, "10 يورو", amal, "cost_note")
    with pytest.raises(Changed) as raised:
        save(offer, "10 يورو لا غير", basil, "cost_note")
    assert raised.value.text == "10 يورو"
    assert save(offer, "10 يورو", basil, "cost_note") == Outcome.UNCHANGED
    assert save(offer, "10 يورو لا غير", basil, "cost_note", proposal_digest=digest("10 يورو")) == Outcome.PROPOSED
    assert Proposal.objects.get().by == basil


def test_meaning_unchanged_fits_the_new_german() -> None:
    offer, amal = make_offer(title_de="Rat", title_ar="نصيحة", title_tr="Öğüt"), translator()
    change_german(offer, title_de="Rat!")
    version = now(offer).version
    assert confirm(offer, amal) == Outcome.SAVED
    assert (state(offer), state(offer, language="tr"), now(offer).version) == (State.READY, State.OUTDATED, version)


def test_meaning_unchanged_of_a_sensitive_text_waits_too() -> None:
    offer, amal, basil = make_offer(cost_note_de="10 Euro", cost_note_ar="10 يورو"), translator(), translator("basil")
    change_german(offer, cost_note_de="Nur 10 Euro")
    assert confirm(offer, amal, "cost_note") == Outcome.PROPOSED
    assert state(offer, "cost_note") == State.OUTDATED
    decide(Proposal.objects.get(), by=basil, accept=True)
    assert state(offer, "cost_note") == State.READY


def test_machine_text_goes_to_readers_only_where_nothing_is_at_stake() -> None:
    offer = make_offer(title_de="Rat", summary_de="Kurz", summary_ar="قصير", cost_note_de="10 Euro")
    assert store_machine(unit(offer), "نصيحة", german_digest=digest("Rat")) == Outcome.SAVED
    assert state(offer) == State.MACHINE
    assert store_machine(unit(offer, "summary"), "قصير جدا", german_digest=digest("Kurz")) == Outcome.UNCHANGED
    change_german(offer, summary_de="Kürzer")
    assert store_machine(unit(offer, "summary"), "أقصر", german_digest=digest("Kürzer")) == Outcome.PROPOSED
    assert now(offer).summary_ar == "قصير"
    assert store_machine(unit(offer, "cost_note"), "10 يورو", german_digest=digest("10 Euro")) == Outcome.PROPOSED
    assert not now(offer).cost_note_ar
    assert state(offer, "cost_note") == State.MACHINE
    with pytest.raises(Changed):
        store_machine(unit(offer), "نصيحة", german_digest=digest("Alt"))


def test_machine_never_replaces_a_proposal_of_a_person() -> None:
    offer, amal = make_offer(cost_note_de="10 Euro"), translator()
    save(offer, "10 يورو لا غير", amal, "cost_note")
    assert store_machine(unit(offer, "cost_note"), "10 يورو", german_digest=digest("10 Euro")) == Outcome.UNCHANGED
    assert Proposal.objects.get().text == "10 يورو لا غير"


def test_accepted_machine_text_counts_as_a_persons_and_sensitive_one_needs_two() -> None:
    offer, amal, basil = make_offer(title_de="Rat", cost_note_de="10 Euro"), translator(), translator("basil")
    store_machine(unit(offer), "نصيحة", german_digest=digest("Rat"))
    assert confirm(offer, amal) == Outcome.SAVED
    assert state(offer) == State.READY
    store_machine(unit(offer, "cost_note"), "10 يورو", german_digest=digest("10 Euro"))
    with pytest.raises(Changed):
        confirm(offer, amal, "cost_note", "etwas anderes")
    assert confirm(offer, amal, "cost_note", "10 يورو") == Outcome.PROPOSED
    proposal = Proposal.objects.get()
    assert (proposal.origin, proposal.by) == (Origin.EDITORIAL, amal)
    assert decide(proposal, by=basil, accept=True) == Outcome.SAVED
    assert now(offer).cost_note_ar == "10 يورو"


def test_machine_proposal_beside_a_persons_text_can_be_accepted() -> None:
    offer, amal = make_offer(summary_de="Kurz", summary_ar="قصير"), translator()
    change_german(offer, summary_de="Kürzer")
    store_machine(unit(offer, "summary"), "أقصر", german_digest=digest("Kürzer"))
    assert confirm(offer, amal, "summary", "أقصر") == Outcome.SAVED
    assert now(offer).summary_ar == "أقصر"
    assert not Proposal.objects.exists()


def test_demo_text_becomes_read() -> None:
    offer, amal = make_offer(title_de="Rat", title_ar="نصيحة"), translator()
    TranslationRecord.objects.all().delete()
    stamp(offer, origin=Origin.DEMO)
    assert standings(now(offer))["title", "ar"].is_demo
    assert confirm(offer, amal) == Outcome.SAVED
    assert not standings(now(offer))["title", "ar"].is_demo


def test_wishes_end_when_the_page_is_whole() -> None:
    offer, amal = make_offer(title_de="Rat", summary_de="Kurz"), translator()
    for code in ("ar", "tr"):
        TextWish.objects.create(model="offers.offer", object_id=str(offer.pk), language=code, count=3, last_on="2026-01-01")
    save(offer, "نصيحة", amal)
    assert TextWish.objects.count() == 2
    save(offer, "قصير", amal, "summary")
    assert [wish.language for wish in TextWish.objects.all()] == ["tr"]


def test_guards_can_be_overruled_with_a_reason_where_that_is_safe() -> None:
    offer, amal = make_offer(title_de="Rat für 10 Euro", title_ar="نصيحة"), translator()
    with pytest.raises(Found) as raised:
        save(offer, "مال", amal)
    assert raised.value.can_overrule
    assert "10" in raised.value.messages[0]
    assert save(offer, "مال", amal, reason="Steht im nächsten Satz") == Outcome.SAVED
    assert TranslationRecord.objects.get(language="ar", text_digest=digest("مال")).reason == "Steht im nächsten Satz"
    with pytest.raises(Found):
        save(offer, "<b>10</b> يورو", amal, reason="Ich will es so")


def test_accept_is_known_to_states() -> None:
    offer = make_offer(title_de="Rat", title_ar="نصيحة")
    change_german(offer, title_de="Geld")
    accept(now(offer), [("title", "ar")])
    assert state(offer) == State.READY


def test_machine_text_that_no_page_can_label_waits_for_a_person() -> None:
    Topic.objects.filter(code="tax").update(name_ar="")
    key = UnitKey("portal.topic", "tax", "name", "ar")
    german = Topic.objects.get(code="tax").name_de
    assert store_machine(key, "الضرائب", german_digest=digest(german)) == Outcome.PROPOSED
    assert Topic.objects.get(code="tax").name_ar == ""
