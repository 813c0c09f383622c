"""Saving what the editor holds: a draft quietly, a public event with everything that people must learn of it."""

import datetime
import uuid
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import coordinates_any, is_operator
from accounts.models import User
from events import lifecycle, moving, registering, reminders, search_rows, values
from events.models import Event, EventAttachment, Registration, RegistrationState
from networks.access import organisations_of
from networks.models import Organisation
from networks.profiles import Stale
from networks.sheets import Sheet, differences
from portal.checking import check_row
from portal.languages import SOURCE
from translations.copying import Kept
from translations.following import follow, texts_before
from translations.texts import stamp

# Whoever is told when an event moves or falls away.
TOLD = (RegistrationState.REGISTERED, RegistrationState.WAITLISTED, RegistrationState.OFFERED)
WINDOW = ("opens_at", "closes_at")
# A second click comes soon.
SAME_FORM = datetime.timedelta(minutes=10)


@dataclass(frozen=True)
class Upload:
    """A checked PDF with its shown name by column."""

    content: bytes
    names: dict[str, str]


@dataclass
class Given:
    """What was sent: the values, new files, and whether the reader has seen that a move is told to people."""

    sheet: Sheet
    uploads: list[Upload] = field(default_factory=list)
    minor: bool = False
    # What is known of the texts of the template it began with.
    records: Kept = field(default_factory=list)


def people_told(event: Event) -> int:
    """Return how many people get a mail when the event moves or is cancelled."""
    return Registration.objects.filter(event=event, state__in=TOLD).exclude(email="").count()


def moves(event: Event, sheet: Sheet) -> bool:
    """Whether saving this would move an event that people know of already."""
    return event.is_open and any(sheet.columns.get(name, getattr(event, name)) != getattr(event, name) for name in ("starts_at", "ends_at"))


def create(given: Given, *, by: User) -> Event:
    """Begin a draft; the same form sent twice makes one. Side effects and errors as `lifecycle.create_draft`."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('events.new_event'))")
        _check_owner(None, given.sheet, by)
        if twin := _same_again(given, by):
            return twin
        event = lifecycle.create_draft(given.sheet, by=by, records=given.records)
        _write_attachments(event, given)
        return event


def _same_again(given: Given, by: User) -> Event | None:
    """Return the draft that a first click has just made of the same form."""
    recent = Event.objects.filter(created_by=by, version=1, created_at__gt=timezone.now() - SAME_FORM)
    hers = Sheet(given.sheet.columns, given.sheet.links, {name: rows for name, rows in given.sheet.parts.items() if name != "attachments"})
    for other in recent.filter(title_de=given.sheet.columns[f"title_{SOURCE}"]):
        if not differences(values.EVENT, values.read(other), hers):
            return other
    return None


@transaction.atomic
def save(event: Event, given: Given, *, by: User, base: int, now: datetime.datetime) -> Event:
    """Save an event in any state.

    Side effects for one that people can come to: a new date moves it, a new place or link is told (see `moving`); freed places are
    given to those who wait; reminders are planned anew; search rows. Raises Stale when somebody else has saved meanwhile and
    something would be lost, ValidationError when a rule is broken.
    """
    event = lifecycle.locked(event)
    if event.version != base:
        if changes := differences(values.EVENT, values.read(event), given.sheet):
            raise Stale(changes, event.version)
        if not given.uploads:
            return event
    _check_owner(event, given.sheet, by)
    before = values.read(event)
    moved = moves(event, given.sheet)
    dates = {name: given.sheet.columns.get(name, getattr(event, name)) for name in ("starts_at", "ends_at")}
    can_move = event.is_open and event.ends_at > now
    if event.is_public and not can_move and any(dates[name] != getattr(event, name) for name in dates):
        raise ValidationError({"day": _("Dieser Termin ist vorbei oder abgesagt. Er lässt sich nicht mehr verschieben.")})
    texts = texts_before(event)
    held_back = set(dates) if event.is_open else set()
    values.fill(event, Sheet({name: value for name, value in given.sheet.columns.items() if name not in held_back}))
    event.version += 1
    if event.series_id and (given.uploads or differences(values.EVENT, before, given.sheet)):
        event.is_detached = True
    if event.is_public:
        lifecycle.check_complete(event, None)
    check_row(event)
    event.save()
    values.write_parts(event, given.sheet)
    _write_attachments(event, given)
    follow(event, texts, minor=given.minor)
    if event.is_open and event.ends_at > now:
        event = _tell(event, before, dates if moved else {}, by, now)
    if event.is_public:
        search_rows.refresh(event)
    return event


def _tell(event: Event, before: Sheet, dates: dict[str, Any], by: User, now: datetime.datetime) -> Event:
    """Do for people what a changed public event means for them."""
    changed, typed = _changed_since(event, before), event
    told = bool(dates) or bool(changed & set(values.WHERE))
    if dates:
        event = moving.move(event, starts_at=dates["starts_at"], ends_at=dates["ends_at"], by=by, now=now)
        # Whoever names a new window with the new date means that window: it does not move along.
        if window := changed & set(WINDOW):
            for name in window:
                setattr(event, name, getattr(typed, name))
            event.validate_constraints()
            event.save(update_fields=window)
    elif told:
        event = moving.tell_changed(event, by=by, now=now)
    if "reminders" in changed and not told:
        reminders.plan_event(event, now=now)
    if changed & {"capacity", "quotas", "needs_registration"}:
        registering.fill(event, now=now)
    return Event.objects.get(pk=event.pk)


def _changed_since(event: Event, before: Sheet) -> set[str]:
    after = values.read(event)
    changed = {name for name, value in after.columns.items() if (value or None) != (before.columns[name] or None)}

    def rows(sheet: Sheet) -> dict[str, int]:
        return {row["sphere"]: row["places"] for row in sheet.parts["quotas"]}

    return changed | ({"quotas"} if rows(after) != rows(before) else set())


def _check_owner(event: Event | None, sheet: Sheet, by: User) -> None:
    """Nobody gives an event to a stranger's organisation, or a public one to a region that is not hers to coordinate."""
    organiser = sheet.columns.get("organiser_id")
    if organiser and organiser != (event.organiser_id if event else None) and not may_organise(by, organiser):
        raise ValidationError({"organiser_id": _("Bitte wählen Sie eine Organisation, zu der Sie gehören oder die Sie koordinieren.")})
    region = sheet.columns.get("region_id")
    public_elsewhere = event is not None and event.is_public and region not in (None, event.region_id)
    if public_elsewhere and not (is_operator(by) or coordinates_any(by, [region])):
        raise ValidationError({"region_id": _("Bitte bleiben Sie bei den Regionen, die Sie koordinieren.")})


def may_organise(user: User, organisation: int) -> bool:
    """Whether the account may name this organisation as the organiser."""
    return organisations_of(user).filter(pk=organisation, state=Organisation.State.ACTIVE).exists()


def _write_attachments(event: Event, given: Given) -> None:
    """Rename and delete files that are there, store new ones under names of ours."""
    if "attachments" in given.sheet.parts:
        kept = {row["id"]: row for row in given.sheet.parts["attachments"] if row.get("id")}
        for attachment in event.attachments.all():
            if attachment.pk not in kept:
                _drop(attachment)
            elif changed := {name: text for name, text in kept[attachment.pk].items() if (getattr(attachment, name) or "") != (text or "")}:
                former = texts_before(attachment)
                for name, text in changed.items():
                    setattr(attachment, name, text or "")
                attachment.save()
                follow(attachment, former, minor=given.minor)
    for upload in given.uploads:
        content = ContentFile(upload.content, name=f"{uuid.uuid4().hex}.pdf")
        stamp(EventAttachment.objects.create(event=event, file=content, size=len(upload.content), **upload.names))


def _drop(attachment: EventAttachment) -> None:
    storage, name = attachment.file.storage, attachment.file.name
    attachment.delete()
    transaction.on_commit(lambda: storage.delete(name))
