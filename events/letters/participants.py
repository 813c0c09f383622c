"""What participants are told about their registration, and about the event when it changes."""

from django.utils.translation import gettext as _

from events.calendar import CANCEL, REQUEST
from events.letters.due import participant, started_from
from events.letters.parts import entry, event_page, facts_of, moment, name_of, other_events, own_page, said, time_of, titled
from events.models import Registration, RegistrationState
from portal.mail import Letter
from portal.models import OutgoingMail


def _cannot_come() -> str:
    return _("Können Sie doch nicht kommen? Bitte melden Sie sich ab. Dann bekommt jemand anderes den Platz.")


def confirm(row: OutgoingMail) -> Letter:
    """The question whether the address is right. It repeats nothing that a stranger could have typed."""
    found = participant(row)
    paragraphs = [_("Sie möchten zu „%(event)s“ kommen. Schön! Bitte bestätigen Sie Ihre Anmeldung.") % {"event": name_of(found.event)}]
    if not found.holds_place:
        paragraphs.append(_("Zurzeit sind alle Plätze vergeben. Sie kommen auf die Warteliste."))
    return Letter(
        subject=titled(_("Bitte bestätigen: %(event)s"), found.event),
        paragraphs=tuple(paragraphs),
        facts=facts_of(found, also=((_("Bitte bestätigen bis"), moment(found.event, found.expires_at)),)),
        button=own_page(found, _("Anmeldung bestätigen")),
        small=_("Waren Sie das nicht? Dann brauchen Sie nichts zu tun. Wir löschen die Adresse."),
        reply_to=found.event.contact_email,
    )


def link(row: OutgoingMail) -> Letter:
    """The personal link once more, for somebody who asked for it."""
    found = participant(row)
    return Letter(
        subject=titled(_("Ihr Link: %(event)s"), found.event),
        paragraphs=(_("Sie sind schon eingetragen. Hier ist Ihr persönlicher Link."),),
        facts=facts_of(found),
        button=own_page(found),
        small=_("Waren Sie das nicht? Dann brauchen Sie nichts zu tun."),
        reply_to=found.event.contact_email,
    )


def registered(row: OutgoingMail) -> Letter:
    """You are in."""
    found = participant(row)
    return Letter(
        subject=titled(_("Sie sind angemeldet: %(event)s"), found.event),
        paragraphs=(_("Sie sind dabei. Wir freuen uns auf Sie."),),
        facts=facts_of(found),
        button=own_page(found),
        after=(_cannot_come(),),
        reply_to=found.event.contact_email,
        attachments=(entry(found, REQUEST),),
    )


def waitlisted(row: OutgoingMail) -> Letter:
    """All places are taken; where in the line one stands."""
    found = participant(row)
    position = found.event.registrations.waiting().filter(pk__lte=found.pk).count()
    return Letter(
        subject=titled(_("Warteliste: %(event)s"), found.event),
        paragraphs=(
            _("Alle Plätze sind vergeben. Sie stehen auf der Warteliste."),
            _("Wird ein Platz frei, schreiben wir Ihnen sofort."),
        ),
        facts=((_("Ihr Platz in der Reihe"), str(position)), *facts_of(found)),
        button=own_page(found),
        reply_to=found.event.contact_email,
    )


def offered(row: OutgoingMail) -> Letter:
    """A place has become free, until when it is kept."""
    found = participant(row)
    return Letter(
        subject=titled(_("Ein Platz ist frei: %(event)s"), found.event),
        paragraphs=(_("Ein Platz ist frei geworden. Wir halten ihn für Sie."), _("Bitte sagen Sie bald Ja oder Nein.")),
        facts=((_("Der Platz ist für Sie frei bis"), moment(found.event, found.offered_until)), *facts_of(found)),
        button=own_page(found, _("Jetzt antworten")),
        after=(_("Danach bekommt der nächste Mensch auf der Warteliste den Platz."),),
        reply_to=found.event.contact_email,
    )


def offer_ended(row: OutgoingMail) -> Letter:
    """Nobody answered in time."""
    found = participant(row)
    return Letter(
        subject=titled(_("Der Platz ist weitergegeben: %(event)s"), found.event),
        paragraphs=(
            _("Wir hatten einen Platz für Sie und haben keine Antwort bekommen."),
            _("Möchten Sie noch kommen? Dann melden Sie sich gern wieder an."),
        ),
        facts=facts_of(found),
        button=event_page(found.event),
        reply_to=found.event.contact_email,
    )


def left(row: OutgoingMail) -> Letter:
    """You are out; the calendar entry goes away."""
    found = participant(row)
    return Letter(
        subject=titled(_("Sie sind abgemeldet: %(event)s"), found.event),
        paragraphs=(_("Sie sind für „%(event)s“ nicht mehr angemeldet.") % {"event": name_of(found.event)},),
        facts=((_("Wann"), time_of(found.event)),),
        button=other_events(found.event),
        reply_to=found.event.contact_email,
        attachments=(entry(found, CANCEL),),
    )


def _kept(found: Registration) -> str:
    """What becomes of the place when the event has moved."""
    if found.state == RegistrationState.WAITLISTED:
        return _("Sie behalten Ihren Platz auf der Warteliste.")
    if found.state == RegistrationState.OFFERED:
        return _("Ein Platz ist frei geworden. Wir halten ihn für Sie.")
    return _("Ihr Platz bleibt Ihnen. Können Sie auch am neuen Termin kommen?")


def moved(row: OutgoingMail) -> Letter:
    """Another date: the new one first, the old one beside it."""
    found = participant(row)
    event, before = found.event, started_from(row)
    old = ((_("Bisher"), moment(event, before)),) if before else ()
    is_asked = found.state in (RegistrationState.REGISTERED, RegistrationState.OFFERED)
    return Letter(
        subject=titled(_("Neuer Termin: %(event)s"), event),
        paragraphs=(_("„%(event)s“ hat einen neuen Termin.") % {"event": name_of(event)}, _kept(found)),
        facts=facts_of(found, also=old),
        button=own_page(found, _("Jetzt antworten") if is_asked else ""),
        after=(_("Die Datei im Anhang ändert den Termin in Ihrem Kalender."),),
        reply_to=event.contact_email,
        attachments=(entry(found, REQUEST),),
    )


def changed(row: OutgoingMail) -> Letter:
    """Same date, another place or link."""
    found = participant(row)
    return Letter(
        subject=titled(_("Geändert: %(event)s"), found.event),
        paragraphs=(_("Der Ort oder der Link ist neu. Der Termin bleibt."),),
        facts=facts_of(found),
        button=own_page(found),
        after=(_("Die Datei im Anhang ändert den Termin in Ihrem Kalender."),),
        reply_to=found.event.contact_email,
        attachments=(entry(found, REQUEST),),
    )


def cancelled(row: OutgoingMail) -> Letter:
    """It does not take place, and why."""
    found = participant(row)
    return Letter(
        subject=titled(_("Abgesagt: %(event)s"), found.event),
        paragraphs=(_("„%(event)s“ findet leider nicht statt. Das ist der Grund:") % {"event": name_of(found.event)},),
        quote=said(found.event, "cancel_reason"),
        facts=((_("Wann"), time_of(found.event)),),
        button=other_events(found.event),
        after=(_("Die Datei im Anhang nimmt den Termin aus Ihrem Kalender."),),
        reply_to=found.event.contact_email,
        attachments=(entry(found, CANCEL),),
    )
