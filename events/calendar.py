"""Calendar files (RFC 5545) of events, by the icalendar library: one event, a list, an attachment of a mail."""

import datetime
from collections.abc import Iterable

import icalendar
from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from events.models import Event, State
from portal.languages import SOURCE
from portal.letters import sender
from portal.wording import listed, name_of_language
from translations import labels

PUBLISH, REQUEST, CANCEL = "PUBLISH", "REQUEST", "CANCEL"
ALARM_BEFORE = datetime.timedelta(hours=2)
# How often a calendar program may ask for a feed again.
REFRESH = datetime.timedelta(hours=6)
# What stands in an entry of an event's own texts.
_TEXTS = ("title", "summary", "cancel_reason")
_STATUS = {State.CANCELLED: icalendar.STATUS.CANCELLED, State.DRAFT: icalendar.STATUS.TENTATIVE}


def calendar_of(
    events: Iterable[Event], *, language: str, method: str = PUBLISH, name: str = "", private: frozenset[int] = frozenset()
) -> bytes:
    """Return a calendar of events in one language, UTF-8, lines folded at 75 octets.

    `private` are ids of events whose link to take part the reader may see. A cancelled event has STATUS:CANCELLED.
    The languages of the events are read with one question when they were not prefetched.
    """
    with translation.override(language):
        events = list(events)
        labels.attach(events, model=Event)
        entries = [entry_of(event, language, method=method, is_private=event.pk in private) for event in events]
        calendar = icalendar.Calendar.new(
            prodid="-//Anlauf//Events//DE",
            method=method,
            language=language,
            name=name or _("Veranstaltungen"),
            refresh_interval=REFRESH if method == PUBLISH else None,
            subcomponents=entries,
        )
        # What Apple and Google read instead of NAME (RFC 7986).
        calendar.add("x-wr-calname", name or _("Veranstaltungen"))
    calendar.add_missing_timezones()
    return calendar.to_ical()


def entry_of(event: Event, language: str, *, method: str, is_private: bool) -> icalendar.Event:
    """Return one event as VEVENT in the active language. Times are on the wall clock of its zone, with the zone's rules beside them."""
    title, summary = _said(event, "title", language), _said(event, "summary", language)
    is_over = event.state == State.CANCELLED or method == CANCEL
    entry = icalendar.Event.new(
        uid=uid_of(event),
        sequence=event.sequence,
        status=icalendar.STATUS.CANCELLED if is_over else _STATUS.get(State(event.state), icalendar.STATUS.CONFIRMED),
        start=event.starts_local,
        end=event.ends_local,
        # A message is as old as itself: who leaves and comes again has two of the same sequence, and the later one holds (RFC 5546, 2.1.5).
        stamp=event.changed_at.astimezone(datetime.UTC) if method == PUBLISH else timezone.now(),
        last_modified=event.changed_at.astimezone(datetime.UTC),
        description="\n\n".join(_description(event, summary, is_private=is_private)),
        location=", ".join(event.address_lines) or (_("online") if event.is_online else None),
        url=_address(event),
        categories=[str(event.get_kind_display())],
    )
    entry.add("summary", title[0], parameters={"LANGUAGE": title[1]})
    if method != PUBLISH:
        # Programs take an invitation or a cancellation only from somebody who is named.
        entry.add("organizer", f"mailto:{sender()}", parameters={"CN": str(event.organiser or "Anlauf")})
    if not is_over:
        alarm = icalendar.Alarm.new(description=title[0])
        alarm.add("action", "DISPLAY")
        alarm.add("trigger", -ALARM_BEFORE)
        entry.add_component(alarm)
    return entry


def uid_of(event: Event) -> str:
    """Return the UID of an event's entry: the same for ever, in every language and feed."""
    return f"{event.uid}@{settings.SITE_URL.split('//')[-1].split(':')[0].split('/')[0]}"


def _said(event: Event, field: str, language: str) -> tuple[str, str]:
    """Return a text and the language it is in: the reader's, else German."""
    own = getattr(event, f"{field}_{language}") or ""
    return (own, language) if own else (getattr(event, f"{field}_{SOURCE}") or "", SOURCE)


def _address(event: Event) -> str:
    return settings.SITE_URL + event.get_absolute_url()


def _description(event: Event, summary: tuple[str, str], *, is_private: bool) -> list[str]:
    parts = [summary[0]]
    if event.state == State.CANCELLED:
        reason = _said(event, "cancel_reason", translation.get_language() or SOURCE)[0]
        parts.insert(0, _("Abgesagt: %(reason)s") % {"reason": reason})
    if any(field in _TEXTS for field, _code in event.unread):
        parts.append(_("maschinell übersetzt"))
    if spoken := [name_of_language(row.code) for row in event.languages.all()]:
        parts.append(_("Sprachen: %(languages)s") % {"languages": listed(spoken)})
    if event.is_online and is_private and event.online_url:
        parts.append(_("Link zur Teilnahme: %(address)s") % {"address": event.online_url})
    parts.append(_address(event))
    return [part for part in parts if part]
