"""Calendar files (RFC 5545) of events, by the icalendar library: one event, a list, an attachment of a mail."""

from collections.abc import Iterable

from events.models import Event

PUBLISH, REQUEST, CANCEL = "PUBLISH", "REQUEST", "CANCEL"


def calendar_of(
    events: Iterable[Event], *, language: str, method: str = PUBLISH, name: str = "", private: frozenset[int] = frozenset()
) -> bytes:
    """Return a calendar of events in one language, UTF-8, lines folded at 75 octets.

    `private` are ids of events whose link to take part the reader may see. A cancelled event has STATUS:CANCELLED.
    """
    raise NotImplementedError
