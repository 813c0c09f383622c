"""One offer with everything its page shows, read in one plain query (see `offers.cards` for why)."""

from collections.abc import Callable, Iterable
from functools import lru_cache
from types import SimpleNamespace

from django.conf import settings
from django.db import connection
from django.db.models import Model
from django.utils.safestring import SafeString, mark_safe

from accounts.models import User
from networks.models import Contact, Organisation, Place
from offers.models import Offer
from offers.translation import OFFER_TEXTS
from portal.languages import CODES, SOURCE

_TEXT_COLUMNS = {f"{text}_{code}" for text in OFFER_TEXTS for code in CODES} | set(OFFER_TEXTS)
_PLAIN = tuple(field.attname for field in Offer._meta.concrete_fields if field.name not in _TEXT_COLUMNS)
# What an offer points to: its model, the columns that the page shows, and those of them that are translated.
_POINTERS: dict[str, tuple[type[Model], tuple[str, ...], tuple[str, ...]]] = {
    "provider": (Organisation, ("id", "slug", "name", "website"), ()),
    "contact": (Contact, ("id", "phone", "email", "whatsapp", "signal"), ()),
    "place": (
        Place,
        ("id", "name", "street", "postcode", "city", "step_free", "child_welcome", "opening_hours", "closures"),
        ("women_only_hours",),
    ),
    "verified_by": (User, ("id", "name"), ()),
}
_TODAY = f"(now() AT TIME ZONE '{settings.TIME_ZONE}')::date"
_PUBLIC = (
    "s.state IN ('published', 'to_verify') "
    f"AND coalesce(s.valid_from, {_TODAY}) <= {_TODAY} AND least(s.valid_until, s.funded_until, 'infinity') >= {_TODAY}"
)
# What points to an offer: what a JSON object holds, its translated columns, where it comes from, and in which order.
_LISTS: dict[str, tuple[str, tuple[str, ...], str, str]] = {
    "area_keys": ("to_json(x.region_id)", (), "offers_offer_regions x WHERE x.offer_id = o.id", "x.region_id"),
    "topic_codes": (
        "to_json(x.topic_id)",
        (),
        "offers_offer_topics x JOIN portal_topic t ON t.code = x.topic_id WHERE x.offer_id = o.id",
        "t.position",
    ),
    "spoken": ("'code', x.code, 'mode', x.mode", ("x.note",), "offers_offerlanguage x WHERE x.offer_id = o.id", "x.id"),
    "links_shown": (
        "'url', x.url, 'language', x.language, 'is_pdf', x.is_pdf, 'kilobytes', x.kilobytes",
        ("x.label",),
        "offers_offerlink x WHERE x.offer_id = o.id",
        "x.id",
    ),
    "papers": (
        "'code', x.code",
        ("x.name", "x.hint"),
        "offers_documentitem x JOIN offers_offer_documents m ON m.documentitem_id = x.id WHERE m.offer_id = o.id",
        "x.code",
    ),
    "co_bodies": (
        "'name', x.name, 'slug', x.slug",
        (),
        "networks_organisation x JOIN offers_offer_co_providers m ON m.organisation_id = x.id WHERE m.offer_id = o.id",
        "x.name",
    ),
    "before": (
        "'slug', s.slug, 'official_name', s.official_name",
        ("s.title",),
        f"offers_offer s JOIN offers_offer_requires m ON m.to_offer_id = s.id WHERE m.from_offer_id = o.id AND {_PUBLIC}",
        "s.slug",
    ),
    "after": (
        "'slug', s.slug, 'official_name', s.official_name",
        ("s.title",),
        f"offers_offer s JOIN offers_offer_requires m ON m.from_offer_id = s.id WHERE m.to_offer_id = o.id AND {_PUBLIC}",
        "s.slug",
    ),
}


# Apps above add parts to the end of an offer's page: each returns HTML, "" when it has nothing to say.
parts_below: list[Callable[[Offer], str]] = []


def below(offer: Offer) -> SafeString:
    """Return what apps above say about an offer."""
    return mark_safe("".join(part(offer) for part in parts_below))  # noqa: S308 - rendered templates


def read(slug: str, languages: Iterable[str]) -> Offer | None:
    """Return the offer with what it points to, and a list of plain objects for each of _LISTS; None when it is missing."""
    sql, columns, pointers = _statement(tuple(dict.fromkeys([*languages, SOURCE])))
    with connection.cursor() as cursor:
        cursor.execute(sql, [slug])
        row = cursor.fetchone()
    if row is None:
        return None
    offer = Offer.from_db("default", columns, row[: len(columns)])
    around = iter(row[len(columns) :])
    for pointer, names in pointers.items():
        if values := next(around):
            setattr(offer, pointer, _POINTERS[pointer][0].from_db("default", names, values))
    for name, items in zip(_LISTS, around, strict=True):
        setattr(offer, name, [SimpleNamespace(**item) if isinstance(item, dict) else item for item in items])
    return offer


@lru_cache
def _statement(codes: tuple[str, ...]) -> tuple[str, list[str], dict[str, list[str]]]:
    """Return the one statement for these languages, the offer's columns in it, and those of each pointer."""
    # Which languages are really translated is asked of the titles.
    wanted = {*_PLAIN, *(f"{text}_{code}" for text in OFFER_TEXTS for code in codes), *(f"title_{code}" for code in CODES)}
    columns = _in_order(Offer, wanted)
    pointers = {
        pointer: _in_order(model, {*plain, *(f"{text}_{code}" for text in translated for code in codes)})
        for pointer, (model, plain, translated) in _POINTERS.items()
    }
    parts = [f"o.{column}" for column in columns]
    for pointer, names in pointers.items():
        values = ", ".join(f"x.{name}" for name in names)
        table = _POINTERS[pointer][0]._meta.db_table
        parts.append(f"(SELECT json_build_array({values}) FROM {table} x WHERE x.id = o.{pointer}_id)")
    for pairs, translated, source, order in _LISTS.values():
        extra = "".join(f", '{column[2:]}_{code}', {column}_{code}" for column in translated for code in codes)
        item = pairs if pairs.startswith("to_json") else f"json_build_object({pairs}{extra})"
        parts.append(f"(SELECT coalesce(json_agg({item} ORDER BY {order}), '[]') FROM {source})")
    return f"SELECT {', '.join(parts)} FROM offers_offer o WHERE o.slug = %s", columns, pointers


def _in_order(model: type[Model], wanted: set[str]) -> list[str]:
    """Return the wanted columns in the order of the model's fields, as `Model.from_db` needs them."""
    return [field.attname for field in model._meta.concrete_fields if field.attname in wanted]
