"""Whatever changes several rows of an offer. Each action is one transaction and leaves the search rows true."""

import datetime
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from networks import inbox
from networks.models import InboxItem, Organisation
from offers.models import PUBLIC_STATES, Offer, OfferReport, OfferRevision, OfferStep, State, VerifiedHow
from portal import search
from portal.checking import check_row
from portal.languages import CODES, SOURCE

SEARCH_KIND = "offer"
REPORT_MODEL = "offers.offerreport"
INBOX_MODEL = "offers.offer"


@transaction.atomic
def publish(
    offer: Offer, *, by: User | None, today: datetime.date | None = None, verified: bool = True, how: str = VerifiedHow.STAFF
) -> Offer:
    """Make an offer public. Side effects: sets the check date, who checked and how (unless `verified` is false), begins the
    ladder of freshness anew, closes what waits in the inbox because nobody had confirmed it, writes the search rows.

    Raises ValidationError when something is missing, when no area is given, or when the provider is archived.
    """
    offer = Offer.objects.select_for_update().get(pk=offer.pk)
    lock_providers(offer, provider=offer.provider_id)
    if not offer.regions.exists():
        raise ValidationError({"regions": _("Bitte wählen Sie, wo das Angebot gilt.")})
    offer.state = State.PUBLISHED
    offer.state_reason = ""
    offer.successor = None
    if verified:
        offer.verified_on = today or timezone.localdate()
        offer.verified_by = by
        offer.verified_how = how
    offer.owner_asked_on = offer.to_verify_since = offer.coordinator_asked_on = offer.archived_on = None
    check_row(offer)
    offer.save()
    inbox.close_items(InboxItem.Kind.STALE, subject_model=INBOX_MODEL, subject_id=offer.pk, by=by)
    refresh_search(offer)
    return offer


@transaction.atomic
def mark_to_verify(offer: Offer, *, reason: str, today: datetime.date | None = None) -> Offer:
    """Keep an offer public, but say that it waits for a check. Side effects: remembers since when, writes the search rows.

    Raises ValidationError for an offer that is not public.
    """
    offer = Offer.objects.select_for_update().get(pk=offer.pk)
    if offer.state not in PUBLIC_STATES:
        raise ValidationError(_("Dieses Angebot ist nicht öffentlich."))
    lock_providers(offer)
    if offer.state != State.TO_VERIFY or offer.to_verify_since is None:
        offer.to_verify_since = today or timezone.localdate()
    offer.state = State.TO_VERIFY
    offer.state_reason = reason
    offer.save()
    refresh_search(offer)
    return offer


@transaction.atomic
def archive(
    offer: Offer, *, reason: str, successor: Offer | None = None, today: datetime.date | None = None, by: User | None = None
) -> Offer:
    """Take an offer out of lists and search; its page says that it ended and names a successor.

    Side effects: signed links "still right" end, an open proposal is discarded, nothing about it waits in the inbox.
    Raises ValidationError without a reason.
    """
    if not reason.strip():
        raise ValidationError({"state_reason": _("Bitte nennen Sie den Grund.")})
    offer = Offer.objects.select_for_update().get(pk=offer.pk)
    if offer.state != State.ARCHIVED:
        offer.archived_on = today or timezone.localdate()
        offer.confirm_round += 1
    offer.state = State.ARCHIVED
    offer.state_reason = reason
    offer.successor = successor
    offer.save()
    OfferRevision.objects.filter(offer=offer, state__in=OfferRevision.OPEN).update(
        state=OfferRevision.State.DISCARDED, decided_at=timezone.now()
    )
    inbox.close_all(INBOX_MODEL, offer.pk, by=by, outcome=str(OfferStep.Step.ARCHIVED.label))
    refresh_search(offer)
    return offer


@transaction.atomic
def set_requirements(offer: Offer, *, required: list[Offer]) -> Offer:
    """Say which offers are needed first. Raises ValidationError when that would lead back to the offer itself.

    All such changes wait for one another: two of them could close a circle that neither sees alone.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('offers.requires'))")
    edges: dict[int, set[int]] = {}
    for source, target in Offer.requires.through.objects.exclude(from_offer=offer).values_list("from_offer_id", "to_offer_id"):
        edges.setdefault(source, set()).add(target)
    open_ends, seen = [other.pk for other in required], set()
    while open_ends:
        current = open_ends.pop()
        if current == offer.pk:
            raise ValidationError({"requires": _("Diese Angebote verlangen sich im Kreis.")})
        if current not in seen:
            seen.add(current)
            open_ends += edges.get(current, ())
    offer.requires.set(required)
    return offer


def lock_providers(offer: Offer, *, provider: int | None = None, others: Iterable[int] = ()) -> None:
    """Lock the organisations whose names an offer is found by, those of now and those of its change, before they are read.

    A rename or an end of one of them at this very moment waits, or is over. Always after the offer and in one order.
    Raises ValidationError when `provider` is archived.
    """
    linked = Offer.co_providers.through.objects.filter(offer=offer).values("organisation_id")
    named = Q(pk__in={offer.provider_id, provider, *others} - {None}) | Q(pk__in=linked)
    # Rows that point to them may be written meanwhile.
    rows = Organisation.objects.filter(named).select_for_update(no_key=True).order_by("pk")
    if dict(rows.values_list("pk", "state")).get(provider) == Organisation.State.ARCHIVED:
        raise ValidationError({"provider": _("Der Anbieter ist archiviert.")})


def refresh_search(offer: Offer) -> None:
    """Write the search rows of a public offer, remove those of any other. Belongs into the transaction that saves."""
    if offer.state not in PUBLIC_STATES:
        search.remove(SEARCH_KIND, offer.pk)
        return
    subjects, provider_words = _words_around(offer.pk)
    names = " ".join([offer.official_name, *offer.aliases, *offer.formerly])
    texts = {}
    for code in CODES:
        title = getattr(offer, f"title_{code}")
        if title:
            german = code == SOURCE
            body = f"{getattr(offer, f'summary_{code}') or ''} {subjects[code]}"
            texts[code] = search.Text(title, names if german else "", body, provider_words if german else "")
    search.index(SEARCH_KIND, offer.pk, texts)


def _words_around(pk: int) -> tuple[dict[str, str], str]:
    """Return the words of an offer's topics by language and those of its providers, in one query: saving must stay quick."""
    words = "coalesce(string_agg(concat_ws(' ', t.name_{0}, t.words_{0}), ' ' ORDER BY t.position, t.code), '')"
    topics = ", ".join(words.format(code) for code in CODES)
    providers = "concat_ws(' ', b.name, b.short_name, array_to_string(b.aliases, ' '), array_to_string(b.formerly, ' '))"
    sql = (
        f"SELECT {topics}, (SELECT coalesce(string_agg({providers}, ' ' ORDER BY b.id), '') "
        "FROM networks_organisation b WHERE b.id IN (SELECT provider_id FROM offers_offer WHERE id = %s "
        "UNION SELECT organisation_id FROM offers_offer_co_providers WHERE offer_id = %s)) "
        "FROM offers_offer_topics x JOIN portal_topic t ON t.code = x.topic_id WHERE x.offer_id = %s"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [pk, pk, pk])
        *subjects, provider_words = cursor.fetchone()
    return dict(zip(CODES, subjects, strict=True)), provider_words


@transaction.atomic
def refresh_search_of(offers: QuerySet[Offer]) -> None:
    """Write the search rows of several offers, after a name that they share has changed."""
    # One after the other: of two renames that share offers, the second must read what the first has written.
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('offers.names'))")
    for offer in offers.filter(state__in=PUBLIC_STATES).order_by("pk").distinct():
        refresh_search(offer)


def forget(offer: Offer, *, by: User | None) -> None:
    """Remove what names an offer by its number only, before it is deleted: search rows, and what waits in the inbox."""
    search.remove(SEARCH_KIND, offer.pk)
    inbox.close_all(INBOX_MODEL, offer.pk, by=by)
    for pk in OfferReport.objects.filter(offer=offer).values_list("pk", flat=True):
        inbox.close_all(REPORT_MODEL, pk, by=by)


@transaction.atomic
def report(offer: Offer, *, text: str, email: str, language: str) -> OfferReport:
    """Store what a visitor noticed. Side effect: an item in the inbox of an editor of the provider, else of the coordination."""
    stored = OfferReport.objects.create(offer=offer, text=text, email=email, language=language)
    regions = [region.pk for region in offer.regions.all()]
    inbox.open_item(
        InboxItem.Kind.REPORT,
        subject=offer.official_name,
        subject_model=REPORT_MODEL,
        subject_id=stored.pk,
        text=text,
        region=inbox.nearest_region(regions),
        owner=inbox.owner_for(organisation=offer.provider, regions=regions),
    )
    return stored


@transaction.atomic
def finish_report(report_id: int, *, by: User | None, outcome: str = "") -> None:
    """Mark a report as done. Side effect: its item leaves the inbox, if it is still there."""
    OfferReport.objects.filter(pk=report_id, done_at__isnull=True).update(done_at=timezone.now())
    inbox.close_items(InboxItem.Kind.REPORT, subject_model=REPORT_MODEL, subject_id=report_id, by=by, outcome=outcome)
