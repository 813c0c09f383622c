"""Which columns of offers exist in every language."""

from modeltranslation.translator import register

from offers.models import PUBLIC_STATES, DocumentItem, Offer, OfferLanguage, OfferLink
from portal.history import keep_history, keep_links
from portal.texts import EVERYWHERE, NO_PAGE, TextOptions

OFFER_TEXTS = (
    "title", "summary", "who_for", "cost_note", "residence_note", "waiting_time", "next_slots", "conditions", "first_step", "first_talk",
)  # fmt: skip


@register(Offer)
class OfferTranslation(TextOptions):
    fields = OFFER_TEXTS
    region_path, page_path = "regions", ""
    shows = ("documents", "place")
    shown = {"state__in": PUBLIC_STATES}
    changed = "offers.actions.refresh_search"
    # What somebody may, must pay, or must do by when.
    sensitive = ("cost_note", "residence_note", "waiting_time", "conditions", "first_step")
    required_languages = {"de": ("title", "summary")}


@register(DocumentItem)
class DocumentItemTranslation(TextOptions):
    fields = ("name", "hint")
    region_path, page_path = EVERYWHERE, NO_PAGE
    required_languages = {"de": ("name",)}


@register(OfferLanguage)
class OfferLanguageTranslation(TextOptions):
    fields = ("note",)
    region_path, page_path = "offer__regions", "offer"
    shown = {"offer__state__in": PUBLIC_STATES}


@register(OfferLink)
class OfferLinkTranslation(TextOptions):
    fields = ("label",)
    region_path, page_path = "offer__regions", "offer"
    shown = {"offer__state__in": PUBLIC_STATES}


keep_history(Offer, OfferLanguage, OfferLink)
keep_links(Offer.regions.through, Offer.topics.through, Offer.documents.through, Offer.co_providers.through)
