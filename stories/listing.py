"""The list of stories: `portal.lists` with what is particular about stories."""

from django.http import QueryDict

from portal import lists
from stories.cards import cards
from stories.filters import LABELS, LISTS, SORTS, known_values, label_of
from stories.index import FACETS, story_index
from stories.search_rows import STORY

STORIES = lists.Catalogue(
    kind=STORY,
    url_name="stories:list",
    lists=LISTS,
    facets=FACETS,
    sorts=SORTS,
    labels=LABELS,
    index=story_index,
    known=known_values,
    cards=cards,
    label_of=label_of,
    quiet=frozenset({"industry"}),
)


def read(data: QueryDict) -> lists.Listing:
    """Read an address of the list of stories."""
    return lists.read(STORIES, data)
