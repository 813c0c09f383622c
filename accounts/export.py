"""What an account holds. Each app registers its part in `AppConfig.ready()`; this app knows no other."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from portal.languages import BY_CODE
from portal.models import OutgoingMail
from portal.regions import places
from portal.wording import day

# A part is a list of rows, a row a mapping of plain values.
Rows = list[dict[str, Any]]
Collect = Callable[[User], Rows]
Roles = Callable[[User], list[str]]


@dataclass(frozen=True)
class Part:
    """One part of what is held: its key in the file, its heading on the page."""

    key: str
    label: str | Promise
    collect: Collect


_parts: list[Part] = []
_roles: list[Roles] = []


def register(key: str, label: str | Promise, collect: Collect) -> None:
    """Add a part: `collect(user)` returns a list of rows of plain values. Labels are lazy translations."""
    if key not in {part.key for part in _parts}:
        _parts.append(Part(key, label, collect))


def register_roles(name_roles: Roles) -> None:
    """Add to the list of roles on the account's page: each a sentence part in the active language."""
    if name_roles not in _roles:
        _roles.append(name_roles)


def collect(user: User) -> dict[str, Rows]:
    """Return everything the account holds, by part."""
    return {part.key: part.collect(user) for part in _parts}


def readable(user: User) -> list[tuple[str, list[list[tuple[str, str]]]]]:
    """Return the same for a page: heading, then rows of name and value; what is empty is left out."""
    found = []
    for part in _parts:
        rows = [
            [(name.replace("_", " "), _in_words(value)) for name, value in row.items() if value not in (None, "", [], {})]
            for row in part.collect(user)
        ]
        found.append((str(part.label), [row for row in rows if row]))
    return found


def _in_words(value: object) -> str:
    """Return a value as people read it; the file keeps it exact."""
    if isinstance(value, bool):
        return _("ja") if value else _("Nein")
    if isinstance(value, datetime.datetime):
        return f"{day(timezone.localdate(value))} {timezone.localtime(value):%H:%M}"
    if isinstance(value, datetime.date):
        return day(value)
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def roles_of(user: User) -> list[str]:
    """Return the account's roles in words."""
    return [words for name_roles in _roles for words in name_roles(user)]


def own_roles(user: User) -> list[str]:
    """Operator and coordinator, the roles this app keeps."""
    found = [_("Betrieb dieser Seite")] if user.is_superuser else []
    names = places()
    keys = user.regional_roles.order_by("region_id").values_list("region_id", flat=True)
    return found + [_("Koordination: %(region)s") % {"region": names[key].name if key in names else key} for key in keys]


def _account(user: User) -> Rows:
    language = BY_CODE[user.language].name
    return [
        {
            "email": user.email,
            "name": user.name,
            "language": language,
            "since": user.date_joined,
            "last_sign_in": user.last_login,
            "password": user.has_usable_password(),
        }
    ]


def _addresses(user: User) -> Rows:
    return list(EmailAddress.objects.filter(user=user).order_by("pk").values("email", "verified", "primary"))


def _factors(user: User) -> Rows:
    return list(Authenticator.objects.filter(user=user).order_by("pk").values("type", "created_at", "last_used_at"))


def _devices(user: User) -> Rows:
    return list(UserSession.objects.filter(user=user).order_by("pk").values("ip", "user_agent", "created_at", "last_seen_at"))


def _roles_log(user: User) -> Rows:
    return list(user.role_changes.values("at", "given", "role", "scope"))


def _drafts(user: User) -> Rows:
    return list(user.form_drafts.order_by("pk").values("form", "data", "saved_at"))


def _filters(user: User) -> Rows:
    return list(user.saved_filters.values("page", "name", "query"))


def _mails(user: User) -> Rows:
    return list(OutgoingMail.objects.filter(recipient__iexact=user.email).values("kind", "subject_label", "state", "created_at", "sent_at"))


def register_own() -> None:
    """Name what this app holds of an account."""
    register("account", gettext_lazy("Mein Konto"), _account)
    register("addresses", gettext_lazy("E-Mail-Adressen"), _addresses)
    register("sign_in", gettext_lazy("Anmeldung"), _factors)
    register("devices", gettext_lazy("Angemeldete Geräte"), _devices)
    register("role_changes", gettext_lazy("Änderungen von Rollen"), _roles_log)
    register("drafts", gettext_lazy("Entwürfe"), _drafts)
    register("filters", gettext_lazy("Gespeicherte Filter"), _filters)
    register("mails", gettext_lazy("E-Mails an mich"), _mails)
    register_roles(own_roles)
