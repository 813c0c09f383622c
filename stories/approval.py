"""The person decides: what she is asked, what she agrees to, and how a story ends. Nobody else can publish.

A language is shown while the digest in `Story.approved` is that of everything shown in it now. A text that changes afterwards takes its
language back to German until the person approves again; a change of the German takes the story off the web (`stories.writing`).
"""

import datetime
import hashlib
import json
from dataclasses import dataclass, field

from accounts.models import User
from portal.languages import CODES, SOURCE
from stories.models import State, Story, StoryMedia, StoryStep
from stories.translation import STORY_TEXTS


@dataclass(frozen=True)
class Approval:
    """What the person ticked: languages (German always among them), channels, until when."""

    languages: tuple[str, ...]
    channels: tuple[str, ...]
    ends_on: datetime.date | None = None
    # Digests of what she saw, by language: approving is refused where the text has changed meanwhile.
    seen: dict[str, str] = field(default_factory=dict)


def digest_of(story: Story, code: str) -> str:
    """Return the digest of everything a reader of this language would see: names, texts, steps, media with captions; German stands in."""

    def said(row: Story | StoryStep | StoryMedia, name: str) -> str:
        return getattr(row, f"{name}_{code}") or getattr(row, f"{name}_{SOURCE}") or ""

    shown = [
        [story.person_name, story.firm_name, story.website, story.industry, story.region_id, story.founded_year, sorted(story.languages)],
        [said(story, name) for name in STORY_TEXTS],
        [[step.phase, step.year, said(step, "text")] for step in story.steps.all()],
        [
            [item.kind, item.picture.name, item.video.name, item.external_url, item.credit, said(item, "alt"), said(item, "transcript")]
            for item in story.media.all()
        ],
        [[caption.media_id, caption.text] for item in story.media.all() for caption in item.captions.all() if caption.language == code],
        [[source.title, source.url] for source in story.sources.all()],
    ]
    return hashlib.sha256(json.dumps(shown, ensure_ascii=False).encode()).hexdigest()[:32]


def complete_languages(story: Story) -> list[str]:
    """Return the languages in which no text is missing or outdated, German first: those the person may approve."""
    raise NotImplementedError


def shown_languages(story: Story) -> tuple[str, ...]:
    """Return the languages a reader may read now: approved, and unchanged since. Empty when the German has changed, or it is not public."""
    if story.state != State.PUBLISHED or story.approved.get(SOURCE) != digest_of(story, SOURCE):
        return ()
    return tuple(code for code in CODES if code in story.approved and story.approved[code] == digest_of(story, code))


def keep_to_approved(story: Story) -> Story:
    """Empty in memory, never to be saved, every text that may not be shown, of the story and of prefetched `steps` and `media`."""
    shown = shown_languages(story)
    for code in CODES:
        if code not in shown and code != SOURCE:
            for name in STORY_TEXTS:
                setattr(story, f"{name}_{code}", "")
            for step in story.steps.all():
                setattr(step, f"text_{code}", "")
            for item in story.media.all():
                setattr(item, f"alt_{code}", "")
                setattr(item, f"transcript_{code}", "")
    return story


def ask(story: Story, *, by: User) -> Story:
    """Send the person a new signed link. Side effects: state `asked`, older links end, a mail. Raises ValidationError if German lacks."""
    raise NotImplementedError


def approve(story: Story, given: Approval, *, now: datetime.datetime) -> Story:
    """Publish as agreed. Side effects: consent kept, search rows, mail to who asked. Raises ValidationError when a text has changed."""
    raise NotImplementedError


def wish(story: Story, *, words: str) -> Story:
    """Keep what the person wants to be different and tell who asked. The story goes back to the desk as a draft."""
    raise NotImplementedError


def end(story: Story, *, reason: str, by: User | None, now: datetime.datetime) -> Story:
    """End the consent. Side effects: off the web at once, media and derived pictures deleted, the region is told."""
    raise NotImplementedError
