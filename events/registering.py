"""Registering: places, quotas and the waiting list, decided under a lock on the event's row. A place is never given twice."""

import datetime
from typing import Any

from accounts.models import User
from events.models import Event, Registration


def register(event: Event, *, given: dict[str, Any], user: User | None, now: datetime.datetime) -> Registration | None:
    """Register somebody by the public form. `given` holds the model's fields.

    An account is registered at once; an address waits for its confirmation and keeps its place or its turn meanwhile; a telephone is
    registered at once. The same address a second time stores nothing, sends the personal link again, and returns None.
    Raises ValidationError when the registration is closed.
    """
    raise NotImplementedError


def confirm(registration: Registration, *, now: datetime.datetime) -> Registration:
    """The address is right: `pending` becomes `registered` or `waitlisted`. A second time changes nothing."""
    raise NotImplementedError


def accept(registration: Registration, *, now: datetime.datetime) -> Registration:
    """Take an offered place. Raises ValidationError when the offer has ended."""
    raise NotImplementedError


def leave(registration: Registration, *, now: datetime.datetime, by_staff: bool = False) -> Registration:
    """Cancel a registration; the freed place is offered to the next in turn."""
    raise NotImplementedError


def still_coming(registration: Registration, *, now: datetime.datetime) -> Registration:
    """Answer "can you still come?" with yes."""
    raise NotImplementedError


def fill(event: Event, *, now: datetime.datetime) -> int:
    """Give free places to those who wait, in order and within the quotas. Belongs under the event's lock. Returns how many were offered."""
    raise NotImplementedError


def sweep(*, now: datetime.datetime) -> int:
    """Forget unconfirmed registrations after their time, end offers after theirs, and fill the places. Returns how many rows changed."""
    raise NotImplementedError


def add_at_desk(event: Event, *, given: dict[str, Any], walk_in: bool, by: User, now: datetime.datetime) -> Registration:
    """Put somebody on the list by hand: registered at once (a walk-in: as attended), beyond the capacity only when staff say so."""
    raise NotImplementedError
