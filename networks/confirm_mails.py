"""The messages of this app: one function that stores each, one that writes it at the moment of sending."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from networks import confirming
from portal import mail
from portal.mail import Letter
from portal.models import OutgoingMail


def register() -> None:
    """Name this app's messages."""
    mail.register(confirming.KIND, render=letter_confirm_profile, still_due=lambda row: confirming.asked_profile(row) is not None)


def letter_confirm_profile(row: OutgoingMail) -> Letter | None:
    """The yearly question; a click on the button's page answers it, without signing in."""
    profile = confirming.asked_profile(row)
    if profile is None:
        return None
    page = "profiles:organisation" if confirming.name_of(profile) == "organisation" else "profiles:advisor"
    return Letter(
        subject=_("Stimmt noch alles? %(name)s") % {"name": profile},
        paragraphs=(
            _("Sie pflegen diesen Eintrag bei Anlauf. Menschen verlassen sich darauf."),
            _("Bitte sehen Sie ihn einmal im Jahr an. Stimmt alles, genügt ein Klick."),
        ),
        facts=((_("Eintrag"), str(profile)), (_("Ändern"), settings.SITE_URL + reverse(page, args=[profile.slug]))),
        button=(_("Ja, alles stimmt noch"), confirming.link(profile, row.language)),
        small=_("Ohne Antwort steht nach einiger Zeit dabei, dass der Eintrag lange nicht bestätigt wurde."),
    )
