"""One offer with everything its page shows, read in two plain queries (see `offers.cards` for why)."""

from collections.abc import Iterable
from types import SimpleNamespace

from django.db import connection
from django.db.models import QuerySet

from offers.models import Offer
from offers.translation import OFFER_TEXTS
from portal.languages import CODES, SOURCE

_TEXT_COLUMNS = {f"{text}_{code}" for text in OFFER_TEXTS for code in CODES} | set(OFFER_TEXTS)
_PLAIN = tuple(field.name for field in Offer._meta.concrete_fields if field.name not in _TEXT_COLUMNS)
_PUBLIC = "s.state IN ('published', 'to_verify')"
# name: (what a JSON object holds, its translated columns, where it comes from and in which order)
_RELATIONS = {
    "area_keys": ("to_json(x.region_id)", (), "offers_offer_regions x WHERE x.offer_id = %s ORDER BY x.region_id"),
    "topic_codes": (
        "to_json(x.topic_id)",
        (),
        "offers_offer_topics x JOIN portal_topic t ON t.code = x.topic_id WHERE x.offer_id = %s ORDER BY t.position",
    ),
    "spoken": ("'code', x.code, 'mode', x.mode", ("x.note",), "offers_offerlanguage x WHERE x.offer_id = %s ORDER BY x.id"),
    "links_shown": (
        "'url', x.url, 'language', x.language, 'is_pdf', x.is_pdf, 'kilobytes', x.kilobytes",
        ("x.label",),
        "offers_offerlink x WHERE x.offer_id = %s ORDER BY x.id",
    ),
    "papers": (
        "'code', x.code",
        ("x.name", "x.hint"),
        "offers_documentitem x JOIN offers_offer_documents m ON m.documentitem_id = x.id WHERE m.offer_id = %s ORDER BY x.code",
    ),
    "co_bodies": (
        "'name', x.name, 'slug', x.slug",
        (),
        "networks_organisation x JOIN offers_offer_co_providers m ON m.organisation_id = x.id WHERE m.offer_id = %s ORDER BY x.name",
    ),
    "before": (
        "'slug', s.slug, 'official_name', s.official_name",
        ("s.title",),
        f"offers_offer s JOIN offers_offer_requires m ON m.to_offer_id = s.id WHERE m.from_offer_id = %s AND {_PUBLIC} ORDER BY s.slug",
    ),
    "after": (
        "'slug', s.slug, 'official_name', s.official_name",
        ("s.title",),
        f"offers_offer s JOIN offers_offer_requires m ON m.from_offer_id = s.id WHERE m.to_offer_id = %s AND {_PUBLIC} ORDER BY s.slug",
    ),
}


def read(slug: str, languages: Iterable[str]) -> Offer | None:
    """Return the offer with lists of plain objects for each of _RELATIONS; None when it is missing."""
    codes = list(dict.fromkeys([*languages, SOURCE]))
    texts = [f"{text}_{code}" for text in OFFER_TEXTS for code in codes]
    # Which languages are really translated is asked of the titles.
    titles = [f"title_{code}" for code in CODES]
    place = [f"place__{name}" for name in ("name", "street", "postcode", "city", "step_free", "child_welcome", "opening_hours", "closures")]
    place += [f"place__women_only_hours_{code}" for code in codes]
    contact = [f"contact__{name}" for name in ("phone", "email", "whatsapp", "signal")]
    provider = ["provider__name", "provider__slug", "provider__website"]
    columns = [*_PLAIN, *texts, *titles, *place, *contact, *provider, "verified_by__name", "verified_by__email"]
    query = QuerySet(Offer).select_related("provider", "contact", "place", "verified_by").only(*dict.fromkeys(columns))
    offer = query.filter(slug=slug).first()
    if offer is None:
        return None
    for name, rows in _relations(offer.pk, codes).items():
        setattr(offer, name, rows)
    return offer


def _relations(pk: int, codes: list[str]) -> dict[str, list[object]]:
    parts = []
    for pairs, translated, source in _RELATIONS.values():
        for column in translated:
            name = column.split(".")[1]
            pairs += "".join(f", '{name}_{code}', {column}_{code}" for code in codes)
        item = pairs if pairs.startswith("to_json") else f"json_build_object({pairs})"
        body, order = source.rsplit(" ORDER BY ", 1)
        parts.append(f"(SELECT coalesce(json_agg({item} ORDER BY {order}), '[]') FROM {body})")
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(parts), [pk] * len(parts))
        found = cursor.fetchone()
    return {
        name: [SimpleNamespace(**item) if isinstance(item, dict) else item for item in items]
        for name, items in zip(_RELATIONS, found, strict=True)
    }
