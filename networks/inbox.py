"""The inbox: what waits for an answer gets an owner and a day, and nothing waits silently."""

import datetime
from collections.abc import Iterable

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import coordinated_keys, coordinators_of
from accounts.models import RegionalRole, User
from networks import inbox_mails
from networks.access import editors_of
from networks.models import InboxItem, Membership, Organisation
from portal.models import GERMANY, SearchMiss
from portal.periodic import each
from portal.regions import containing

# A search word without result becomes an item at so many searches in so many days.
MISSES, MISS_DAYS = 3, 7
# These end with a decision on pages of their own, never by being ticked off.
DECIDED_ELSEWHERE = (InboxItem.Kind.CLAIM, InboxItem.Kind.REVIEW, InboxItem.Kind.EVENT)


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


@transaction.atomic
def close_all(subject_model: str, subject_id: int, *, by: User | None = None, outcome: str = "") -> int:
    """Close everything that waits about one subject, whatever its kind: it has ended or goes. Returns how many."""
    waiting = InboxItem.objects.open().filter(subject_model=subject_model, subject_id=subject_id)
    return waiting.update(done_at=timezone.now(), done_by=by, outcome=outcome[:300])


def operators() -> list[User]:
    """Return the active accounts that run this installation."""
    return list(User.objects.filter(is_active=True, is_superuser=True).order_by("pk"))


def owner_for(*, organisation: Organisation | None = None, regions: Iterable[str] = (), besides: Iterable[User] = ()) -> User | None:
    """Return who should answer by default: an editor of the organisation, else the nearest coordination, else an operator.

    `besides` are accounts that must not decide here, for instance whoever asked.
    """
    left_out = {user.pk for user in besides}
    for found in (
        lambda: editors_of(organisation) if organisation else [],
        lambda: coordinators_of(list(regions)),
        operators,
    ):
        if fitting := [user for user in found() if user.pk not in left_out]:
            return fitting[0]
    return None


def nearest_region(keys: Iterable[str]) -> str | None:
    """Return the narrowest of some regions: district before Land before Germany. An item names one region only."""
    return min(keys, key=lambda key: (key == GERMANY, len(key) == 2, not key[:1].isdigit(), key), default=None)


@transaction.atomic
def take(item: InboxItem, *, by: User) -> InboxItem:
    """Make somebody the owner of an item on her own wish. Raises ValidationError when it is done already."""
    return assign(item, to=by, by=by)


@transaction.atomic
def assign(item: InboxItem, *, to: User, by: User) -> InboxItem:
    """Give an item to somebody. Side effect: a mail to the new owner, unless she took it. Raises ValidationError when it is done."""
    item = _locked(item)
    if item.owner_id == to.pk:
        return item
    item.owner = to
    item.save(update_fields=["owner"])
    if to.pk != by.pk:
        inbox_mails.send_assigned(item, to=to)
    return item


@transaction.atomic
def finish(item: InboxItem, by: User, outcome: str) -> InboxItem:
    """Close an item with words on what came of it. Raises ValidationError without words, or when a decision elsewhere ends it."""
    item = _locked(item)
    if item.kind in DECIDED_ELSEWHERE:
        raise ValidationError(_("Das ist mit der Entscheidung erledigt. Bitte entscheiden Sie dort."))
    if not outcome.strip():
        raise ValidationError({"outcome": _("Bitte schreiben Sie kurz, was daraus wurde.")})
    item.done_at, item.done_by, item.outcome = timezone.now(), by, outcome.strip()[:300]
    item.save(update_fields=["done_at", "done_by", "outcome"])
    return item


def _locked(item: InboxItem) -> InboxItem:
    item = InboxItem.objects.select_for_update().get(pk=item.pk)
    if item.done_at:
        raise ValidationError(_("Das ist schon erledigt."))
    return item


def escalate_overdue(today: datetime.date | None = None) -> int:
    """Give what nobody answered in time to the coordination of its region, else to an operator, and write one mail each.

    Each item is escalated once; items of their own transactions, so a second run beside this one does no harm. Returns how many.
    """
    today = today or timezone.localdate()
    waiting = InboxItem.objects.open().filter(due_on__lt=today, escalated_at__isnull=True)
    return each(waiting.values_list("pk", flat=True), _escalate)


@transaction.atomic
def _escalate(pk: int) -> bool:
    item = InboxItem.objects.open().select_for_update(skip_locked=True, of=("self",)).filter(pk=pk, escalated_at__isnull=True).first()
    if item is None:
        return False
    silent = [item.owner] if item.owner else []
    item.escalated_at = timezone.now()
    if new := owner_for(regions=[item.region_id] if item.region_id else [], besides=silent):
        item.owner = new
        inbox_mails.send_escalated(item, to=new)
    item.save(update_fields=["owner", "escalated_at"])
    return True


@transaction.atomic
def collect_misses(today: datetime.date | None = None) -> int:
    """Put search words that found nothing three times in a week into the inbox; once a week at most. Returns how many."""
    today = today or timezone.localdate()
    since = today - datetime.timedelta(days=MISS_DAYS - 1)
    found = SearchMiss.objects.filter(day__range=(since, today)).values("words").annotate(times=Sum("count")).filter(times__gte=MISSES)
    known = set(
        InboxItem.objects.filter(kind=InboxItem.Kind.MISS, created_at__date__gte=since, subject__in=found.values("words")).values_list(
            "subject", flat=True
        )
    )
    owner = owner_for(regions=[GERMANY])
    opened = 0
    for row in found.order_by("-times", "words"):
        if row["words"] not in known:
            # The number stands alone: the page says in the reader's language what it means.
            item = open_item(InboxItem.Kind.MISS, subject=row["words"], text=str(row["times"]), region=GERMANY, owner=owner)
            opened += item is not None
    return opened


def colleagues_of(user: User) -> list[User]:
    """Return the accounts that somebody may give an item to: coordination in and around her regions, editors of her organisations."""
    own = coordinated_keys(user)
    around = {wider for key in own for wider in containing(key)}
    edited = Membership.objects.filter(user=user, role=Membership.Role.EDITOR).values("organisation_id")
    roles = RegionalRole.objects.filter(region__in=own | around).values("user_id")
    editors = Membership.objects.filter(organisation__in=edited, role=Membership.Role.EDITOR).values("user_id")
    found = User.objects.filter(Q(pk__in=roles) | Q(pk__in=editors), is_active=True).exclude(pk=user.pk)
    return list(found.order_by("name", "pk"))
