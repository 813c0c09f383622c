"""Work on a clock: each task starts one action."""

import datetime

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from offers.models import OfferReport


@shared_task
def forget_report_addresses() -> None:
    """Delete the e-mail addresses of old error reports; the reports themselves name nobody."""
    limit = timezone.now() - datetime.timedelta(days=settings.REPORT_EMAIL_DAYS)
    OfferReport.objects.filter(created_at__lt=limit).exclude(email="").update(email="")
