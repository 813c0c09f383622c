"""The addresses that pages of offers and organisations lead to, and what follows when one of them stays broken."""

import datetime
from collections import defaultdict
from collections.abc import Iterator

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from networks.inbox import close_items, nearest_region, open_item
from networks.models import InboxItem, Organisation
from offers import actions, freshness
from offers.actions import INBOX_MODEL
from offers.ladder import due_on
from offers.models import PUBLIC_STATES, Offer, OfferLink, Reason, State
from portal import links
from portal.links import Guard
from portal.models import LinkState

ORGANISATION = "networks.organisation"
# Somebody has closed an item although the address did not answer: she knows, and is left alone for so long.
QUIET_DAYS = 90
_BATCH = 500


def check(*, now: datetime.datetime, guard: Guard | None = None, limit: int = links.MOST_A_RUN) -> list[LinkState]:
    """Bring the list of addresses up to date, check some, and tell about those that stay broken. Returns what was checked."""
    links.keep([*addresses_of_offers(), *addresses_of_organisations()])
    checked = links.check_due(now=now, guard=guard, limit=limit)
    heed_links(today=timezone.localdate(now))
    return checked


def addresses_of_offers() -> Iterator[str]:
    """Yield where the pages of public offers lead: website or first source, booking, further links. Some come twice."""
    public = QuerySet(Offer).filter(state__in=PUBLIC_STATES)
    for website, booking, sources in public.values_list("website", "appointment_url", "sources").iterator():
        yield website or (sources[0] if sources else "")
        yield booking
    yield from OfferLink.objects.filter(offer__state__in=PUBLIC_STATES).values_list("url", flat=True).iterator()


def addresses_of_organisations() -> Iterator[str]:
    """Yield the websites of active organisations."""
    yield from Organisation.objects.active().values_list("website", flat=True).iterator()


def heed_links(*, today: datetime.date) -> int:
    """Tell about addresses that failed three weekly checks, and forget those that answer again. Returns how many offers got a label.

    Side effects: items in the inbox, the yellow label; an offer that wears it only for its link loses it again.
    """
    broken = list(links.broken().values_list("url", flat=True))
    offers, bodies = _showing(broken)
    labelled = sum(_tell_about_offer(pk, urls, today) for pk, urls in sorted(offers.items()))
    for pk, urls in sorted(bodies.items()):
        _tell_about_organisation(pk, urls, today)
    _forget(INBOX_MODEL, set(offers), today)
    _forget(ORGANISATION, set(bodies), today)
    return labelled


def _showing(urls: list[str]) -> tuple[dict[int, list[str]], dict[int, list[str]]]:
    """Return the public offers and the active organisations that lead to these addresses, by id."""
    offers: dict[int, list[str]] = defaultdict(list)
    bodies: dict[int, list[str]] = defaultdict(list)
    for start in range(0, len(urls), _BATCH):
        some = urls[start : start + _BATCH]
        public = QuerySet(Offer).filter(state__in=PUBLIC_STATES)
        for field, rows in (
            ("website", public.filter(website__in=some)),
            ("sources__0", public.filter(website="", sources__0__in=some)),
            ("appointment_url", public.filter(appointment_url__in=some)),
            ("links__url", public.filter(links__url__in=some)),
        ):
            for pk, url in rows.values_list("pk", field):
                offers[pk].append(url)
        for pk, url in Organisation.objects.active().filter(website__in=some).values_list("pk", "website"):
            bodies[pk].append(url)
    return offers, bodies


def _is_known(model: str, pk: int, today: datetime.date) -> bool:
    """Whether it waits in the inbox, or somebody has closed it not long ago."""
    items = InboxItem.objects.filter(kind=InboxItem.Kind.LINKS, subject_model=model, subject_id=pk)
    lately = today - datetime.timedelta(days=QUIET_DAYS)
    return items.filter(Q(done_at__isnull=True) | Q(done_by__isnull=False, done_at__date__gt=lately)).exists()


@transaction.atomic
def _tell_about_offer(pk: int, urls: list[str], today: datetime.date) -> bool:
    offer = Offer.objects.select_for_update().filter(pk=pk, state__in=PUBLIC_STATES).first()
    if offer is None or _is_known(INBOX_MODEL, pk, today):
        return False
    keys = list(offer.regions.values_list("pk", flat=True))
    people = freshness.people_for(keys)
    text = "\n".join(dict.fromkeys(urls))
    item = freshness.tell(InboxItem.Kind.LINKS, offer, keys=keys, owner=people[0] if people else None, today=today, text=text)
    if item is None or offer.state != State.PUBLISHED:
        return False
    freshness.to_verify(offer, reason=Reason.LINKS, today=today)
    return True


@transaction.atomic
def _tell_about_organisation(pk: int, urls: list[str], today: datetime.date) -> None:
    if _is_known(ORGANISATION, pk, today):
        return
    body = Organisation.objects.get(pk=pk)
    keys = list(body.regions.values_list("pk", flat=True))
    people = freshness.people_for(keys)
    open_item(
        InboxItem.Kind.LINKS,
        subject=body.name,
        subject_model=ORGANISATION,
        subject_id=pk,
        text="\n".join(urls),
        region=nearest_region(keys),
        owner=people[0] if people else None,
        due_on=today + datetime.timedelta(days=settings.INBOX_DAYS),
    )


def _forget(model: str, still_broken: set[int], today: datetime.date) -> None:
    """Close what waits about links that answer again or are not shown any more."""
    waiting = InboxItem.objects.open().filter(kind=InboxItem.Kind.LINKS, subject_model=model)
    for pk in sorted(set(waiting.values_list("subject_id", flat=True)) - still_broken):
        close_items(InboxItem.Kind.LINKS, subject_model=model, subject_id=pk)
        if model == INBOX_MODEL:
            _lift_label(pk, today)


def _lift_label(pk: int, today: datetime.date) -> None:
    """Take the label from an offer that wore it for its link only; the day of its last check stays."""
    offer = Offer.objects.filter(pk=pk, state=State.TO_VERIFY, state_reason=Reason.LINKS).first()
    if offer is None or due_on(offer) <= today:
        return
    try:
        actions.publish(offer, by=None, verified=False)
    except ValidationError:
        # Something else is wrong with it by now: the label stays.
        return
