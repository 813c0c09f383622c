"""Housekeeping on a clock: what the schedule names exists, and forgets what is old."""

import datetime

import pytest
from django.conf import settings
from django.utils import timezone

from portal import celery_app
from portal.models import ContentChange, RateCount, SearchMiss
from portal.tasks import compact_content_log, forget_old_rows


def test_schedule_names_tasks_that_exist() -> None:
    celery_app.loader.import_default_modules()
    assert {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()} <= set(celery_app.tasks)


@pytest.mark.django_db
def test_old_counters_are_forgotten_and_new_ones_stay() -> None:
    now = timezone.now()
    for days in (0, 3):
        RateCount.objects.create(sender=f"sender-{days}", form="report", window=now - datetime.timedelta(days=days))
    for days in (0, 400):
        SearchMiss.objects.create(words=f"word {days}", language="de", day=now.date() - datetime.timedelta(days=days))
    forget_old_rows()
    assert [row.sender for row in RateCount.objects.all()] == ["sender-0"]
    assert [row.words for row in SearchMiss.objects.all()] == ["word 0"]


@pytest.mark.django_db
def test_long_content_log_is_compacted() -> None:
    ContentChange.objects.bulk_create(ContentChange() for _row in range(600))
    compact_content_log()
    assert ContentChange.objects.count() == 1
