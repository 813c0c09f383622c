"""A story with everything its page shows, for the desk and the person; nothing is held back."""

from django.db.models import QuerySet

from stories.models import Story


def complete_rows() -> QuerySet[Story]:
    """Stories with all that `stories/_story.html` shows, in a fixed number of queries."""
    parts = ("steps__offers", "steps__organisations", "steps__events", "media__captions", "sources")
    return Story.objects.select_related("region", "advisor", "consent").prefetch_related(*parts)


def with_all(pk: int) -> Story:
    """Return one story so. Raises Story.DoesNotExist when it is deleted."""
    return complete_rows().get(pk=pk)
