"""Work on a clock: each task starts one action."""

from celery import shared_task
from django.utils import timezone

from networks import claims, confirming, contacts, inbox, invitations


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


@shared_task
def forget_contact_requests() -> None:
    """Delete old messages to advisors."""
    contacts.forget_requests()


@shared_task
def ask_to_confirm_profiles() -> None:
    confirming.ask_to_confirm(today=timezone.localdate())
