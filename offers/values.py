"""An offer as plain values by field name: what the editor writes, a proposal keeps, and a difference compares.

Dates are ISO text, related rows their keys, languages and links a list of plain rows. `write` is the only way back.
"""

import datetime
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext as _

from networks.models import Contact, Place
from offers.actions import set_requirements
from offers.models import Offer, OfferLanguage, OfferLink, default_verify_days
from offers.translation import OFFER_TEXTS
from portal.languages import CODES
from translations.following import follow, texts_before

Values = dict[str, Any]
TEXTS = tuple(f"{text}_{code}" for text in OFFER_TEXTS for code in CODES)
CHOICES = ("kind", "german_level", "cost", "residence", "apply_before", "capacity")
LISTS = ("aliases", "formerly", "audiences", "phases", "occasions", "formats", "sources")
CLOSED = ("audiences", "phases", "occasions", "formats")
PLAIN = ("official_name", *CHOICES, "appointment_url", "website", "source_date", *LISTS, "walk_in", "confidential")
NUMBERS = ("first_talk_minutes", "verify_after_days")
DATES = ("deadline", "valid_from", "valid_until", "funded_until")
POINTERS = ("provider", "contact", "place")
MANY = ("co_providers", "regions", "topics", "documents", "requires")
ROWS = ("languages", "links")
NEW = ("new_contact", "new_place")
FIELDS = (*TEXTS, *PLAIN, *NUMBERS, *DATES, *POINTERS, *MANY, *ROWS)
# A contact or a place that is written down in the editor comes into being when the text is saved or published.
NEW_MODELS: dict[str, tuple[str, type[Model]]] = {"new_contact": ("contact", Contact), "new_place": ("place", Place)}
_ROW_FIELDS: dict[str, tuple[type[Model], tuple[str, ...], tuple[str, ...], str]] = {
    # model, what names a row, its other columns, its translated text
    "languages": (OfferLanguage, ("code", "mode"), (), "note"),
    "links": (OfferLink, ("url", "language"), ("is_pdf", "kilobytes"), "label"),
}


def values_of(offer: Offer) -> Values:
    """Return what stands in the database about an offer."""
    values: Values = {name: getattr(offer, name) or "" for name in TEXTS}
    values |= {name: getattr(offer, name) for name in (*PLAIN, *NUMBERS)}
    values |= {name: day.isoformat() if (day := getattr(offer, name)) else None for name in DATES}
    values |= {name: getattr(offer, f"{name}_id") for name in POINTERS}
    values |= {name: sorted(row.pk for row in getattr(offer, name).all()) for name in MANY}
    return values | {name: [_row(name, row) for row in getattr(offer, name).all()] for name in ROWS}


def _row(name: str, row: Model) -> Values:
    _model, keys, others, text = _ROW_FIELDS[name]
    return {field: getattr(row, field) for field in (*keys, *others)} | {
        f"{text}_{code}": getattr(row, f"{text}_{code}") or "" for code in CODES
    }


def empty_values() -> Values:
    """Return the values of an offer that nobody has begun."""
    fresh = Offer()
    values: Values = dict.fromkeys(TEXTS, "") | {name: getattr(fresh, name) for name in (*PLAIN, *NUMBERS)}
    # The interval follows from the kind, see `default_verify_days`, unless somebody names another.
    values["verify_after_days"] = None
    return values | dict.fromkeys((*DATES, *POINTERS)) | {name: [] for name in (*MANY, *ROWS)}


def plain(cleaned: dict[str, Any]) -> Values:
    """Return what a form has cleaned as plain values."""
    return {name: _plain(name, cleaned[name]) for name in FIELDS if name in cleaned}


def _plain(name: str, value: Any) -> Any:
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, Model):
        return value.pk
    if name in MANY:
        return sorted(row.pk if isinstance(row, Model) else row for row in value)
    if name in TEXTS or name == "official_name":
        return (value or "").replace("\r\n", "\n").strip()
    return value


def changes_between(old: Values, new: Values) -> Values:
    """Return the fields of `new` that differ from `old`."""
    return {name: value for name, value in new.items() if not _same(name, old.get(name), value)}


def _same(name: str, old: Any, new: Any) -> bool:
    """Whether two values say the same; closed lists have no order."""
    return sorted(old or ()) == sorted(new or ()) if name in CLOSED else old == new


def write(offer: Offer, values: Values, *, minor: bool = False, restoring: bool = False) -> Offer:
    """Write some values into an offer and all that belongs to it, in the running transaction; `offer` is locked by the caller.

    A minor change keeps translations valid that were; otherwise what changed in German leaves them outdated. With `restoring` the
    texts come from an older version and bring their state along.
    Raises ValidationError when something it points to is gone, or when steps lead in a circle.
    """
    values = _make_new_rows(offer, values)
    for name in (*PLAIN, *NUMBERS):
        if name in values:
            setattr(offer, name, values[name])
    offer.verify_after_days = offer.verify_after_days or default_verify_days(offer.kind)
    for name in DATES:
        if name in values:
            setattr(offer, name, datetime.date.fromisoformat(values[name]) if values[name] else None)
    for name in POINTERS:
        if name in values:
            _point(offer, name, values[name])
    write_texts(offer, OFFER_TEXTS, values, minor=minor, restoring=restoring)
    for name in MANY:
        if name == "requires" and name in values:
            set_requirements(offer, required=list(Offer.objects.filter(pk__in=values[name]).exclude(pk=offer.pk)))
        elif name in values:
            model = offer._meta.get_field(name).related_model
            getattr(offer, name).set(model._default_manager.filter(pk__in=values[name]))
    for name in ROWS:
        if name in values:
            _write_rows(offer, name, values[name], minor=minor, restoring=restoring)
    # What was read before (for a difference, for instance) is no longer true.
    offer._prefetched_objects_cache = {}
    return offer


def _make_new_rows(offer: Offer, values: Values) -> Values:
    """Make the contact and the place that were written down beside the offer, for its provider."""
    provider = values.get("provider", offer.provider_id)
    values = dict(values)
    for name, (pointer, model) in NEW_MODELS.items():
        fields = values.pop(name, None)
        if fields and provider:
            rows = model._default_manager
            row = rows.filter(organisation_id=provider, **fields).first() or rows.create(organisation_id=provider, **fields)
            values[pointer] = row.pk
    return values


def _point(offer: Offer, name: str, pk: int | None) -> None:
    field = offer._meta.get_field(name)
    if pk is not None and not field.related_model._default_manager.filter(pk=pk).exists():
        raise ValidationError({name: _("Das gibt es nicht mehr. Bitte wählen Sie etwas anderes.")})
    if getattr(offer, f"{name}_id") != pk:
        setattr(offer, f"{name}_id", pk)


def write_texts(instance: Model, fields: Iterable[str], values: Values, *, minor: bool, restoring: bool = False) -> None:
    """Set translated texts, save the row, and remember which German text each translation was made from (`translations.following`)."""
    fields = [field for field in fields if any(f"{field}_{code}" in values for code in CODES)]
    changed = {
        f"{field}_{code}": values[f"{field}_{code}"]
        for field in fields
        for code in CODES
        if f"{field}_{code}" in values and (getattr(instance, f"{field}_{code}") or "") != values[f"{field}_{code}"]
    }
    former = texts_before(instance) if changed else None
    for name, value in changed.items():
        setattr(instance, name, value)
    instance.save()
    if former is not None:
        follow(instance, former, minor=minor, restoring=restoring)


def _write_rows(offer: Offer, name: str, wanted: list[Values], *, minor: bool, restoring: bool) -> None:
    """Bring languages or links to what is wanted; a row that stays keeps its key and its history."""
    model, keys, others, text = _ROW_FIELDS[name]
    present = {tuple(getattr(row, key) for key in keys): row for row in getattr(offer, name).all()}
    kept = set()
    for values in wanted:
        key = tuple(values[part] for part in keys)
        if key in kept:
            continue
        kept.add(key)
        row = present.get(key) or model(offer=offer, **dict(zip(keys, key, strict=True)))
        if row.pk and _row(name, row) == values:
            continue
        for field in others:
            setattr(row, field, values.get(field))
        write_texts(row, [text], values, minor=minor, restoring=restoring)
    for key in present.keys() - kept:
        present[key].delete()
