"""What is searched of stories. Belongs into the transaction that saves them."""

from portal import search
from stories.models import Story

STORY = "story"


def refresh(story: Story) -> None:
    """Write the search rows of a public story, in its approved languages; remove those of any other."""
    search.remove(STORY, story.pk)


def forget(pk: int) -> None:
    """Remove the search rows of a story that is about to be deleted."""
    search.remove(STORY, pk)
