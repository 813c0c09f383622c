"""Events as cards show them, read in one plain query, and one more for their places."""

from types import SimpleNamespace

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, QuerySet
from django.db.models.functions import JSONObject
from django.utils.translation import get_language

from events.index import BODY, FREE, OPEN, coming_index
from events.models import Event, EventLanguage
from events.places import Places, places_of
from portal.bits import numbers_of
from portal.languages import SOURCE
from translations import labels

FIELDS = (
    "pk", "slug", "kind", "state", "region_id", "starts_at", "ends_at", "timezone", "format", "venue", "city", "child_care", "cost",
    "capacity", "needs_registration", "opens_at", "closes_at", "audiences", "organiser__name", "is_example",
)  # fmt: skip
TEXTS = ("title", "summary")


class Card(SimpleNamespace):
    """One event on a card: FIELDS, TEXTS in the reader's language and German, `spoken`, `places`."""

    places: Places
    zone = Event.zone
    starts_local = Event.starts_local
    ends_local = Event.ends_local
    is_open = Event.is_open
    is_online = Event.is_online
    is_on_site = Event.is_on_site

    @property
    def is_cancelled(self) -> bool:
        return self.state == "cancelled"

    @property
    def is_moved(self) -> bool:
        return self.state == "rescheduled"


def cards(ids: list[int]) -> list[Card]:
    """Load the cards of these events in this order, with their languages and places."""
    if not ids:
        return []
    codes = dict.fromkeys((get_language() or SOURCE, SOURCE))
    rows = QuerySet(EventLanguage).filter(event=OuterRef("pk")).order_by("id")
    extras = {"spoken": ArraySubquery(rows.values(pair=JSONObject(code=F("code"), mode=F("mode")))), "marks": labels.marks(Event)}
    names = [*FIELDS, *(f"{text}_{code}" for text in TEXTS for code in codes), *extras]
    found = QuerySet(Event).filter(pk__in=ids).annotate(**extras).values_list(*names)
    by_id = {row[0]: Card(found_via="", **dict(zip(names, row, strict=True))) for row in found}
    labels.note_marks(by_id.values())
    places = places_of(by_id.values())
    for pk, card in by_id.items():
        card.places = places[pk]
    return [by_id[i] for i in ids if i in by_id]


def next_ones(most: int, *, region: str = "", organisation: int | None = None) -> list[Card]:
    """Return the next events: everywhere, those of a region, or those an organisation holds. Cancelled ones only of an organisation."""
    index = coming_index()
    found = index.any_of(OPEN, [FREE]) if organisation is None else index.any_of(BODY, [str(organisation)])
    if region:
        found &= index.in_regions([region])
    return cards([index.ids[bit] for _number, bit in zip(range(most), numbers_of(found), strict=False)])
