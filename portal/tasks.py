"""Housekeeping on a clock. Each task may run twice, or late."""

import datetime

from celery import shared_task
from django.utils import timezone

from portal import content, delivery
from portal.doorbell import ring
from portal.models import RateCount, SearchMiss

MISSES_KEPT_DAYS = 365
IDS_A_TASK = 20


@shared_task
def send_mail(pks: list[int]) -> None:
    """Send these messages, then what else is due. Pushed fifty times, each still goes out once."""
    delivery.deliver(pks)


@shared_task
def mail_tick() -> None:
    """Put right what crashed, and tell the workers what is due."""
    pks = delivery.tick()
    for start in range(0, len(pks), IDS_A_TASK):
        ring(pks[start : start + IDS_A_TASK])


@shared_task
def compact_content_log() -> None:
    content.compact()


@shared_task
def forget_old_rows() -> None:
    now = timezone.now()
    RateCount.objects.filter(window__lt=now - datetime.timedelta(days=1)).delete()
    SearchMiss.objects.filter(day__lt=now.date() - datetime.timedelta(days=MISSES_KEPT_DAYS)).delete()
    delivery.forget_addresses(now)
