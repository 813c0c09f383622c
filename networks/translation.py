"""Which columns of organisations and advisors exist in every language, and what of them is kept in the history."""

from modeltranslation.translator import register

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
    Visibility,
)
from portal.history import keep_history, keep_links
from portal.texts import EVERYWHERE, NO_PAGE, TextOptions


@register(OrganisationKind)
class OrganisationKindTranslation(TextOptions):
    fields = ("name",)
    region_path, page_path = EVERYWHERE, NO_PAGE
    labelled = False
    required_languages = ("de",)


ORGANISATION_TEXTS = ("about", "responsible_for", "not_responsible_for", "send_when", "send_papers", "logo_alt")


@register(Organisation)
class OrganisationTranslation(TextOptions):
    fields = ORGANISATION_TEXTS
    region_path, page_path = "regions", ""
    shown = {"state": Organisation.State.ACTIVE}
    changed = "networks.search_rows.refresh_organisation"


@register(Contact)
class ContactTranslation(TextOptions):
    fields = ("label",)
    region_path, page_path = "organisation__regions", "organisation"
    shown = {"organisation__state": Organisation.State.ACTIVE}
    # It may name a person.
    personal = True


@register(Place)
class PlaceTranslation(TextOptions):
    fields = ("women_only_hours",)
    region_path, page_path = "organisation__regions", "organisation"
    shown = {"organisation__state": Organisation.State.ACTIVE}


ADVISOR_TEXTS = ("position", "about", "not_responsible_for")


@register(Advisor)
class AdvisorTranslation(TextOptions):
    fields = ADVISOR_TEXTS
    region_path, page_path = "regions", ""
    shown = {"state": Advisor.State.ACTIVE, "visibility__in": (Visibility.PUBLIC, Visibility.NETWORK)}
    changed = "networks.search_rows.refresh_advisor"
    personal = True


keep_history(Organisation, Advisor, Contact, Place, OrganisationLanguage, AdvisorLanguage, AdvisorChannel, Competence, Responsibility)
keep_links(Organisation.regions.through, Advisor.regions.through, Advisor.organisations.through)
