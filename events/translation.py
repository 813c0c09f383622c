"""Which columns of events exist in every language, and what of them is kept in the history. People are in no history."""

from django.db.models.functions import Now
from modeltranslation.translator import register

from events.models import PUBLIC_STATES, Event, EventAttachment, EventLanguage, EventQuota, EventSeries, EventTemplate
from portal.history import keep_history, keep_links
from portal.texts import EVERYWHERE, NO_PAGE, TextOptions

EVENT_TEXTS = ("title", "summary", "programme", "directions", "cost_note", "cancel_reason")
SERIES_TEXTS = ("title", "goal")


@register(Event)
class EventTranslation(TextOptions):
    fields = EVENT_TEXTS
    region_path, page_path = "region", ""
    # What is over is not worth the work.
    shown = {"state__in": PUBLIC_STATES, "ends_at__gt": Now()}
    changed = "events.search_rows.refresh"
    sensitive = ("cost_note",)
    required_languages = {"de": ("title",)}


@register(EventSeries)
class EventSeriesTranslation(TextOptions):
    fields = SERIES_TEXTS
    region_path, page_path = "region", NO_PAGE
    labelled = False
    required_languages = {"de": ("title",)}


@register(EventTemplate)
class EventTemplateTranslation(TextOptions):
    fields = ("name",)
    region_path, page_path = EVERYWHERE, NO_PAGE
    labelled = False
    required_languages = {"de": ("name",)}


@register(EventAttachment)
class EventAttachmentTranslation(TextOptions):
    fields = ("name",)
    region_path, page_path = "event__region", "event"
    shown = {"event__state__in": PUBLIC_STATES}


keep_history(Event, EventLanguage, EventQuota, EventSeries)
keep_links(Event.co_hosts.through)
