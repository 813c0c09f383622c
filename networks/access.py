"""Who may see and change organisations and profiles. One rule for page, list and administration."""

from django.db.models import Q, QuerySet

from accounts.access import Someone, coordinated_keys, coordinates_any, is_coordinator, is_operator
from accounts.models import User
from networks.models import Advisor, Membership, Organisation, ProfileClaim


def is_in_network(user: Someone) -> bool:
    """Whether the account is a colleague: it may see what profiles show inside the network only."""
    if not user.is_authenticated:
        return False
    if is_coordinator(user):
        return True
    return user.memberships.exists() or Advisor.objects.filter(user=user).exists()


def has_profile(user: Someone) -> bool:
    """Whether the account has a profile, or may make one because it belongs to an organisation."""
    return user.is_authenticated and (user.memberships.exists() or Advisor.objects.filter(user=user).exists())


def edits(user: Someone, organisation: Organisation) -> bool:
    """Whether the account is an editor of the organisation."""
    return user.is_authenticated and user.memberships.filter(organisation=organisation, role=Membership.Role.EDITOR).exists()


def belongs_to(user: Someone, organisation: Organisation) -> bool:
    """Whether the account is a member of the organisation, in any role."""
    return user.is_authenticated and user.memberships.filter(organisation=organisation).exists()


def coordinates_organisation(user: Someone, organisation: Organisation) -> bool:
    return coordinates_any(user, [region.pk for region in organisation.regions.all()]) or is_operator(user)


def can_edit_organisation(user: Someone, organisation: Organisation) -> bool:
    return edits(user, organisation) or coordinates_organisation(user, organisation)


def organisations_of(user: Someone) -> QuerySet[Organisation]:
    """Organisations the account may see at the desk: its own and those of the regions it coordinates."""
    if not user.is_authenticated:
        return Organisation.objects.none()
    if is_operator(user):
        return Organisation.objects.all()
    own = Q(pk__in=user.memberships.values("organisation_id"))
    through = Organisation.regions.through.objects.filter(region_id__in=coordinated_keys(user))
    return Organisation.objects.filter(own | Q(pk__in=through.values("organisation_id")))


def coordinates_advisor(user: Someone, advisor: Advisor) -> bool:
    if is_operator(user):
        return True
    if any(coordinates_organisation(user, organisation) for organisation in advisor.organisations.all()):
        return True
    return coordinates_any(user, [region.pk for region in advisor.regions.all()])


def can_edit_advisor(user: Someone, advisor: Advisor) -> bool:
    """The person herself and the coordination. Her organisation may release the profile, not rewrite it."""
    return (user.is_authenticated and advisor.user_id == user.pk) or coordinates_advisor(user, advisor)


def can_release_advisor(user: Someone, advisor: Advisor) -> bool:
    """Editors of her organisations and the coordination, when she leaves."""
    return any(edits(user, organisation) for organisation in advisor.organisations.all()) or coordinates_advisor(user, advisor)


def advisors_of(user: Someone) -> QuerySet[Advisor]:
    """Advisors the account may see at the desk: herself, her organisations' people, and those of coordinated regions."""
    if not user.is_authenticated:
        return Advisor.objects.none()
    if is_operator(user):
        return Advisor.objects.all()
    own = Q(user=user) | Q(organisations__in=organisations_of(user).values("pk")) | Q(regions__in=coordinated_keys(user))
    return Advisor.objects.filter(pk__in=Advisor.objects.filter(own).values("pk"))


def can_decide_claim(user: Someone, claim: ProfileClaim) -> bool:
    """The coordination decides every claim; an editor may vouch for a colleague. Nobody decides her own."""
    if not user.is_authenticated or claim.user_id == user.pk:
        return False
    if claim.organisation is not None:
        return coordinates_organisation(user, claim.organisation) or edits(user, claim.organisation)
    return can_release_advisor(user, claim.advisor)


def editors_of(organisation: Organisation) -> list[User]:
    """Return the active accounts that edit an organisation."""
    return list(
        User.objects.filter(is_active=True, memberships__organisation=organisation, memberships__role=Membership.Role.EDITOR).order_by("pk")
    )
