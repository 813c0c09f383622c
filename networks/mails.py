"""The messages of this app: one function that stores each, one that writes it at the moment of sending."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from networks.models import ContactRequest
from portal import mail
from portal.models import OutgoingMail
from portal.wording import name_of_language

CONTACT = "networks.contact"


def register() -> None:
    """Name this app's messages."""
    mail.register(CONTACT, render=letter_contact)


def send_contact(request: ContactRequest, *, recipient: str, language: str, region: str | None) -> OutgoingMail | None:
    """Store the mail that brings a visitor's message to an advisor. The row itself holds neither text nor address of the visitor."""
    return mail.enqueue(
        CONTACT,
        recipient=recipient,
        language=language,
        dedupe_key=f"{CONTACT}:{request.pk}",
        region=region,
        label=request.advisor.display_name,
        subject_id=request.pk,
    )


def letter_contact(row: OutgoingMail) -> mail.Letter | None:
    """A visitor's message; the answer goes straight to the visitor. Nothing, when the message has been deleted."""
    request = ContactRequest.objects.select_related("advisor").filter(pk=row.subject_id).first()
    if request is None:
        return None
    facts = [(_("E-Mail"), request.email), (_("Sprache"), name_of_language(request.language))]
    if request.name:
        facts.insert(0, (pgettext("person", "Name"), request.name))
    return mail.Letter(
        subject=_("Nachricht an %(name)s") % {"name": request.advisor.display_name},
        paragraphs=(
            _("Jemand hat Ihnen über Anlauf geschrieben. Ihre Antwort auf diese E-Mail geht direkt an diesen Menschen."),
            *(line.strip() for line in request.text.splitlines() if line.strip()),
        ),
        facts=tuple(facts),
        button=(_("Profil ansehen"), f"{settings.SITE_URL}{reverse('atlas:advisor', args=[request.advisor.slug])}"),
        small=_("Wir löschen die Nachricht bei uns nach %(days)s Tagen.") % {"days": settings.CONTACT_REQUEST_DAYS},
        reply_to=request.email,
    )
