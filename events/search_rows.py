"""What is searched of events. Belongs into the transaction that saves them."""

from django.db.models import Q

from events.models import PUBLIC_STATES, Event
from networks.models import Organisation
from portal import search
from portal.languages import CODES, SOURCE
from portal.wording import language_name

EVENT = "event"


def refresh(event: Event) -> None:
    """Write the search rows of a public event, remove those of any other."""
    if event.state not in PUBLIC_STATES:
        search.remove(EVENT, event.pk)
        return
    bodies = [body for body in (event.organiser, *event.co_hosts.order_by("pk")) if body]
    hosts = " ".join(" ".join([body.name, body.short_name, *body.aliases]) for body in bodies)
    spoken = list(event.languages.values_list("code", flat=True))
    texts = {}
    for code in CODES:
        title, said = getattr(event, f"title_{code}") or "", getattr(event, f"summary_{code}") or ""
        body = " ".join([said, event.venue, event.city, *(language_name(other, code) for other in spoken)])
        # Without a title of its own a language finds the event by its German one.
        texts[code] = search.Text(title, "" if title else event.title_de, body, hosts if code == SOURCE else "")
    search.index(EVENT, event.pk, texts)


def forget(pk: int) -> None:
    """Remove the search rows of an event that is about to be deleted."""
    search.remove(EVENT, pk)


def refresh_all() -> int:
    """Write all search rows of events. Returns how many events there are."""
    events = Event.objects.select_related("organiser").order_by("pk")
    for event in events:
        refresh(event)
    return len(events)


def refresh_of(organisation: Organisation) -> None:
    """Write the search rows of the events of an organisation, whose names are part of them."""
    own = Q(organiser=organisation) | Q(co_hosts=organisation)
    for event in Event.objects.public().filter(own).select_related("organiser").distinct().order_by("pk"):
        refresh(event)
