"""Dates and times of events in words, on the wall clock of the event's own zone, in the language that is active."""

import datetime

from babel.dates import format_date, get_timezone_name
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from events.models import Event
from portal.languages import SOURCE
from portal.wording import joined


def weekday_and_date(moment: datetime.date) -> str:
    """Return e.g. "Donnerstag, 3. Dezember 2026", in the order and words of the reader's language."""
    return format_date(moment, "full", locale=get_language() or SOURCE)


def clock(moment: datetime.datetime) -> str:
    """Return e.g. "18:00". The clock shows 24 hours in all our languages."""
    return f"{moment:%H:%M}"


def day_and_clock(moment: datetime.datetime) -> str:
    """Return e.g. "Donnerstag, 3. Dezember 2026, 18:00"."""
    return joined(weekday_and_date(moment), clock(moment))


def when(event: Event) -> str:
    """Return day and time of an event as one sentence part: the day, and from when to when."""
    start, end = event.starts_local, event.ends_local
    if start.date() == end.date():
        words = {"day": weekday_and_date(start.date()), "start": clock(start), "end": clock(end)}
        return _("%(day)s, %(start)s bis %(end)s Uhr") % words
    words = {"day": weekday_and_date(start.date()), "start": clock(start), "last": weekday_and_date(end.date()), "end": clock(end)}
    return _("%(day)s, %(start)s Uhr bis %(last)s, %(end)s Uhr") % words


def zone_words(event: Event) -> str:
    """Return the name of the event's zone where it is not the one of this installation; empty otherwise."""
    if event.timezone == "Europe/Berlin":
        return ""
    return get_timezone_name(event.starts_local, locale=get_language() or SOURCE)
