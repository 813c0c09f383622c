"""Housekeeping on a clock. Each task may run twice, or late."""

import datetime

from celery import shared_task
from django.utils import timezone

from portal import content
from portal.models import RateCount, SearchMiss

MISSES_KEPT_DAYS = 365


@shared_task
def compact_content_log() -> None:
    content.compact()


@shared_task
def forget_old_rows() -> None:
    now = timezone.now()
    RateCount.objects.filter(window__lt=now - datetime.timedelta(days=1)).delete()
    SearchMiss.objects.filter(day__lt=now.date() - datetime.timedelta(days=MISSES_KEPT_DAYS)).delete()
