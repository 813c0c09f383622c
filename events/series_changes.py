"""What changes several dates of a series at once: publish, "this and following", leave one out, end the series."""

import datetime
import hashlib
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from accounts.models import User
from events import editor, lifecycle, moving, series
from events.access import can_publish_event
from events.models import OPEN_STATES, Event, EventSeries, State
from networks.sheets import Sheet
from portal.checking import check_row
from portal.languages import CODES, SOURCE
from translations.following import follow, texts_before


@dataclass
class Change:
    """What is to be another from a date on: columns of an event, the clock, the length, the host. What is not named stays."""

    columns: dict[str, Any]
    start_time: datetime.time | None = None
    minutes: int | None = None
    host: int | None = None

    def __bool__(self) -> bool:
        return bool(self.columns or self.start_time or self.minutes or self.host)


@dataclass(frozen=True)
class Touched:
    """The dates that a step changes, how many people are told, and a sign of exactly this state of them."""

    events: list[Event]
    told: int
    sign: str


def _touched(rows: Any) -> Touched:
    counted = rows.annotate(told=Count("registrations", filter=Q(registrations__state__in=moving.TOLD) & ~Q(registrations__email="")))
    events = list(counted.order_by("starts_at", "pk"))
    told = sum(event.told for event in events if event.is_open)
    sign = hashlib.sha256(";".join(f"{event.pk}:{event.version}:{event.told}" for event in events).encode()).hexdigest()[:16]
    return Touched(events, told, sign)


def following(of: EventSeries, first: datetime.date, now: datetime.datetime) -> Touched:
    """Return the dates that "this and following" changes: not over, not cancelled, not changed by themselves."""
    rows = of.occurrences.filter(occurrence_on__gte=first, is_detached=False, state__in=(State.DRAFT, *OPEN_STATES), starts_at__gt=now)
    return _touched(rows)


def later(of: EventSeries, last: datetime.date, now: datetime.datetime) -> Touched:
    """Return what falls away when the series ends on a day: drafts and public dates after it, also those changed by themselves."""
    after = Q(occurrence_on__gt=last) | Q(occurrence_on__isnull=True, starts_at__date__gt=last)
    return _touched(of.occurrences.filter(after, state__in=(State.DRAFT, *OPEN_STATES), starts_at__gt=now))


def _locked(of: EventSeries) -> EventSeries:
    return EventSeries.objects.select_for_update().get(pk=of.pk)


def _check_seen(found: Touched, sign: str) -> None:
    if found.sign != sign:
        raise ValidationError(_("Inzwischen hat sich etwas geändert. Bitte sehen Sie die Termine noch einmal an."))


@transaction.atomic
def change_following(of: EventSeries, first: datetime.date, change: Change, *, by: User, now: datetime.datetime, seen: str) -> list[Event]:
    """Change a date and the later ones; new dates of the series follow too.

    Side effects on public dates as `editor.save`: whoever is registered is told once a date. `seen` is the sign of what was shown;
    raises ValidationError when that is not what would be changed any more.
    """
    of = _locked(of)
    found = following(of, first, now)
    _check_seen(found, seen)
    rota = set(of.hosts.values_list("organisation_id", flat=True))
    for event in found.events:
        sheet = _sheet(event, change, rota)
        editor.save(event, editor.Given(sheet), by=by, base=event.version, now=now)
    # It was not one date that was changed by itself.
    Event.objects.filter(pk__in=[event.pk for event in found.events]).update(is_detached=False)
    _remember(of, change)
    return found.events


def _sheet(event: Event, change: Change, rota: set[int]) -> Sheet:
    columns = dict(change.columns)
    links: dict[str, list[int]] = {}
    if change.host:
        columns = series.address_of(change.host) | columns
        others = set(event.co_hosts.values_list("pk", flat=True)) - rota
        links["co_hosts"] = sorted((others | {change.host}) - {event.organiser_id})
    if change.start_time or change.minutes:
        local = event.starts_local
        wall = datetime.datetime.combine(local.date(), change.start_time or local.time().replace(tzinfo=None), tzinfo=event.zone)
        length = datetime.timedelta(minutes=change.minutes) if change.minutes else event.ends_at - event.starts_at
        columns["starts_at"] = wall.astimezone(datetime.UTC)
        columns["ends_at"] = columns["starts_at"] + length
    return Sheet(columns, links)


def _remember(of: EventSeries, change: Change) -> None:
    """Let dates that are not made yet begin with the same. The rota goes on as it is."""
    former = texts_before(of)
    for name, value in change.columns.items():
        if name.startswith("title_"):
            setattr(of, name, value)
    of.values = of.values | {name: value for name, value in change.columns.items() if not name.startswith("title_")}
    of.start_time, of.minutes = change.start_time or of.start_time, change.minutes or of.minutes
    of.version += 1
    check_row(of)
    of.save()
    follow(of, former)


@transaction.atomic
def end(of: EventSeries, last: datetime.date, *, reasons: dict[str, str], by: User, now: datetime.datetime, seen: str) -> Touched:
    """Let a series stop: no date after this day.

    Side effects: later drafts are deleted, later public dates cancelled with the reason (German needed then) and everybody told.
    """
    of = _locked(of)
    found = later(of, last, now)
    _check_seen(found, seen)
    if any(event.is_open for event in found.events) and not reasons.get(SOURCE, "").strip():
        raise ValidationError({f"reason_{SOURCE}": _("Bitte schreiben Sie, warum die Veranstaltung ausfällt.")})
    for event in found.events:
        if event.is_open:
            moving.cancel(event, reasons={code: reasons.get(code, "") for code in CODES}, by=by, now=now)
        else:
            lifecycle.delete_draft(event, by=by)
    of.ends_on = max(last, of.starts_on)
    of.is_active = last > now.date() and last >= of.starts_on
    of.version += 1
    check_row(of)
    of.save()
    return found


@transaction.atomic
def leave_out(of: EventSeries, pk: int, *, by: User) -> None:
    """Delete one draft of a series and remember its day, so that it does not come back. A public date is cancelled instead."""
    of = _locked(of)
    event = of.occurrences.get(pk=pk)
    lifecycle.delete_draft(event, by=by)
    if event.occurrence_on and event.occurrence_on not in of.exceptions:
        of.exceptions = sorted([*of.exceptions, event.occurrence_on])
        of.version += 1
        of.save()


def publish_dates(
    of: EventSeries, pks: list[int], *, by: User, now: datetime.datetime
) -> tuple[list[Event], list[tuple[Event, list[str]]]]:
    """Publish several drafts. Returns those that are public now, and with each of the others what it lacks."""
    done, left = [], []
    for event in of.occurrences.filter(pk__in=pks, state=State.DRAFT).order_by("starts_at"):
        if not can_publish_event(by, event):
            left.append((event, [_("Veröffentlichen kann die Koordination der Region.")]))
            continue
        try:
            done.append(lifecycle.publish(event, by=by, now=now))
        except ValidationError as error:
            left.append((event, list(error.messages)))
    return done, left
