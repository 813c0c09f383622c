"""What is kept around a story, outside its own tables, goes with it; and nothing stays public that the person cannot take back."""

import datetime

import pytest
from django.test import Client
from django.utils import timezone

from accounts import drafts
from accounts.models import FormDraft, User
from portal.models import SearchMiss
from stories import ending
from stories.approval import digest_of
from stories.models import Consent, EndReason, State, Story, StoryMedia, StorySource
from tests.access.world import make_user, make_world, sign_in
from tests.factories import approve_again, make_offer, make_story
from tests.forms import filled
from translations.actions import UnitKey, draft_name
from translations.models import Proposal, SourceText, TranslationImport, TranslationRecord, Translator
from translations.texts import digest, stamp

pytestmark = pytest.mark.django_db
WORDS = "Unverwechselbare Worte"


def translator() -> User:
    user = make_user("amal")
    Translator.objects.create(user=user, languages=["ar"])
    return user


def surrounded(amal: User) -> tuple[Story, FormDraft]:
    """A public story that an editor and a translator are at; and a draft that has nothing to do with it."""
    story = make_story(title_ar="قصة", text_de=WORDS)
    step = story.steps.get()
    stamp(step)
    for row, field in ((story, "text"), (step, "text")):
        label = row._meta.label_lower
        key = UnitKey(label, str(row.pk), field, "ar")
        drafts.keep(amal, draft_name(key), data={"text": [WORDS]}, base=0)
        Proposal.objects.create(model=label, object_id=str(row.pk), field=field, language="ar", text=WORDS, source_digest="x", by=amal)
    drafts.keep(make_user("writer"), f"story-{story.pk}", data={"text_de": [WORDS]}, base=1)
    other = drafts.keep(amal, draft_name(UnitKey("offers.offer", str(story.pk), "title", "ar")), data={"text": ["bleibt"]}, base=0)
    rows = [
        {"model": "stories.story", "object_id": str(story.pk), "field": "text", "text": WORDS, "german": WORDS, "source_digest": "x",
         "confirmed": False, "problem": "", "seen": "", "was": WORDS},
        {"model": "offers.offer", "object_id": str(story.pk), "field": "title", "text": "bleibt", "german": "bleibt",
         "source_digest": "x", "confirmed": False, "problem": "", "seen": ""},
    ]  # fmt: skip
    TranslationImport.objects.create(user=amal, language="ar", filename="a.xlf", rows=rows)
    return story, other


def assert_nothing_around(other: FormDraft) -> None:
    assert list(FormDraft.objects.values_list("pk", flat=True)) == [other.pk]
    entry = TranslationImport.objects.get()
    assert WORDS not in str(entry.rows)
    assert [row["text"] for row in entry.rows] == ["", "bleibt"]
    for table in (Proposal, SourceText, TranslationRecord):
        assert not table.objects.filter(model__startswith="stories.").exists()


def test_what_others_typed_goes_when_the_consent_ends() -> None:
    amal = translator()
    story, other = surrounded(amal)
    ending.end(story, reason=EndReason.WITHDRAWN, by=None, now=timezone.now())
    assert_nothing_around(other)
    # The page of the file still opens.
    entry = TranslationImport.objects.get()
    assert sign_in(amal).get(f"/de/desk/translations/files/{entry.pk}/").status_code == 200


def test_what_others_typed_goes_with_a_draft() -> None:
    story, other = surrounded(translator())
    Story.objects.filter(pk=story.pk).update(state=State.DRAFT)
    ending.delete_draft(story, by=make_user("desk"))
    assert_nothing_around(other)


def edit(story: Story, **changes: str) -> str:
    desk = sign_in(make_world()["own_coordinator"])
    address = f"/de/desk/stories/{story.pk}/edit/"
    return desk.post(address, filled(desk.get(address).text, **changes)).content.decode()


def test_another_address_takes_a_public_story_off_the_web() -> None:
    """Who agreed has no link any more, and who has one did not agree."""
    story = make_story(consent={"link_number": 1, "given_at": timezone.now()})
    assert "Soll die Geschichte von der Website?" in edit(story, email="andere@example.org")
    assert Consent.objects.get(story=story).email != "andere@example.org"


def test_another_address_that_is_meant_ends_what_was_agreed() -> None:
    story = make_story(consent={"link_number": 1, "given_at": timezone.now()})
    edit(story, email="andere@example.org", offline="1")
    found = Story.objects.get(pk=story.pk)
    assert (found.state, found.approved, Consent.objects.get(story=story).link_number) == (State.DRAFT, {}, 2)
    assert Client().get(f"/de/stories/{story.slug}/").status_code == 404


@pytest.mark.parametrize("what", ["licence", "day of a source"])
def test_everything_that_is_shown_is_agreed_to(what: str) -> None:
    story = make_story()
    item = StoryMedia.objects.create(story=story, picture="pictures/x.webp", alt_de="Laden", licence="CC0")
    source = StorySource.objects.create(story=story, title="Zeitung", on=datetime.date(2024, 5, 1))
    before = digest_of(Story.objects.get(pk=story.pk), "de")
    if what == "licence":
        StoryMedia.objects.filter(pk=item.pk).update(licence="alle Rechte")
    else:
        StorySource.objects.filter(pk=source.pk).update(on=datetime.date(2023, 5, 1))
    assert digest_of(Story.objects.get(pk=story.pk), "de") != before


def test_story_page_reads_the_same_digest_with_a_dated_source() -> None:
    story = make_story()
    StorySource.objects.create(story=story, title="Zeitung", on=datetime.date(2024, 5, 1))
    story = approve_again(story)
    assert Client().get(f"/de/stories/{story.slug}/").status_code == 200


@pytest.mark.parametrize("address", ["/de/search/", "/de/stories/"])
def test_names_that_found_nothing_are_not_kept(address: str) -> None:
    make_offer()
    assert Client().get(address, {"q": "Frau Xylander Unbekannt"}).status_code == 200
    assert not SearchMiss.objects.exists()


def test_wishes_know_nothing_of_a_story_whose_last_day_is_over() -> None:
    """The job that ends it may come a little later."""
    story = make_story(consent={"ends_on": timezone.localdate() - datetime.timedelta(days=1), "given_at": timezone.now()})
    assert Client().get(f"/ar/translations/ask/stories.story/{story.pk}/").status_code == 404
    assert Client().get(f"/ar/translations/ask/stories.story/{make_story().pk}/").status_code == 200


def test_saved_translation_of_a_step_is_not_undone_by_an_open_editor() -> None:
    """The page's row counts versions: whoever has it open sees the difference."""
    from translations.actions import save_translation  # noqa: PLC0415 - beside its only use

    story = make_story()
    step = story.steps.get()
    base = Story.objects.get(pk=story.pk).version
    save_translation(
        UnitKey("stories.storystep", str(step.pk), "text", "ar"), "يفتح المتجر.", by=translator(), german_digest=digest(step.text_de),
        text_digest="",
    )  # fmt: skip
    assert Story.objects.get(pk=story.pk).version == base + 1
