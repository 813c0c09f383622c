"""The message of an invitation."""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from networks.models import Invitation
from portal import mail
from portal.mail import Letter
from portal.models import OutgoingMail
from portal.regions import places
from portal.wording import day, name_of_language

KIND = "networks.invitation"


def scope_of(invitation: Invitation) -> str:
    """Return what the role is for: a region, an organisation, or languages, in the active language."""
    if invitation.role == Invitation.Role.COORDINATOR:
        return places()[invitation.region_id].name
    if invitation.role == Invitation.Role.TRANSLATOR:
        return ", ".join(name_of_language(code) for code in invitation.languages)
    return invitation.organisation.name


def send(invitation: Invitation, key: str) -> None:
    mail.enqueue(
        KIND,
        recipient=invitation.email,
        language=invitation.language,
        dedupe_key=f"{KIND}:{invitation.pk}",
        region=invitation.region_id,
        subject_id=invitation.pk,
        payload={"key": key},
        expires_at=invitation.expires_at,
    )


def is_open(row: OutgoingMail) -> bool:
    return Invitation.objects.open().filter(pk=row.subject_id).exists()


def letter(row: OutgoingMail) -> Letter | None:
    invitation = Invitation.objects.select_related("organisation", "invited_by").filter(pk=row.subject_id).first()
    if invitation is None or "key" not in row.payload:
        return None
    who = str(invitation.invited_by) if invitation.invited_by else "Anlauf"
    return Letter(
        subject=_("Einladung zu Anlauf"),
        paragraphs=(
            _("%(person)s lädt Sie ein, bei Anlauf mitzuarbeiten.") % {"person": who},
            _("Anlauf ist ein kostenloses Portal. Es führt Menschen, die gründen wollen, zu Hilfe in ihrer Nähe."),
        ),
        facts=((_("Ihre Aufgabe"), invitation.get_role_display()), (_("Wofür"), scope_of(invitation))),
        button=(_("Einladung ansehen"), settings.SITE_URL + reverse("people:invitation", args=[row.payload["key"]])),
        after=(_("Die Einladung gilt bis %(day)s und nur einmal.") % {"day": day(timezone.localdate(invitation.expires_at))},),
        small=_("Kennen Sie niemanden bei uns? Dann müssen Sie nichts tun."),
    )


def register() -> None:
    mail.register(KIND, render=letter, still_due=is_open)
