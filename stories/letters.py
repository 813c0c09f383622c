"""What the messages of this app say, in the reader's language, from current data; and until when each is worth sending."""

import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from portal import wording
from portal.letters import one_line
from portal.mail import Letter, Render, StillDue
from portal.models import OutgoingMail
from portal.templatetags.portal import bare_isolated
from stories.links import own_address
from stories.models import Channel, Consent, State


def consent_of(row: OutgoingMail) -> Consent | None:
    """Return the consent a message is about, asked for once a message."""
    if not hasattr(row, "consent"):
        row.consent = Consent.objects.select_related("story", "story__region", "asked_by").filter(pk=row.subject_id).first()
    return row.consent


def is_asked(row: OutgoingMail) -> bool:
    """The link in it still works, and the person has not answered this question."""
    found = consent_of(row)
    return found is not None and found.link_number == row.revision and found.ended_at is None


def is_there(row: OutgoingMail) -> bool:
    return consent_of(row) is not None


def is_going(row: OutgoingMail) -> bool:
    found = consent_of(row)
    return found is not None and found.ended_at is None


def is_ending(row: OutgoingMail) -> bool:
    """Not over yet, and not prolonged meanwhile."""
    found = consent_of(row)
    if found is None or found.ended_at or found.ends_on is None:
        return False
    return found.ends_on <= timezone.localdate() + datetime.timedelta(days=settings.CONSENT_ANNOUNCE_DAYS)


def _title(found: Consent) -> str:
    return bare_isolated(found.story.title)


def _titled(words: str, found: Consent) -> str:
    return one_line(words % {"story": found.story.title})


def _desk(found: Consent) -> str:
    return settings.SITE_URL + reverse("story_desk:detail", args=[found.story_id])


def _agreed(found: Consent) -> tuple[tuple[str, str], ...]:
    channels = wording.listed(str(Channel(code).label) for code in found.channels)
    languages = wording.listed(wording.name_of_language(code) for code in found.languages)
    until = wording.day(found.ends_on) if found.ends_on else _("ohne festes Ende")
    return ((_("Wo"), channels), (_("Sprachen"), languages), (_("gilt bis"), until))


def asked(row: OutgoingMail) -> Letter | None:
    """The question to the person: is this your story, as you would tell it?"""
    found = consent_of(row)
    if found is None:
        return None
    return Letter(
        subject=_("Ihre Geschichte: Bitte lesen Sie sie"),
        paragraphs=(
            _("Danke, dass Sie uns von Ihrem Weg erzählt haben. Wir haben Ihre Geschichte aufgeschrieben: „%(story)s“.")
            % {"story": _title(found)},
            _("Bitte lesen Sie sie in Ruhe. Sie entscheiden, ob und wo wir sie zeigen. Ohne Ihr Ja geschieht nichts."),
        ),
        button=(_("Meine Geschichte lesen"), own_address(found)),
        after=(
            _("Etwas stimmt nicht? Schreiben Sie es uns auf derselben Seite."),
            _("Der Link ist nur für Sie. Mit ihm können Sie Ihr Ja auch später jederzeit zurücknehmen."),
        ),
        small=_("Ihr Ja heißt auf Deutsch „Einwilligung“."),
        reply_to=found.asked_by.email if found.asked_by and found.asked_by.is_active else "",
    )


def ends_soon(row: OutgoingMail) -> Letter | None:
    """To the person: the day she chose comes near."""
    found = consent_of(row)
    if found is None or found.ends_on is None:
        return None
    return Letter(
        subject=_("Ihre Einwilligung endet bald"),
        paragraphs=(
            _("Wir zeigen Ihre Geschichte „%(story)s“ bis zum %(day)s.") % {"story": _title(found), "day": wording.day(found.ends_on)},
            _("Danach verschwindet sie von selbst. Sie brauchen nichts zu tun."),
            _("Soll sie länger zu lesen sein? Dann wählen Sie auf Ihrer Seite einen neuen Tag."),
        ),
        button=(_("Meine Geschichte öffnen"), own_address(found)),
    )


def ends_soon_region(row: OutgoingMail) -> Letter | None:
    """To the coordination: a story will go, and what is printed with it."""
    found = consent_of(row)
    if found is None or found.ends_on is None:
        return None
    return Letter(
        subject=_titled(_("Einwilligung endet bald: %(story)s"), found),
        paragraphs=(
            _("Die Einwilligung endet am %(day)s. Die Person weiß es und kann sie verlängern.") % {"day": wording.day(found.ends_on)},
            _("Danach nehmen wir die Geschichte von der Website und löschen Bilder und Videos."),
        ),
        facts=_agreed(found),
        button=(_("Geschichte öffnen"), _desk(found)),
    )


def approved(row: OutgoingMail) -> Letter | None:
    """To who asked: she said yes, and to what."""
    found = consent_of(row)
    if found is None:
        return None
    public = found.story.state == State.PUBLISHED
    first = _("Die Person hat zugestimmt. Die Geschichte ist jetzt zu lesen.") if public else _("Die Person hat zugestimmt.")
    return Letter(
        subject=_titled(_("Zugestimmt: %(story)s"), found),
        paragraphs=(first,),
        facts=_agreed(found),
        button=(_("Geschichte öffnen"), _desk(found)),
    )


def wish(row: OutgoingMail) -> Letter | None:
    """To who asked: something should be different."""
    found = consent_of(row)
    if found is None:
        return None
    return Letter(
        subject=_titled(_("Bitte ändern: %(story)s"), found),
        paragraphs=(
            _("Die Person hat ihre Geschichte gelesen und wünscht sich etwas anders."),
            _("Ihre Worte stehen bei der Geschichte. Danach senden Sie bitte einen neuen Link."),
        ),
        button=(_("Geschichte öffnen"), _desk(found)),
    )


def ended(row: OutgoingMail) -> Letter | None:
    """To the coordination: it is off the web; paper and press are left to people."""
    found = consent_of(row)
    if found is None:
        return None
    printed = {Channel.BROCHURE, Channel.PRESS} & set(found.channels)
    paragraphs = [
        _("Die Einwilligung ist beendet. Die Geschichte ist nicht mehr zu lesen, Bilder und Videos sind gelöscht."),
        _("Den Text löschen wir nach %(days)s Tagen.") % {"days": settings.STORY_KEEP_DAYS},
    ]
    if printed:
        paragraphs.append(_("Bitte verwenden Sie die Geschichte auch auf Papier und in der Presse nicht mehr."))
    return Letter(
        subject=_titled(_("Einwilligung beendet: %(story)s"), found),
        paragraphs=tuple(paragraphs),
        facts=((_("Grund"), str(found.get_end_reason_display())),),
        button=(_("Geschichte öffnen"), _desk(found)),
    )


BY_KIND: dict[str, tuple[Render, StillDue]] = {
    "stories.asked": (asked, is_asked),
    "stories.ends_soon": (ends_soon, is_ending),
    "stories.ends_soon_region": (ends_soon_region, is_ending),
    "stories.approved": (approved, is_going),
    "stories.wish": (wish, is_going),
    "stories.ended": (ended, is_there),
}
