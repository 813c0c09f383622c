"""Periodic work of this app. Each task starts one action."""

from celery import shared_task
from django.utils import timezone

from networks import confirming


@shared_task
def ask_to_confirm_profiles() -> None:
    confirming.ask_to_confirm(today=timezone.localdate())
