"""Offers as they stood: the kept history read back into plain values, so that an old state is compared and restored like any edit."""

from typing import Any

from offers import values
from offers.models import PUBLIC_STATES, Offer, OfferLanguage, OfferLink
from offers.values import Values
from portal.history_view import Part, standing
from portal.languages import CODES

# Links whose history is kept; what an offer needs first is not among them and stays as it is.
LINKS = {"regions": "region_id", "topics": "topic_id", "documents": "documentitem_id", "co_providers": "organisation_id"}
PARTS: tuple[Part, ...] = (
    (OfferLanguage, "offer"),
    (OfferLink, "offer"),
    *((getattr(Offer, name).through, "offer") for name in LINKS),
)


def last_published(offer: Offer) -> Any:
    """Return the newest kept row in which the offer was public, None when it never was."""
    return Offer.pgh_event_model.objects.filter(pgh_obj_id=offer.pk, state__in=PUBLIC_STATES).order_by("-pgh_id").first()


def values_at(event: Any) -> Values:
    """Return the values of the offer that one kept row belongs to, with its languages, links and relations of that moment."""
    found: Values = {name: getattr(event, name) or "" for name in values.TEXTS}
    found |= {name: getattr(event, name) for name in (*values.PLAIN, *values.NUMBERS)}
    found |= {name: day.isoformat() if (day := getattr(event, name)) else None for name in values.DATES}
    found |= {name: getattr(event, f"{name}_id") for name in values.POINTERS}
    for name, column in LINKS.items():
        rows = standing(getattr(Offer, name).through, "offer", event)
        found[name] = sorted({getattr(row, column) for row in rows})
    found["languages"] = [_part(row, ("code", "mode"), "note") for row in standing(OfferLanguage, "offer", event)]
    found["links"] = [_part(row, ("url", "language", "is_pdf", "kilobytes"), "label") for row in standing(OfferLink, "offer", event)]
    return found


def _part(row: Any, columns: tuple[str, ...], text: str) -> Values:
    return {name: getattr(row, name) for name in columns} | {f"{text}_{code}": getattr(row, f"{text}_{code}") or "" for code in CODES}
