"""Which columns of stories and awards exist in every language. No machine gets people's words, no history keeps them."""

from modeltranslation.translator import register

from portal.texts import TextOptions
from stories.models import AwardCall, AwardCategory, State, Story, StoryMedia, StoryStep

STORY_TEXTS = ("title", "summary", "quote", "text", "again")
# A story is translated before the person approves it, because she sees every language.
_SHOWN = (State.DRAFT, State.ASKED, State.PUBLISHED)


@register(Story)
class StoryTranslation(TextOptions):
    fields = STORY_TEXTS
    required_languages = {"de": ("title",)}
    region_path, page_path = "region", ""
    shown = {"state__in": _SHOWN}
    changed = "stories.search_rows.refresh"
    personal = True


@register(StoryStep)
class StoryStepTranslation(TextOptions):
    fields = ("text",)
    region_path, page_path = "story__region", "story"
    shown = {"story__state__in": _SHOWN}
    personal = True


@register(StoryMedia)
class StoryMediaTranslation(TextOptions):
    fields = ("alt", "transcript")
    region_path, page_path = "story__region", "story"
    shown = {"story__state__in": _SHOWN}
    personal = True


@register(AwardCall)
class AwardCallTranslation(TextOptions):
    fields = ("title", "summary", "text", "criteria", "who_may")
    required_languages = {"de": ("title",)}
    region_path, page_path = "region", ""
    shown = {"state": AwardCall.State.PUBLISHED}
    sensitive = ("who_may",)


@register(AwardCategory)
class AwardCategoryTranslation(TextOptions):
    fields = ("name",)
    required_languages = {"de": ("name",)}
    region_path, page_path = "call__region", "call"
    shown = {"call__state": AwardCall.State.PUBLISHED}
