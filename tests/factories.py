"""Plain functions that make rows. What a test does not name is filled in so that an offer can be published."""

import itertools
from typing import Any

from networks.models import Organisation
from networks.search_rows import refresh_organisation
from offers.actions import mark_to_verify, publish
from offers.models import Offer, OfferLanguage, State
from portal.models import Topic

_number = itertools.count(1)


def make_organisation(**fields: Any) -> Organisation:
    number = next(_number)
    defaults = {
        "slug": f"body-{number}",
        "name": f"Stelle {number}",
        "kind_id": "business_promotion",
        "website": "https://body.example.org",
    }
    regions = fields.pop("regions", ["de"])
    organisation = Organisation.objects.create(**(defaults | fields))
    organisation.regions.set(regions)
    refresh_organisation(organisation)
    return organisation


def make_offer(*, state: str = State.PUBLISHED, **fields: Any) -> Offer:
    """Make an offer in a state. `languages` are pairs of code and mode, `regions` keys, `topics` codes."""
    number = next(_number)
    regions, topics = fields.pop("regions", ["de"]), fields.pop("topics", ["business_plan"])
    languages, requires = fields.pop("languages", ()), fields.pop("requires", ())
    co_providers, documents = fields.pop("co_providers", ()), fields.pop("documents", ())
    defaults: dict[str, Any] = {
        "slug": f"offer-{number}",
        "official_name": f"Angebot {number}",
        "title_de": f"Hilfe Nummer {number}",
        "summary_de": "Sie bekommen Rat.",
        "kind": "advice",
        "cost": "free",
        "phases": ["orientation"],
        "website": "https://offer.example.org",
    }
    if "provider" not in fields:
        fields["provider"] = make_organisation()
    offer = Offer.objects.create(**(defaults | fields))
    offer.regions.set(regions)
    offer.topics.set(Topic.objects.filter(code__in=topics))
    offer.requires.set(requires)
    offer.co_providers.set(co_providers)
    offer.documents.set(documents)
    for code, mode in languages:
        OfferLanguage.objects.create(offer=offer, code=code, mode=mode)
    if state in (State.PUBLISHED, State.TO_VERIFY):
        offer = publish(offer, by=None, verified="verified_on" not in fields)
    if state == State.TO_VERIFY:
        offer = mark_to_verify(offer, reason="test")
    if state in (State.IN_REVIEW, State.ARCHIVED):
        Offer.objects.filter(pk=offer.pk).update(state=state, state_reason="test")
        offer.refresh_from_db()
    return offer
