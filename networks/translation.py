"""Which columns of organisations exist in every language."""

from modeltranslation.translator import TranslationOptions, register

from networks.models import Contact, Organisation, OrganisationKind, Place


@register(OrganisationKind)
class OrganisationKindTranslation(TranslationOptions):
    fields = ("name",)
    required_languages = ("de",)


@register(Organisation)
class OrganisationTranslation(TranslationOptions):
    fields = ("about",)


@register(Contact)
class ContactTranslation(TranslationOptions):
    fields = ("label",)


@register(Place)
class PlaceTranslation(TranslationOptions):
    fields = ("women_only_hours",)
