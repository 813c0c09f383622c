"""The invented stories: complete, marked, harmless to load twice."""

import json
import re

import pytest
from django.core.management import call_command
from django.test import Client

from portal.languages import CODES
from stories import demo
from stories.drawing import MOTIVES, draw
from stories.models import Story
from stories.shown import shown_languages
from translations.models import Origin, TranslationRecord

NUMBERS = re.compile(r"\d+")


def flat(texts: object) -> list[str]:
    return [
        part
        for value in (texts.values() if isinstance(texts, dict) else texts)
        for part in ([value] if isinstance(value, str) else flat(value))
    ]


def test_numbers_are_the_same_in_all_languages() -> None:
    _rows, said = demo.read()
    german = [NUMBERS.findall(text) for text in flat(said["de"])]
    for code in CODES:
        assert [NUMBERS.findall(text) for text in flat(said[code])] == german, code


def test_german_names_of_offices_stand_in_every_language() -> None:
    _rows, said = demo.read()
    for code in CODES:
        text = json.dumps(said[code], ensure_ascii=False)
        for name in ("HWK", "Gründungszuschuss", "Wirtschaftsförderung", "Welcome Center", "Finanzamt"):
            assert name in text, (code, name)


def test_pictures_are_drawn_the_same_each_time() -> None:
    assert draw("garden") == draw("garden")
    assert len({draw(motive)[1] for motive in MOTIVES}) == len(MOTIVES) == 6


@pytest.mark.django_db
def test_load_makes_six_marked_stories_in_all_languages_once(settings: object, tmp_path: object) -> None:
    settings.MEDIA_ROOT = tmp_path
    call_command("load_demo_stories", verbosity=0)
    assert demo.load() == 0
    stories = list(Story.objects.order_by("pk"))
    assert len(stories) == 6
    assert all(story.is_example and shown_languages(story) == CODES for story in stories)
    assert set(TranslationRecord.objects.filter(model__startswith="stories.").values_list("origin", "accepted")) == {(Origin.DEMO, False)}
    for code in CODES:
        page = Client().get(f"/{code}/stories/").content.decode()
        assert page.count("story-example") == 6
        assert all(getattr(story, f"title_{code}") in page.replace("&#x27;", "'") for story in stories)
    detail = Client().get(f"/de/stories/{stories[0].slug}/").content.decode()
    assert "Erfundenes Beispiel" in detail
    assert "application/ld+json" not in detail
