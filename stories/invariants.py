"""What must hold of stories at any moment; `check_invariants` asks: nothing is shown that the person has not agreed to."""

import datetime

from portal.models import SearchEntry
from stories.approval import shown_languages
from stories.index import story_index
from stories.models import Channel, State, Story
from stories.search_rows import STORY


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
    return found
