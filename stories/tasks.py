"""Work on a clock: each task starts one action."""

from celery import shared_task
from django.utils import timezone

from stories import awards, ending


@shared_task
def end_consents() -> None:
    """End consents whose last day is over, announce those that end soon, delete what has ended long ago."""
    now, today = timezone.now(), timezone.localdate()
    ending.end_due(today, now=now)
    ending.announce(today, now=now)
    ending.purge(now)


@shared_task
def forget_award_applications() -> None:
    """Delete applications for awards some months after the end of their call."""
    awards.forget_applications(today=timezone.localdate())
