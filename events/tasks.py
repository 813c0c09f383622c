"""Work on a clock: each task starts one action."""

from celery import shared_task
from django.utils import timezone

from events import registering


@shared_task
def sweep_registrations() -> None:
    """Forget unconfirmed registrations, end offers, and give free places to those who wait."""
    registering.sweep(now=timezone.now())
