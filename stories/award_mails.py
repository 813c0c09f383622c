"""The messages of award calls: "we have your application", to the address that was named, for the first time and again."""

import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from portal import mail
from portal.letters import one_line
from portal.mail import Letter
from portal.models import OutgoingMail
from portal.templatetags.portal import bare_isolated
from stories.models import AwardApplication

APPLIED, AGAIN = "stories.award_applied", "stories.award_again"
ALL = (APPLIED, AGAIN)


def register() -> None:
    """Name these messages."""
    mail.register(APPLIED, render=letter_applied, still_due=_is_there)
    mail.register(AGAIN, render=letter_again, still_due=_is_there)


def send_applied(application: AwardApplication) -> None:
    """Tell the applicant that the application is there."""
    _send(APPLIED, application, key=str(application.pk))


def send_again(application: AwardApplication, *, now: datetime.datetime) -> None:
    """Tell the address, and nobody else, that it has applied before; once an hour."""
    _send(AGAIN, application, key=f"{application.pk}:{now:%Y%m%d%H}")


def _send(kind: str, application: AwardApplication, *, key: str) -> None:
    mail.enqueue(
        kind,
        recipient=application.email,
        language=application.language,
        dedupe_key=f"{kind}:{key}",
        region=application.call.region_id,
        label=application.call.title_de,
        subject_id=application.pk,
    )


def forget(ids: list[int]) -> None:
    """Remove the addresses of what was sent about these applications."""
    mail.forget_about(ALL, ids)


def _of(row: OutgoingMail) -> AwardApplication | None:
    return AwardApplication.objects.select_related("call", "category").filter(pk=row.subject_id).first()


def _is_there(row: OutgoingMail) -> bool:
    return _of(row) is not None


def _facts(application: AwardApplication) -> tuple[tuple[str, str], ...]:
    return ((_("Preis"), application.call.title), (_("Kategorie"), application.category.name), (_("Name"), application.name))


def _button(application: AwardApplication) -> tuple[str, str]:
    return (_("Ausschreibung ansehen"), settings.SITE_URL + application.call.get_absolute_url())


def letter_applied(row: OutgoingMail) -> Letter | None:
    application = _of(row)
    if application is None:
        return None
    return Letter(
        subject=one_line(_("Ihre Bewerbung ist da: %(call)s") % {"call": application.call.title}),
        paragraphs=(
            _("Danke für Ihre Bewerbung um „%(call)s“.") % {"call": bare_isolated(application.call.title)},
            _("Die Jury liest sie nach dem Ende der Frist. Dann hören Sie von uns."),
        ),
        facts=_facts(application),
        button=_button(application),
        small=_("Haben Sie sich nicht beworben? Dann sagen Sie uns bitte Bescheid: wir löschen die Bewerbung."),
        reply_to=settings.OPERATOR_EMAIL,
    )


def letter_again(row: OutgoingMail) -> Letter | None:
    application = _of(row)
    if application is None:
        return None
    return Letter(
        subject=one_line(_("Sie haben sich schon beworben: %(call)s") % {"call": application.call.title}),
        paragraphs=(
            _("Mit dieser Adresse liegt in dieser Kategorie schon eine Bewerbung vor. Sie gilt weiter."),
            _("Möchten Sie etwas ändern? Antworten Sie einfach auf diese E-Mail."),
        ),
        facts=_facts(application),
        button=_button(application),
        reply_to=settings.OPERATOR_EMAIL,
    )
