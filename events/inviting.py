"""Asking organisations and advisors to come: who is suggested, who was asked, who has registered since."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Prefetch, Q
from django.utils.translation import gettext as _

from accounts.models import User
from events import mails
from events.models import Event, EventInvitation, Registration, RegistrationState
from networks.models import Advisor, AdvisorChannel, Contact, Organisation, Visibility
from portal.languages import BY_CODE, SOURCE
from portal.regions import containing, inside
from portal.vocabulary import Sphere

State = RegistrationState
AT_ONCE = 200
SHOWN = 40


@dataclass(frozen=True)
class Target:
    """Somebody to ask: an address, and whose it is where the directory knows it."""

    email: str
    name: str = ""
    organisation: int | None = None
    advisor: int | None = None


@dataclass(frozen=True)
class Suggestion:
    """One organisation or advisor of the directory. `key` names it in the form; `is_new` never came to an event like this."""

    key: str
    name: str
    email: str
    is_new: bool
    is_asked: bool
    note: str = ""


@dataclass
class Group:
    """The suggestions of one sphere, those that never came first."""

    label: str
    missing: bool
    rows: list[Suggestion] = field(default_factory=list)


def came_before(event: Event) -> set[int]:
    """Return the organisations that came to an event of this series or this region; also to those whose people are deleted already."""
    alike = Q(region=event.region_id)
    if event.series_id:
        alike |= Q(series=event.series_id)
    others = Event.objects.filter(alike).exclude(pk=event.pk)
    seen = Registration.objects.filter(event__in=others.values("pk"), state=State.ATTENDED, organisation__isnull=False)
    known = set(seen.values_list("organisation", flat=True))
    for figures in others.exclude(figures={}).values_list("figures", flat=True):
        known.update(figures.get("organisations", ()))
    return known


def suggestions(event: Event) -> list[Group]:
    """Return organisations of the event's region and around it by sphere: spheres that nobody comes from first; then advisors."""
    keys = {*containing(event.region_id), *inside(event.region_id)}
    known, asked = came_before(event), set(event.invitations.values_list("email", flat=True))
    coming = set(event.registrations.current().exclude(organisation=None).values_list("organisation", flat=True))
    present = set(event.registrations.current().values_list("sphere", flat=True))
    contacts = Prefetch("contacts", Contact.objects.exclude(email="").order_by("pk"))
    own = {event.organiser_id, *event.co_hosts.values_list("pk", flat=True)}
    rows = Organisation.objects.active().filter(regions__in=keys).exclude(pk__in=coming | own - {None}).distinct()
    groups = {str(sphere): Group(str(label), sphere not in present) for sphere, label in Sphere.choices}
    asked = {address.casefold() for address in asked}
    for row in rows.select_related("kind").prefetch_related(contacts).order_by("name"):
        first = next(iter(row.contacts.all()), None)
        if first is not None:
            is_asked = first.email.casefold() in asked
            groups[row.kind.sphere].rows.append(Suggestion(f"o{row.pk}", row.name, first.email, row.pk not in known, is_asked))
    found = [group for group in groups.values() if group.rows]
    found.sort(key=lambda group: not group.missing)
    advisors = Group(_("Beraterinnen und Berater"), False, _advisors(keys, asked))
    for group in found:
        group.rows = sorted(group.rows, key=lambda row: (row.is_asked, not row.is_new))[:SHOWN]
    return [*found, advisors] if advisors.rows else found


def _advisors(keys: set[str], asked: set[str]) -> list[Suggestion]:
    """Return advisors of these regions who show colleagues an address."""
    shown = AdvisorChannel.objects.filter(kind=AdvisorChannel.Kind.EMAIL).exclude(visibility=Visibility.HIDDEN).order_by("pk")
    rows = Advisor.objects.in_network().filter(Q(regions__in=keys) | Q(organisations__regions__in=keys)).distinct()
    found = []
    for row in rows.prefetch_related(Prefetch("channels", shown)).order_by("display_name", "pk"):
        first = next(iter(row.channels.all()), None)
        if first is not None:
            found.append(Suggestion(f"a{row.pk}", row.display_name, first.value, False, first.value.casefold() in asked))
    return sorted(found, key=lambda row: row.is_asked)[:SHOWN]


def picked(groups: Iterable[Group], keys: Iterable[str]) -> list[Target]:
    """Return whom the ticked suggestions mean. What is not suggested is left out, so nobody can be asked by a number alone."""
    chosen, found = set(keys), []
    for group in groups:
        for row in group.rows:
            if row.key in chosen:
                pk = int(row.key[1:])
                whose = {"organisation": pk} if row.key[0] == "o" else {"advisor": pk}
                found.append(Target(row.email, row.name, **whose))
    return found


def read_addresses(text: str) -> list[Target]:
    """Read a pasted list, one address a line: `address`, `Name <address>` or `Name; address`.

    Raises ValidationError that names each line that cannot be read.
    """
    found, wrong = [], []
    for number, line in enumerate(text.splitlines(), start=1):
        line = line.strip().rstrip(",;").strip()
        if not line:
            continue
        name, address = _name_and_address(line)
        try:
            validate_email(address)
            found.append(Target(address, name[:160]))
        except ValidationError:
            wrong.append(_("Zeile %(number)s ist keine E-Mail-Adresse: %(line)s") % {"number": number, "line": line[:80]})
    if len(found) > AT_ONCE:
        wrong.append(_("Das sind zu viele Adressen auf einmal. Möglich sind %(most)s.") % {"most": AT_ONCE})
    if wrong:
        raise ValidationError(wrong)
    return found


def _name_and_address(line: str) -> tuple[str, str]:
    if line.endswith(">") and "<" in line:
        name, address = line[:-1].rsplit("<", 1)
    else:
        parts = [part.strip() for part in line.replace("\t", ";").split(";")]
        address = next((part for part in parts if "@" in part), parts[0])
        name = " ".join(part for part in parts if part != address)
    return name.strip(" \"'"), address.strip()


@transaction.atomic
def invite(event: Event, *, targets: list[Target], language: str, by: User, now: datetime.datetime) -> list[EventInvitation]:
    """Ask people to come, each address once; who is registered or was asked already is passed over. Returns the new invitations.

    Side effects: one mail to each. Raises ValidationError for an event that is not ahead, and for too many at once.
    """
    event = Event.objects.select_for_update().get(pk=event.pk)
    if not event.is_open or now >= event.starts_at:
        raise ValidationError(_("Einladen geht, solange die Veranstaltung veröffentlicht ist und nicht begonnen hat."))
    if len(targets) > AT_ONCE:
        raise ValidationError(_("Das sind zu viele Adressen auf einmal. Möglich sind %(most)s.") % {"most": AT_ONCE})
    known = {address.casefold() for address in event.invitations.values_list("email", flat=True)}
    known |= {address.casefold() for address in event.registrations.current().values_list("email", flat=True)}
    new = []
    for target in targets:
        if target.email.casefold() in known:
            continue
        known.add(target.email.casefold())
        invitation = EventInvitation.objects.create(
            event=event,
            organisation_id=target.organisation,
            advisor_id=target.advisor,
            name=target.name,
            email=target.email,
            language=language if language in BY_CODE else SOURCE,
            invited_by=by,
            created_at=now,
        )
        mails.send_invitation(invitation)
        new.append(invitation)
    return new


def asked(event: Event) -> list[tuple[EventInvitation, bool]]:
    """Return who was asked, the last first, and whether she or her organisation has registered since."""
    rows = list(event.registrations.current().values_list("email", "organisation"))
    addresses = {email.casefold() for email, _organisation in rows if email}
    organisations = {organisation for _email, organisation in rows if organisation}
    return [(row, row.email.casefold() in addresses or row.organisation_id in organisations) for row in event.invitations.order_by("-pk")]
