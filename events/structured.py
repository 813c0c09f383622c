"""schema.org data about events, for search engines. Made-up examples have none."""

from django.conf import settings
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from events.models import Cost, Event, Format, State
from events.standing import FULL, Standing
from portal.languages import SOURCE
from portal.structured import as_data_block

_STATUS = {State.CANCELLED: "EventCancelled", State.RESCHEDULED: "EventRescheduled"}
_MODE = {
    Format.ON_SITE: "OfflineEventAttendanceMode",
    Format.ONLINE: "OnlineEventAttendanceMode",
    Format.HYBRID: "MixedEventAttendanceMode",
}


def event_data(event: Event, standing: Standing) -> SafeString | str:
    """Return what the page shows to everybody; never the link to take part."""
    if event.is_example:
        return ""
    address = f"{settings.SITE_URL}{event.get_absolute_url()}"
    data: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": _text(event, "title"),
        "description": _text(event, "summary"),
        "url": address,
        "startDate": event.starts_local.isoformat(),
        "endDate": event.ends_local.isoformat(),
        "eventStatus": f"https://schema.org/{_STATUS.get(State(event.state), 'EventScheduled')}",
        "eventAttendanceMode": f"https://schema.org/{_MODE[Format(event.format)]}",
        "location": _location(event, address),
    }
    if event.state == State.RESCHEDULED and event.moved_from:
        data["previousStartDate"] = event.moved_from.astimezone(event.zone).isoformat()
    if spoken := [row.code for row in event.languages.all()]:
        data["inLanguage"] = spoken
    if event.cost == Cost.FREE:
        data["isAccessibleForFree"] = True
        if standing.accepts:
            sold_out = "SoldOut" if standing.code == FULL else "InStock"
            data["offers"] = {
                "@type": "Offer", "price": 0, "priceCurrency": "EUR", "url": address, "availability": f"https://schema.org/{sold_out}",
            }  # fmt: skip
    if event.capacity:
        data["maximumAttendeeCapacity"] = event.capacity
    bodies = [body for body in (event.organiser, *event.co_hosts.all()) if body]
    data["organizer"] = [
        {"@type": "Organization", "name": body.name, "url": f"{settings.SITE_URL}{body.get_absolute_url()}"} for body in bodies
    ]
    return as_data_block(data)


def _location(event: Event, address: str) -> object:
    online = {"@type": "VirtualLocation", "url": address}
    if not event.is_on_site:
        return online
    postal = {"@type": "PostalAddress", "addressLocality": event.city, "addressCountry": "DE"}
    postal |= {"streetAddress": event.street} if event.street else {}
    postal |= {"postalCode": event.postcode} if event.postcode else {}
    place = {"@type": "Place", "name": event.venue or event.city, "address": postal}
    return [place, online] if event.is_online else place


def _text(event: Event, field: str) -> str:
    return getattr(event, f"{field}_{get_language() or SOURCE}") or getattr(event, f"{field}_{SOURCE}") or ""
