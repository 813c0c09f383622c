"""The list of offers: `portal.lists` with what is particular about offers."""

from django.http import QueryDict

from offers.actions import SEARCH_KIND
from offers.cards import Card, cards
from offers.facets import LABELS, label_of
from offers.filters import LISTS, SORTS, known_values
from offers.index import FACETS, offer_index
from portal import lists

CATALOGUE = lists.Catalogue(
    kind=SEARCH_KIND,
    url_name="offers:list",
    lists=LISTS,
    facets=FACETS,
    sorts=SORTS,
    labels=LABELS,
    index=offer_index,
    known=known_values,
    cards=cards,
    label_of=label_of,
    # Few offers are about a special occasion; the others need not be looked at.
    quiet=frozenset({"occasion"}),
)


class Listing(lists.Listing):
    """The answer to one address of the list of offers."""

    @property
    def offers(self) -> list[Card]:
        return self.rows


def read(data: QueryDict) -> Listing:
    """Read an address of the list. Unknown values are passed over and named; nothing in an address raises."""
    return Listing(**vars(lists.read(CATALOGUE, data)))
