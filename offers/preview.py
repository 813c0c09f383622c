"""An offer page made of values that nobody has saved, as a founder would see it."""

from types import SimpleNamespace
from typing import Any

from django.utils import timezone

from networks.models import Contact, Organisation, Place
from offers import values
from offers.models import DocumentItem, Offer
from offers.translation import OFFER_TEXTS
from offers.values import Values
from portal.languages import SOURCE

NO_SLUG = "vorschau"


def as_page(given: Values, *, offer: Offer | None) -> Offer:
    """Return an offer with all that its page shows, like `offers.page.read`; nothing is written."""
    shown = Offer(slug=offer.slug if offer else NO_SLUG)
    for name in (*values.TEXTS, *values.PLAIN):
        setattr(shown, name, given.get(name))
    for name in values.LISTS:
        setattr(shown, name, given.get(name) or [])
    for name in (*values.DATES, *values.NUMBERS):
        value = given.get(name)
        setattr(shown, name, Offer._meta.get_field(name).to_python(value) if value else None)
    shown.collected, shown.source_date = False, given.get("source_date") or ""
    shown.verified_on = offer.verified_on if offer else timezone.localdate()
    shown.provider = Organisation.objects.filter(pk=given.get("provider")).first()
    shown.contact = _pointed(given, "contact", "new_contact", Contact)
    shown.place = _pointed(given, "place", "new_place", Place)
    shown.area_keys, shown.topic_codes = given.get("regions") or [], given.get("topics") or []
    shown.spoken = [SimpleNamespace(**row) for row in given.get("languages") or ()]
    shown.links_shown = [SimpleNamespace(**row) for row in given.get("links") or ()]
    shown.papers = list(DocumentItem.objects.filter(pk__in=given.get("documents") or ()))
    shown.co_bodies = list(Organisation.objects.filter(pk__in=given.get("co_providers") or ()).order_by("name"))
    shown.before, shown.after = list(Offer.objects.filter(pk__in=given.get("requires") or ())), []
    return shown


def _pointed(given: Values, name: str, new: str, model: type[Any]) -> Any:
    if fields := given.get(new):
        return model(**fields)
    return model.objects.filter(pk=given.get(name)).first() if given.get(name) else None


def is_translated(given: Values, code: str) -> bool:
    """Whether the preview shows this language at all, or German instead."""
    return code == SOURCE or any(given.get(f"{text}_{code}") for text in OFFER_TEXTS)
