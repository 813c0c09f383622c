"""Who an account is, and which regions it speaks for."""

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef

from accounts.models import RegionalRole, User
from portal.models import GERMANY
from portal.regions import containing, inside, places

Someone = User | AnonymousUser
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def require(allowed: bool) -> None:
    """Raise PermissionDenied (403) unless allowed. What somebody may not even know about is fetched so that it is missing (404)."""
    if not allowed:
        raise PermissionDenied


def is_operator(user: Someone) -> bool:
    """Whether the account runs this installation."""
    return bool(user.is_active and user.is_superuser)


def coordinated_keys(user: Someone) -> frozenset[str]:
    """Return the keys of all regions the account coordinates, with everything below them. Operators coordinate everywhere."""
    if not user.is_authenticated or not user.is_active:
        return frozenset()
    if user.is_superuser:
        return frozenset(places())
    kept = getattr(user, "_coordinated_keys", None)
    if kept is None:
        kept = frozenset(key for region in own_regions(user) for key in below(region))
        user._coordinated_keys = kept
    return kept


def own_regions(user: User) -> list[str]:
    """Return the keys that the account's regional roles name themselves; asked for once a request."""
    kept = getattr(user, "_own_regions", None)
    if kept is None:
        # Who has a role is asked for the second factor on every page: the same question answers both.
        factors = Authenticator.objects.filter(user=OuterRef("user_id"), type__in=FACTORS)
        rows = list(user.regional_roles.annotate(has_factor=Exists(factors)).values_list("region_id", "has_factor"))
        kept = user._own_regions = [region for region, _has_factor in rows]
        user._factor_seen = any(has_factor for _region, has_factor in rows)
    return kept


def below(key: str) -> list[str]:
    """Return a region's key and the keys of all that lie wholly in it."""
    table = places()
    if key not in table:
        return []
    if key == GERMANY:
        return list(table)
    districts = {other for other in inside(key) if not table[other].parts}
    whole = {other for other in inside(key) if table[other].parts and set(table[other].parts) <= districts}
    return sorted({key} | districts | whole)


def is_coordinator(user: Someone) -> bool:
    """Whether the account coordinates any region."""
    return bool(coordinated_keys(user))


def coordinates_any(user: Someone, keys: list[str] | set[str] | tuple[str, ...]) -> bool:
    """Whether the account speaks for something with these regions: one of them is its own, and none reaches beyond every region it has.

    What is valid in a whole Land or all of Germany is for those who coordinate that, not for one district in it.
    """
    own = coordinated_keys(user)
    if not own & set(keys):
        return False
    return all(key in own or not places()[key].is_wide for key in keys if key in places())


def needs_second_factor(user: Someone) -> bool:
    """Whether the account must sign in with a second factor: operators, staff of the administration and coordinators."""
    return bool(user.is_authenticated and (user.is_superuser or user.is_staff or own_regions(user)))


def lacks_second_factor(user: Someone) -> bool:
    """Whether the account needs a second factor and has none."""
    return needs_second_factor(user) and not getattr(user, "_factor_seen", False) and not has_second_factor(user)


def has_second_factor(user: User) -> bool:
    """Whether the account has a code app or a passkey; recovery codes alone are none."""
    return Authenticator.objects.filter(user=user, type__in=FACTORS).exists()


def coordinators_of(keys: list[str] | set[str] | tuple[str, ...]) -> list[User]:
    """Return the active accounts that coordinate one of these regions or one that contains it, the nearest first."""
    order: dict[str, int] = {}
    for key in keys:
        for distance, other in enumerate(containing(key)):
            order[other] = min(distance, order.get(other, distance))
    roles = RegionalRole.objects.filter(region_id__in=order, user__is_active=True).select_related("user")
    found = {role.user: order[role.region_id] for role in sorted(roles, key=lambda role: -order[role.region_id])}
    return sorted(found, key=lambda user: (found[user], user.pk))
