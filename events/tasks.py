"""Work on a clock: each task starts one action."""

from celery import shared_task
from django.utils import timezone

from events import erasing, lifecycle, registering, series


@shared_task
def sweep_registrations() -> None:
    """Forget unconfirmed registrations, end offers, and give free places to those who wait."""
    registering.sweep(now=timezone.now())


@shared_task
def tick_moments() -> None:
    """Renew kept pages when a registration opens or closes, or an event begins or ends."""
    lifecycle.tick_moments(now=timezone.now())


@shared_task
def hold_events() -> None:
    lifecycle.hold_events(now=timezone.now())


@shared_task
def close_events() -> None:
    lifecycle.close_events(now=timezone.now())


@shared_task
def erase_people() -> None:
    """Delete what is kept of people after events, as soon as it is due."""
    erasing.erase_people(now=timezone.now())


@shared_task
def make_occurrences() -> None:
    """Make the dates of series that are missing ahead."""
    series.make_occurrences(today=timezone.localdate())
