"""Which columns of organisations and advisors exist in every language, and what of them is kept in the history."""

from modeltranslation.translator import TranslationOptions, register

from networks.models import (
    Advisor,
    AdvisorChannel,
    AdvisorLanguage,
    Competence,
    Contact,
    Organisation,
    OrganisationKind,
    OrganisationLanguage,
    Place,
    Responsibility,
)
from portal.history import keep_history, keep_links


@register(OrganisationKind)
class OrganisationKindTranslation(TranslationOptions):
    fields = ("name",)
    required_languages = ("de",)


ORGANISATION_TEXTS = ("about", "responsible_for", "not_responsible_for", "send_when", "send_papers", "logo_alt")


@register(Organisation)
class OrganisationTranslation(TranslationOptions):
    fields = ORGANISATION_TEXTS


@register(Contact)
class ContactTranslation(TranslationOptions):
    fields = ("label",)


@register(Place)
class PlaceTranslation(TranslationOptions):
    fields = ("women_only_hours",)


ADVISOR_TEXTS = ("position", "about", "not_responsible_for")


@register(Advisor)
class AdvisorTranslation(TranslationOptions):
    fields = ADVISOR_TEXTS


keep_history(Organisation, Advisor, Contact, Place, OrganisationLanguage, AdvisorLanguage, AdvisorChannel, Competence, Responsibility)
keep_links(Organisation.regions.through, Advisor.regions.through, Advisor.organisations.through)
