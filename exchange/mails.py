"""The messages of this app: one function that stores each, one that writes it at the moment of sending."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from exchange import report
from exchange.models import ImportRun
from portal import mail
from portal.mail import Letter
from portal.models import OutgoingMail

DONE = "exchange.done"


def register() -> None:
    """Name this app's messages."""
    mail.register(DONE, render=letter_done)


def send_done(run: ImportRun) -> None:
    """Tell the account that its list is imported, or that nothing was changed."""
    if run.by is not None and run.by.is_active:
        mail.enqueue(
            DONE,
            recipient=run.by.email,
            language=run.by.language,
            dedupe_key=f"{DONE}:{run.pk}",
            region=run.region_id,
            label=run.filename,
            subject_id=run.pk,
        )


def letter_done(row: OutgoingMail) -> Letter | None:
    run = ImportRun.objects.defer("content", "report").filter(pk=row.subject_id).first()
    if run is None:
        return None
    if run.state == ImportRun.State.DONE:
        subject, words = (
            _("Ihre Liste ist übernommen"),
            _("Die Liste ist fertig übernommen. Neue Angebote sind Entwürfe, bis jemand sie prüft."),
        )
    else:
        subject, words = _("Ihre Liste wurde nicht übernommen"), _("Beim Übernehmen ging etwas schief. Es wurde nichts geändert.")
    counts = report.counts(run.pk) if run.state == ImportRun.State.DONE else {}
    return Letter(
        subject=subject,
        paragraphs=(words,),
        facts=((_("Datei"), run.filename), *((str(report.RESULTS[name]), str(number)) for name, number in counts.items() if number)),
        button=(_("Bericht ansehen"), settings.SITE_URL + reverse("exchange:run", args=[run.pk])),
    )
