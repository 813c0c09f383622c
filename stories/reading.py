"""One story with everything its page shows, in the languages the person agreed to."""

import datetime
from types import SimpleNamespace
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, Model, OuterRef, Prefetch, QuerySet
from django.db.models.functions import JSONObject
from django.utils.translation import get_language

from events.models import Event
from networks.models import Organisation
from offers.models import Offer
from portal.languages import SOURCE
from stories.models import Channel, State, Story, StoryCaption, StorySource
from stories.shown import keep_to_approved, shown_languages


def read(slug: str) -> Story | None:
    """Return the story in any state with its steps, what helped, media, subtitles and sources; None when there is none. Six queries."""
    codes = dict.fromkeys((get_language() or SOURCE, SOURCE))
    titles = [f"title_{code}" for code in codes]
    offers = QuerySet(Offer).only("slug", "official_name", "state", "valid_from", "valid_until", "funded_until", *titles)
    bodies = QuerySet(Organisation).only("slug", "name", "state")
    events = QuerySet(Event).only("slug", "state", *titles)
    helped = [
        Prefetch("steps__offers", queryset=offers.order_by("slug")),
        Prefetch("steps__organisations", queryset=bodies.order_by("name", "pk")),
        Prefetch("steps__events", queryset=events.order_by("slug")),
    ]
    captions = QuerySet(StoryCaption).filter(media__story=OuterRef("pk")).order_by("pk")
    sources = QuerySet(StorySource).filter(story=OuterRef("pk")).order_by("pk")
    found = Story.objects.select_related("advisor", "consent").prefetch_related("steps", "media", *helped)
    story = found.annotate(
        caption_rows=ArraySubquery(captions.values(row=_whole("id", "media_id", "language", "text"))),
        source_rows=ArraySubquery(sources.values(row=_whole("id", "title", "url", "on"))),
    )
    story = story.filter(slug=slug).first()
    if story is not None:
        _hang_on(story)
    return story


def _whole(*names: str) -> JSONObject:
    return JSONObject(**{name: F(name) for name in names})


def _hang_on(story: Any) -> None:
    """Hang what came with the story itself where Django looks for what was prefetched."""
    for row in story.source_rows:
        row["on"] = datetime.date.fromisoformat(row["on"]) if row["on"] else None
    _prefetched(story, "sources", [StorySource(story=story, **row) for row in story.source_rows])
    captions = [StoryCaption(**row) for row in story.caption_rows]
    for item in story.media.all():
        _prefetched(item, "captions", [caption for caption in captions if caption.media_id == item.pk])


def _prefetched(row: Model, name: str, found: list[Model]) -> None:
    rows = getattr(row, name).get_queryset()
    rows._result_cache = found
    row.__dict__.setdefault("_prefetched_objects_cache", {})[name] = rows


def for_readers(story: Story, today: datetime.date) -> SimpleNamespace:
    """Return what a visitor may see: `languages` (none: not to be shown) and whether the story `has_ended`."""
    consent = getattr(story, "consent", None)
    is_over = bool(consent and consent.ends_on and consent.ends_on < today)
    if story.state == State.ENDED or (story.state == State.PUBLISHED and is_over):
        return SimpleNamespace(languages=(), has_ended=True)
    if consent is None or Channel.WEB not in consent.channels:
        return SimpleNamespace(languages=(), has_ended=False)
    languages = shown_languages(story)
    keep_to_approved(story)
    return SimpleNamespace(languages=languages, has_ended=False)
