"""An event page made of values that nobody has saved, as a visitor would see it."""

from types import SimpleNamespace

from events import values
from events.models import Event
from networks.models import Organisation
from networks.sheets import Sheet
from portal.languages import SOURCE
from portal.models import Region


def as_page(event: Event, sheet: Sheet) -> Event:
    """Return an event with all that its page shows; nothing is written."""
    values.fill(event, sheet)
    event.spoken = [SimpleNamespace(**{name: row[name] for name in ("code", "mode")}) for row in sheet.parts.get("languages", ())]
    event.hosts = list(Organisation.objects.filter(pk__in=[event.organiser_id or 0, *sheet.links.get("co_hosts", ())]).order_by("name"))
    event.hosts.sort(key=lambda body: body.pk != event.organiser_id)
    event.area = Region.objects.filter(pk=event.region_id).first()
    return event


def falls_back(event: Event, code: str) -> bool:
    """Whether some German text has no translation into this language."""
    if code == SOURCE:
        return False
    return any(getattr(event, f"{name}_{SOURCE}") and not getattr(event, f"{name}_{code}") for name in values.TEXTS)
