"""The person decides: what she is asked, what she agrees to, and how a story ends. Nobody else can publish.

A language is shown while the digest in `Story.approved` is that of everything shown in it now. A text that changes afterwards takes its
language back to German until the person approves again; a change of the German takes the story off the web (`stories.writing`).
"""

import datetime
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from networks.inbox import close_items, open_item, owner_for
from networks.models import InboxItem
from portal.languages import CODES, SOURCE
from stories import mails, search_rows
from stories.models import Channel, Consent, State, Story
from stories.shown import digest_of as digest_of
from stories.shown import keep_to_approved as keep_to_approved
from stories.shown import shown_languages as shown_languages
from translations.models import State as TextState
from translations.units import units

INBOX_MODEL = "stories.story"
# A consent ends after so many years at the latest, if it has an end.
MOST_YEARS, SUGGESTED_YEARS = 5, 2
CHANGED = "changed"


@dataclass(frozen=True)
class Approval:
    """What the person ticked: languages (German always among them), channels, until when."""

    languages: tuple[str, ...]
    channels: tuple[str, ...]
    ends_on: datetime.date | None = None
    # Digests of what she saw, by language: approving is refused where the text has changed meanwhile.
    seen: dict[str, str] = field(default_factory=dict)


def complete_languages(story: Story) -> list[str]:
    """Return the languages in which no text is missing or outdated, German first: those the person may approve. Three queries."""
    if story.state == State.ENDED:
        return []
    rows: dict[str, list[Model]] = {"stories.story": [story]}
    rows |= {"stories.storystep": list(story.steps.all()), "stories.storymedia": list(story.media.all())}
    lacking = set()
    for label, found in rows.items():
        if found:
            wanted = units(labels=[label], keys=[str(row.pk) for row in found], states=(TextState.MISSING, TextState.OUTDATED))
            lacking |= {unit.language for unit in wanted}
    return [code for code in CODES if code not in lacking]


def locked(story: Story) -> Story:
    """Return the story as it stands now, locked, with its consent."""
    now = Story.objects.select_for_update(of=("self",)).select_related("region").get(pk=story.pk)
    now.consent = Consent.objects.select_for_update().get(story=now)
    return now


def has_agreed(story: Story) -> bool:
    """Whether the German text that stands here is the one the person has agreed to, for whichever channel."""
    return story.state != State.ENDED and bool(story.approved) and story.approved.get(SOURCE) == digest_of(story, SOURCE)


def can_decide(story: Story) -> bool:
    """Whether the person may agree now. While the desk is writing there is nothing to agree to."""
    return story.state in (State.ASKED, State.PUBLISHED) or has_agreed(story)


def take_off_if_changed(story: Story) -> bool:
    """After any change: a public story whose German is another now goes off the web, as a draft. Returns whether it did."""
    if story.state != State.PUBLISHED or story.approved.get(SOURCE) == digest_of(story, SOURCE):
        return False
    story.state = State.DRAFT
    story.save(update_fields=["state", "changed_at"])
    return True


def what_lacks(story: Story) -> list[str]:
    """Return in words what a story needs before the person can be asked."""
    lacking = []
    if not story.summary_de:
        lacking.append(_("Bitte schreiben Sie in einem Satz, worum es geht."))
    if not story.text_de and not story.steps.all():
        lacking.append(_("Bitte erzählen Sie die Geschichte, oder mindestens einen Schritt."))
    if any(item.kind == "photo" and not item.alt_de for item in story.media.all()):
        lacking.append(_("Bitte sagen Sie bei jedem Foto, was darauf zu sehen ist."))
    if not story.consent.email:
        lacking.append(_("Bitte geben Sie die E-Mail-Adresse der Person an."))
    return lacking


@transaction.atomic
def ask(story: Story, *, by: User) -> Story:
    """Send the person a new signed link. Side effects: state `asked`, older links end, a mail. Raises ValidationError if German lacks."""
    story = locked(story)
    if story.state == State.ENDED:
        raise ValidationError(_("Diese Einwilligung ist beendet."))
    if lacking := what_lacks(story):
        raise ValidationError(lacking)
    consent = story.consent
    consent.link_number += 1
    consent.asked_at, consent.asked_by, consent.wish = timezone.now(), by, ""
    consent.save()
    if not has_agreed(story):
        story.state = State.ASKED
        story.save(update_fields=["state", "changed_at"])
    close_items(InboxItem.Kind.STORY, subject_model=INBOX_MODEL, subject_id=story.pk, by=by, outcome=str(State.ASKED.label))
    mails.send_asked(story)
    return story


def last_day(today: datetime.date) -> datetime.date:
    """Return the last day on which a consent that is given today may end."""
    return in_years(today, MOST_YEARS)


def in_years(day: datetime.date, years: int) -> datetime.date:
    """Return the same day some years later; the 28th for a leap day."""
    return day.replace(year=day.year + years, day=28 if (day.month, day.day) == (2, 29) else day.day)


def _check(story: Story, given: Approval, today: datetime.date) -> tuple[list[str], list[str]]:
    """Return languages and channels in their order. Raises ValidationError for what cannot be agreed to."""
    if not can_decide(story):
        raise ValidationError(_("Der Text wird gerade bearbeitet. Wir schreiben Ihnen, wenn er fertig ist."), code=CHANGED)
    languages = [code for code in CODES if code == SOURCE or code in given.languages]
    channels = [code for code in Channel.values if code in given.channels]
    if set(given.channels) - set(channels) or set(given.languages) - set(CODES):
        raise ValidationError(_("Das kennen wir nicht. Bitte laden Sie die Seite neu."))
    if not channels:
        raise ValidationError({"channels": _("Bitte wählen Sie, wo wir Ihre Geschichte zeigen dürfen.")})
    if given.ends_on and not today < given.ends_on <= last_day(today):
        raise ValidationError({"ends_on": _("Bitte wählen Sie einen Tag ab morgen, höchstens fünf Jahre von heute.")})
    if any(given.seen.get(code) != digest_of(story, code) for code in languages):
        raise ValidationError(_("Der Text hat sich gerade geändert. Bitte lesen Sie ihn noch einmal."), code=CHANGED)
    if set(languages) - set(complete_languages(story)):
        raise ValidationError({"languages": _("Eine Sprache ist noch nicht vollständig. Bitte laden Sie die Seite neu.")})
    return languages, channels


@transaction.atomic
def approve(story: Story, given: Approval, *, now: datetime.datetime) -> Story:
    """Publish as agreed. Side effects: consent kept, search rows, mail to who asked. Raises ValidationError when a text has changed.

    The same decision sent twice changes nothing more. Without the web the story is kept, but nobody reads it here.
    """
    story = locked(story)
    consent = story.consent
    languages, channels = _check(story, given, timezone.localdate(now))
    approved = {code: digest_of(story, code) for code in languages}
    state = State.PUBLISHED if Channel.WEB in channels else State.DRAFT
    same = (consent.languages, consent.channels, consent.ends_on, story.approved, story.state)
    if same == (languages, channels, given.ends_on, approved, state) and consent.given_at:
        return story
    if consent.ends_on != given.ends_on:
        consent.announced_at = None
    consent.languages, consent.channels, consent.ends_on = languages, channels, given.ends_on
    consent.given_at, consent.given_how, consent.wish = now, Consent.How.LINK, ""
    consent.save()
    story.approved, story.state = approved, state
    story.published_at = story.published_at or (now if state == State.PUBLISHED else None)
    story.version += 1
    story.save()
    search_rows.refresh(story)
    mails.send_approved(story)
    return story


@transaction.atomic
def wish(story: Story, *, words: str) -> Story:
    """Keep what the person wants to be different and tell who asked. The story goes back to the desk as a draft."""
    if not words.strip():
        raise ValidationError({"words": _("Bitte schreiben Sie, was anders sein soll.")})
    story = locked(story)
    if not can_decide(story):
        raise ValidationError(_("Der Text wird gerade bearbeitet. Wir schreiben Ihnen, wenn er fertig ist."), code=CHANGED)
    story.consent.wish = words.strip()[:2000]
    story.consent.save(update_fields=["wish"])
    story.state, story.approved = State.DRAFT, {}
    story.version += 1
    story.save()
    search_rows.refresh(story)
    owner = story.consent.asked_by if story.consent.asked_by and story.consent.asked_by.is_active else owner_for(regions=[story.region_id])
    close_items(InboxItem.Kind.STORY, subject_model=INBOX_MODEL, subject_id=story.pk)
    open_item(
        InboxItem.Kind.STORY,
        subject=story.title_de,
        subject_model=INBOX_MODEL,
        subject_id=story.pk,
        text=story.consent.wish,
        region=story.region_id,
        owner=owner,
    )
    mails.send_wish(story, to=owner)
    return story
