"""The demo content: real public offers with their sources, and by which rule each is shown or kept back."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from networks.models import Contact, Organisation, Place
from networks.search_rows import refresh_organisation
from offers.actions import mark_to_verify, publish, refresh_search, set_requirements
from offers.models import Offer, OfferLanguage, State, default_verify_days
from offers.translation import OFFER_TEXTS
from portal.languages import CODES
from portal.models import Topic
from translations.models import Origin
from translations.texts import stamp

CLOSED_LISTS = ("aliases", "formerly", "phases", "occasions", "audiences", "formats", "sources")


def read(name: str) -> Any:
    """Return one of the demo's data files."""
    return json.loads((Path(settings.BASE_DIR) / "offers" / "data" / "demo" / name).read_text(encoding="utf-8"))


def wanted_state(row: dict[str, Any]) -> tuple[State, str]:
    """Return the state an offer of the list is loaded in, and why: what is uncertain stays a draft."""
    if row["flag"] in ("name_only", "probably_ended"):
        return State.DRAFT, {"name_only": "only the name is known", "probably_ended": "has probably ended"}[row["flag"]]
    if not row.get("providers"):
        return State.DRAFT, "the provider is no named body"
    if not row.get("phases"):
        return State.DRAFT, "no phase"
    if row["confidence"] == "A":
        return State.PUBLISHED, "confidence A"
    if row["confidence"] == "B":
        return State.TO_VERIFY, "confidence B"
    return State.DRAFT, "confidence C"


@transaction.atomic
def load() -> Counter[tuple[str, str]]:
    """Write organisations and offers, then publish by rule. Returns how many offers came into which state for which reason."""
    bodies = {row["slug"]: _organisation(row) for row in read("organisations.json")}
    texts = {code: read(f"texts/{code}.json") for code in CODES}
    rows = read("offers.json")
    offers = {row["slug"]: _offer(row, bodies, {code: texts[code].get(row["slug"], {}) for code in CODES}) for row in rows}
    states: Counter[tuple[str, str]] = Counter()
    for row in rows:
        offer = offers[row["slug"]]
        if required := [offers[slug] for slug in row.get("requires", ())]:
            set_requirements(offer, required=required)
        state, reason = wanted_state(row)
        _bring_to(offer, state, reason)
        states[str(state), reason] += 1
    return states


def _organisation(row: dict[str, Any]) -> Organisation:
    fields = {
        "name": row["name"],
        "short_name": row.get("short_name", ""),
        "aliases": row.get("aliases", []),
        "kind_id": row["kind"],
        "website": row.get("website", ""),
    }
    body, _created = Organisation.objects.update_or_create(slug=row["slug"], defaults=fields)
    body.regions.set(row.get("regions", []))
    refresh_organisation(body)
    return body


def _offer(row: dict[str, Any], bodies: dict[str, Organisation], texts: dict[str, dict[str, str]]) -> Offer:
    providers = [bodies[slug] for slug in row.get("providers", ())]
    fields: dict[str, Any] = {name: row.get(name, []) for name in CLOSED_LISTS}
    fields |= {
        "official_name": row["official_name"],
        "kind": row["kind"],
        "cost": row["cost"],
        "german_level": row.get("german_level", "unknown"),
        "residence": row.get("residence", "unknown"),
        "apply_before": row.get("apply_before", ""),
        "website": row.get("website", ""),
        "source_date": row.get("source_date", ""),
        "collected": True,
        "verify_after_days": default_verify_days(row["kind"]),
        "provider": providers[0] if providers else None,
    }
    for code, words in texts.items():
        fields |= {f"{name}_{code}": words.get(name, "") for name in OFFER_TEXTS}
    if providers and (channel := row.get("contact")):
        fields["contact"], _created = Contact.objects.get_or_create(organisation=providers[0], phone=channel["phone"])
    if providers and (where := row.get("place")):
        fields["place"], _created = Place.objects.get_or_create(organisation=providers[0], **where)
    offer, _created = Offer.objects.update_or_create(slug=row["slug"], defaults=fields)
    offer.regions.set(row.get("regions", []))
    offer.topics.set(Topic.objects.filter(code__in=row.get("topics", [])))
    offer.co_providers.set(providers[1:])
    wanted = {(spoken["code"], spoken["mode"]) for spoken in row.get("languages", ())}
    present = {(spoken.code, spoken.mode): spoken for spoken in offer.languages.all()}
    for key in present.keys() - wanted:
        present[key].delete()
    for spoken in row.get("languages", ()):
        if (spoken["code"], spoken["mode"]) not in present:
            OfferLanguage.objects.create(offer=offer, code=spoken["code"], mode=spoken["mode"])
    # Made from exactly this German text; what somebody has accepted since stays accepted.
    stamp(offer, origin=Origin.DEMO)
    return offer


def _bring_to(offer: Offer, state: State, reason: str) -> None:
    """Publish by the ordinary actions. The check date stays empty: nobody has confirmed these entries."""
    if state == State.DRAFT:
        Offer.objects.filter(pk=offer.pk).update(state=State.DRAFT, state_reason=reason)
        offer.state = State.DRAFT
        refresh_search(offer)
        return
    publish(offer, by=None, verified=False)
    if state == State.TO_VERIFY:
        mark_to_verify(offer, reason=reason)
