"""An event moves, changes its place, or is cancelled: everybody is told once, and reminded by the new date only.

Each action locks the event's row before anything else, as registering does, so that one follows the other.
"""

import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from events import mails, reminders
from events.models import Event, Registration, RegistrationState, State
from portal import mail
from portal.languages import CODES, SOURCE
from portal.models import OutgoingMail
from translations.following import follow, texts_before

# Whoever is told: those who come, those who wait, those who were offered a place. An unconfirmed address is not.
TOLD = (RegistrationState.REGISTERED, RegistrationState.ATTENDED, RegistrationState.WAITLISTED, RegistrationState.OFFERED)
# Mails that a newer message makes needless. The others are written at the moment they leave: a link, an offer, "please confirm".
OVERTAKEN = (mails.REGISTERED, mails.WAITLISTED, mails.MOVED, mails.CHANGED)
# What somebody still has to hear when the event has moved back meanwhile, the most important first.
OWED = (mails.REGISTERED, mails.WAITLISTED, mails.CHANGED)
# No place is offered later than this before the start.
LAST_OFFER = datetime.timedelta(hours=2)
LONGEST_REASON = 300
Span = tuple[datetime.datetime, datetime.datetime]
Window = tuple[datetime.datetime | None, datetime.datetime | None]


def move(event: Event, *, starts_at: datetime.datetime, ends_at: datetime.datetime, by: User | None, now: datetime.datetime) -> Event:
    """Give an event another date. Everybody keeps the place and is asked "can you still come?".

    Side effects: `sequence` counts up; older mails that wait are superseded; one mail with a calendar file to each registration;
    reminders are planned anew; the window of registration keeps its distance to the start. Raises ValidationError for an event that is
    over or cancelled, and for a date in the past.
    """
    with transaction.atomic():
        event = _locked(event, now)
        if starts_at <= now:
            raise ValidationError(_("Der neue Termin liegt in der Vergangenheit."))
        if (starts_at, ends_at) == (event.starts_at, event.ends_at):
            return event
        before = (event.starts_at, event.ends_at)
        event.opens_at, event.closes_at = _window(event, starts_at, now)
        event.starts_at, event.ends_at, event.moved_from = starts_at, ends_at, before[0]
        event.state = State.RESCHEDULED
        _next(event)
        event.registrations.filter(state=RegistrationState.REGISTERED).update(needs_reconfirm=True)
        # What was offered ends two hours before the start at the latest, also before an earlier one.
        late = event.registrations.filter(state=RegistrationState.OFFERED, offered_until__gt=starts_at - LAST_OFFER)
        late.update(offered_until=max(now, starts_at - LAST_OFFER))
        _tell(event, known=before, owed="")
        reminders.plan_event(event, now=now)
    return event


def tell_changed(event: Event, *, by: User | None, now: datetime.datetime) -> Event:
    """Tell everybody that place or link are others; the date stays. Counts `sequence` up; side effects as in `move`, no question."""
    with transaction.atomic():
        event = _locked(event, now)
        _next(event)
        _tell(event, known=(event.starts_at, event.ends_at), owed=mails.CHANGED)
        reminders.plan_event(event, now=now)
    return event


def cancel(event: Event, *, reasons: dict[str, str], by: User | None, now: datetime.datetime) -> Event:
    """Cancel an event. `reasons` maps languages to the reason; German is required.

    Side effects: one mail with a cancelling calendar file to everybody who is registered, waits or was offered a place; no reminder after.
    Raises ValidationError when the event is over or cancelled already.
    """
    with transaction.atomic():
        event = _locked(event, now)
        former = texts_before(event)
        for code in CODES:
            setattr(event, f"cancel_reason_{code}", reasons.get(code, "").strip()[:LONGEST_REASON])
        if not getattr(event, f"cancel_reason_{SOURCE}"):
            raise ValidationError({f"cancel_reason_{SOURCE}": _("Bitte schreiben Sie, warum die Veranstaltung ausfällt.")})
        event.state, event.cancelled_at = State.CANCELLED, now
        _next(event)
        follow(event, former)
        event.registrations.update(needs_reconfirm=False)
        mail.take_back(_waiting(event).filter(kind__in=(*OVERTAKEN, mails.CONFIRM, mails.OFFERED)))
        mails.send_all(mails.CANCELLED, event, event.registrations.filter(state__in=TOLD))
        reminders.plan_event(event, now=now)
    return event


def _locked(event: Event, now: datetime.datetime) -> Event:
    """Return the event as it is now, locked until the end of the transaction. Raises ValidationError when nothing can change any more."""
    found = Event.objects.select_for_update().get(pk=event.pk)
    if not found.is_open:
        raise ValidationError(_("Das geht nur, solange die Veranstaltung veröffentlicht ist und nicht abgesagt."))
    if found.ends_at <= now:
        raise ValidationError(_("Diese Veranstaltung ist schon vorbei."))
    return found


def _next(event: Event) -> None:
    """Store the event under its next sequence."""
    event.sequence += 1
    event.version += 1
    event.validate_constraints()
    event.save()


def _waiting(event: Event) -> QuerySet[OutgoingMail]:
    """Messages to participants that a worker has not begun to hand over, locked so that none leaves meanwhile."""
    states = (OutgoingMail.State.PENDING, OutgoingMail.State.CLAIMED)
    rows = OutgoingMail.objects.filter(kind__in=mails.OF_REGISTRATIONS, subject_id__in=event.registrations.values("pk"))
    return rows.filter(state__in=states, repeated=False)


def _tell(event: Event, *, known: Span, owed: str) -> None:
    """Tell everybody what is new to them. What they were never told, because it still waited, is taken back and counts as unsaid.

    Who knows another date than the one that holds now is told it has moved; who knows this one is told what else is owed, if anything.
    """
    rows = _waiting(event).filter(kind__in=OVERTAKEN, revision__lt=event.sequence)
    unsaid: dict[int, list[OutgoingMail]] = {}
    for row in rows.select_for_update().order_by("pk"):
        unsaid.setdefault(row.subject_id, []).append(row)
    mail.take_back(rows)
    groups: dict[tuple[str, Span | None, str], list[Registration]] = {}
    for registration in event.registrations.filter(state__in=TOLD):
        before, also = _heard(unsaid.get(registration.pk, []), known, owed)
        if before != (event.starts_at, event.ends_at):
            groups.setdefault((mails.MOVED, before, also), []).append(registration)
        elif also:
            groups.setdefault((also, None, ""), []).append(registration)
    for (kind, since, also), people in groups.items():
        payload = {"from": since[0].isoformat(), "until": since[1].isoformat(), "owed": also} if since else {}
        mails.send_all(kind, event, people, payload=payload, expires_at=event.ends_at)


def _heard(unsaid: list[OutgoingMail], known: Span, owed: str) -> tuple[Span, str]:
    """Return begin and end that somebody knows, and the kind of message that would be owed besides, from what never reached them."""
    wanted = {owed, *(row.kind for row in unsaid), *(row.payload.get("owed", "") for row in unsaid)}
    for row in unsaid:
        if row.kind == mails.MOVED and row.payload.get("from"):
            since = datetime.datetime.fromisoformat(row.payload["from"])
            until = row.payload.get("until")
            known = since, datetime.datetime.fromisoformat(until) if until else known[1]
    return known, next((kind for kind in OWED if kind in wanted), "")


def _window(
    event: Event, starts_at: datetime.datetime, now: datetime.datetime
) -> tuple[datetime.datetime | None, datetime.datetime | None]:
    """Return when the registration opens and closes for the new date.

    Its end keeps the distance to the start. Its beginning, announced as it was, only comes earlier together with the event.
    """

    def moved(moment: datetime.datetime) -> datetime.datetime:
        # Distances are those of the wall clock: "three days before, at six".
        there = moment.astimezone(event.zone).replace(tzinfo=None)
        shift = starts_at.astimezone(event.zone).replace(tzinfo=None) - event.starts_local.replace(tzinfo=None)
        return (there + shift).replace(tzinfo=event.zone).astimezone(datetime.UTC)

    closes = event.closes_at and moved(event.closes_at)
    opens = event.opens_at
    if opens and (opens > now or (closes and opens >= closes)):
        opens = min(opens, moved(opens))
    return opens, closes
