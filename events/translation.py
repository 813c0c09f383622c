"""Which columns of events exist in every language, and what of them is kept in the history. People are in no history."""

from modeltranslation.translator import TranslationOptions, register

from events.models import Event, EventAttachment, EventLanguage, EventQuota, EventSeries, EventTemplate
from portal.history import keep_history, keep_links

EVENT_TEXTS = ("title", "summary", "programme", "directions", "cost_note", "cancel_reason")
SERIES_TEXTS = ("title", "goal")


@register(Event)
class EventTranslation(TranslationOptions):
    fields = EVENT_TEXTS
    required_languages = {"de": ("title",)}


@register(EventSeries)
class EventSeriesTranslation(TranslationOptions):
    fields = SERIES_TEXTS
    required_languages = {"de": ("title",)}


@register(EventTemplate)
class EventTemplateTranslation(TranslationOptions):
    fields = ("name",)
    required_languages = {"de": ("name",)}


@register(EventAttachment)
class EventAttachmentTranslation(TranslationOptions):
    fields = ("name",)


keep_history(Event, EventLanguage, EventQuota, EventSeries)
keep_links(Event.co_hosts.through)
