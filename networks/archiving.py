"""An organisation that has ended: its claims, invitations and memberships end with it. What apps above hang on it they say here."""

from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from networks import claims, invitations, profiles, search_rows
from networks.inbox import close_all
from networks.models import Advisor, ClaimState, Organisation, ProfileClaim


@dataclass(frozen=True)
class Hanging:
    """What another app has in public of an organisation: how much, and how it is ended with it."""

    count: Callable[[Organisation], int]
    end: Callable[..., None]


hanging: list[Hanging] = []
# What must be settled by people first: each returns a sentence, or nothing.
obstacles: list[Callable[[Organisation], str]] = []


def public_things(organisation: Organisation) -> int:
    """Return how many public things stand in the way of archiving."""
    return sum(part.count(organisation) for part in hanging)


def released_with(organisation: Organisation) -> list[Advisor]:
    """Return the advisors who have no other active organisation: their profiles are released with it."""
    elsewhere = Organisation.objects.active().exclude(pk=organisation.pk).values("pk")
    staying = Advisor.organisations.through.objects.filter(organisation__in=elsewhere).values("advisor_id")
    people = organisation.advisors.exclude(claim_state=ClaimState.RELEASED).exclude(pk__in=staying)
    return list(people.order_by("display_name", "pk"))


@transaction.atomic
def archive_organisation(organisation: Organisation, *, by: User, reason: str, public_too: bool = False) -> Organisation:
    """End an organisation. Its page says so, and it leaves search and directory.

    Side effects: open claims are rejected (mail), invitations withdrawn, memberships ended (logged); advisors without another
    organisation are released, their responsibilities go to the deputy or into the inbox; with `public_too` what apps above have
    in public of it ends as well. Raises ValidationError without a reason, when it is archived already, while it has public things or
    an obstacle stands in the way.
    """
    if not reason.strip():
        raise ValidationError({"reason": _("Bitte nennen Sie den Grund.")})
    # Everything that locks an organisation after something of its own: invitations, profiles, offers. Here in the same order.
    for invitation in organisation.invitations.open().select_for_update().order_by("pk"):
        invitations.withdraw(invitation, by=by)
    people = list(organisation.advisors.select_for_update().order_by("pk"))
    if public_too:
        for part in hanging:
            part.end(organisation, by=by, reason=reason.strip())
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if organisation.state == Organisation.State.ARCHIVED:
        raise ValidationError(_("Diese Organisation ist archiviert."))
    for obstacle in obstacles:
        if words := obstacle(organisation):
            raise ValidationError(words)
    if public_things(organisation):
        raise ValidationError(_("Diese Organisation hat noch veröffentlichte Angebote."))
    _end_claims(organisation, by, reason.strip())
    organisation.refresh_from_db()
    organisation.state = Organisation.State.ARCHIVED
    organisation.version += 1
    if organisation.claim_state in (ClaimState.VERIFIED, ClaimState.STALE):
        # Before the members go: nobody is asked to find somebody new for it.
        organisation.claim_state = ClaimState.RELEASED
    organisation.save()
    for membership in organisation.memberships.select_related("user", "organisation").order_by("pk"):
        invitations.take_membership(membership, by=by)
    _let_people_go(organisation, people)
    close_all("networks.organisation", organisation.pk, by=by, outcome=str(Organisation.State.ARCHIVED.label))
    search_rows.refresh_organisation(organisation)
    return organisation


def _end_claims(organisation: Organisation, by: User, reason: str) -> None:
    for claim in organisation.claims.filter(state=ProfileClaim.State.REQUESTED).order_by("pk"):
        if claim.user_id == by.pk:
            claims.withdraw(claim, by=by)
        else:
            claims.reject(claim, by=by, comment=reason)


def _let_people_go(organisation: Organisation, people: list[Advisor]) -> None:
    alone = {advisor.pk for advisor in released_with(organisation)}
    for advisor in people:
        if advisor.pk in alone:
            # One of them may have stood in for another: as it is now.
            profiles.let_go(Advisor.objects.get(pk=advisor.pk))
        elif advisor.claim_state != ClaimState.RELEASED:
            advisor.organisations.remove(organisation)
            search_rows.refresh_advisor(advisor)


@transaction.atomic
def restore_organisation(organisation: Organisation, *, by: User) -> Organisation:
    """Bring an archived organisation back: page, directory and search. What ended with it stays ended and is begun anew by people.

    Raises ValidationError when it is not archived.
    """
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if organisation.state != Organisation.State.ARCHIVED:
        raise ValidationError(_("Das ist schon erledigt."))
    organisation.state = Organisation.State.ACTIVE
    organisation.version += 1
    organisation.save()
    search_rows.refresh_organisation(organisation)
    return organisation
