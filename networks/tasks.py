"""Work on a clock: each task starts one action."""

from celery import shared_task
from django.utils import timezone

from networks import invitations


@shared_task
def forget_invitations() -> None:
    invitations.forget_invitations(now=timezone.now())
