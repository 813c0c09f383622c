"""Offers as cards show them, read in one plain query.

The translating manager of modeltranslation costs three times as much as the query here, so the hot paths name the
columns of the reader's language and of German themselves.
"""

from types import SimpleNamespace

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, QuerySet
from django.db.models.functions import JSONObject
from django.utils.translation import get_language

from offers.models import Offer, OfferLanguage
from portal.languages import SOURCE
from translations import labels

FIELDS = (
    "pk", "slug", "official_name", "kind", "cost", "formats", "apply_before", "capacity", "collected", "verified_on",
    "source_date", "state", "provider__name",
)  # fmt: skip
TEXTS = ("title", "summary")


class Card(SimpleNamespace):
    """One offer on a card: FIELDS, TEXTS in the reader's language and German, and what `cards` adds."""


def cards(ids: list[int]) -> list[Card]:
    """Load the cards of these offers in this order, with their languages and areas, in one query."""
    if not ids:
        return []
    codes = dict.fromkeys((get_language() or SOURCE, SOURCE))
    columns = [*FIELDS, *(f"{text}_{code}" for text in TEXTS for code in codes)]
    extras = {"spoken": spoken(), "area_keys": area_keys(), "marks": labels.marks(Offer)}
    names = [*columns, *extras]
    rows = QuerySet(Offer).filter(pk__in=ids).annotate(**extras).values_list(*names)
    by_id = {row[0]: Card(found_via="", **dict(zip(names, row, strict=True))) for row in rows}
    labels.note_marks(by_id.values())
    return [by_id[i] for i in ids if i in by_id]


def spoken() -> ArraySubquery:
    """The languages of an offer with their modes, as an annotation."""
    rows = QuerySet(OfferLanguage).filter(offer=OuterRef("pk")).order_by("id")
    return ArraySubquery(rows.values(pair=JSONObject(code=F("code"), mode=F("mode"))))


def area_keys() -> ArraySubquery:
    """The keys of the regions an offer is valid for, as an annotation."""
    return ArraySubquery(Offer.regions.through.objects.filter(offer_id=OuterRef("pk")).order_by("region_id").values("region_id"))
