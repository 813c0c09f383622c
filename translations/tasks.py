"""Jobs of the workers. Each starts one action."""

from celery import shared_task
from django.utils import timezone

from translations import upkeep


@shared_task
def care_for_texts() -> None:
    """Remove what belongs to rows that are gone, and wishes that are fulfilled."""
    upkeep.care(now=timezone.now())
