"""Everything the editor changes of a story, as plain values: read, compared, written."""

from typing import Any

from networks.sheets import Part, Shape, Sheet, differences, in_all, row_words
from portal.diff import Change, compare
from portal.history_view import Names
from stories.models import Story, StorySource, StoryStep
from stories.translation import STORY_TEXTS
from translations.following import follow, texts_before
from translations.texts import forget

LINKS = ("offers", "organisations", "events")
STEPS = Part(StoryStep, "story", ("position", "phase", "year", *in_all("text")))
SOURCES = Part(StorySource, "story", ("title", "url", "on"))
STORY = Shape(
    Story,
    (
        *("person_name", "firm_name", "website", "industry", "region_id", "founded_year", "languages", "advisor_id"),
        *in_all(*STORY_TEXTS),
    ),
    (),
    {"steps": STEPS, "sources": SOURCES},
)


def read(story: Story) -> Sheet:
    """Return the values of a story as the database holds them; of a new one, the empty ones."""
    sheet = Sheet({name: _plain(getattr(story, name)) for name in STORY.columns}, {}, {"steps": [], "sources": []})
    if story.pk is None:
        return sheet
    for step in StoryStep.objects.filter(story=story).prefetch_related(*LINKS):
        row = {"id": step.pk} | {name: getattr(step, name) for name in STEPS.columns}
        sheet.parts["steps"].append(row | {link: sorted(linked.pk for linked in getattr(step, link).all()) for link in LINKS})
    for source in StorySource.objects.filter(story=story):
        sheet.parts["sources"].append({"id": source.pk} | {name: getattr(source, name) for name in SOURCES.columns})
    return sheet


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, list | tuple) else value


def changes_between(theirs: Sheet, hers: Sheet) -> list[Change]:
    """Return what differs, in words; steps with what helped at them, in their order."""
    others = Sheet(hers.columns, {}, {name: rows for name, rows in hers.parts.items() if name != "steps"})
    found = differences(STORY, theirs, others)
    if "steps" in hers.parts:
        names = Names()
        label = str(StoryStep._meta.verbose_name_plural)
        found.append(compare("steps", label, _lines(theirs.parts["steps"], names), _lines(hers.parts["steps"], names)))
    return [change for change in found if change]


def _lines(rows: list[dict[str, Any]], names: Names) -> str:
    lines = []
    for number, row in enumerate(rows, start=1):
        helped = [names.of(StoryStep._meta.get_field(link).related_model, pk) for link in LINKS for pk in row.get(link, ())]
        lines.append(" · ".join(filter(None, (row_words(STEPS, row | {"position": number}, names), *helped))))
    return "\n".join(lines)


def fill(story: Story, sheet: Sheet) -> None:
    for name, value in sheet.columns.items():
        setattr(story, name, value)


def write_parts(story: Story, sheet: Sheet, *, minor: bool) -> None:
    """Make steps and sources these. What is gone takes the records of its texts along."""
    if "steps" in sheet.parts:
        _write_steps(story, sheet.parts["steps"], minor=minor)
    if "sources" in sheet.parts:
        known = {source.pk: source for source in StorySource.objects.filter(story=story)}
        kept = {row["id"] for row in sheet.parts["sources"] if row.get("id") in known}
        StorySource.objects.filter(story=story).exclude(pk__in=kept).delete()
        for row in sheet.parts["sources"]:
            source = known.get(row.get("id")) or StorySource(story=story)
            for name in SOURCES.columns:
                setattr(source, name, row.get(name))
            source.full_clean(exclude=["story"])
            source.save()


def _write_steps(story: Story, rows: list[dict[str, Any]], *, minor: bool) -> None:
    known = {step.pk: step for step in StoryStep.objects.filter(story=story).prefetch_related(*LINKS)}
    kept = {row["id"] for row in rows if row.get("id") in known}
    for pk, step in known.items():
        if pk not in kept:
            forget(step)
            step.delete()
    for number, row in enumerate(rows):
        step = known.get(row.get("id")) or StoryStep(story=story)
        texts = texts_before(step)
        for name in STEPS.columns:
            setattr(step, name, row.get(name))
        step.position = number
        step.full_clean(exclude=["story"])
        step.save()
        for link in LINKS:
            if link in row:
                getattr(step, link).set(row[link])
        follow(step, texts, minor=minor)
