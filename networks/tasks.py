"""Work on a clock: each task starts one action."""

from celery import shared_task
from django.utils import timezone

from networks import claims, inbox, invitations


@shared_task
def forget_invitations() -> None:
    invitations.forget_invitations(now=timezone.now())


@shared_task
def escalate_overdue() -> None:
    inbox.escalate_overdue()


@shared_task
def collect_misses() -> None:
    inbox.collect_misses()


@shared_task
def withdraw_abandoned_claims() -> None:
    claims.withdraw_abandoned()
