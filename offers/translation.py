"""Which columns of offers exist in every language."""

from modeltranslation.translator import TranslationOptions, register

from offers.models import DocumentItem, Offer, OfferLanguage, OfferLink
from portal.history import keep_history, keep_links

OFFER_TEXTS = (
    "title", "summary", "who_for", "cost_note", "residence_note", "waiting_time", "next_slots", "conditions", "first_step", "first_talk",
)  # fmt: skip


@register(Offer)
class OfferTranslation(TranslationOptions):
    fields = OFFER_TEXTS
    required_languages = {"de": ("title", "summary")}


@register(DocumentItem)
class DocumentItemTranslation(TranslationOptions):
    fields = ("name", "hint")
    required_languages = {"de": ("name",)}


@register(OfferLanguage)
class OfferLanguageTranslation(TranslationOptions):
    fields = ("note",)


@register(OfferLink)
class OfferLinkTranslation(TranslationOptions):
    fields = ("label",)


keep_history(Offer, OfferLanguage, OfferLink)
keep_links(Offer.regions.through, Offer.topics.through, Offer.documents.through, Offer.co_providers.through)
