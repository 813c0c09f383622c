"""An event moves, changes its place, or is cancelled: everybody is told once, and reminded by the new date only."""

import datetime

from accounts.models import User
from events.models import Event


def move(event: Event, *, starts_at: datetime.datetime, ends_at: datetime.datetime, by: User | None, now: datetime.datetime) -> Event:
    """Give an event another date. Everybody keeps the place and is asked "can you still come?".

    Side effects: `sequence` counts up; older mails that wait are superseded; one mail with a calendar file to each registration;
    reminders are planned anew. Raises ValidationError for an event that is over or cancelled, and for a date in the past.
    """
    raise NotImplementedError


def tell_changed(event: Event, *, by: User | None, now: datetime.datetime) -> Event:
    """Tell everybody that place or link are others; the date stays. Counts `sequence` up; side effects as in `move`, no question."""
    raise NotImplementedError


def cancel(event: Event, *, reasons: dict[str, str], by: User | None, now: datetime.datetime) -> Event:
    """Cancel an event. `reasons` maps languages to the reason; German is required.

    Side effects: one mail with a cancelling calendar file to everybody who is registered, waits or was offered a place; no reminder after.
    Raises ValidationError when the event is over or cancelled already.
    """
    raise NotImplementedError
