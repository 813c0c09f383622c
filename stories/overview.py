"""What the overview of one story at the desk says: what is next, what was agreed to, and what has happened."""

import datetime
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.languages import BY_CODE, CODES, Language
from portal.models import OutgoingMail
from stories import approval, mails
from stories.models import Story

MAILS: dict[str, str | Promise] = {
    mails.ASKED: gettext_lazy("Link an die Person"),
    mails.ENDS_SOON: gettext_lazy("Hinweis an die Person: endet bald"),
    mails.APPROVED: gettext_lazy("Nachricht über das Ja"),
    mails.WISH: gettext_lazy("Nachricht über den Wunsch"),
    mails.ENDED: gettext_lazy("Nachricht über das Ende"),
    mails.ENDS_SOON_REGION: gettext_lazy("Hinweis an die Region: endet bald"),
}


@dataclass(frozen=True)
class Line:
    """One language: shown, waits for a yes, changed since, or not complete."""

    language: Language
    words: str
    badge: str


@dataclass(frozen=True)
class Moment:
    """Something that happened, for the log."""

    at: datetime.datetime
    words: str


@dataclass(frozen=True)
class Overview:
    lacking: list[str]
    languages: list[Line]
    log: list[Moment]
    agreed: bool
    can_ask: bool
    can_end: bool
    can_delete: bool
    todo: str


def read(story: Story) -> Overview:
    """Read the overview of a story with all its rows (`stories.pages`)."""
    consent = story.consent
    agreed = approval.has_agreed(story)
    over = consent.ended_at is not None
    lacking = [] if over else approval.what_lacks(story)
    return Overview(
        lacking=lacking,
        languages=[] if over else _languages(story),
        log=_log(story),
        agreed=agreed,
        can_ask=not over and not lacking,
        can_end=not over and consent.given_at is not None,
        can_delete=not over and consent.given_at is None,
        todo=_todo(story, lacking, agreed),
    )


def _todo(story: Story, lacking: list[str], agreed: bool) -> str:
    if story.consent.ended_at:
        return ""
    if story.consent.wish:
        return _("Ändern Sie, was sich die Person wünscht. Dann senden Sie einen neuen Link.")
    if lacking:
        return _("Ergänzen Sie, was noch fehlt.")
    if agreed:
        return ""
    if story.state == "asked":
        return _("Die Person hat den Link. Nur sie kann die Geschichte veröffentlichen.")
    return _("Der Text ist vollständig. Senden Sie der Person den Link.")


def _languages(story: Story) -> list[Line]:
    shown, complete = approval.shown_languages(story), approval.complete_languages(story)
    found = []
    for code in CODES:
        if code in shown:
            words, badge = _("wird gezeigt"), "good"
        elif code in story.approved and story.approved[code] != approval.digest_of(story, code):
            words, badge = _("seit dem Ja geändert"), "warn"
        elif code in story.approved:
            words, badge = _("erlaubt, aber nicht auf der Website"), ""
        elif code in complete:
            words, badge = _("wartet auf Freigabe"), "warn"
        else:
            words, badge = _("noch nicht vollständig"), ""
        found.append(Line(BY_CODE[code], words, badge))
    return found


def _log(story: Story) -> list[Moment]:
    """What has happened, the newest first. Addresses and words of mails stay out of it."""
    consent = story.consent
    known = (
        (story.created_at, _("Geschichte begonnen")),
        (consent.given_at, _("Die Person hat über ihren Link zugestimmt")),
        (consent.announced_at, _("Ende angekündigt")),
        (consent.ended_at, consent.end_reason and _("Einwilligung beendet: %(reason)s") % {"reason": consent.get_end_reason_display()}),
    )
    found = [Moment(at, words) for at, words in known if at]
    rows = OutgoingMail.objects.about(mails.ALL, [consent.pk]).values_list("created_at", "kind", "state")
    states = dict(OutgoingMail.State.choices)
    found += [Moment(at, f"{MAILS.get(kind, kind)}: {states.get(state, state)}") for at, kind, state in rows]
    return sorted(found, key=lambda moment: moment.at, reverse=True)
