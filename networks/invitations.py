"""Invitations: a role offered by mail, with a link that works once; and memberships given and taken."""

import datetime
import hashlib
import secrets
from collections.abc import Sequence

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import give_regional_role, log_role
from accounts.models import User
from networks import claim_mails, invitation_mails
from networks.access import can_invite
from networks.inbox import owner_for
from networks.models import Advisor, ClaimState, Invitation, Membership, Organisation
from portal import ratelimit
from portal.models import Region
from translations.models import Translator

# Used, withdrawn and expired invitations name an address; they are deleted so many days after they ended.
KEPT_DAYS = 30
# So many invitations a day of one account, and to one address whoever invites.
MOST_A_DAY, MOST_AN_ADDRESS, DAY = 100, 5, 86_400


def hash_of(key: str) -> str:
    """Return what is kept of a key. It is long and random, so a plain hash is enough."""
    return hashlib.sha256(key.encode()).hexdigest()


@transaction.atomic
def invite(
    email: str,
    *,
    role: str,
    by: User,
    language: str,
    region: Region | None = None,
    organisation: Organisation | None = None,
    advisor: Advisor | None = None,
    languages: Sequence[str] = (),
) -> Invitation:
    """Offer somebody a role by mail, in the chosen language. The key is only in the mail.

    Raises ValidationError when the same offer is already on its way, after too many, or when the role lacks what it is for.
    """
    now = timezone.now()
    same = Invitation.objects.open().filter(email__iexact=email, role=role, region=region, organisation=organisation)
    if same.exists():
        raise ValidationError(_("Diese Einladung ist schon unterwegs."))
    # A flood would reach people who never asked for anything from us.
    within = ratelimit.allow_about(f"account {by.pk}", "invitation", most=MOST_A_DAY, seconds=DAY)
    if not within or not ratelimit.allow_about(f"address {email.strip().lower()}", "invitation", most=MOST_AN_ADDRESS, seconds=DAY):
        raise ValidationError(_("Das waren sehr viele Nachrichten"))
    key = secrets.token_urlsafe(32)
    invitation = Invitation(
        email=email.strip().lower(),
        role=role,
        region=region,
        organisation=organisation,
        advisor=advisor,
        languages=list(languages),
        language=language,
        key_hash=hash_of(key),
        invited_by=by,
        created_at=now,
        expires_at=now + datetime.timedelta(days=settings.INVITATION_DAYS),
    )
    invitation.full_clean()
    invitation.save()
    invitation_mails.send(invitation, key)
    return invitation


def find(key: str) -> Invitation | None:
    """Return the invitation of a key, whether or not it still works."""
    rows = Invitation.objects.select_related("region", "organisation", "advisor", "invited_by")
    return rows.filter(key_hash=hash_of(key)).first()


def is_for(invitation: Invitation, user: User) -> bool:
    """Whether the account has the address that was written to: a mail that is passed on passes no role on."""
    return user.email.lower() == invitation.email.lower()


@transaction.atomic
def accept(invitation: Invitation, *, user: User) -> Invitation:
    """Give the role to the account and use the invitation up.

    Raises ValidationError when it has ended, when it was written to another address, or when whoever invited has lost the right to since.
    """
    invitation = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
    if not invitation.is_open:
        raise ValidationError(_("Diese Einladung gilt nicht mehr."))
    by = invitation.invited_by
    if (
        not is_for(invitation, user)
        or by is None
        or not by.is_active
        or not can_invite(by, invitation.role, region=invitation.region_id, organisation=invitation.organisation)
    ):
        raise ValidationError(_("Diese Einladung gilt nicht mehr."))
    if invitation.role == Invitation.Role.COORDINATOR:
        give_regional_role(user, invitation.region, by=by)
    elif invitation.role == Invitation.Role.TRANSLATOR:
        _give_languages(user, invitation.languages, by=by)
    else:
        give_membership(user, invitation.organisation, role=invitation.role, by=by)
    if invitation.advisor is not None:
        _give_profile(user, invitation.advisor)
    invitation.used_at = timezone.now()
    invitation.save(update_fields=["used_at"])
    return invitation


@transaction.atomic
def withdraw(invitation: Invitation, *, by: User) -> None:
    """Make an open invitation worthless. Raises ValidationError when it has ended already."""
    if not Invitation.objects.open().filter(pk=invitation.pk).update(withdrawn_at=timezone.now()):
        raise ValidationError(_("Diese Einladung gilt nicht mehr."))


@transaction.atomic
def give_membership(user: User, organisation: Organisation, *, role: str, by: User | None) -> Membership:
    """Make somebody a member of an organisation, and log it. A second time changes nothing. Raises ValidationError when it is archived."""
    if lock(organisation).state == Organisation.State.ARCHIVED:
        raise ValidationError(_("Diese Organisation ist archiviert."))
    membership, created = Membership.objects.get_or_create(user=user, organisation=organisation, role=role)
    if created:
        log_role(user, by=by, given=True, role=role, scope=organisation.name)
    if role == Membership.Role.EDITOR:
        Organisation.objects.filter(pk=organisation.pk).exclude(claim_state=ClaimState.VERIFIED).update(
            claim_state=ClaimState.VERIFIED, confirmed_on=timezone.localdate()
        )
    return membership


@transaction.atomic
def take_membership(membership: Membership, *, by: User | None) -> None:
    """End a membership and log it; an organisation whose last editor goes is free to be claimed again."""
    lock(membership.organisation)
    deleted, _rows = Membership.objects.filter(pk=membership.pk).delete()
    if not deleted:
        raise ValidationError(_("Diese Rolle gibt es nicht mehr."))
    log_role(membership.user, by=by, given=False, role=membership.role, scope=membership.organisation.name)
    if membership.role == Membership.Role.EDITOR:
        release_if_alone(membership.organisation)


def lock(organisation: Organisation) -> Organisation:
    """Return the organisation as it stands now, locked: who joins and who leaves wait for one another, always before the memberships.

    Who locks several does so by their number. Rows that point to it may be written meanwhile.
    """
    return Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)


def release_if_alone(organisation: Organisation) -> None:
    """Mark an organisation without editors as released; it is locked already. Side effect: its coordination gets a mail."""
    kept = (ClaimState.VERIFIED, ClaimState.STALE)
    if organisation.memberships.filter(role=Membership.Role.EDITOR).exists():
        return
    if Organisation.objects.filter(pk=organisation.pk, claim_state__in=kept).update(claim_state=ClaimState.RELEASED):
        watcher = owner_for(regions=[region.pk for region in organisation.regions.all()])
        claim_mails.send_released(organisation, to={watcher} if watcher else set())


@transaction.atomic
def take_languages(translator: Translator, *, by: User | None) -> None:
    """End somebody's role as translator, and log it."""
    log_role(translator.user, by=by, given=False, role="translator", scope=", ".join(translator.languages))
    translator.delete()


def forget_invitations(*, now: datetime.datetime) -> int:
    """Delete invitations that ended long ago. Returns how many."""
    limit = now - datetime.timedelta(days=KEPT_DAYS)
    return Invitation.objects.filter(Q(expires_at__lt=limit) | Q(used_at__lt=limit) | Q(withdrawn_at__lt=limit)).delete()[0]


def _give_languages(user: User, languages: Sequence[str], *, by: User | None) -> None:
    translator, created = Translator.objects.get_or_create(user=user, defaults={"languages": list(languages)})
    if not created:
        translator.languages = sorted({*translator.languages, *languages})
        translator.save(update_fields=["languages"])
    log_role(user, by=by, given=True, role="translator", scope=", ".join(languages))


def _give_profile(user: User, advisor: Advisor) -> None:
    """Hand the waiting profile to the invited person, unless somebody has it or she has another."""
    if not Advisor.objects.filter(user=user).exists():
        Advisor.objects.filter(pk=advisor.pk, user__isnull=True).update(
            user=user, claim_state=ClaimState.VERIFIED, confirmed_on=timezone.localdate()
        )
