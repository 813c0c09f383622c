"""Reminders: rows of the outbox, planned at registration, planned anew when the event moves, taken back when it is cancelled."""

import datetime

from events.models import Event, Registration


def plan(registration: Registration, *, now: datetime.datetime) -> int:
    """Store the reminders of a registration that are still ahead. Belongs into the transaction that registers. Returns how many."""
    raise NotImplementedError


def plan_event(event: Event, *, now: datetime.datetime) -> int:
    """Take back what waits for an older sequence of the event, and plan for everybody who comes. Returns how many were stored."""
    raise NotImplementedError


def drop(registration: Registration) -> int:
    """Take back the reminders of one registration that has ended. Returns how many."""
    raise NotImplementedError
