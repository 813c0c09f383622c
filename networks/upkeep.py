"""What becomes of a profile after somebody has claimed it: given free when nobody keeps it any more."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import RoleChange, User
from networks import claim_mails
from networks.inbox import owner_for
from networks.models import ClaimState, Membership, Organisation


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
