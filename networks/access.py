"""Who may see and change organisations and profiles. One rule for page, list and administration."""

from django.db.models import Q, QuerySet

from accounts.access import Someone, below, coordinated_keys, coordinates_any, is_coordinator, is_operator
from accounts.models import RegionalRole, User
from networks.models import Advisor, InboxItem, Invitation, Membership, Organisation, ProfileClaim
from portal.regions import places


def is_in_network(user: Someone) -> bool:
    """Whether the account is a colleague: it may see what profiles show inside the network only."""
    if not user.is_authenticated:
        return False
    if is_coordinator(user):
        return True
    return _is_member(user)


def advisors_shown_to(user: Someone) -> QuerySet[Advisor]:
    """Advisors whose pages the account may read: the public ones, and for colleagues those of the network."""
    return Advisor.objects.in_network() if is_in_network(user) else Advisor.objects.public()


def _is_member(user: User) -> bool:
    """Whether the account belongs to an organisation or has a profile; asked for once a request."""
    kept = getattr(user, "_is_member", None)
    if kept is None:
        either = Q(memberships__isnull=False) | Q(advisor__isnull=False)
        known = bool(getattr(user, "_memberships", None))
        kept = user._is_member = known or User.objects.filter(either, pk=user.pk).exists()
    return kept


def memberships_of(user: User) -> list[tuple[int, str]]:
    """Return the account's organisations with its role in each; asked for once a request, because every page of the desk needs them."""
    kept = getattr(user, "_memberships", None)
    if kept is None:
        kept = user._memberships = list(user.memberships.values_list("organisation_id", "role"))
    return kept


def has_profile(user: Someone) -> bool:
    """Whether the account has a profile, or may make one because it belongs to an organisation."""
    return user.is_authenticated and _is_member(user)


def edits(user: Someone, organisation: Organisation) -> bool:
    """Whether the account is an editor of the organisation."""
    return user.is_authenticated and user.memberships.filter(organisation=organisation, role=Membership.Role.EDITOR).exists()


def belongs_to(user: Someone, organisation: Organisation) -> bool:
    """Whether the account is a member of the organisation, in any role."""
    return user.is_authenticated and user.memberships.filter(organisation=organisation).exists()


def coordinates_organisation(user: Someone, organisation: Organisation) -> bool:
    return coordinates_any(user, [region.pk for region in organisation.regions.all()]) or is_operator(user)


def can_invite(user: Someone, role: str, *, region: str | None = None, organisation: Organisation | None = None) -> bool:
    """Who may offer which role: operators all; coordinators those of their regions; editors those of their organisation."""
    if is_operator(user):
        return True
    if role == Invitation.Role.COORDINATOR:
        return region is not None and region in coordinated_keys(user)
    if role == Invitation.Role.TRANSLATOR:
        return is_coordinator(user)
    return organisation is not None and (edits(user, organisation) or coordinates_organisation(user, organisation))


def sees_people(user: Someone) -> bool:
    """Whether the page of people is for this account: whoever may invite anybody."""
    return is_coordinator(user) or (user.is_authenticated and any(role == Membership.Role.EDITOR for _pk, role in memberships_of(user)))


def organisations_with_people(user: Someone) -> QuerySet[Organisation]:
    """Organisations whose members the account may see, invite and release."""
    if is_operator(user):
        return Organisation.objects.all()
    if not user.is_authenticated:
        return Organisation.objects.none()
    edited = Q(pk__in=user.memberships.filter(role=Membership.Role.EDITOR).values("organisation_id"))
    through = Organisation.regions.through.objects
    wide = {key for key, place in places().items() if place.is_wide} - coordinated_keys(user)
    here = through.filter(region_id__in=coordinated_keys(user)).values("organisation_id")
    wider = through.filter(region_id__in=wide).values("organisation_id")
    return Organisation.objects.filter(edited | (Q(pk__in=here) & ~Q(pk__in=wider)))


def invitations_of(user: Someone) -> QuerySet[Invitation]:
    """Invitations the account may see and withdraw: its own, those of its organisations and of its regions."""
    if is_operator(user):
        return Invitation.objects.all()
    if not user.is_authenticated:
        return Invitation.objects.none()
    theirs = Q(organisation__in=organisations_with_people(user).values("pk")) | Q(region_id__in=coordinated_keys(user))
    return Invitation.objects.filter(Q(invited_by=user) | theirs)


def can_take_regional_role(user: Someone, role: RegionalRole) -> bool:
    """Herself, operators, and who coordinates a wider region; not the colleague beside her."""
    if is_operator(user) or role.user_id == user.pk:
        return True
    own = user.regional_roles.exclude(region_id=role.region_id).values_list("region_id", flat=True)
    return any(role.region_id in below(key) for key in own)


def can_take_membership(user: Someone, membership: Membership) -> bool:
    """Herself, the editors of the organisation, its coordination."""
    if not user.is_authenticated:
        return False
    return membership.user_id == user.pk or edits(user, membership.organisation) or coordinates_organisation(user, membership.organisation)


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


def items_of(user: Someone) -> QuerySet[InboxItem]:
    """What the account sees of the inbox: its own, that of its regions, and claims on organisations it edits (never its own claims)."""
    if not user.is_authenticated:
        return InboxItem.objects.none()
    if is_operator(user):
        return InboxItem.objects.all()
    edited = user.memberships.filter(role=Membership.Role.EDITOR).values("organisation_id")
    claims = ProfileClaim.objects.filter(Q(organisation__in=edited) | Q(advisor__organisations__in=edited)).exclude(user=user)
    about_claims = Q(kind=InboxItem.Kind.CLAIM, subject_model="networks.profileclaim", subject_id__in=claims.values("pk"))
    return InboxItem.objects.filter(Q(owner=user) | Q(region__in=coordinated_keys(user)) | about_claims)


def claims_of(user: Someone) -> QuerySet[ProfileClaim]:
    """Claims the account may see: those it made, those it may decide."""
    if not user.is_authenticated:
        return ProfileClaim.objects.none()
    if is_operator(user):
        return ProfileClaim.objects.all()
    return ProfileClaim.objects.filter(
        Q(user=user) | Q(organisation__in=organisations_of(user).values("pk")) | Q(advisor__in=advisors_of(user).values("pk"))
    )
