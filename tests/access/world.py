"""The world of the access tests: one organisation in one district with its people, and others who have no business with it."""

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client

from accounts.models import RegionalRole, User
from exchange.models import ImportMapping, ImportRun
from networks.models import Advisor, Membership
from tests.factories import make_offer, make_organisation
from translations.models import Translator

HERE, ELSEWHERE = "06636", "05113"


def make_user(name: str, **fields: object) -> User:
    """Make an account `name@example.org` called `name`."""
    return User.objects.create_user(f"{name}@example.org", "ein langes Passwort", name=name, **fields)


def enrol(user: User) -> User:
    """Give the account a second factor, as staff must have."""
    TOTP.activate(user, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    return user


def sign_in(user: User) -> Client:
    """Return a client that is signed in, with the second factor if there is one."""
    client = Client()
    client.force_login(user)
    return client


def make_world() -> dict[str, User | None]:
    """Make `stelle` in 06636 with its offer `rat` and its advisor `beraterin`, and one account a role (None for a visitor)."""
    here = make_organisation(slug="stelle", name="Stelle", regions=[HERE], mail_domain="stelle.example.org")
    other = make_organisation(slug="andere", name="Andere", regions=[ELSEWHERE])
    make_offer(slug="rat", provider=here, regions=[HERE])
    users: dict[str, User | None] = {"visitor": None, "reader": make_user("reader")}
    users["advisor"] = make_user("advisor")
    profile = Advisor.objects.create(slug="beraterin", display_name="Beraterin Beispiel", user=users["advisor"], claim_state="verified")
    profile.organisations.add(here)
    profile.regions.add(HERE)
    Membership.objects.create(user=users["advisor"], organisation=here, role=Membership.Role.ADVISOR)
    for role, organisation in (("own_editor", here), ("other_editor", other)):
        users[role] = make_user(role)
        Membership.objects.create(user=users[role], organisation=organisation, role=Membership.Role.EDITOR)
    for role, region in (("own_coordinator", HERE), ("other_coordinator", ELSEWHERE)):
        users[role] = enrol(make_user(role))
        RegionalRole.objects.create(user=users[role], region_id=region)
    users["translator"] = make_user("translator")
    Translator.objects.create(user=users["translator"], languages=["ar"])
    _make_import(users["own_coordinator"])
    users["operator"] = enrol(User.objects.create_superuser("operator@example.org", "ein langes Passwort"))
    return users


def _make_import(by: User) -> None:
    """A checked list and a kept mapping of the coordinator of `HERE`, both with the number 4711."""
    ImportRun.objects.create(
        pk=4711, target="offers", filename="liste.csv", content=b"ID;Name\n1;Rat\n", by=by, state="checked", region_id=HERE
    )
    ImportMapping.objects.create(pk=4711, name="Zuordnung", target="offers", created_by=by)


def has_second_factor(user: User) -> bool:
    return Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.RECOVERY_CODES).exists()
