"""schema.org data about organisations and advisors. Made-up examples and profiles for colleagues have none."""

from django.conf import settings
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from networks.models import Advisor, Organisation
from portal.languages import SOURCE
from portal.structured import as_data_block


def _text(instance: Organisation | Advisor, field: str) -> str:
    return getattr(instance, f"{field}_{get_language() or SOURCE}") or getattr(instance, f"{field}_{SOURCE}") or ""


def organisation_data(organisation: Organisation) -> SafeString | str:
    if organisation.is_example:
        return ""
    data: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "Organization",
        "name": organisation.name,
        "url": f"{settings.SITE_URL}{organisation.get_absolute_url()}",
        "areaServed": [{"@type": "AdministrativeArea", "name": region.name} for region in organisation.regions.all()],
    }
    if others := [name for name in (organisation.short_name, *organisation.aliases, *organisation.formerly) if name]:
        data["alternateName"] = others
    if about := _text(organisation, "about"):
        data["description"] = about
    if organisation.website:
        data["sameAs"] = organisation.website
    if organisation.parent:
        data["parentOrganization"] = {"@type": "Organization", "name": organisation.parent.name}
    contacts = [{"@type": "ContactPoint", "telephone": contact.dial} for contact in organisation.contacts.all() if contact.phone]
    if contacts:
        data["contactPoint"] = contacts
    return as_data_block(data)


def advisor_data(advisor: Advisor) -> SafeString | str:
    """Only what the page shows to everybody; no channel, no photo."""
    if advisor.is_example or advisor.visibility != "public":
        return ""
    data: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "Person",
        "name": advisor.display_name,
        "url": f"{settings.SITE_URL}{advisor.get_absolute_url()}",
        "worksFor": [{"@type": "Organization", "name": body.name} for body in advisor.organisations.all()],
        "knowsLanguage": [spoken.code for spoken in advisor.languages.all()],
    }
    if position := _text(advisor, "position"):
        data["jobTitle"] = position
    return as_data_block(data)
