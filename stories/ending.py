"""The end of a consent: by the person's link, at the desk, or by a job after the day she chose.

At once: off the web, out of the search; media rows, files, derived pictures and what others hold of the words are deleted.
After STORY_KEEP_DAYS: every text and the address.
All is safe to run twice or late; `now` and `today` are always given.
"""

import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from accounts import drafts
from accounts.models import User
from networks.inbox import close_items, open_item, owner_for
from networks.models import InboxItem
from portal.periodic import each
from stories import mails, search_rows
from stories.approval import INBOX_MODEL, locked
from stories.models import Consent, EndReason, State, Story, StoryMedia
from translations import texts


@transaction.atomic
def end(story: Story, *, reason: str, by: User | None, now: datetime.datetime) -> Story:
    """End the consent. Side effects: off the web at once, media and derived pictures deleted, the region is told. Twice is as once."""
    story = locked(story)
    consent = story.consent
    if consent.ended_at:
        return story
    consent.ended_at, consent.end_reason, consent.wish = now, reason, ""
    consent.save()
    story.state, story.approved = State.ENDED, {}
    story.version += 1
    story.save()
    search_rows.refresh(story)
    _forget_texts(story)
    mails.forget(consent.pk, kinds=mails.TO_PERSON)
    close_items(InboxItem.Kind.STORY, subject_model=INBOX_MODEL, subject_id=story.pk, by=by)
    open_item(
        InboxItem.Kind.STORY,
        subject=story.title_de,
        subject_model=INBOX_MODEL,
        subject_id=story.pk,
        text=_("Die Einwilligung ist beendet. Bitte verwenden Sie die Geschichte auch auf Papier und in der Presse nicht mehr."),
        region=story.region_id,
        owner=owner_for(regions=[story.region_id]),
    )
    mails.send_ended(story)
    return story


def files_of(item: StoryMedia) -> list[str]:
    """Return the names of all files behind one photo or film."""
    return [field.name for field in (item.picture, item.small, item.video) if field.name]


def delete_media(item: StoryMedia) -> None:
    """Delete a photo or film with its records; the files go when the transaction has committed."""
    names = files_of(item)
    texts.forget(item)
    item.delete()
    transaction.on_commit(lambda: [default_storage.delete(name) for name in names])


@transaction.atomic
def delete_draft(story: Story, *, by: User) -> None:
    """Delete a story that nobody has agreed to. What was agreed to once is ended instead. Raises ValidationError for that."""
    story = locked(story)
    if story.state not in (State.DRAFT, State.ASKED) or story.consent.given_at:
        raise ValidationError(_("Die Person hat schon zugestimmt. Bitte beenden Sie die Einwilligung."))
    _delete(story, by=by)


def _delete(story: Story, *, by: User | None = None) -> None:
    """Delete a story and whatever is kept of it elsewhere: records of its texts, files, addresses, its name in the inbox."""
    _forget_texts(story)
    search_rows.forget(story.pk)
    mails.forget(story.consent.pk)
    items = InboxItem.objects.filter(subject_model=INBOX_MODEL, subject_id=story.pk)
    close_items(InboxItem.Kind.STORY, subject_model=INBOX_MODEL, subject_id=story.pk, by=by)
    items.update(subject=str(story.pk), text="")
    story.delete()


def _forget_texts(story: Story) -> None:
    """Delete photos and films, and what is kept of the words outside the story: records, former texts, proposals, drafts, files."""
    for item in story.media.all():
        delete_media(item)
    rows: list[Model] = [*story.steps.all(), story]
    for row in rows:
        texts.forget(row)
    drafts.forget_of_everybody(story.draft_name)


def _still_there(pk: int) -> Story | None:
    try:
        return locked(Story(pk=pk))
    except Story.DoesNotExist:
        return None


def end_due(today: datetime.date, *, now: datetime.datetime) -> int:
    """End the consents whose last day is over. Returns how many."""
    due = Consent.objects.filter(ends_on__lt=today, ended_at__isnull=True, given_at__isnull=False)
    return each(due.values_list("story_id", flat=True), lambda pk: _end_due(pk, today, now))


@transaction.atomic
def _end_due(pk: int, today: datetime.date, now: datetime.datetime) -> int:
    story = _still_there(pk)
    # Prolonged, ended or deleted between the list and the lock.
    if story is None or story.consent.ended_at or story.consent.ends_on is None or story.consent.ends_on >= today:
        return 0
    end(story, reason=EndReason.EXPIRED, by=None, now=now)
    return 1


def announce(today: datetime.date, *, now: datetime.datetime) -> int:
    """Tell the person and the region once that a consent ends within CONSENT_ANNOUNCE_DAYS. Returns how many."""
    until = today + datetime.timedelta(days=settings.CONSENT_ANNOUNCE_DAYS)
    soon = Consent.objects.filter(
        ends_on__gte=today, ends_on__lte=until, ended_at__isnull=True, announced_at__isnull=True, given_at__isnull=False
    )
    return each(soon.values_list("story_id", flat=True), lambda pk: _announce(pk, until, now))


@transaction.atomic
def _announce(pk: int, until: datetime.date, now: datetime.datetime) -> int:
    story = _still_there(pk)
    if story is None:
        return 0
    consent = story.consent
    if consent.announced_at or consent.ended_at or consent.ends_on is None or consent.ends_on > until:
        return 0
    consent.announced_at = now
    consent.save(update_fields=["announced_at"])
    mails.send_ends_soon(story)
    return 1


def purge(now: datetime.datetime) -> int:
    """Delete the texts and addresses of stories whose consent ended STORY_KEEP_DAYS ago. Returns how many."""
    limit = now - datetime.timedelta(days=settings.STORY_KEEP_DAYS)
    over = Consent.objects.filter(ended_at__lte=limit)
    return each(over.values_list("story_id", flat=True), _purge)


@transaction.atomic
def _purge(pk: int) -> int:
    story = _still_there(pk)
    if story is None or story.state != State.ENDED:
        return 0
    _delete(story)
    return 1
