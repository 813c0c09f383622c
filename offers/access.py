"""Who may see, write, review and publish offers."""

from django.db.models import Q, QuerySet

from accounts.access import Someone, coordinated_keys, coordinates_any, coordinators_of, is_coordinator, is_operator
from accounts.models import RegionalRole, User
from networks.access import memberships_of
from networks.models import Membership
from offers.models import Offer
from portal.regions import containing


def visible_to(user: Someone) -> QuerySet[Offer]:
    """Offers the account may see at the desk in any state: of its organisations and of the regions it coordinates."""
    if not user.is_authenticated:
        return Offer.objects.none()
    if is_operator(user):
        return Offer.objects.all()
    organisations = user.memberships.values("organisation_id")
    together = Offer.co_providers.through.objects.filter(organisation__in=organisations)
    own = Q(provider__in=organisations) | Q(pk__in=together.values("offer_id")) | Q(created_by=user, provider__isnull=True)
    through = Offer.regions.through.objects.filter(region_id__in=coordinated_keys(user))
    return Offer.objects.filter(own | Q(pk__in=through.values("offer_id")))


def coordinates_offer(user: Someone, offer: Offer) -> bool:
    """Whether the account speaks for the offer's regions. What is valid nationwide is for operators."""
    return is_operator(user) or coordinates_any(user, [region.pk for region in offer.regions.all()])


def is_provider(user: Someone, offer: Offer, *roles: str) -> bool:
    """Whether the account belongs to a providing organisation, in one of these roles (any role when none is named)."""
    if not user.is_authenticated:
        return False
    memberships = user.memberships.filter(Q(organisation=offer.provider_id) | Q(organisation__in=offer.co_providers.all()))
    return (memberships.filter(role__in=roles) if roles else memberships).exists()


def can_edit_offer(user: Someone, offer: Offer) -> bool:
    """Members of the provider write; so does the coordination. Whether a change is seen at once is another question."""
    return (
        is_provider(user, offer)
        or coordinates_offer(user, offer)
        or (offer.provider_id is None and offer.created_by_id == getattr(user, "pk", 0))
    )


def can_submit_offer(user: Someone, offer: Offer) -> bool:
    return can_edit_offer(user, offer)


def can_review_offer(user: Someone, offer: Offer) -> bool:
    """The coordination of the offer's regions. Whether it may decide its own text is asked by `second_person_exists`."""
    return coordinates_offer(user, offer)


def can_confirm_offer(user: Someone, offer: Offer) -> bool:
    return is_provider(user, offer, Membership.Role.EDITOR) or coordinates_offer(user, offer)


def second_person_exists(user: Someone, offer: Offer) -> bool:
    """Whether somebody other than this account coordinates the offer's regions: then nobody publishes her own text."""
    wider = {other for region in offer.regions.all() for other in containing(region.pk)}
    others = RegionalRole.objects.filter(region_id__in=wider, user__is_active=True).exclude(user_id=getattr(user, "pk", 0))
    return others.exists()


def coordinates_keys(user: Someone, keys: list[str]) -> bool:
    """Whether the account would speak for an offer that is valid in these regions."""
    return is_operator(user) or coordinates_any(user, keys)


def can_write_offers(user: Someone) -> bool:
    """Whether the account may begin offers at all: colleagues of an organisation, coordinators, operators."""
    return user.is_authenticated and (is_coordinator(user) or bool(memberships_of(user)))


def can_archive_offer(user: Someone, offer: Offer) -> bool:
    """Editors of a provider end their own offers; the coordination ends any of its regions."""
    return can_confirm_offer(user, offer)


def reviewers_of(offer: Offer) -> list[User]:
    """Return who may decide about an offer, the nearest region first; operators where nobody coordinates."""
    keys = [region.pk for region in offer.regions.all()]
    found = [user for user in coordinators_of(keys) if coordinates_any(user, keys)]
    return found or list(User.objects.filter(is_superuser=True, is_active=True).order_by("pk"))
