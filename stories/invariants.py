"""What must hold of stories at any moment; `check_invariants` asks: nothing is shown that the person has not agreed to."""

import datetime

from django.core.files.storage import default_storage

from portal.models import SearchEntry
from stories.index import story_index
from stories.models import Channel, Consent, State, Story, StoryMedia
from stories.search_rows import STORY
from stories.shown import shown_languages


def problems_found(*, today: datetime.date) -> list[str]:
    """Return a sentence for everything that does not agree."""
    index, found = story_index(), []
    stories = Story.objects.published(today).filter(consent__channels__contains=[Channel.WEB])
    around = stories.prefetch_related("steps", "media__captions", "sources").order_by("pk")
    agreed = {story.pk: set(shown_languages(story)) for story in around}
    for pk in sorted({*agreed, *index.ids}):
        listed = {code for code, bits in index.facets["language"].items() if pk in index.bits and bits >> index.bits[pk] & 1}
        if listed != agreed.get(pk, set()):
            found.append(f"Story {pk} is shown in {sorted(listed)}, but the person agreed to {sorted(agreed.get(pk, ()))}.")
    rows = set(SearchEntry.objects.filter(kind=STORY).values_list("object_id", flat=True))
    public = set(Story.objects.filter(state=State.PUBLISHED).values_list("pk", flat=True))
    found += [f"Story {pk} is not published but can be searched." for pk in sorted(rows - public)]
    return found + _consents() + _media()


def _consents() -> list[str]:
    """A published story without a living consent for the web."""
    allowed = Consent.objects.filter(channels__contains=[Channel.WEB], ended_at__isnull=True)
    shown = Story.objects.filter(state=State.PUBLISHED).exclude(pk__in=allowed.values("story_id"))
    found = [f"Story {pk} is published without a consent for the web." for pk in shown.order_by("pk").values_list("pk", flat=True)]
    alive = Consent.objects.filter(ended_at__isnull=False).exclude(story__state=State.ENDED)
    return found + [f"The consent of story {pk} has ended, but not the story." for pk in alive.values_list("story_id", flat=True)]


def _media() -> list[str]:
    """Pictures and films of stories that have ended, and films that belong to nothing."""
    kept = StoryMedia.objects.filter(story__state=State.ENDED).order_by("pk").values_list("story_id", flat=True)
    found = [f"Story {pk} has ended, but its pictures and films are kept." for pk in kept]
    names = set(default_storage.listdir("videos")[1]) if default_storage.exists("videos") else set()
    known = {name.rsplit("/", 1)[-1] for name in StoryMedia.objects.exclude(video="").values_list("video", flat=True)}
    return found + [f"The film {name} belongs to no story." for name in sorted(names - known)]
