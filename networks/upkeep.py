"""What becomes of a profile after somebody has claimed it: confirmed again each year, marked as old, or given free."""

import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import RoleChange, User
from networks import claim_mails
from networks.access import editors_of
from networks.claims import Profile
from networks.inbox import owner_for
from networks.models import Advisor, ClaimState, Membership, Organisation


@transaction.atomic
def confirm_profile(profile: Profile, *, today: datetime.date | None = None) -> Profile:
    """Say that a profile is still right. An old one is verified again."""
    profile = type(profile).objects.select_for_update().get(pk=profile.pk)
    profile.confirmed_on = today or timezone.localdate()
    if profile.claim_state == ClaimState.STALE:
        profile.claim_state = ClaimState.VERIFIED
    profile.save(update_fields=["confirmed_on", "claim_state", "changed_at"])
    return profile


def mark_stale(today: datetime.date | None = None) -> int:
    """Mark profiles that nobody has confirmed for PROFILE_CONFIRM_DAYS, and ask who keeps them, once. Returns how many."""
    today = today or timezone.localdate()
    limit = today - datetime.timedelta(days=settings.PROFILE_CONFIRM_DAYS)
    number = 0
    for model in (Organisation, Advisor):
        waiting = model.objects.filter(claim_state=ClaimState.VERIFIED, state="active", confirmed_on__lt=limit)
        number += sum(_mark_stale(model, pk, limit) for pk in list(waiting.values_list("pk", flat=True)))
    return number


@transaction.atomic
def _mark_stale(model: type[Profile], pk: int, limit: datetime.date) -> bool:
    found = model.objects.select_for_update(skip_locked=True).filter(pk=pk, claim_state=ClaimState.VERIFIED, confirmed_on__lt=limit)
    profile = found.first()
    if profile is None:
        return False
    profile.claim_state = ClaimState.STALE
    profile.save(update_fields=["claim_state", "changed_at"])
    keepers = editors_of(profile) if isinstance(profile, Organisation) else [profile.user] if profile.user else []
    claim_mails.send_stale(profile, to=set(keepers))
    return True


@transaction.atomic
def stop_editing(organisation: Organisation, *, user: User, by: User) -> Organisation:
    """Take somebody's right to edit an organisation away, or let her give it back.

    Side effects: logged; without any editor the organisation is free to claim and its coordination gets a mail.
    Raises ValidationError when she does not edit it.
    """
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    removed, _rows = Membership.objects.filter(user=user, organisation=organisation, role=Membership.Role.EDITOR).delete()
    if not removed:
        raise ValidationError(_("Dieses Konto pflegt die Organisation nicht."))
    RoleChange.objects.create(by=by, user=user, given=False, role=Membership.Role.EDITOR, scope=organisation.name[:160])
    release_if_alone(organisation, besides=by)
    return organisation


def release_if_alone(organisation: Organisation, *, besides: User) -> bool:
    """When an organisation has lost its last editor it is free to claim. Side effect: one mail to its coordination."""
    kept = organisation.claim_state in (ClaimState.VERIFIED, ClaimState.STALE)
    if not kept or organisation.memberships.filter(role=Membership.Role.EDITOR).exists():
        return False
    organisation.claim_state = ClaimState.RELEASED
    organisation.save(update_fields=["claim_state", "changed_at"])
    watcher = owner_for(regions=[region.pk for region in organisation.regions.all()], besides=[besides])
    claim_mails.send_released(organisation, to={watcher} if watcher else set())
    return True
