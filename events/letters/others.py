"""Letters beside a registration: invitations, words of the coordination, and the way of a draft."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from events.letters.due import event_of, invitation_of, message_number, participant
from events.letters.parts import event_page, name_of, own_page, place_of, said, time_of, titled
from events.models import EventMessage
from portal.letters import one_line
from portal.mail import Letter, Quote
from portal.models import OutgoingMail
from portal.templatetags.portal import bare_isolated
from portal.wording import listed, name_of_language


def message(row: OutgoingMail) -> Letter | None:
    """Words of the coordination, as they were written; only the frame is in the reader's language."""
    found, text = participant(row), EventMessage.objects.filter(pk=message_number(row)).first()
    if text is None:
        return None
    return Letter(
        subject=one_line(text.subject),
        paragraphs=(_("Eine Nachricht zu „%(event)s“:") % {"event": name_of(found.event)},),
        quote=Quote(text.text, text.language),
        facts=((_("Wann"), time_of(found.event)),),
        button=own_page(found),
        reply_to=found.event.contact_email,
    )


def invitation(row: OutgoingMail) -> Letter:
    """The question whether somebody would like to come."""
    event = invitation_of(row).event
    languages = listed(name_of_language(spoken.code) for spoken in event.languages.all())
    facts = ((_("Wann"), time_of(event)), (_("Wo"), place_of(event)), (_("Sprachen"), languages))
    return Letter(
        subject=titled(_("Einladung: %(event)s"), event),
        paragraphs=(
            _("%(organisation)s lädt Sie ein: „%(event)s“.")
            % {"organisation": bare_isolated(event.organiser or "Anlauf"), "event": name_of(event)},
        ),
        quote=said(event, "summary"),
        facts=tuple(fact for fact in facts if fact[1]),
        button=event_page(event),
        small=_("Sie möchten nicht kommen? Dann brauchen Sie nichts zu tun."),
        reply_to=event.contact_email,
    )


def review(row: OutgoingMail) -> Letter:
    """What who may publish reads."""
    event = event_of(row)
    facts = ((_("Veranstaltung"), event.title), (_("Wann"), time_of(event)), (_("Wer"), str(event.created_by or "")))
    return Letter(
        subject=titled(_("Bitte prüfen: %(event)s"), event),
        paragraphs=(_("Eine Veranstaltung in Ihrer Region wartet auf Ihre Prüfung."),),
        facts=tuple(fact for fact in facts if fact[1]),
        button=(_("Veranstaltung prüfen"), settings.SITE_URL + reverse("event_desk:edit", args=[event.pk])),
    )


def decided(row: OutgoingMail) -> Letter:
    """What the author reads: everybody can see it, or something is missing."""
    event = event_of(row)
    if event.is_public:
        return Letter(
            subject=titled(_("Veröffentlicht: %(event)s"), event),
            paragraphs=(_("Ihre Veranstaltung ist jetzt für alle zu lesen. Danke!"),),
            button=event_page(event),
        )
    comment = str(row.payload.get("comment", ""))
    return Letter(
        subject=titled(_("Bitte ergänzen: %(event)s"), event),
        paragraphs=(_("Die Koordination hat Ihren Text gelesen. Es fehlt noch etwas:"),),
        quote=Quote(comment) if comment else None,
        button=(_("Veranstaltung bearbeiten"), settings.SITE_URL + reverse("event_desk:edit", args=[event.pk])),
    )
