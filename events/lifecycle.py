"""An event on its way: draft, review, public, held, minutes, closed. Moving and cancelling stand in `events.moving`.

Every action locks the event and looks at its state under the lock: of two people who decide at once, the second is told.
"""

import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.models import User
from events import mails, search_rows, values
from events.access import reviewers_of
from events.models import OPEN_STATES, PUBLIC_STATES, Event, EventTemplate, State
from networks.inbox import close_all, close_items, open_item
from networks.models import InboxItem, Organisation
from networks.sheets import Sheet
from portal import content
from portal.checking import check_row
from portal.models import Heartbeat
from portal.periodic import each
from translations.copying import Kept, take_over
from translations.texts import stamp

INBOX_MODEL = "events.event"
# Addresses beside those of single events.
RESERVED = ("month", "past", "feed", "registration", "new")
LONGEST_SLUG = 80
TICK = "event-moments"
_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


def locked(event: Event, *states: str) -> Event:
    """Return the event as it stands now, locked. Raises ValidationError when it is in none of these states any more."""
    now = Event.objects.select_for_update().get(pk=event.pk)
    if states and now.state not in states:
        raise ValidationError(_("Das hat schon jemand entschieden. Stand jetzt: %(state)s.") % {"state": now.get_state_display()})
    return now


def free_slug(title: str) -> str:
    """Return the address part that a title makes, with a number when it is taken."""
    base = slugify(title.lower().translate(_GERMAN))[:LONGEST_SLUG].strip("-") or "veranstaltung"
    taken = {*RESERVED, *Event.objects.filter(slug__startswith=base).values_list("slug", flat=True)}
    return next(slug for number in range(1, len(taken) + 2) if (slug := base if number == 1 else f"{base}-{number}") not in taken)


def still_ahead(organisation: Organisation) -> str:
    """Return why an organisation cannot be archived yet: people count on its events. Empty when nothing is ahead."""
    if organisation.organised_events.open().ahead(timezone.now()).exists():
        return _("Diese Organisation hat noch Veranstaltungen vor sich. Bitte sagen Sie sie zuerst ab.")
    return ""


@transaction.atomic
def create_draft(sheet: Sheet, *, by: User | None, records: Kept = (), **columns: Any) -> Event:
    """Begin an event that only its owners and the coordination see. `columns` are those no editor shows, e.g. of a series.

    Side effect: its translations count as made from this German text, except where `records` know better. Raises ValidationError when
    a rule is broken.
    """
    with connection.cursor() as cursor:
        # Two that begin at the same moment must not take the same address.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('events.new_event'))")
    event = Event(created_by=by, version=1, **columns)
    values.fill(event, sheet)
    event.slug = free_slug(event.title_de)
    check_row(event)
    event.save()
    values.write_parts(event, sheet)
    take_over(event, records)
    return event


def start_from(kept: dict[str, Any], *, starts_at: datetime.datetime, ends_at: datetime.datetime, by: User | None, **columns: Any) -> Event:
    """Begin a draft with the values of a template or of another event (`values.copyable`). What `columns` name goes before them."""
    sheet = values.from_copy(kept)
    sheet.columns |= {"starts_at": starts_at, "ends_at": ends_at}
    own = {name: columns.pop(name) for name in list(columns) if name in values.EVENT.columns}
    sheet.columns |= own
    return create_draft(sheet, by=by, records=kept.get("records", ()), **columns)


def duplicate(event: Event, *, starts_at: datetime.datetime, ends_at: datetime.datetime, by: User) -> Event:
    """Make a new draft like an event, on another date. People, files and minutes stay with the old one."""
    return start_from(values.copyable(event), starts_at=starts_at, ends_at=ends_at, by=by)


@transaction.atomic
def save_as_template(event: Event, *, names: dict[str, str], by: User, everywhere: bool = False) -> EventTemplate:
    """Keep an event's values for new ones in its region. The link to take part stays here. Raises ValidationError without a German name."""
    if not names.get("de", "").strip():
        raise ValidationError({"name_de": _("Bitte geben Sie der Vorlage einen Namen.")})
    kept = {name: value for name, value in values.copyable(event).items() if name != "online_url"}
    base = slugify(names["de"].lower().translate(_GERMAN))[:50] or "vorlage"
    taken = set(EventTemplate.objects.filter(code__startswith=base).values_list("code", flat=True))
    code = next(code for number in range(1, len(taken) + 2) if (code := base if number == 1 else f"{base}-{number}") not in taken)
    texts = {f"name_{language}": name.strip() for language, name in names.items() if name.strip()}
    region = None if everywhere else event.region_id
    template = EventTemplate.objects.create(code=code, region_id=region, values=kept, created_by=by, **texts)
    stamp(template)
    return template


def check_complete(event: Event, now: datetime.datetime | None) -> None:
    """Raise ValidationError with everything that an event needs so that visitors may see it; with `now`, also when it has begun."""
    reach = event.online_url or event.contact_email or event.contact_phone
    needed = {
        "summary_de": (event.summary_de, _("Bitte schreiben Sie in einem Satz, worum es geht.")),
        "organiser_id": (event.organiser_id, _("Bitte wählen Sie, wer die Veranstaltung macht.")),
        "city": (event.city or not event.is_on_site, _("Bitte nennen Sie den Ort.")),
        "online_url": (reach or event.is_on_site, _("Bitte geben Sie den Link an, oder wen man danach fragt.")),
        "day": (now is None or event.starts_at > now, _("Der Beginn liegt in der Vergangenheit.")),
    }
    if missing := {name: words for name, (there, words) in needed.items() if not there}:
        raise ValidationError(missing)


@transaction.atomic
def submit(event: Event, *, by: User, now: datetime.datetime) -> Event:
    """Give a draft to the coordination. Side effects: an item in the inbox, a mail to whoever may publish it."""
    event = locked(event, State.DRAFT)
    check_complete(event, now)
    if event.submitted_at:
        return event
    event.submitted_at = now
    event.version += 1
    event.save()
    reviewers = [user for user in reviewers_of(event) if user != by]
    open_item(
        InboxItem.Kind.EVENT,
        subject=event.title_de,
        subject_model=INBOX_MODEL,
        subject_id=event.pk,
        region=event.region_id,
        owner=reviewers[0] if reviewers else None,
    )
    for user in reviewers:
        mails.send_review(event, to=user)
    return event


@transaction.atomic
def publish(event: Event, *, by: User, now: datetime.datetime) -> Event:
    """Show a draft to everybody. Side effects: search rows, inbox item closed, a mail to the author who had submitted it.

    Raises ValidationError with what is missing, and for a start in the past.
    """
    event = locked(event, State.DRAFT)
    check_complete(event, now)
    waited = event.submitted_at is not None
    event.state, event.published_at, event.submitted_at = State.PUBLISHED, now, None
    event.version += 1
    check_row(event)
    event.save()
    search_rows.refresh(event)
    _close_review(event, by, str(State.PUBLISHED.label))
    if waited and event.created_by and event.created_by != by:
        mails.send_decided(event, to=event.created_by, comment="")
    return event


@transaction.atomic
def return_to_author(event: Event, *, by: User, comment: str) -> Event:
    """Give a submitted draft back with words why. Side effects: inbox item closed, a mail to the author. Needs words (ValidationError)."""
    if not comment.strip():
        raise ValidationError({"comment": _("Bitte schreiben Sie, was noch fehlt.")})
    event = locked(event, State.DRAFT)
    if event.submitted_at is None:
        raise ValidationError(_("Hier wartet nichts auf eine Entscheidung."))
    event.submitted_at = None
    event.version += 1
    event.save()
    _close_review(event, by, comment.strip())
    if event.created_by and event.created_by != by:
        mails.send_decided(event, to=event.created_by, comment=comment.strip())
    return event


def _close_review(event: Event, by: User, outcome: str) -> None:
    close_items(InboxItem.Kind.EVENT, subject_model=INBOX_MODEL, subject_id=event.pk, by=by, outcome=outcome)


def returned_with(event: Event) -> str:
    """Return what the coordination wrote when it gave the draft back; empty where it has not."""
    if event.state != State.DRAFT or event.submitted_at:
        return ""
    done = InboxItem.objects.filter(kind=InboxItem.Kind.EVENT, subject_model=INBOX_MODEL, subject_id=event.pk, done_at__isnull=False)
    return done.order_by("-done_at").values_list("outcome", flat=True).first() or ""


@transaction.atomic
def delete_draft(event: Event, *, by: User) -> None:
    """Delete a draft with all that belongs to it. What was public once is cancelled instead. Raises ValidationError for that."""
    event = locked(event, State.DRAFT)
    close_all(INBOX_MODEL, event.pk, by=by)
    search_rows.forget(event.pk)
    files = [attachment.file for attachment in event.attachments.all()]
    event.delete()
    transaction.on_commit(lambda: [file.storage.delete(file.name) for file in files])


@transaction.atomic
def keep_minutes(event: Event, *, text: str, now: datetime.datetime) -> Event:
    """Store what came of an event: it is `minuted` then. Raises ValidationError before its end and without words."""
    if not text.strip():
        raise ValidationError({"text": _("Bitte schreiben Sie kurz, was daraus wurde.")})
    event = locked(event, *OPEN_STATES, State.HELD, State.MINUTED)
    if event.ends_at > now:
        raise ValidationError(_("Die Veranstaltung ist noch nicht zu Ende."))
    event.minutes, event.minuted_at = text.strip(), event.minuted_at or now
    event.state = State.MINUTED
    event.version += 1
    event.save()
    return event


@transaction.atomic
def close(event: Event, *, now: datetime.datetime) -> Event:
    """End the work on an event that has taken place."""
    event = locked(event, State.HELD, State.MINUTED)
    event.state, event.closed_at = State.CLOSED, now
    event.save()
    return event


def hold_events(*, now: datetime.datetime) -> int:
    """Say of events that ended a while ago that they have taken place. Returns how many."""
    limit = now - datetime.timedelta(hours=settings.EVENT_HELD_AFTER_HOURS)
    return each(Event.objects.open().filter(ends_at__lte=limit).values_list("pk", flat=True), lambda pk: _hold(pk, limit))


@transaction.atomic
def _hold(pk: int, limit: datetime.datetime) -> int:
    event = Event.objects.open().select_for_update(skip_locked=True, of=("self",)).filter(pk=pk, ends_at__lte=limit).first()
    if event is None:
        return 0
    event.state = State.HELD
    event.save()
    return 1


def close_events(*, now: datetime.datetime) -> int:
    """Close events that ended long ago. Returns how many."""
    limit = now - datetime.timedelta(days=settings.EVENT_CLOSE_DAYS)
    over = Event.objects.filter(state__in=(State.HELD, State.MINUTED), ends_at__lte=limit)
    return each(over.values_list("pk", flat=True), lambda pk: _close(pk, now))


@transaction.atomic
def _close(pk: int, now: datetime.datetime) -> int:
    close(Event(pk=pk), now=now)
    return 1


@transaction.atomic
def tick_moments(*, now: datetime.datetime) -> bool:
    """Make a new content version when something a page says has begun or ended since the last time. Returns whether it did."""
    beat, created = Heartbeat.objects.select_for_update().get_or_create(name=TICK, defaults={"at": now})
    if created or beat.at >= now:
        return False
    span = (beat.at, now)
    passed = Q()
    for name in ("starts_at", "ends_at", "opens_at", "closes_at"):
        passed |= Q(**{f"{name}__gt": span[0], f"{name}__lte": span[1]})
    found = Event.objects.filter(passed, state__in=PUBLIC_STATES).exists()
    if found:
        content.touch()
    Heartbeat.objects.filter(name=TICK).update(at=now)
    return found
