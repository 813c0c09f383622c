"""What an organisation's new name means for its offers."""

from django.db.models import Q

from networks.models import Organisation
from offers import actions
from offers.models import Offer


def refresh_offers_of(organisation: Organisation) -> None:
    """Write the search rows of the offers of an organisation, whose names are part of them."""
    actions.refresh_search_of(Offer.objects.filter(Q(provider=organisation) | Q(co_providers=organisation)))
