"""Reminders. Their words are true whenever they leave: a reminder of the week before may be late."""

from django.utils import timezone
from django.utils.translation import gettext as _

from events.letters.due import participant
from events.letters.parts import event_page, facts_of, other_events, own_page, time_of, titled
from events.models import Event, RegistrationState
from portal.mail import Letter
from portal.models import OutgoingMail


def before(row: OutgoingMail) -> Letter:
    """It is soon: when, where, and how to say that one cannot come."""
    found = participant(row)
    event = found.event
    paragraphs = (_("Wir freuen uns auf Sie."),)
    if found.needs_reconfirm:
        paragraphs = (_("Der Termin ist neu. Bitte sagen Sie uns, ob Sie kommen können."),)
    return Letter(
        subject=titled(_when_words(event), event),
        paragraphs=paragraphs,
        facts=facts_of(found),
        button=own_page(found, _("Jetzt antworten") if found.needs_reconfirm else ""),
        after=(_("Können Sie doch nicht kommen? Bitte melden Sie sich ab. Dann bekommt jemand anderes den Platz."),),
        reply_to=event.contact_email,
    )


def _when_words(event: Event) -> str:
    """Today, tomorrow or soon, as the calendar of the place counts days."""
    days = (event.starts_local.date() - timezone.now().astimezone(event.zone).date()).days
    return _("Heute: %(event)s") if days <= 0 else _("Morgen: %(event)s") if days == 1 else _("Bald: %(event)s")


def after(row: OutgoingMail) -> Letter:
    """Thanks, and what comes next. Nothing in it counts who reads it."""
    found = participant(row)
    event, following = found.event, _next_of(found.event)
    thanks = _("Danke, dass Sie dabei waren.")
    if found.state != RegistrationState.ATTENDED:
        thanks = _("Danke, dass Sie sich angemeldet hatten. Wir hoffen, es hat Ihnen geholfen.")
    if following:
        return Letter(
            subject=titled(_("Danke: %(event)s"), event),
            paragraphs=(thanks, _("Das nächste Treffen steht schon fest. Kommen Sie gern wieder.")),
            facts=((_("Nächster Termin"), time_of(following)),),
            button=event_page(following),
            reply_to=event.contact_email,
        )
    return Letter(
        subject=titled(_("Danke: %(event)s"), event),
        paragraphs=(thanks, _("Sehen Sie gern, was als Nächstes in Ihrer Nähe ist.")),
        button=other_events(event),
        reply_to=event.contact_email,
    )


def _next_of(event: Event) -> Event | None:
    """Return the next public date of the same series."""
    if event.series_id is None:
        return None
    return Event.objects.open().filter(series=event.series_id, starts_at__gt=timezone.now()).order_by("starts_at").first()
