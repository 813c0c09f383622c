"""An offer on its way: draft, review, public, archived, and proposals for what is public already.

Every action locks the offer first and looks at its state under the lock: of two people who decide at once, the second
is told that it is done. `actions` holds what an offer's state means for search and visitors.
"""

import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.models import User
from networks import inbox
from networks.access import can_edit_organisation
from networks.inbox import close_items, nearest_region, open_item
from networks.models import InboxItem, Organisation
from offers import actions, mails, values
from offers.access import can_review_offer, coordinates_keys, is_provider, reviewers_of, second_person_exists
from offers.actions import INBOX_MODEL
from offers.models import PUBLIC_STATES, Offer, OfferRevision, OfferStep, State
from offers.values import Values
from portal.slugs import RESERVED
from translations.texts import stamp

# What a provider cannot change with a tick at "minor": it changes what an offer is, for whom, or whose.
MEANING = (
    "provider", "co_providers", "regions", "kind", "cost", "residence", "apply_before", "valid_from", "valid_until", "funded_until",
)  # fmt: skip


class Outdated(ValidationError):
    """Somebody else has saved in the meantime."""

    def __init__(self) -> None:
        super().__init__(_("Jemand hat den Text inzwischen geändert. Bitte vergleichen Sie."), code="outdated")


def _locked(offer: Offer, *states: str) -> Offer:
    """Return the offer as it stands now, locked. Raises ValidationError when it is in none of these states any more."""
    now = Offer.objects.select_for_update().get(pk=offer.pk)
    if states and now.state not in states:
        raise ValidationError(_("Das hat schon jemand entschieden. Stand jetzt: %(state)s.") % {"state": now.get_state_display()})
    return now


def _log(offer: Offer, step: str, by: User | None, comment: str = "") -> OfferStep:
    return OfferStep.objects.create(offer=offer, step=step, by=by, comment=comment[:1000])


@transaction.atomic
def create_draft(given: Values, *, by: User) -> Offer:
    """Begin an offer that only its owners and the coordination see. Side effect: its translations count as made from this German text."""
    _check_new_rows(given, by)
    offer = Offer(slug=_free_slug(given["official_name"]), created_by=by, edited_here=True, version=1)
    offer.kind, offer.cost = given["kind"], given["cost"]
    try:
        with transaction.atomic():
            offer.save()
    except IntegrityError:
        offer.slug = f"{offer.slug[:70]}-{timezone.now():%H%M%S}"
        offer.save()
    values.write(offer, given)
    stamp(offer)
    return offer


def _free_slug(name: str) -> str:
    letters = name.lower().translate(str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"}))
    base = slugify(letters)[:60] or "angebot"
    taken = {*RESERVED, *Offer.objects.filter(slug__startswith=base).values_list("slug", flat=True)}
    return next(slug for number in range(1, len(taken) + 2) if (slug := base if number == 1 else f"{base}-{number}") not in taken)


@transaction.atomic
def save_draft(offer: Offer, given: Values, *, by: User, base: int, minor: bool = False, restoring: bool = False) -> Offer:
    """Save an offer that is not public; `restoring` an older version. Raises Outdated when `base` is not what stands there now."""
    offer = _locked(offer, State.DRAFT, State.IN_REVIEW)
    _check_new_rows({"provider": offer.provider_id} | given, by)
    return _save(offer, given, base=base, minor=minor, restoring=restoring)


def _check_new_rows(given: Values, by: User) -> None:
    """A draft's new contact or place stands on its provider's public page at once: that is for those who may edit the provider."""
    new = [name for name in values.NEW if given.get(name)]
    provider = Organisation.objects.filter(pk=given.get("provider")).first() if new else None
    if provider is not None and not can_edit_organisation(by, provider):
        field = {"new_contact": "new_contact_phone", "new_place": "new_place_city"}
        raise ValidationError({field[name]: _("Dafür fehlt Ihnen das Recht.") for name in new})


def _save(offer: Offer, given: Values, *, base: int, minor: bool, restoring: bool = False) -> Offer:
    if offer.version != base:
        raise Outdated
    offer.version += 1
    offer.edited_here = True
    return values.write(offer, given, minor=minor, restoring=restoring)


def applies_at_once(user: User, offer: Offer, changed: Values, *, minor: bool) -> bool:
    """Whether a change of a public offer is seen at once: the coordination's own, or an editor's minor one beside MEANING."""
    if can_review_offer(user, offer):
        return "regions" not in changed or coordinates_keys(user, changed["regions"])
    return minor and is_provider(user, offer, "editor") and not set(changed) & {*MEANING, *values.NEW}


@transaction.atomic
def change_public(offer: Offer, given: Values, *, by: User, base: int, minor: bool = False, restoring: bool = False) -> Offer:
    """Change a public offer at once; `restoring`: to an older version. Side effects: a line in its log, search rows.

    Raises Outdated, or what a public offer lacks.
    """
    offer = _locked(offer, *PUBLIC_STATES)
    before = values.values_of(offer)
    if not applies_at_once(by, offer, values.changes_between(before, given), minor=minor):
        raise ValidationError(_("Diese Änderung muss die Koordination zuerst prüfen."))
    check_complete(before | given)
    _lock_providers(offer, before | given)
    offer = _save(offer, given, base=base, minor=minor, restoring=restoring)
    actions.refresh_search(offer)
    _log(offer, OfferStep.Step.CHANGED, by)
    return offer


def _lock_providers(offer: Offer, given: Values) -> None:
    actions.lock_providers(offer, provider=given["provider"], others=given["co_providers"])


def check_complete(given: Values) -> None:
    """Raise ValidationError with everything that an offer still needs before visitors may see it."""
    reach = any(given.get(name) for name in ("website", "contact", "new_contact", "sources"))
    needed = {
        "regions": (given["regions"], _("Bitte wählen Sie, wo das Angebot gilt.")),
        "title_de": (given["title_de"], _("Bitte geben Sie dem Angebot einen Titel.")),
        "summary_de": (given["summary_de"], _("Bitte schreiben Sie in einem Satz, was man bekommt.")),
        "phases": (given["phases"], _("Bitte wählen Sie mindestens eine Phase.")),
        "provider": (given["provider"], _("Bitte wählen Sie den Anbieter.")),
        "contact": (reach, _("Bitte geben Sie einen Kontakt oder eine Website an.")),
    }
    if missing := {name: words for name, (there, words) in needed.items() if not there}:
        raise ValidationError(missing)


@transaction.atomic
def submit(offer: Offer, *, by: User) -> Offer:
    """Give a draft to the coordination. Side effects: an item in the inbox, a mail to who may decide."""
    offer = _locked(offer, State.DRAFT)
    check_complete(values.values_of(offer))
    offer.state, offer.state_reason, offer.submitted_by = State.IN_REVIEW, "", by
    offer.save()
    step = _log(offer, OfferStep.Step.SUBMITTED, by)
    _open_review(offer, step, by)
    return offer


def _open_review(offer: Offer, step: OfferStep, by: User) -> None:
    """Put the review into the inbox of the nearest region, owned by whoever may decide first, and tell those who may."""
    reviewers = [user for user in reviewers_of(offer) if user != by]
    keys = [region.pk for region in offer.regions.all()]
    open_item(
        InboxItem.Kind.REVIEW,
        subject=offer.official_name,
        subject_model=INBOX_MODEL,
        subject_id=offer.pk,
        region=nearest_region(keys),
        owner=reviewers[0] if reviewers else None,
    )
    mails.submitted(offer, step, to=reviewers)


@transaction.atomic
def return_to_author(offer: Offer, *, by: User, comment: str, revision: OfferRevision | None = None) -> Offer:
    """Give a draft or a proposal back with words why. Side effects: inbox item closed, mail to the author.

    Raises ValidationError without a comment.
    """
    if not comment.strip():
        raise ValidationError({"comment": _("Bitte schreiben Sie, was noch fehlt.")})
    if revision is not None:
        offer = _locked(offer)
        revision = _open_revision(revision)
        revision.state = OfferRevision.State.RETURNED
        revision.save()
        author = revision.author
    else:
        offer = _locked(offer, State.IN_REVIEW)
        offer.state = State.DRAFT
        offer.save()
        author = offer.submitted_by or offer.created_by
    step = _log(offer, OfferStep.Step.RETURNED, by, comment.strip())
    _close_review(offer, by, step)
    mails.returned(offer, step, to=author)
    return offer


@transaction.atomic
def publish_reviewed(offer: Offer, *, by: User, base: int, today: datetime.date | None = None) -> Offer:
    """Publish what somebody submitted. Side effects: check date, search rows, a line in the log, inbox item closed, mail to the author.

    Raises ValidationError when it is the reviewer's own text and a second person could decide, or when it was changed since it was read.
    """
    offer = _locked(offer, State.IN_REVIEW)
    if offer.version != base:
        raise Outdated
    author = offer.submitted_by or offer.created_by
    alone = check_four_eyes(by, offer, offer.submitted_by, offer.created_by)
    check_complete(values.values_of(offer))
    offer = _make_public(offer, by, author, today)
    return _published(offer, by, author, alone=alone)


@transaction.atomic
def publish_directly(offer: Offer, *, by: User) -> Offer:
    """Publish by an operator's own decision, from any state. Side effects: as `actions.publish`, a line in the log, no review waits."""
    before = _locked(offer).state
    offer = actions.publish(offer, by=by)
    step = _log(offer, OfferStep.Step.PUBLISHED, by)
    if before not in PUBLIC_STATES:
        # A proposal for a public text is another decision.
        _close_review(offer, by, step)
    return offer


def check_four_eyes(by: User, offer: Offer, *authors: User | None) -> bool:
    """Return whether somebody decides her own text alone, because nobody else could. Raises ValidationError when somebody else could."""
    if by not in authors:
        return False
    if second_person_exists(by, offer):
        raise ValidationError(_("Ihren eigenen Text muss eine zweite Person prüfen."))
    return True


def _make_public(offer: Offer, by: User, author: User | None, today: datetime.date | None) -> Offer:
    """Publish; what the provider itself wrote is no longer "collected, not confirmed"."""
    if offer.collected and author is not None and is_provider(author, offer):
        Offer.objects.filter(pk=offer.pk).update(collected=False)
    return actions.publish(offer, by=by, today=today)


def _published(offer: Offer, by: User, author: User | None, *, alone: bool) -> Offer:
    step = _log(offer, OfferStep.Step.PUBLISHED_ALONE if alone else OfferStep.Step.PUBLISHED, by)
    _close_review(offer, by, step)
    if author != by:
        mails.published(offer, step, to=author)
    return offer


def _close_review(offer: Offer, by: User, step: OfferStep) -> None:
    close_items(InboxItem.Kind.REVIEW, subject_model=INBOX_MODEL, subject_id=offer.pk, by=by, outcome=str(step.get_step_display()))


@transaction.atomic
def propose(
    offer: Offer, given: Values, *, by: User, base: int, minor: bool = False, round_seen: int = 0, restoring: bool = False
) -> OfferRevision:
    """Keep a change of a public offer for the coordination; visitors go on reading the public text. Side effects: inbox item, mail.

    There is one open proposal an offer: a later one takes its place. Raises Outdated when offer or proposal were changed meanwhile.
    """
    offer = _locked(offer, *PUBLIC_STATES)
    before = values.values_of(offer)
    changed = values.changes_between(before, given)
    if not changed:
        raise ValidationError(_("Sie haben nichts geändert."))
    revision = OfferRevision.objects.filter(offer=offer, state__in=OfferRevision.OPEN).first() or OfferRevision(offer=offer)
    if offer.version != base or revision.data.get("round", 0) != round_seen:
        raise Outdated
    revision.data = {
        "round": round_seen + 1,
        "values": changed,
        "before": {name: before[name] for name in changed if name in before},
        "restoring": restoring,
    }
    revision.base, revision.minor, revision.author, revision.state = base, minor, by, OfferRevision.State.IN_REVIEW
    revision.save()
    _open_review(offer, _log(offer, OfferStep.Step.SUBMITTED, by), by)
    return revision


def _open_revision(revision: OfferRevision) -> OfferRevision:
    now = OfferRevision.objects.select_for_update().get(pk=revision.pk)
    if now.state != OfferRevision.State.IN_REVIEW:
        raise ValidationError(_("Das hat schon jemand entschieden. Stand jetzt: %(state)s.") % {"state": now.get_state_display()})
    return now


def collisions(revision: OfferRevision, now: Values) -> list[str]:
    """Return the fields that a proposal changes and that somebody else has changed since."""
    before, wanted = revision.data["before"], revision.data["values"]
    return [
        name for name in before if values.changes_between(now, {name: before[name]}) and values.changes_between(now, {name: wanted[name]})
    ]


@transaction.atomic
def apply_revision(revision: OfferRevision, *, by: User, round_seen: int, today: datetime.date | None = None) -> Offer:
    """Bring a proposal into the public text. Side effects as in `publish_reviewed`.

    Raises ValidationError when it is the reviewer's own and a second person could decide, when the same fields were changed since, or
    when it leads into regions that the reviewer does not coordinate.
    """
    offer = _locked(revision.offer, *PUBLIC_STATES)
    revision = _open_revision(revision)
    if revision.data["round"] != round_seen:
        raise Outdated
    alone = check_four_eyes(by, offer, revision.author)
    wanted = revision.data["values"]
    if "regions" in wanted and not coordinates_keys(by, wanted["regions"]):
        raise ValidationError(_("Bitte bleiben Sie bei den Regionen, die Sie koordinieren."))
    now = values.values_of(offer)
    if collisions(revision, now):
        raise ValidationError(_("Dieselben Felder wurden inzwischen geändert. Bitte bearbeiten Sie den Vorschlag noch einmal."))
    check_complete(now | wanted)
    _lock_providers(offer, now | wanted)
    offer = _save(offer, wanted, base=offer.version, minor=revision.minor, restoring=revision.data.get("restoring", False))
    revision.state, revision.decided_at = OfferRevision.State.APPLIED, timezone.now()
    revision.save()
    offer = _make_public(offer, by, revision.author, today)
    return _published(offer, by, revision.author, alone=alone)


@transaction.atomic
def discard(revision: OfferRevision, *, by: User) -> OfferRevision:
    """Throw a proposal away; the public text stays. Side effect: the inbox item is closed."""
    offer = _locked(revision.offer)
    revision = OfferRevision.objects.select_for_update().get(pk=revision.pk)
    if revision.state not in OfferRevision.OPEN:
        raise ValidationError(_("Das hat schon jemand entschieden. Stand jetzt: %(state)s.") % {"state": revision.get_state_display()})
    revision.state, revision.decided_at = OfferRevision.State.DISCARDED, timezone.now()
    revision.save()
    close_items(
        InboxItem.Kind.REVIEW, subject_model=INBOX_MODEL, subject_id=offer.pk, by=by, outcome=str(OfferRevision.State.DISCARDED.label)
    )
    return revision


@transaction.atomic
def archive(offer: Offer, *, by: User, reason: str, successor: Offer | None = None, today: datetime.date | None = None) -> Offer:
    """End an offer, by people. Side effects: search rows gone, open proposal and waiting items closed, a line in the log."""
    offer = _locked(offer, State.DRAFT, State.IN_REVIEW, *PUBLIC_STATES)
    reason = reason.strip()[:160]
    offer = actions.archive(offer, reason=reason, successor=successor, today=today, by=by)
    _log(offer, OfferStep.Step.ARCHIVED, by, reason)
    return offer


@transaction.atomic
def restore(offer: Offer, *, by: User) -> Offer:
    """Make an archived offer a draft again. Side effect: a line in the log."""
    offer = _locked(offer, State.ARCHIVED)
    offer.state, offer.state_reason, offer.successor = State.DRAFT, "", None
    offer.archived_on = offer.submitted_by = offer.to_verify_since = None
    offer.save()
    _log(offer, OfferStep.Step.RESTORED, by)
    return offer


@transaction.atomic
def assign(offer: Offer, *, to: User, by: User) -> InboxItem:
    """Give what waits about an offer (a review, a verification) to a colleague. Side effect: a mail to her.

    Raises ValidationError when nothing waits or she may not decide.
    """
    offer = _locked(offer)
    if to not in reviewers_of(offer):
        raise ValidationError(_("%(person)s koordiniert die Region dieses Angebots nicht.") % {"person": to})
    kinds = (InboxItem.Kind.REVIEW, InboxItem.Kind.STALE)
    item = InboxItem.objects.open().filter(kind__in=kinds, subject_model=INBOX_MODEL, subject_id=offer.pk).order_by("due_on").first()
    if item is None and offer.state in PUBLIC_STATES:
        region = nearest_region(offer.regions.values_list("pk", flat=True))
        item = open_item(InboxItem.Kind.STALE, subject=offer.official_name, subject_model=INBOX_MODEL, subject_id=offer.pk, region=region)
    if item is None:
        raise ValidationError(_("Hier wartet nichts auf eine Entscheidung."))
    return inbox.assign(item, to=to, by=by)
