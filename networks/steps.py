"""What to do next: the parts a profile lacks, and what somebody who has just arrived can begin."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from networks.models import Advisor, Organisation


@dataclass(frozen=True)
class Step:
    """Something that can be begun now."""

    name: str
    href: str


def organisation_gaps(body: Organisation, *, contact: bool, place: bool, language: bool) -> list[str]:
    """Return the names of the parts that are empty."""
    parts = (
        (_("Über die Organisation"), body.about_de),
        (_("Dafür sind wir zuständig"), body.responsible_for_de),
        (_("Kontakt"), contact),
        (_("Adresse"), place),
        (_("Sprachen"), language),
        (_("Website"), body.website),
    )
    return [label for label, there in parts if not there]


def advisor_gaps(profile: Advisor, *, language: bool, competence: bool, channel: bool) -> list[str]:
    """Return the names of the parts that are empty."""
    parts = (
        (_("Über mich"), profile.about_de),
        (_("Sprachen"), language),
        (_("Kompetenzen"), competence),
        (_("Kontaktwege"), channel),
        (_("Sprechzeiten"), profile.office_hours),
    )
    return [label for label, there in parts if not there]


def gaps(profile: Organisation | Advisor) -> list[str]:
    """Ask the database what one profile lacks."""
    if isinstance(profile, Organisation):
        contact, place = profile.contacts.exists(), profile.places.exists()
        return organisation_gaps(profile, contact=contact, place=place, language=profile.languages.exists())
    competence, channel = profile.competences.exists(), profile.channels.exists()
    return advisor_gaps(profile, language=profile.languages.exists(), competence=competence, channel=channel)


def next_steps(*, member: bool, editor: bool, has_profile: bool) -> list[Step]:
    """Return what somebody can begin: a member writes offers and a profile, an editor brings colleagues in."""
    found = []
    if member:
        found.append(Step(_("Neues Angebot"), reverse("offers_desk:new")))
    if editor:
        found.append(Step(_("Jemanden einladen"), reverse("people:invite")))
    elif member and not has_profile:
        found.append(Step(_("Mein Profil"), reverse("profiles:profile")))
    return found
