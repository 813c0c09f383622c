"""schema.org data about offers, for search engines."""

from django.conf import settings
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from offers.models import Cost, Offer
from portal.languages import SOURCE
from portal.regions import places
from portal.structured import as_data_block


def text(offer: Offer, field: str) -> str:
    """Return a translated field of an offer whose other languages may not have been loaded."""
    return getattr(offer, f"{field}_{get_language() or SOURCE}") or getattr(offer, f"{field}_{SOURCE}")


def offer_data(offer: Offer) -> SafeString:
    language = get_language() or SOURCE
    table = places()
    provider = {"@type": "Organization", "name": offer.provider.name}
    if offer.provider.website:
        provider["url"] = offer.provider.website
    data: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "Service",
        "name": text(offer, "title"),
        "alternateName": [offer.official_name, *offer.aliases],
        "description": text(offer, "summary"),
        "url": f"{settings.SITE_URL}{offer.get_absolute_url()}",
        "provider": provider,
        "serviceType": offer.get_kind_display(),
        "areaServed": [{"@type": "AdministrativeArea", "name": table[key].name} for key in offer.area_keys if key in table],
        "inLanguage": language,
    }
    if offer.spoken:
        data["availableLanguage"] = list(dict.fromkeys(spoken.code for spoken in offer.spoken))
    if offer.cost == Cost.FREE:
        data["isAccessibleForFree"] = True
    if offer.link:
        data["sameAs"] = offer.link
    return as_data_block(data)
