"""Work on a clock: each task starts one action."""

import datetime

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from offers import freshness, links
from offers.models import OfferReport


@shared_task
def forget_report_addresses() -> None:
    """Delete the e-mail addresses of old error reports; the reports themselves name nobody."""
    limit = timezone.now() - datetime.timedelta(days=settings.REPORT_EMAIL_DAYS)
    OfferReport.objects.filter(created_at__lt=limit).exclude(email="").update(email="")


@shared_task
def keep_fresh() -> None:
    """Ask, label and archive by the dates of the offers."""
    freshness.keep_fresh(today=timezone.localdate())


@shared_task
def check_links() -> None:
    """Check some of the addresses that were not checked for a week, where this installation does so."""
    if settings.CHECK_LINKS:
        links.check(now=timezone.now())
