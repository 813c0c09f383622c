"""Compare what must agree: what is public, its search rows and the indexes in memory; places and people of events."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.http import QueryDict
from django.utils import timezone

from events import invariants
from events.models import Event
from events.search_rows import EVENT
from networks import directory, search_rows
from networks.models import Advisor, Organisation
from offers.actions import SEARCH_KIND
from offers.filters import OfferFilter
from offers.index import FACETS, offer_index
from offers.models import PUBLIC_STATES, Offer
from portal.bits import numbers_of
from portal.languages import CODES
from portal.models import SearchEntry
from stories import invariants as story_invariants
from translations import upkeep


class Command(BaseCommand):
    help = "Check that search rows, indexes, offers and events agree; ends with an error that names what does not."

    def handle(self, *args: Any, **options: Any) -> None:
        problems = list(problems_found())
        if problems:
            raise CommandError("\n".join(problems))
        self.stdout.write("All invariants hold.")


def _wrong_counts() -> list[str]:
    """Ask the database for every option of every filter, and compare with what the list counts in memory."""
    public = Offer.objects.public(timezone.localdate())
    wrong = []
    for facet in FACETS:
        for value, bits in offer_index().facets[facet].items():
            data = QueryDict(mutable=True)
            data[facet] = value
            if OfferFilter(data, public).qs.count() != bits.bit_count():
                wrong.append(f"The list counts {facet}={value} wrongly.")
    return wrong


def problems_found() -> list[str]:
    """Return a sentence for every disagreement."""
    public = set(Offer.objects.filter(state__in=PUBLIC_STATES).values_list("pk", flat=True))
    rows = SearchEntry.objects.filter(kind=SEARCH_KIND)
    found = []
    for code in CODES:
        indexed = set(rows.filter(language=code).values_list("object_id", flat=True))
        found += [f"Offer {pk} is public but has no search row in {code}." for pk in sorted(public - indexed)]
        found += [f"Offer {pk} is not public but can be searched in {code}." for pk in sorted(indexed - public)]
    current = set(Offer.objects.public(timezone.localdate()).values_list("pk", flat=True))
    if current != set(offer_index().ids):
        found.append("The index in memory differs from the public offers.")
    found += _wrong_counts()
    archived = Offer.objects.filter(state__in=PUBLIC_STATES, provider__state="archived").values_list("slug", flat=True)
    found += [f"Offer {slug} is public, but its provider is archived." for slug in archived]
    without_area = Offer.objects.filter(state__in=PUBLIC_STATES, regions__isnull=True).values_list("slug", flat=True)
    found += [f"Offer {slug} is public, but valid nowhere." for slug in without_area]
    found += story_invariants.problems_found(today=timezone.localdate()) + upkeep.problems_found()
    return found + _directories() + invariants.problems_found(now=timezone.now())


def _directories() -> list[str]:
    """Compare organisations, advisors and events with their search rows, and the first two with the index in memory."""
    found = []
    shown = {
        search_rows.ORGANISATION: set(Organisation.objects.active().values_list("pk", flat=True)),
        search_rows.ADVISOR: set(Advisor.objects.public().values_list("pk", flat=True)),
        EVENT: set(Event.objects.public().values_list("pk", flat=True)),
    }
    for kind, public in shown.items():
        for code in CODES:
            indexed = set(SearchEntry.objects.filter(kind=kind, language=code).values_list("object_id", flat=True))
            found += [f"The {kind} {pk} is public but has no search row in {code}." for pk in sorted(public - indexed)]
            found += [f"The {kind} {pk} is not public but can be searched in {code}." for pk in sorted(indexed - public)]
    index = directory.advisor_index()
    visible = directory.visible_advisors(colleague=False)
    if shown[search_rows.ADVISOR] != {index.ids[bit] for bit in numbers_of(visible)}:
        found.append("The advisors' index in memory differs from the public advisors.")
    if shown[search_rows.ORGANISATION] != set(directory.organisation_index().ids):
        found.append("The organisations' index in memory differs from the active organisations.")
    return found
