"""The messages of this app: one function that stores each. What they say is written in `stories.letters` at the moment of sending.

All carry the consent's id; `revision` is the number of the link, so that a link that has ended is not sent any more.
"""

from collections.abc import Iterable
from typing import Any

from accounts.access import coordinators_of
from accounts.models import User
from networks.inbox import operators
from portal import mail
from portal.models import OutgoingMail
from stories import letters
from stories.models import Story

ASKED, ENDS_SOON = "stories.asked", "stories.ends_soon"
APPROVED, WISH = "stories.approved", "stories.wish"
ENDED, ENDS_SOON_REGION = "stories.ended", "stories.ends_soon_region"
TO_PERSON = (ASKED, ENDS_SOON)
ALL = (*TO_PERSON, APPROVED, WISH, ENDED, ENDS_SOON_REGION)


def register() -> None:
    """Name this app's messages."""
    for kind, (render, still_due) in letters.BY_KIND.items():
        mail.register(kind, render=render, still_due=still_due)


def _send(
    kind: str, story: Story, *, recipient: str, language: str, key: str, payload: dict[str, Any] | None = None
) -> OutgoingMail | None:
    if not recipient:
        return None
    return mail.enqueue(
        kind,
        recipient=recipient,
        language=language,
        dedupe_key=f"{kind}:{story.consent.pk}:{key}",
        region=story.region_id,
        label=story.title_de,
        subject_id=story.consent.pk,
        revision=story.consent.link_number,
        payload=payload,
    )


def send_asked(story: Story) -> OutgoingMail | None:
    """Ask the person: here is your story, in every language it has. Older questions that still wait are taken back."""
    mail.supersede(ASKED, subject_id=story.consent.pk)
    consent = story.consent
    return _send(ASKED, story, recipient=consent.email, language=consent.language, key=str(consent.link_number))


def send_ends_soon(story: Story) -> None:
    """Tell the person and the region that the consent ends soon; once for a day."""
    consent = story.consent
    key = str(consent.ends_on)
    _send(ENDS_SOON, story, recipient=consent.email, language=consent.language, key=key)
    for user in region_of(story):
        _send(ENDS_SOON_REGION, story, recipient=user.email, language=user.language, key=f"{key}:{user.pk}")


def send_approved(story: Story) -> None:
    """Tell who asked that the person has agreed, and to what."""
    for user in _who_asked(story):
        _send(APPROVED, story, recipient=user.email, language=user.language, key=f"{story.version}:{user.pk}")


def send_wish(story: Story, *, to: User | None) -> None:
    """Tell who asked what the person wants to be different. The words stand at the desk, not in the mail."""
    if to is not None:
        _send(WISH, story, recipient=to.email, language=to.language, key=f"{story.version}:{to.pk}")


def send_ended(story: Story) -> None:
    """Tell the region that a consent has ended and what is left to do."""
    for user in region_of(story):
        _send(ENDED, story, recipient=user.email, language=user.language, key=str(user.pk), payload={"reason": story.consent.end_reason})


def region_of(story: Story) -> list[User]:
    """Return who hears of a story: the coordination of its region, else the operators."""
    return coordinators_of([story.region_id]) or operators()


def _who_asked(story: Story) -> Iterable[User]:
    asked = story.consent.asked_by
    return [asked] if asked and asked.is_active else region_of(story)[:1]


def forget(story_consent: int, *, kinds: Iterable[str] = ALL) -> int:
    """Remove the addresses of what was sent about a consent."""
    return mail.forget_about(kinds, [story_consent])
