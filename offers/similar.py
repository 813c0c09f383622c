"""Whether an offer stands here already: the same provider and a name or title that sounds alike (trigrams)."""

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import Q
from django.db.models.functions import Coalesce, Greatest

from accounts.access import Someone
from offers.access import visible_to
from offers.models import PUBLIC_STATES, Offer, State

ALIKE = 0.35
MOST = 5


def similar(user: Someone, *, provider: int | None, official_name: str, title: str, without: int | None = None) -> list[Offer]:
    """Return the provider's offers that sound like this one, the most alike first; only those the account may see."""
    spoken = [text for text in (official_name.strip(), title.strip()) if len(text) >= 4]
    if not provider or not spoken:
        return []
    likeness = [TrigramSimilarity(column, text) for text in spoken for column in (Coalesce("title_de", "official_name"), "official_name")]
    of_provider = Q(provider=provider) | Q(pk__in=Offer.co_providers.through.objects.filter(organisation=provider).values("offer_id"))
    seen = Q(state__in=PUBLIC_STATES) | Q(pk__in=visible_to(user).values("pk"))
    found = Offer.objects.filter(of_provider, seen).exclude(pk=without).exclude(state=State.ARCHIVED)
    return list(found.annotate(alike=Greatest(*likeness)).filter(alike__gte=ALIKE).order_by("-alike", "pk")[:MOST])
