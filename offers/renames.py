"""What an organisation's new name, or its end, means for its offers."""

from django.db.models import Q

from accounts.models import User
from networks.models import Organisation
from offers import actions, workflow
from offers.models import PUBLIC_STATES, Offer


def refresh_offers_of(organisation: Organisation) -> None:
    """Write the search rows of the offers of an organisation, whose names are part of them."""
    actions.refresh_search_of(Offer.objects.filter(Q(provider=organisation) | Q(co_providers=organisation)))


def public_offers_of(organisation: Organisation) -> int:
    """Return how many public offers an organisation provides."""
    return Offer.objects.filter(provider=organisation, state__in=PUBLIC_STATES).count()


def archive_offers_of(organisation: Organisation, *, by: User, reason: str) -> None:
    """Archive the public offers of an organisation that ends."""
    for offer in Offer.objects.filter(provider=organisation, state__in=PUBLIC_STATES).order_by("pk"):
        workflow.archive(offer, by=by, reason=reason)
