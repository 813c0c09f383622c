"""The demo's stories: invented people, said to be invented on every page, with pictures drawn by the product itself."""

import datetime
import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from events.models import Event
from networks.models import Advisor, Organisation
from offers.models import Offer
from portal.languages import CODES, SOURCE
from portal.models import Region
from stories.drawing import draw
from stories.models import Channel, Consent, State, Story, StoryMedia, StoryStep
from stories.search_rows import refresh
from stories.shown import digest_of
from stories.translation import STORY_TEXTS
from translations import texts
from translations.models import Origin

FOLDER = Path(settings.BASE_DIR) / "stories" / "data" / "demo"
CREDIT = "Anlauf"


def read() -> tuple[list[dict[str, Any]], dict[str, dict[str, Any]]]:
    """Return the stories, and their texts by language and slug."""
    rows = json.loads((FOLDER / "stories.json").read_text(encoding="utf-8"))
    return rows, {code: json.loads((FOLDER / "texts" / f"{code}.json").read_text(encoding="utf-8")) for code in CODES}


@transaction.atomic
def load() -> int:
    """Write the example stories. What is there already stays as it is. Returns how many were made."""
    rows, said = read()
    known = set(Story.objects.values_list("slug", flat=True))
    places = set(Region.objects.values_list("pk", flat=True))
    new = [row for row in rows if row["slug"] not in known and row["region"] in places]
    for age, row in enumerate(new):
        _story(row, {code: said[code][row["slug"]] for code in CODES}, age)
    return len(new)


def _story(row: dict[str, Any], said: dict[str, dict[str, Any]], age: int) -> None:
    now = timezone.now()
    plain = {name: row[name] for name in ("slug", "person_name", "firm_name", "industry", "founded_year", "languages")}
    story = Story.objects.create(
        **plain,
        **_columns(STORY_TEXTS, said),
        region_id=row["region"],
        advisor=Advisor.objects.filter(slug=row["advisor"], is_example=True).first(),
        state=State.PUBLISHED,
        published_at=now - datetime.timedelta(days=7 * age),
        is_example=True,
    )
    # Nobody is behind an example: an address that no mail ever goes to.
    Consent.objects.create(
        story=story,
        language=SOURCE,
        channels=list(Channel.values),
        languages=list(CODES),
        given_at=now,
        given_how=Consent.How.LINK,
    )
    written = [story, _picture(story, row["picture"], said)]
    written += [_step(story, number, step, said) for number, step in enumerate(row["steps"])]
    for part in written:
        texts.stamp(part, origin=Origin.DEMO)
    story = Story.objects.get(pk=story.pk)
    Story.objects.filter(pk=story.pk).update(approved={code: digest_of(story, code) for code in CODES})
    refresh(story)


def _columns(fields: tuple[str, ...], said: dict[str, dict[str, Any]]) -> dict[str, str]:
    return {f"{field}_{code}": said[code][field] for field in fields for code in CODES}


def _step(story: Story, number: int, row: dict[str, Any], said: dict[str, dict[str, Any]]) -> StoryStep:
    words = {f"text_{code}": said[code]["steps"][number] for code in CODES}
    step = StoryStep.objects.create(story=story, position=number, phase=row["phase"], year=row["year"], **words)
    step.offers.set(Offer.objects.filter(slug__in=row["offers"]))
    step.organisations.set(Organisation.objects.filter(slug__in=row["organisations"]))
    step.events.set(Event.objects.filter(slug__in=row["events"]))
    return step


def _picture(story: Story, motive: str, said: dict[str, dict[str, Any]]) -> StoryMedia:
    large, small = draw(motive)
    item = StoryMedia(story=story, credit=CREDIT, licence="CC0", **_columns(("alt",), said))
    item.picture.save("picture.webp", ContentFile(large), save=False)
    item.small.save("picture.webp", ContentFile(small), save=False)
    item.save()
    return item
