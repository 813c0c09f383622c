"""Which columns of the shared models exist in every language."""

from modeltranslation.translator import TranslationOptions, register

from portal.models import Region, Topic


@register(Region)
class RegionTranslation(TranslationOptions):
    fields = ("name",)
    required_languages = ("de",)


@register(Topic)
class TopicTranslation(TranslationOptions):
    fields = ("name", "words")
    required_languages = {"de": ("name",)}
