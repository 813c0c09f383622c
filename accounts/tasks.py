"""Work on a clock: each task starts actions that may run twice, or late."""

from celery import shared_task
from django.utils import timezone

from accounts import actions


@shared_task
def care_for_accounts() -> None:
    """Ask the owners of unused accounts, delete those nobody wants, forget old changes of roles."""
    now = timezone.now()
    actions.delete_unfinished(now=now)
    actions.warn_idle(now=now)
    actions.delete_idle(now=now)
    actions.trim_role_log(now=now)
