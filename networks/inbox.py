"""The inbox: what waits for an answer gets an owner and a day, and nothing waits silently."""

import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from networks.models import InboxItem


def open_item(
    kind: str,
    *,
    subject: str,
    subject_model: str = "",
    subject_id: int | None = None,
    text: str = "",
    region: str | None = None,
    owner: User | None = None,
    due_on: datetime.date | None = None,
) -> InboxItem | None:
    """Put one thing into the inbox; what waits there already (see InboxItem's constraints) is not put in twice, then None."""
    item = InboxItem(
        kind=kind,
        subject=subject[:200],
        subject_model=subject_model,
        subject_id=subject_id,
        text=text[:2000],
        region_id=region,
        owner=owner,
        due_on=due_on or timezone.localdate() + datetime.timedelta(days=settings.INBOX_DAYS),
    )
    before = InboxItem.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    InboxItem.objects.bulk_create([item], ignore_conflicts=True)
    return InboxItem.objects.filter(pk__gt=before, kind=kind, subject=item.subject, created_at=item.created_at).first()


@transaction.atomic
def close_items(kind: str, *, subject_model: str, subject_id: int, by: User | None = None, outcome: str = "") -> int:
    """Close everything of one kind that waits about one subject. Returns how many."""
    waiting = InboxItem.objects.open().filter(kind=kind, subject_model=subject_model, subject_id=subject_id)
    return waiting.update(done_at=timezone.now(), done_by=by, outcome=outcome[:300])
