"""Which columns of the shared models exist in every language."""

from modeltranslation.translator import register

from portal.models import Region, Topic
from portal.texts import EVERYWHERE, NO_PAGE, TextOptions


@register(Region)
class RegionTranslation(TextOptions):
    fields = ("name",)
    region_path, page_path = "key", ""
    labelled = False
    required_languages = ("de",)


# Pages show a new name at once. The words by which the search finds offers, organisations and advisors of a topic follow with
# `rebuild_search`: a topic stands at hundreds of them, too many to write anew while somebody waits for one saved word.
@register(Topic)
class TopicTranslation(TextOptions):
    fields = ("name", "words")
    region_path, page_path = EVERYWHERE, NO_PAGE
    labelled = False
    required_languages = {"de": ("name",)}
