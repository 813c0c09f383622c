"""Made-up people for development and tests: one account a role, none of them real."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.db import transaction

from accounts.actions import give_regional_role
from accounts.models import User
from networks import demo
from networks.invitations import give_membership
from networks.models import Membership, Organisation
from portal.models import Region
from translations.models import Translator

NAMES = {
    "reader": "Lina Leser (Beispiel)",
    "advisor": "Amal Rat (Beispiel)",
    "editor": "Edda Pflege (Beispiel)",
    "coordinator.06636": "Kerim Werra (Beispiel)",
    "coordinator.05113": "Olga Ruhr (Beispiel)",
    "translator": "Tarik Wort (Beispiel)",
    "operator": "Bea Betrieb (Beispiel)",
}
# One of the invented organisations of networks/data/demo.
ORGANISATION = "beispiel-beratung-werra-meissner"
REGIONS = {"coordinator.06636": "06636", "coordinator.05113": "05113"}
LANGUAGES = ["ar", "fa", "tr"]


@transaction.atomic
def load() -> list[str]:
    """Make what is missing; a second run changes nothing. Returns the addresses."""
    users = {name: _account(name) for name in NAMES}
    organisation = _organisation()
    demo.link_accounts()
    give_membership(users["advisor"], organisation, role=Membership.Role.ADVISOR, by=None)
    give_membership(users["editor"], organisation, role=Membership.Role.EDITOR, by=None)
    for name, key in REGIONS.items():
        give_regional_role(users[name], Region.objects.get(pk=key), by=None)
    Translator.objects.get_or_create(user=users["translator"], defaults={"languages": LANGUAGES})
    for name in (*REGIONS, "operator"):
        _second_factor(users[name])
    return [user.email for user in users.values()]


def _account(name: str) -> User:
    email = f"{name}@example.org"
    user = User.objects.filter(email=email).first()
    if user is None:
        rights = {"is_staff": True, "is_superuser": True} if name == "operator" else {}
        user = User.objects.create_user(email, None, name=NAMES[name], is_example=True, **rights)
    EmailAddress.objects.get_or_create(user=user, email=email, defaults={"verified": True, "primary": True})
    return user


def _organisation() -> Organisation:
    demo.load()
    return Organisation.objects.get(slug=ORGANISATION)


def _second_factor(user: User) -> None:
    if not Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists():
        TOTP.activate(user, generate_totp_secret())
        RecoveryCodes.activate(user)
