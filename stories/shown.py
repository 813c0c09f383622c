"""What of a story may be shown: the languages whose every word the person has agreed to, as they stand now."""

import hashlib
import json

from portal.languages import CODES, SOURCE
from stories.models import State, Story, StoryMedia, StoryStep
from stories.translation import STORY_TEXTS


def digest_of(story: Story, code: str) -> str:
    """Return the digest of everything a reader of this language would see: names, texts, steps, media with captions; German stands in.

    Links to offers, organisations, events and the advisor are not among it: they change with the network, and say nothing of the person.
    """

    def said(row: Story | StoryStep | StoryMedia, name: str) -> str:
        return getattr(row, f"{name}_{code}") or getattr(row, f"{name}_{SOURCE}") or ""

    shown = [
        [story.person_name, story.firm_name, story.website, story.industry, story.region_id, story.founded_year, sorted(story.languages)],
        [said(story, name) for name in STORY_TEXTS],
        [[step.phase, step.year, said(step, "text")] for step in story.steps.all()],
        [
            [
                item.kind,
                item.picture.name,
                item.video.name,
                item.external_url,
                item.credit,
                item.licence,
                said(item, "alt"),
                said(item, "transcript"),
            ]
            for item in story.media.all()
        ],
        [[caption.media_id, caption.text] for item in story.media.all() for caption in item.captions.all() if caption.language == code],
        [[source.title, source.url, str(source.on or "")] for source in story.sources.all()],
    ]
    return hashlib.sha256(json.dumps(shown, ensure_ascii=False).encode()).hexdigest()[:32]


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
