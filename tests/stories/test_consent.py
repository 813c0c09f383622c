"""The person decides: by her link, about every language and channel, and what ends ends at once."""

import datetime
import re
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone

from accounts.models import RegionalRole
from networks.models import InboxItem
from portal import mail
from portal.languages import CODES
from portal.mail import kind_of
from portal.models import OutgoingMail, SearchEntry
from stories import approval, ending
from stories.approval import Approval, complete_languages, digest_of, shown_languages
from stories.invariants import problems_found
from stories.links import token_for
from stories.models import Consent, EndReason, State, Story, StoryMedia, StoryStep
from tests.access.world import HERE, make_user
from tests.factories import make_story
from translations.following import follow, texts_before
from translations.models import SourceText, TranslationRecord
from translations.texts import stamp

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DAY = datetime.timedelta(days=1)
ARABIC = {"title_ar": "قصة", "summary_ar": "فكرة"}


def asked(**fields: object) -> Story:
    """A story whose person has a link; its Arabic is complete."""
    fields.setdefault("state", "asked")
    story = make_story(consent={"link_number": 1, "language": "ar"}, **(ARABIC | fields))
    StoryStep.objects.filter(story=story).update(text_ar="افتتح المتجر.")
    for step in story.steps.all():
        stamp(step)
    if fields["state"] == "published":
        story.approved = {code: digest_of(fresh(story), code) for code in ("de", "ar")}
        story.save()
        Consent.objects.filter(story=story).update(given_at=timezone.now(), languages=["de", "ar"])
    return fresh(story)


def fresh(story: Story) -> Story:
    return Story.objects.get(pk=story.pk)


def page_of(story: Story, rest: str = "", language: str = "de") -> str:
    return f"/{language}/stories/yours/{token_for(Consent.objects.get(story=story))}/{rest}"


def answer(story: Story, **changes: object) -> dict[str, object]:
    """What the page's form sends, with changes."""
    page = Client().get(page_of(story)).text
    seen = re.search(r'name="seen" value="([^"]*)"', page)
    assert seen
    return {"channels": ["web"], "languages": ["ar"], "ends_on": str(TODAY + 365 * DAY), "seen": seen[1]} | changes


def change(story: Story, **texts: str) -> None:
    """Somebody changes texts behind the person's back."""
    former = texts_before(story)
    for name, text in texts.items():
        setattr(story, name, text)
    story.save()
    follow(story, former)


def test_yes_publishes_what_was_ticked() -> None:
    story = asked()
    sent = Client().post(page_of(story), answer(story))
    story, consent = fresh(story), Consent.objects.get(story=story)
    assert (sent.status_code, story.state, sorted(story.approved)) == (302, "published", ["ar", "de"])
    assert (consent.channels, consent.languages, consent.ends_on) == (["web"], ["de", "ar"], TODAY + 365 * DAY)
    assert consent.given_how == Consent.How.LINK
    assert shown_languages(story) == ("de", "ar")
    assert "Danke, dass Sie Ihre Geschichte teilen" in Client().get(page_of(story)).text


def test_looking_decides_nothing() -> None:
    story = asked()
    for rest in ("", "wish/", "withdraw/"):
        assert Client().get(page_of(story, rest)).status_code == 200
        assert Client().head(page_of(story, rest)).status_code == 200
    assert fresh(story).state == State.ASKED


def test_nobody_keeps_her_page() -> None:
    page = Client().get(page_of(asked()))
    assert "no-store" in page["Cache-Control"]
    assert page["Referrer-Policy"] == "same-origin"
    assert "noindex" in page["X-Robots-Tag"]
    assert 'rel="alternate"' not in page.text


def test_german_alone_and_paper_alone_stays_off_the_web() -> None:
    story = asked()
    Client().post(page_of(story), answer(story, channels=["brochure"], languages=[]))
    story = fresh(story)
    assert (story.state, shown_languages(story), approval.has_agreed(story)) == ("draft", (), True)
    assert "Ihre Geschichte steht nicht auf der Website" in Client().get(page_of(story)).text


def test_no_channel_is_no_yes() -> None:
    story = asked()
    page = Client().post(page_of(story), answer(story, channels=[]))
    assert "Bitte wählen Sie, wo wir Ihre Geschichte zeigen dürfen." in page.text
    assert fresh(story).state == State.ASKED


@pytest.mark.parametrize("day", [TODAY, TODAY - DAY, TODAY + datetime.timedelta(days=6 * 366), datetime.date(9999, 12, 31)])
def test_the_end_lies_ahead_and_not_too_far(day: datetime.date) -> None:
    story = asked()
    page = Client().post(page_of(story), answer(story, ends_on=str(day)))
    assert "Bitte wählen Sie einen Tag ab morgen" in page.text
    assert fresh(story).state == State.ASKED


def test_open_end_is_allowed_and_nonsense_is_not() -> None:
    story = asked()
    assert Client().post(page_of(story), answer(story, ends_on="31.31.31")).status_code == 200
    assert fresh(story).state == State.ASKED
    Client().post(page_of(story), answer(story, ends_on=""))
    assert (fresh(story).state, Consent.objects.get(story=story).ends_on) == ("published", None)


def test_an_incomplete_language_cannot_be_ticked() -> None:
    story = asked()
    StoryStep.objects.filter(story=story).update(text_ar="")
    assert complete_languages(fresh(story)) == ["de"]
    page = Client().get(page_of(story)).text
    assert 'value="ar"' not in page
    assert Client().post(page_of(story), answer(story)).status_code == 200
    given = Approval(("de", "ar"), ("web",), None, {code: digest_of(fresh(story), code) for code in CODES})
    with pytest.raises(ValidationError, match="noch nicht vollständig"):
        approval.approve(story, given, now=timezone.now())
    assert fresh(story).state == State.ASKED


def test_an_outdated_language_is_not_complete() -> None:
    story = asked()
    assert complete_languages(story) == ["de", "ar"]
    change(story, summary_de="Alles anders.")
    assert complete_languages(fresh(story)) == ["de"]


def test_a_text_that_changed_while_she_read_is_shown_anew() -> None:
    story = asked()
    data = answer(story, languages=[])
    change(story, title_de="Ein ganz anderer Titel")
    page = Client().post(page_of(story), data)
    assert "Der Text hat sich gerade geändert" in page.text
    assert "Ein ganz anderer Titel" in page.text
    assert fresh(story).state == State.ASKED
    # Her second yes is meant for what stands there now.
    data["seen"] = re.search(r'name="seen" value="([^"]*)"', page.text)[1]
    assert Client().post(page_of(story), data).status_code == 302
    assert fresh(story).state == State.PUBLISHED


def test_the_same_yes_twice_tells_once() -> None:
    story = asked()
    data = answer(story)
    Client().post(page_of(story), data)
    version = fresh(story).version
    Client().post(page_of(story), data)
    assert fresh(story).version == version


def test_a_translation_that_changes_takes_its_language_back() -> None:
    story = asked(state="published")
    assert shown_languages(story) == ("de", "ar")
    change(story, title_ar="قصة أخرى")
    assert shown_languages(fresh(story)) == ("de",)
    assert "Dieser Text ist neuer als Ihr Ja" in Client().get(page_of(story, "?read=ar")).text


def test_each_language_can_be_read_in_its_direction() -> None:
    story = asked()
    page = Client().get(page_of(story, "?read=ar")).text
    assert '<div class="story-frame" lang="ar" dir="rtl">' in page
    assert "افتتح المتجر." in page
    # What is unknown or incomplete is passed over.
    for code in ("tr", "xx", "../", "%00"):
        assert Client().get(page_of(story, f"?read={code}")).status_code in (200, 400)


def test_her_wish_goes_to_who_asked() -> None:
    story = asked()
    writer = make_user("writer")
    Consent.objects.filter(story=story).update(asked_by=writer)
    assert Client().post(page_of(story, "wish/"), {"words": "Bitte ohne mein Geburtsjahr."}).status_code == 302
    story, consent = fresh(story), Consent.objects.get(story=story)
    assert (story.state, consent.wish) == ("draft", "Bitte ohne mein Geburtsjahr.")
    item = InboxItem.objects.get(kind="story", subject_id=story.pk)
    assert (item.owner, item.text) == (writer, "Bitte ohne mein Geburtsjahr.")
    row = OutgoingMail.objects.get(kind="stories.wish")
    assert row.recipient == "writer@example.org"
    assert "Geburtsjahr" not in str(row.payload)
    page = Client().get(page_of(story)).text
    assert "Wir arbeiten an Ihrer Geschichte" in page
    assert "ohne mein Geburtsjahr" in page
    # While the desk writes she has nothing to agree to.
    assert Client().post(page_of(story), {"channels": ["web"]}).status_code == 200
    assert fresh(story).state == State.DRAFT


def test_a_wish_needs_words() -> None:
    story = asked()
    assert "Bitte schreiben Sie, was anders sein soll." in Client().post(page_of(story, "wish/"), {"words": "  "}).text
    assert fresh(story).state == State.ASKED


def test_a_newer_link_ends_the_older_one() -> None:
    story = asked()
    old = page_of(story)
    approval.ask(story, by=make_user("writer"))
    assert Client().get(old).status_code == 410
    assert Client().post(old, {"channels": ["web"]}).status_code == 410
    assert "Geschichte Nummer" not in Client().get(old).text
    assert Client().get(page_of(story)).status_code == 200


@pytest.mark.parametrize("token", ["nichts", "1-1", "1-1:abc", "%D9%A1", "a" * 3000])
def test_a_made_up_link_leads_nowhere(token: str) -> None:
    asked()
    for rest in ("", "wish/", "withdraw/"):
        assert Client().get(f"/ar/stories/yours/{token}/{rest}").status_code in (400, 404)


def test_asking_needs_a_whole_story_and_an_address() -> None:
    story = make_story(state="draft", summary_de="", consent={"email": ""})
    with pytest.raises(ValidationError) as error:
        approval.ask(story, by=make_user("writer"))
    assert len(error.value.messages) == 2
    assert Consent.objects.get(story=story).link_number == 0


def test_asking_writes_in_her_language() -> None:
    story = make_story(state="draft", consent={"language": "ar"})
    approval.ask(story, by=make_user("writer"))
    row = OutgoingMail.objects.get(kind="stories.asked")
    letter = kind_of(row).render(row)
    assert (row.language, fresh(story).state) == ("ar", "asked")
    assert letter.button[1].startswith("http")
    assert "/ar/stories/yours/" in letter.button[1]
    approval.ask(story, by=make_user("second"))
    row.refresh_from_db()
    assert row.state == OutgoingMail.State.SUPERSEDED


def film(story: Story) -> list[Path]:
    """A photo and a film on the disk."""
    item = StoryMedia(story=story, kind="video", alt_de="Ein Laden")
    item.picture.save("x.webp", ContentFile(b"picture"), save=False)
    item.small.save("x.webp", ContentFile(b"small"), save=False)
    item.video.save("x.mp4", ContentFile(b"0000ftyp" + bytes(range(200))), save=False)
    item.save()
    stamp(item)
    return [Path(item.picture.path), Path(item.small.path), Path(item.video.path)]


def test_withdrawing_removes_everything_at_once(django_capture_on_commit_callbacks: object) -> None:
    story = asked(state="published")
    files = film(story)
    address = f"/media/videos/{files[2].name}"
    assert all(file.is_file() for file in files)
    make_coordinator()
    with django_capture_on_commit_callbacks(execute=True):
        sent = Client().post(page_of(story, "withdraw/"))
    assert sent.status_code == 302
    story, consent = fresh(story), Consent.objects.get(story=story)
    assert (story.state, story.approved, consent.end_reason) == ("ended", {}, "withdrawn")
    assert not any(file.exists() for file in files)
    assert not StoryMedia.objects.exists()
    assert not TranslationRecord.objects.filter(model="stories.storymedia").exists()
    assert Client().get(address).status_code == 404
    assert not SearchEntry.objects.filter(kind="story", object_id=story.pk).exists()
    assert InboxItem.objects.open().filter(kind="story", subject_id=story.pk).count() == 1
    assert OutgoingMail.objects.filter(kind="stories.ended", recipient="region@example.org").count() == 1
    # Again, and by the desk: nothing more happens.
    Client().post(page_of(story, "withdraw/"))
    ending.end(story, reason=EndReason.DESK, by=None, now=timezone.now())
    assert Consent.objects.get(story=story).end_reason == "withdrawn"
    assert OutgoingMail.objects.filter(kind="stories.ended").count() == 1
    assert "Ihre Einwilligung ist beendet" in Client().get(page_of(story)).text
    assert Client().post(page_of(story), {"channels": ["web"]}).status_code == 200
    assert fresh(story).state == State.ENDED


def make_coordinator(name: str = "region") -> object:
    user = make_user(name)
    RegionalRole.objects.create(user=user, region_id=HERE)
    return user


def test_her_address_is_forgotten_by_the_outbox() -> None:
    story = make_story(state="draft")
    approval.ask(story, by=make_user("writer"))
    ending.end(story, reason=EndReason.DESK, by=None, now=timezone.now())
    row = OutgoingMail.objects.get(kind="stories.asked")
    assert (row.recipient, row.state) == ("", OutgoingMail.State.SUPERSEDED)


def test_the_job_ends_what_is_over_and_nothing_else() -> None:
    over = make_story(consent={"ends_on": TODAY - DAY, "given_at": timezone.now()})
    last = make_story(consent={"ends_on": TODAY, "given_at": timezone.now()})
    openend = make_story(consent={"given_at": timezone.now()})
    now = timezone.now()
    assert (ending.end_due(TODAY, now=now), ending.end_due(TODAY, now=now)) == (1, 0)
    assert [fresh(story).state for story in (over, last, openend)] == ["ended", "published", "published"]
    assert Consent.objects.get(story=over).end_reason == "expired"


def test_the_end_is_announced_once_and_again_for_a_new_day() -> None:
    make_coordinator()
    soon = asked(state="published")
    Consent.objects.filter(story=soon).update(ends_on=TODAY + 30 * DAY)
    make_story(consent={"ends_on": TODAY + 31 * DAY, "given_at": timezone.now()})
    now = timezone.now()
    assert (ending.announce(TODAY, now=now), ending.announce(TODAY + DAY * 0, now=now)) == (1, 0)
    kinds = sorted(OutgoingMail.objects.values_list("kind", "recipient", "language"))
    assert [kind for kind, _to, _code in kinds] == ["stories.ends_soon", "stories.ends_soon_region"]
    assert kinds[0][2] == "ar"
    row = OutgoingMail.objects.get(kind="stories.ends_soon")
    assert kind_of(row).still_due(row)
    # She prolongs: nothing is due any more, and later she is told again.
    Client().post(page_of(soon), answer(soon, ends_on=str(TODAY + 300 * DAY)))
    row = OutgoingMail.objects.get(kind="stories.ends_soon")
    assert not kind_of(row).still_due(row)
    assert ending.announce(TODAY + 290 * DAY, now=now) == 1


def test_texts_are_deleted_after_the_time_is_over() -> None:
    story = asked(state="published", person_name="Unverwechselbar")
    now = timezone.now()
    approval.ask(story, by=make_user("writer"))
    ending.end(story, reason=EndReason.DESK, by=None, now=now)
    assert (ending.purge(now + 29 * DAY), Story.objects.count()) == (0, 1)
    assert (ending.purge(now + 30 * DAY), ending.purge(now + 30 * DAY), Story.objects.count()) == (1, 0, 0)
    assert not TranslationRecord.objects.filter(model__startswith="stories.").exists()
    assert not SourceText.objects.filter(model__startswith="stories.").exists()
    assert not OutgoingMail.objects.filter(recipient__startswith="person-").exists()
    assert not InboxItem.objects.filter(subject=story.title_de).exists()


def test_every_letter_can_be_written() -> None:
    make_coordinator()
    story = asked(state="published")
    Consent.objects.filter(story=story).update(ends_on=TODAY + DAY)
    approval.ask(story, by=make_user("writer"))
    ending.announce(TODAY, now=timezone.now())
    approval.wish(story, words="Anders")
    approval.ask(story, by=make_user("other"))
    Client().post(page_of(story), answer(story, channels=["web", "press"], ends_on=str(TODAY + 20 * DAY)))
    rows = list(OutgoingMail.objects.all())
    letters = {row.kind: kind_of(row).render(row) for row in rows}
    ending.end(story, reason=EndReason.DESK, by=None, now=timezone.now())
    row = OutgoingMail.objects.get(kind="stories.ended")
    letters[row.kind] = kind_of(row).render(row)
    assert set(letters) == {kind for kind in mail.kinds("stories.") if not kind.startswith("stories.award")}
    assert all(letter and letter.subject and letter.button for letter in letters.values())
    assert "auf Papier" in " ".join(letters["stories.ended"].paragraphs)


def test_invariants_see_what_must_not_be() -> None:
    story = make_story()
    assert problems_found(today=TODAY) == []
    Consent.objects.filter(story=story).update(channels=["press"])
    StoryMedia.objects.create(story=make_story(state="ended"), kind="video", external_url="https://film.example.org/1")
    words = " ".join(problems_found(today=TODAY))
    assert "published without a consent" in words
    assert "pictures and films are kept" in words
