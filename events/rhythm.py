"""The rhythm of a series: read from plain fields, written as RRULE (RFC 5545), told in words, turned into days."""

import datetime
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dateutil.rrule import rrulestr
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal import wording

if TYPE_CHECKING:
    from events.models import EventSeries

HAND, OTHER = "hand", "other"
# Whole sentences instead of a number and a plural: eight languages count in eight ways.
EVERY: dict[str, str | Promise] = {
    "w1": gettext_lazy("jede Woche"),
    "w2": gettext_lazy("alle zwei Wochen"),
    "w3": gettext_lazy("alle drei Wochen"),
    "w4": gettext_lazy("alle vier Wochen"),
    "m1": gettext_lazy("jeden Monat"),
    "m2": gettext_lazy("alle zwei Monate"),
    "m3": gettext_lazy("alle drei Monate"),
    "m4": gettext_lazy("alle vier Monate"),
    "m6": gettext_lazy("alle sechs Monate"),
    "m12": gettext_lazy("einmal im Jahr"),
}
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
NTH = (1, 2, 3, 4, -1)
_FREQUENCY = {"w": "WEEKLY", "m": "MONTHLY"}
_OURS = re.compile(r"FREQ=(WEEKLY|MONTHLY)(?:;INTERVAL=(\d{1,2}))?;BYDAY=(-?\d)?(MO|TU|WE|TH|FR|SA|SU)")


@dataclass(frozen=True)
class Rhythm:
    """A rhythm as people choose it: how often, on which weekday (1 is Monday), and which of the month (-1: the last)."""

    every: str = "m1"
    weekday: int | None = None
    nth: int | None = None

    @property
    def is_monthly(self) -> bool:
        return self.every.startswith("m")

    def rule(self) -> str:
        """Return it as RRULE; empty for days chosen by hand."""
        if self.every not in EVERY or self.weekday is None:
            return ""
        which = str(self.nth) if self.is_monthly else ""
        return f"FREQ={_FREQUENCY[self.every[0]]};INTERVAL={self.every[1:]};BYDAY={which}{WEEKDAYS[self.weekday - 1]}"


def read(rule: str) -> Rhythm:
    """Return what the fields show for an RRULE. One that they cannot show is `other`, and stays as it is."""
    if not rule:
        return Rhythm(HAND)
    found = _OURS.fullmatch(rule.upper().removeprefix("RRULE:"))
    if found is None:
        return Rhythm(OTHER)
    frequency, interval, which, day = found.groups()
    every = f"{frequency[0].lower()}{int(interval or 1)}"
    nth = int(which) if which else None
    fits = every in EVERY and (nth in NTH if frequency == "MONTHLY" else nth is None)
    return Rhythm(every, WEEKDAYS.index(day) + 1, nth) if fits else Rhythm(OTHER)


def words(rule: str) -> str:
    """Return a rhythm as a sentence part, e.g. "alle drei Monate: 2. Dienstag im Monat"."""
    rhythm = read(rule)
    if rhythm.every == HAND:
        return _("Tage von Hand gewählt")
    if rhythm.every == OTHER or rhythm.weekday is None:
        return _("eigener Rhythmus")
    parts = {"every": str(EVERY[rhythm.every]), "weekday": wording.weekday(rhythm.weekday), "number": rhythm.nth}
    if not rhythm.is_monthly:
        return _("%(every)s: %(weekday)s") % parts
    if rhythm.nth == -1:
        return _("%(every)s: letzter %(weekday)s im Monat") % parts
    return _("%(every)s: %(number)s. %(weekday)s im Monat") % parts


def all_days(series: "EventSeries", until: datetime.date) -> list[datetime.date]:
    """Return every day of the series up to a day: from its first, without those left out. Empty for days chosen by hand."""
    last = min(until, series.ends_on) if series.ends_on else until
    if not series.rrule or last < series.starts_on:
        return []
    first = datetime.datetime.combine(series.starts_on, datetime.time())
    rule = rrulestr(series.rrule.removeprefix("RRULE:"), dtstart=first)
    left_out = set(series.exceptions)
    found = (moment.date() for moment in rule.between(first, datetime.datetime.combine(last, datetime.time()), inc=True))
    return [day for day in found if day not in left_out]
