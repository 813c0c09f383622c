"""Which columns of the shared models exist in every language."""

from modeltranslation.translator import register

from portal.models import Region, Topic
from portal.texts import EVERYWHERE, NO_PAGE, TextOptions


@register(Region)
class RegionTranslation(TextOptions):
    fields = ("name",)
    region_path, page_path = "key", ""
    required_languages = ("de",)


@register(Topic)
class TopicTranslation(TextOptions):
    fields = ("name", "words")
    region_path, page_path = EVERYWHERE, NO_PAGE
    required_languages = {"de": ("name",)}
