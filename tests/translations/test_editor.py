"""The editor: both German texts, saving and going on, two translators at once, drafts, a second pair of eyes."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts import drafts
from accounts.models import FormDraft, User
from offers.models import Offer
from tests.access.world import sign_in
from tests.factories import make_offer
from tests.translations.test_actions import change_german, now, save, state, translator, unit
from translations import locks
from translations.actions import draft_name, store_machine
from translations.models import Proposal, State, TextLock, TranslationRecord
from translations.texts import digest

pytestmark = pytest.mark.django_db
OFFERS = "kind=offers.offer"


def address(offer: Offer, field: str = "title", query: str = OFFERS) -> str:
    return f"/de/desk/translations/offers.offer/{offer.pk}/{field}/ar/" + (f"?{query}" if query else "")


def send(client: Client, offer: Offer, text: str, action: str = "save", field: str = "title", page: Any = None, **others: str) -> Any:
    """Press a button of the editor, opened before or just now."""
    page = page or client.get(address(offer, field))
    data = page.context["sheet"].digests | {"text": text, "action": action}
    return client.post(address(offer, field), data | others)


def outdated(**fields: Any) -> Offer:
    offer = make_offer(title_de="Rat kostet nichts.", title_ar="النصيحة مجانية.", title_tr="Bedava.", summary_ar="نص", **fields)
    change_german(offer, title_de="Rat kostet wenig.")
    return offer


@pytest.fixture
def user() -> User:
    return translator()


@pytest.fixture
def amal(user: User) -> Client:
    return sign_in(user)


def test_german_difference_and_direction_are_shown(amal: Client) -> None:
    page = amal.get(address(outdated())).content.decode()
    assert "<ins>wenig.</ins>" in page
    assert "<del>nichts.</del>" in page
    assert 'lang="ar" dir="rtl"' in page
    assert "النصيحة مجانية." in page


def test_saving_leads_to_the_next_of_the_same_queue(amal: Client) -> None:
    first, second = outdated(), outdated()
    answer = send(amal, first, "النصيحة رخيصة.")
    name = draft_name(unit(first))
    assert answer.url == f"{address(second)}&saved={name}"
    page = amal.get(answer.url).content.decode()
    assert "Gespeichert." in page
    assert reverse("drafts:keep", args=[name]) in page
    assert (state(first), state(second)) == (State.READY, State.OUTDATED)
    answer = send(amal, second, "النصيحة رخيصة.")
    assert answer.url.startswith(f"/de/desk/translations/?{OFFERS}")
    assert "Hier endet diese Liste." in amal.get(answer.url).content.decode()


def test_meaning_unchanged_and_next_and_back(amal: Client) -> None:
    first, second = outdated(), outdated()
    assert send(amal, first, "", "next").url.startswith(address(second))
    assert send(amal, second, "النصيحة مجانية.", "previous").url.startswith(address(first))
    assert not TextLock.objects.exists()
    assert state(first) == State.OUTDATED
    assert send(amal, first, "النصيحة مجانية.", "confirm").url.startswith(address(second))
    assert (state(first), state(first, language="tr"), state(second)) == (State.READY, State.OUTDATED, State.OUTDATED)


def test_meaning_unchanged_does_not_throw_away_what_was_typed(amal: Client) -> None:
    offer = outdated()
    answer = send(amal, offer, "نص آخر", "confirm")
    assert "Sie haben den Text geändert." in answer.content.decode()
    assert "نص آخر" in answer.content.decode()
    assert state(offer) == State.OUTDATED


def test_going_on_keeps_what_was_typed_as_a_draft(amal: Client, user: User) -> None:
    offer = outdated()
    send(amal, offer, "نصف جملة", "next")
    assert now(offer).title_ar == "النصيحة مجانية."
    page = amal.get(address(offer))
    assert "Sie haben einen Entwurf" in page.content.decode()
    page = amal.get(f"{address(offer)}&draft=1")
    assert "نصف جملة" in page.content.decode()
    send(amal, offer, "جملة")
    assert not FormDraft.objects.exists()


def test_german_that_changed_meanwhile_is_shown_and_nothing_is_lost(amal: Client) -> None:
    offer = outdated()
    page = amal.get(address(offer))
    change_german(offer, title_de="Rat kostet viel.")
    answer = send(amal, offer, "النصيحة رخيصة.", page=page).content.decode()
    assert "Der deutsche Text ist jetzt ein anderer." in answer or "Jemand anderes hat gerade gespeichert" in answer
    assert "<ins>viel.</ins>" in answer
    assert "النصيحة رخيصة." in answer
    assert now(offer).title_ar == "النصيحة مجانية."


def test_two_translators_at_once(amal: Client) -> None:
    offer = outdated()
    basil = sign_in(translator("basil"))
    opened = amal.get(address(offer))
    seen = basil.get(address(offer))
    assert "amal</bdi> ist dran" in seen.content.decode()
    assert "<textarea" not in seen.content.decode()
    basil.post(address(offer), {"action": "take"})
    send(basil, offer, "الأولى")
    answer = send(amal, offer, "الثانية", page=opened)
    assert answer.status_code == 200
    assert now(offer).title_ar == "الأولى"
    text = answer.content.decode()
    assert "<ins>الثانية</ins>" in text
    assert "Trotzdem speichern" in text
    assert send(amal, offer, "الثانية", page=answer).status_code == 302
    assert now(offer).title_ar == "الثانية"


def test_lost_lock_does_not_stop_saving_while_the_texts_are_the_same(amal: Client) -> None:
    offer = outdated()
    opened = amal.get(address(offer))
    basil = sign_in(translator("basil"))
    basil.post(address(offer), {"action": "take"})
    assert amal.post(address(offer, query="").rstrip("?") + "lock/").json()["by"] == "basil"
    assert send(amal, offer, "جديد", page=opened).status_code == 302
    assert now(offer).title_ar == "جديد"
    assert TextLock.objects.get().user.name == "basil"


def test_renewing_says_until_when(amal: Client, user: User) -> None:
    offer = outdated()
    amal.head(address(offer))
    assert not TextLock.objects.exists()
    said = amal.post(address(offer, query="") + "lock/").json()
    assert said["by"] == ""
    assert len(said["until"]) == 5
    assert TextLock.objects.get().user == user


def test_errors_stand_beside_the_text_and_keep_it(amal: Client) -> None:
    offer = outdated()
    for text, said in (
        ("", "Bitte schreiben Sie eine Übersetzung."),
        ("ا" * 3000, "Der Text ist zu lang: 3000 Zeichen"),
    ):
        answer = send(amal, offer, text)
        assert answer.status_code == 200
        assert said in answer.content.decode()
    assert state(offer) == State.OUTDATED


def test_sensitive_text_waits_and_its_writer_can_mend_it(amal: Client, user: User) -> None:
    offer = make_offer(title_ar="ن", summary_ar="ن", cost_note_de="Eine Gebühr", cost_note_ar="أجر")
    change_german(offer, cost_note_de="Eine kleine Gebühr")
    assert "Was Sie hier schreiben, liest zuerst noch jemand anderes." in amal.get(address(offer, "cost_note")).content.decode()
    answer = send(amal, offer, "أجر قليل", field="cost_note")
    assert "Jetzt liest es noch jemand anderes." in amal.get(answer.url).content.decode()
    assert now(offer).cost_note_ar == "أجر"
    page = amal.get(address(offer, "cost_note"))
    assert "Ihr Vorschlag wartet" in page.content.decode()
    assert page.context["form"]["text"].value() == "أجر قليل"
    assert send(amal, offer, "أجر صغير", field="cost_note").status_code == 302
    assert Proposal.objects.get().text == "أجر صغير"


def decide(client: Client, proposal: Proposal, action: str, offer: Offer, text: str | None = None) -> Any:
    current = now(offer).cost_note_ar or ""
    data = {"action": action, "current": digest(current), "proposal": digest(proposal.text if text is None else text)}
    return client.post(reverse("translations:decide", args=[proposal.pk]), data, follow=True)


def test_second_person_accepts_or_gives_back(amal: Client, user: User) -> None:
    offer = make_offer(cost_note_de="Eine Gebühr", cost_note_ar="أجر")
    change_german(offer, cost_note_de="Eine kleine Gebühr")
    save(offer, "أجر قليل", user, "cost_note")
    basil = sign_in(translator("basil"))
    page = basil.get("/de/desk/translations/proposals/").content.decode()
    assert "قليل</ins>" in page
    assert "Annehmen" in page
    assert decide(amal, Proposal.objects.get(), "accept", offer).status_code == 403
    assert "Bitte lesen Sie ihn noch einmal." in decide(basil, Proposal.objects.get(), "accept", offer, "anders").content.decode()
    decide(basil, Proposal.objects.get(), "refuse", offer)
    assert not Proposal.objects.exists()
    assert drafts.read(user, draft_name(unit(offer, "cost_note"))).data["text"] == ["أجر قليل"]
    page = amal.get(f"{address(offer, 'cost_note')}&draft=1")
    assert page.context["form"]["text"].value() == "أجر قليل"
    send(amal, offer, "أجر قليل", field="cost_note", page=None)
    decide(basil, Proposal.objects.get(), "accept", offer)
    assert (now(offer).cost_note_ar, state(offer, "cost_note")) == ("أجر قليل", State.READY)


def test_machine_text_is_fetched_or_accepted(amal: Client) -> None:
    offer = outdated(cost_note_de="Gebühr")
    store_machine(unit(offer), "آلة", german_digest=digest("Rat kostet wenig."))
    assert "Vorschlag einer Maschine" in amal.get(address(offer)).content.decode()
    assert amal.get(f"{address(offer)}&use=1").context["form"]["text"].value() == "آلة"
    assert send(amal, offer, "النصيحة مجانية.", "accept").status_code == 302
    assert now(offer).title_ar == "آلة"
    assert state(offer) == State.READY
    store_machine(unit(offer, "cost_note"), "رسوم", german_digest=digest("Gebühr"))
    send(amal, offer, "", "accept", "cost_note")
    assert not now(offer).cost_note_ar
    assert Proposal.objects.get().by.name == "amal"


def test_terms_of_the_text_are_shown(amal: Client) -> None:
    page = amal.get(address(outdated()))
    assert page.context["sheet"].terms == []


def test_reason_overrules_what_the_guards_found(amal: Client) -> None:
    offer = make_offer(title_de="Rat für 10 Euro", title_ar="نصيحة")
    answer = send(amal, offer, "نص")
    assert 'name="reason"' in answer.content.decode()
    assert now(offer).title_ar == "نصيحة"
    assert send(amal, offer, "نص", reason="steht darunter").status_code == 302
    assert TranslationRecord.objects.get(text_digest=digest("نص"), field="title").reason == "steht darunter"


@pytest.mark.parametrize(
    "path",
    [
        "offers.offer/1/title/de", "offers.offer/1/title/xx", "offers.offer/1/slug/ar", "offers.offer/x/title/ar", "offers.offer/٧/title/ar",
        "accounts.user/1/name/ar", "offers.offer/99999999999999999999/title/ar", "x/y/z/ar", "offers.offer/4711/first_talk/ar",
    ],
)  # fmt: skip
def test_unknown_units_are_missing(amal: Client, path: str) -> None:
    make_offer(pk=4711)
    assert amal.get(f"/de/desk/translations/{path}/").status_code == 404
    assert amal.post(f"/de/desk/translations/{path}/").status_code == 404
    assert amal.post(f"/de/desk/translations/{path}/lock/").status_code == 404


def test_drafts_of_offers_are_not_for_translators(amal: Client) -> None:
    assert amal.get(address(make_offer(state="draft"))).status_code == 404


def test_other_languages_are_not_mine(amal: Client) -> None:
    offer = outdated()
    turkish = address(offer, query="").replace("/ar/", "/tr/")
    assert amal.get(turkish).status_code == 403
    assert amal.post(turkish, {"text": "x"}).status_code == 403
    assert amal.post(f"{turkish}lock/").status_code == 403


@pytest.mark.parametrize("rows", [1, 3])
def test_questions_do_not_grow_with_the_rows(rows: int, amal: Client, django_assert_num_queries: Any) -> None:
    for _number in range(rows):
        offer = outdated(cost_note_de="10 Euro")
        save(offer, "10 يورو", translator(f"basil{rows}{_number}"), "cost_note")
        locks.hold(unit(offer), user=translator(f"basra{rows}{_number}"))
    other = outdated()
    amal.get(address(other))
    with django_assert_num_queries(18):
        amal.get(address(other))
