"""What is searched of stories. Belongs into the transaction that saves them.

Only languages that may be shown have a row with text; lists and cards ask these rows which languages those are.
"""

from django.utils import timezone, translation

from portal import search
from portal.languages import SOURCE
from portal.wording import language_name
from stories.models import Channel, Consent, Story
from stories.shown import shown_languages

STORY = "story"


def refresh(story: Story) -> None:
    """Write the search rows of a public story, in its approved languages; remove those of any other."""
    # What was prefetched before a change would give the digests of before.
    fresh = Story.objects.filter(pk=story.pk).select_related("region").first()
    shown = shown_languages(fresh) if fresh and _is_on_the_web(fresh) else ()
    if fresh is None or not shown:
        search.remove(STORY, story.pk)
        return
    texts = {}
    for code in shown:
        title, said = _of(fresh, "title", code), " ".join(_of(fresh, name, code) for name in ("summary", "quote"))
        steps = " ".join(_of(step, "text", code) for step in fresh.steps.all())
        with translation.override(code):
            words = [
                fresh.get_industry_display(),
                _of(fresh.region, "name", code),
                *(language_name(other, code) for other in fresh.languages),
            ]
        texts[code] = search.Text(
            title, f"{fresh.person_name} {fresh.firm_name}", " ".join([said, *words]), steps if code == SOURCE else ""
        )
    search.index(STORY, fresh.pk, texts)


def _of(row: object, name: str, code: str) -> str:
    return getattr(row, f"{name}_{code}", None) or getattr(row, f"{name}_{SOURCE}", None) or ""


def _is_on_the_web(story: Story) -> bool:
    return Consent.objects.filter(story=story, channels__contains=[Channel.WEB]).exclude(ends_on__lt=timezone.localdate()).exists()


def forget(pk: int) -> None:
    """Remove the search rows of a story that is about to be deleted."""
    search.remove(STORY, pk)


def refresh_all() -> int:
    """Write all search rows of stories. Returns how many stories readers may see."""
    stories = Story.objects.published(timezone.localdate()).order_by("pk")
    for story in stories:
        refresh(story)
    return len(stories)
