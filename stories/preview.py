"""A story page made of values that nobody has saved, as a reader would see it."""

from networks.sheets import Sheet
from portal.languages import SOURCE
from stories import values
from stories.models import Story, StorySource, StoryStep
from stories.translation import STORY_TEXTS


def as_page(story: Story, sheet: Sheet) -> Story:
    """Return a story with all that its page shows; nothing is written."""
    values.fill(story, sheet)
    media = list(story.media.prefetch_related("captions")) if story.pk else []
    # Rows need a number to have others at their side; nobody ever sees it.
    story.pk = story.pk or 0
    known = story.__dict__.setdefault("_prefetched_objects_cache", {})
    known["steps"] = [_step(story, number, row) for number, row in enumerate(sheet.parts.get("steps", ()), start=1)]
    known["sources"] = [
        StorySource(pk=-number, story=story, **{name: row.get(name) for name in values.SOURCES.columns})
        for number, row in enumerate(sheet.parts.get("sources", ()), start=1)
    ]
    known["media"] = media
    return story


def _step(story: Story, number: int, row: dict[str, object]) -> StoryStep:
    step = StoryStep(pk=-number, story=story, **{name: row.get(name) for name in values.STEPS.columns if name != "position"})
    cache = step.__dict__.setdefault("_prefetched_objects_cache", {})
    for link in values.LINKS:
        model = StoryStep._meta.get_field(link).related_model
        rows = model._default_manager.filter(pk__in=row.get(link) or ())
        cache[link] = list(rows.select_related("provider") if link == "offers" else rows)
    return step


def falls_back(story: Story, code: str) -> bool:
    """Whether some German text has no translation into this language."""
    if code == SOURCE:
        return False
    texts = [(story, name) for name in STORY_TEXTS]
    texts += [(step, "text") for step in story.steps.all()]
    return any(getattr(row, f"{name}_{SOURCE}") and not getattr(row, f"{name}_{code}") for row, name in texts)
