"""Nothing gets old unseen: the ladder on which an offer is asked about, labelled, and at last archived.

All days are counted from stored dates, and each rung keeps its distance to the one before: a worker that slept for
months asks first, waits as long as always, and never archives what nobody was asked about. Each offer is one transaction
and is looked at again under its lock, so two runs at once, or one twice, change nothing more.
"""

import datetime
import logging
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, transaction
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.access import coordinators_of
from accounts.models import User
from networks.inbox import nearest_region, open_item
from networks.models import InboxItem
from offers import actions, freshness_mails
from offers.actions import INBOX_MODEL
from offers.ladder import DECIDED, with_days
from offers.models import BY_PROVIDER, PUBLIC_STATES, Offer, OfferReport, OfferStep, Reason, State, VerifiedHow

log = logging.getLogger(__name__)
REPORTS_THAT_TELL = 2
# So many offers at most climb one rung in one run: a task must end before it is thought lost.
MOST_A_RUN = 2000


def keep_fresh(*, today: datetime.date) -> dict[str, int]:
    """Bring every offer to the rung that its dates say. Returns how many each part moved."""
    parts: tuple[Callable[..., int], ...] = (end_expired, heed_reports, ask_owners, label_overdue, ask_coordinators, archive_silent)
    return {part.__name__: part(today=today) for part in parts}


def _days(number: int) -> datetime.timedelta:
    return datetime.timedelta(days=number)


def _each(offers: QuerySet[Offer], step: Callable[[Offer], object]) -> int:
    """Do one step with each offer, each in a transaction of its own, when the question still finds it under its lock.

    One that cannot move does not hold up the others. A run takes MOST_A_RUN; the next one goes on.
    """
    number = 0
    for pk in list(offers.order_by("pk").values_list("pk", flat=True)[:MOST_A_RUN]):
        try:
            with transaction.atomic():
                offer = offers.filter(pk=pk).select_for_update(of=("self",), skip_locked=True).first()
                if offer is not None:
                    step(offer)
                    number += 1
        except (ValidationError, IntegrityError, DataError) as error:
            log.warning("Offer %s stays where it is: %s", pk, error)
    return number


# --- The rungs -------------------------------------------------------------------------------------------------------


def ask_owners(*, today: datetime.date) -> int:
    """Ask the owners of offers whose check runs out soon, and of labelled ones that nobody was asked about. Side effect: mail."""
    soon = Q(state=State.PUBLISHED, ask_on__lte=today)
    waiting = with_days(Offer.objects.public(today)).filter(soon | Q(state=State.TO_VERIFY), owner_asked_on__isnull=True)

    def ask(offer: Offer) -> None:
        Offer.objects.filter(pk=offer.pk).update(owner_asked_on=today)
        offer.owner_asked_on = today
        freshness_mails.ask_owner(offer, first=True)

    return _each(waiting, ask)


def label_overdue(*, today: datetime.date) -> int:
    """Put the yellow label on offers whose check has run out and whose owner had time to answer. Side effects: mail, a step."""
    # Labelled before the day was kept: the count begins today.
    Offer.objects.filter(state=State.TO_VERIFY, to_verify_since__isnull=True).update(to_verify_since=today)
    overdue = with_days(Offer.objects.public(today)).filter(state=State.PUBLISHED, due__lte=today, label_from__lte=today)

    def label(offer: Offer) -> None:
        freshness_mails.ask_owner(to_verify(offer, reason=Reason.OVERDUE, today=today), first=False)

    return _each(overdue, label)


def to_verify(offer: Offer, *, reason: Reason, today: datetime.date) -> Offer:
    """Put the yellow label on one offer, and log the step."""
    with transaction.atomic():
        offer = actions.mark_to_verify(offer, reason=reason, today=today)
        OfferStep.objects.create(offer=offer, step=OfferStep.Step.TO_VERIFY, comment=reason)
    return offer


def ask_coordinators(*, today: datetime.date) -> int:
    """Ask the coordination about offers that stayed labelled. Side effects: an item in the inbox, one mail a day and person."""
    before = today - _days(settings.ASK_COORDINATOR_DAYS)
    silent = Offer.objects.public(today).filter(
        state=State.TO_VERIFY, coordinator_asked_on__isnull=True, to_verify_since__lte=before, owner_asked_on__lte=before
    )

    def ask(offer: Offer) -> None:
        Offer.objects.filter(pk=offer.pk).update(coordinator_asked_on=today)
        keys = list(offer.regions.values_list("pk", flat=True))
        people = people_for(keys)
        tell(InboxItem.Kind.STALE, offer, keys=keys, owner=people[0] if people else None, today=today)
        for person in people:
            freshness_mails.ask_coordinator(person, region=nearest_region(keys), today=today)

    return _each(silent, ask)


def people_for(keys: list[str]) -> list[User]:
    """Return who is asked about these regions: their own coordination, else the nearest wider one, else the operators."""
    people = coordinators_of(keys)
    own = [person for person in people if person.regional_roles.filter(region_id__in=keys).exists()]
    return own or people[:1] or list(User.objects.filter(is_superuser=True, is_active=True))


def tell(kind: str, offer: Offer, *, keys: list[str], owner: User | None, today: datetime.date, text: str = "") -> InboxItem | None:
    """Put an offer into the inbox; None when it waits there already."""
    return open_item(
        kind,
        subject=offer.official_name,
        subject_model=INBOX_MODEL,
        subject_id=offer.pk,
        text=text or offer.coded_reason or offer.state_reason,
        region=nearest_region(keys),
        owner=owner,
        due_on=today + _days(settings.INBOX_DAYS),
    )


def archive_silent(*, today: datetime.date) -> int:
    """Archive what nobody has confirmed although owner and coordination were asked. Side effects: mail to the owner, a step."""
    after_label, after_asking = settings.ARCHIVE_DAYS, settings.ARCHIVE_DAYS - settings.ASK_COORDINATOR_DAYS
    silent = Offer.objects.filter(
        state=State.TO_VERIFY, to_verify_since__lte=today - _days(after_label), coordinator_asked_on__lte=today - _days(after_asking)
    )
    return _each(silent, lambda offer: _end(offer, Reason.STALE, today))


def end_expired(*, today: datetime.date) -> int:
    """Archive offers whose last day or whose money has passed; visitors have not seen them since that day."""
    public = Offer.objects.filter(state__in=PUBLIC_STATES)
    expired = _each(public.filter(valid_until__lt=today), lambda offer: _end(offer, Reason.EXPIRED, today))
    return expired + _each(public.filter(funded_until__lt=today), lambda offer: _end(offer, Reason.FUNDING_ENDED, today))


def _end(offer: Offer, reason: Reason, today: datetime.date) -> None:
    offer = actions.archive(offer, reason=reason, successor=offer.successor, today=today)
    OfferStep.objects.create(offer=offer, step=OfferStep.Step.ARCHIVED, comment=reason)
    freshness_mails.tell_archived(offer)


def heed_reports(*, today: datetime.date) -> int:
    """Label offers that visitors have reported twice since somebody last said that they are right."""
    decided = OfferStep.objects.filter(offer=OuterRef("offer"), step__in=DECIDED, at__gte=OuterRef("created_at"))
    still_said = Q(offer__verified_on__isnull=True) | Q(created_at__date__gte=F("offer__verified_on"))
    reports = OfferReport.objects.filter(~Exists(decided), still_said, done_at__isnull=True, offer__state=State.PUBLISHED)
    often = reports.order_by().values("offer").annotate(number=Count("pk")).filter(number__gte=REPORTS_THAT_TELL)
    reported = Offer.objects.public(today).filter(state=State.PUBLISHED, pk__in=often.values("offer"))
    return _each(reported, lambda offer: to_verify(offer, reason=Reason.REPORTS, today=today))


# --- Still right -----------------------------------------------------------------------------------------------------


@transaction.atomic
def confirm(offer: Offer, *, by: User | None, how: VerifiedHow, today: datetime.date) -> Offer:
    """Somebody says that everything is still right: published, with a new date, and the ladder begins anew.

    Side effects: what waits in the inbox for a confirmation is closed, a step is logged, search rows are written. The
    provider's own word also ends the note "collected, not confirmed". The same word twice on one day changes nothing.
    Raises ValidationError for offers that are not public or have ended.
    """
    offer = Offer.objects.select_for_update().get(pk=offer.pk)
    if not offer.is_public or not offer.is_current(today):
        raise ValidationError(_("Dieses Angebot ist nicht öffentlich."))
    same_word = (offer.verified_on, offer.verified_how, offer.verified_by) == (today, how, by)
    if same_word and offer.state == State.PUBLISHED and not (offer.collected and how in BY_PROVIDER):
        return offer
    if offer.collected and how in BY_PROVIDER:
        Offer.objects.filter(pk=offer.pk).update(collected=False)
    offer = actions.publish(offer, by=by, today=today, how=how)
    OfferStep.objects.create(offer=offer, step=OfferStep.Step.CONFIRMED, by=by, comment=how)
    return offer
