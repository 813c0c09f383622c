"""Work on a clock: each task starts one action."""

from celery import shared_task
from django.utils import timezone

from events import erasing


@shared_task
def erase_people() -> None:
    """Delete what is kept of people after events, as soon as it is due."""
    erasing.erase_people(now=timezone.now())
