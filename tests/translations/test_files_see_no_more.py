"""A file names its rows itself: it must not show or change what translators do not see. Both ways of saving follow one rule."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from accounts.models import User
from offers.models import Offer, OfferLink
from tests.access.world import make_user
from tests.factories import make_offer, make_story
from translations.actions import Changed, UnitKey, confirm_meaning, save_translation
from translations.files import incoming
from translations.files.naming import InUnit
from translations.models import Origin, Proposal, SourceText, State, TranslationImport, TranslationRecord, Translator
from translations.texts import digest, stamp, standings

pytestmark = pytest.mark.django_db
SECRET = "Noch nicht öffentlich"


def translator(name: str = "amal") -> User:
    user = make_user(name)
    Translator.objects.create(user=user, languages=["ar"])
    return user


def bring(row: Any, field: str, text: str, by: User, german: str | None = None) -> TranslationImport:
    """Bring a file with one text, as if it had been taken along just now."""
    german = getattr(row, f"{field}_de") if german is None else german
    unit = InUnit(row._meta.label_lower, str(row.pk), field, text, digest(german), german)
    return incoming.keep(by=by, language="ar", filename="a.xlf", found=[unit])


def hidden(kind: str) -> tuple[Any, str]:
    if kind == "offer":
        return make_offer(state="archived", title_de=SECRET, title_ar="قديم"), "title"
    return make_story(state="ended", text_de=SECRET), "text"


@pytest.mark.parametrize("kind", ["offer", "story"])
@pytest.mark.parametrize("knows_german", [True, False])
def test_hidden_rows_are_neither_shown_nor_written(kind: str, knows_german: bool) -> None:
    row, field = hidden(kind)
    amal = translator()
    entry = bring(row, field, "نص", amal, None if knows_german else "geraten")
    line = incoming.plan(entry)[0]
    assert (line.kind, line.german, line.old) == (incoming.Kind.REFUSED, "", "")
    incoming.apply(entry, by=amal)
    assert getattr(type(row).objects.get(pk=row.pk), f"{field}_ar") != "نص"


def test_confirming_does_not_throw_away_somebodys_proposal() -> None:
    offer, amal, other = make_offer(cost_note_de="Das ist frei.", cost_note_ar="مجاني"), translator(), translator("basma")
    TranslationRecord.objects.filter(field="cost_note").update(source_digest="of another German")
    save_translation(
        UnitKey("offers.offer", str(offer.pk), "cost_note", "ar"), "هذا مجاني", by=amal, german_digest=digest("Das ist frei."),
        text_digest=digest("مجاني"),
    )  # fmt: skip
    with pytest.raises(Changed):
        confirm_meaning(
            UnitKey("offers.offer", str(offer.pk), "cost_note", "ar"), by=other, german_digest=digest("Das ist frei."),
            text_digest=digest("مجاني"),
        )  # fmt: skip
    assert (Proposal.objects.get().text, Proposal.objects.get().by) == ("هذا مجاني", amal)


def one_of(case: str) -> tuple[Any, str]:
    """Return a row and a field for each kind of unit that is saved in another way."""
    if case == "part":
        link = OfferLink.objects.create(offer=make_offer(), url="https://offer.example.org", language="de", label_de="Antrag")
        return link, "label"
    field = "cost_note" if case == "sensitive" else "title"
    row = make_offer(**{f"{field}_de": "Das ist frei."})
    if case in ("machine", "outdated", "demo", "person"):
        Offer.objects.filter(pk=row.pk).update(title_ar="قديم")
        row = Offer.objects.get(pk=row.pk)
        origin = {"machine": Origin.MACHINE, "demo": Origin.DEMO}.get(case, Origin.EDITORIAL)
        TranslationRecord.objects.filter(object_id=str(row.pk), field="title").delete()
        stamp(row, fields=["title"], origin=origin)
    if case == "outdated":
        Offer.objects.filter(pk=row.pk).update(title_de="Das ist jetzt frei.")
    return Offer.objects.get(pk=row.pk), field


def left(row: Any, field: str) -> tuple[Any, ...]:
    """Return all that saving one translation leaves behind, without names and times."""
    row = type(row).objects.get(pk=row.pk)
    name = {"model": row._meta.label_lower, "object_id": str(row.pk), "field": field}
    page = row.offer if isinstance(row, OfferLink) else row
    standing = standings(row)[field, "ar"]
    return (
        getattr(row, f"{field}_ar"), standing.state, standing.is_machine, standing.is_demo, page.version,
        sorted(TranslationRecord.objects.filter(**name, language="ar").values_list("text_digest", "source_digest", "origin", "accepted")),
        sorted(SourceText.objects.filter(**name).values_list("digest", flat=True)),
        sorted(Proposal.objects.filter(**name).values_list("text", "source_digest", "origin", "by__email")),
    )  # fmt: skip


@pytest.mark.parametrize("case", ["missing", "sensitive", "machine", "outdated", "demo", "person", "part"])
def test_file_and_queue_leave_the_same_behind(case: str) -> None:
    amal = translator()
    by_hand, field = one_of(case)
    by_file, _field = one_of(case)
    current = getattr(by_hand, f"{field}_ar") or ""
    german = getattr(by_hand, f"{field}_de")
    key = UnitKey(by_hand._meta.label_lower, str(by_hand.pk), field, "ar")
    save_translation(key, "نص جديد", by=amal, german_digest=digest(german), text_digest=digest(current))
    incoming.apply(bring(by_file, field, "نص جديد", amal), by=amal)
    assert left(by_file, field) == left(by_hand, field)
    if case != "sensitive":
        assert standings(type(by_file).objects.get(pk=by_file.pk))[field, "ar"].state == State.READY


def test_file_and_queue_refuse_what_the_column_cannot_hold() -> None:
    amal, offer = translator(), make_offer(title_de="Rat")
    with pytest.raises(ValidationError):
        save_translation(
            UnitKey("offers.offer", str(offer.pk), "title", "ar"), "x" * 400, by=amal, german_digest=digest("Rat"), text_digest=""
        )
    incoming.apply(bring(offer, "title", "x" * 400, amal), by=amal)
    assert not Offer.objects.get(pk=offer.pk).title_ar
