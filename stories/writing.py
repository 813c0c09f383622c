"""Saving what the editor holds. A change of the German takes a public story off the web until the person has agreed again."""

import datetime
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.access import coordinates_any, is_operator
from accounts.models import User
from networks.profiles import Stale
from networks.sheets import Sheet
from portal.checking import check_row
from portal.languages import SOURCE
from stories import approval, mails, search_rows, values
from stories.models import Consent, State, Story
from translations.following import follow, texts_before
from translations.texts import stamp

# Addresses beside those of single stories.
RESERVED = ("yours", "new", "feed", "awards", "search")
LONGEST_SLUG = 80
# A second click comes soon.
SAME_FORM = datetime.timedelta(minutes=10)
_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


class GoesOffline(Exception):
    """Saving this would take a public story off the web, and nobody has said yet that it shall."""


@dataclass
class Given:
    """What was sent: the values, where and in which language the person is asked, and whether the meaning stays."""

    sheet: Sheet
    email: str
    language: str
    minor: bool = False


def free_slug(title: str) -> str:
    """Return the address part that a title makes, with a number when it is taken."""
    base = slugify(title.lower().translate(_GERMAN))[:LONGEST_SLUG].strip("-") or "geschichte"
    taken = {*RESERVED, *Story.objects.filter(slug__startswith=base).values_list("slug", flat=True)}
    return next(slug for number in range(1, len(taken) + 2) if (slug := base if number == 1 else f"{base}-{number}") not in taken)


@transaction.atomic
def create(given: Given, *, by: User | None) -> Story:
    """Begin a draft; the same form sent twice makes one. Raises ValidationError when a rule is broken."""
    with connection.cursor() as cursor:
        # Two that begin at the same moment must not take the same address.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('stories.new_story'))")
    _check_region(None, given.sheet, by)
    if by and (twin := _same_again(given, by)):
        return twin
    story = Story(created_by=by, version=1)
    values.fill(story, given.sheet)
    story.slug = free_slug(story.title_de or "")
    check_row(story)
    story.save()
    values.write_parts(story, given.sheet, minor=False)
    stamp(story)
    Consent.objects.create(story=story, email=given.email, language=given.language)
    return story


def _same_again(given: Given, by: User) -> Story | None:
    recent = Story.objects.filter(created_by=by, version=1, created_at__gt=timezone.now() - SAME_FORM)
    for other in recent.filter(title_de=given.sheet.columns[f"title_{SOURCE}"]):
        if not values.changes_between(values.read(other), given.sheet):
            return other
    return None


@transaction.atomic
def save(story: Story, given: Given, *, by: User, base: int, may_go_offline: bool = False) -> Story:
    """Save a story that is not over.

    Side effects: a public one whose German changes goes off the web; another address ends the old link, and what was agreed to with
    it; search rows. Raises Stale when somebody else has saved meanwhile, GoesOffline when that is not meant yet, ValidationError when
    a rule is broken.
    """
    story = approval.locked(story)
    if story.state == State.ENDED:
        raise ValidationError(_("Diese Einwilligung ist beendet."))
    if story.version != base:
        if changes := values.changes_between(values.read(story), given.sheet):
            raise Stale(changes, story.version)
        return story
    _check_region(story, given.sheet, by)
    texts = texts_before(story)
    values.fill(story, given.sheet)
    story.version += 1
    check_row(story)
    story.save()
    values.write_parts(story, given.sheet, minor=given.minor)
    follow(story, texts, minor=given.minor)
    if _reach(story, given) and not may_go_offline:
        raise GoesOffline
    settle(story, may_go_offline=may_go_offline)
    return story


def settle(story: Story, *, may_go_offline: bool) -> None:
    """After any change: off the web if its German is another now (or GoesOffline), search rows."""
    if approval.take_off_if_changed(story) and not may_go_offline:
        raise GoesOffline
    search_rows.refresh(story)


def _reach(story: Story, given: Given) -> bool:
    """Keep where the person is reached. Returns whether the story goes off the web by that.

    A link that went to another address ends: somebody else may hold it. So does what was agreed to with it: who agreed has no link to
    take it back any more, and who is asked next has not agreed yet.
    """
    consent, was_public = story.consent, story.state == State.PUBLISHED
    if given.email.lower() != consent.email.lower() and consent.link_number:
        mails.forget(consent.pk, kinds=mails.TO_PERSON)
        consent.link_number += 1
        story.state, story.approved = State.DRAFT, {}
        story.save(update_fields=["state", "approved", "changed_at"])
    consent.email, consent.language = given.email, given.language
    consent.save(update_fields=["email", "language", "link_number"])
    return was_public and story.state != State.PUBLISHED


def _check_region(story: Story | None, sheet: Sheet, by: User | None) -> None:
    """Nobody gives a story to a region that is not hers to coordinate."""
    region = sheet.columns.get("region_id")
    if by is None or region is None or (story is not None and region == story.region_id):
        return
    if not (is_operator(by) or coordinates_any(by, [region])):
        raise ValidationError({"region_id": _("Bitte bleiben Sie bei den Regionen, die Sie koordinieren.")})
