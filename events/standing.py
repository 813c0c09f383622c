"""Whether one can still come to an event, as a code for the page and in words for people."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.cards import Card
from events.models import Event, State
from events.places import Places
from portal.wording import day

OVER, RUNNING, CANCELLED, NO_LIST, LATER, CLOSED, FREE, FULL = (
    "over", "running", "cancelled", "no-list", "later", "closed", "free", "full",
)  # fmt: skip
_DONE = (State.HELD, State.MINUTED, State.CLOSED)


@dataclass(frozen=True)
class Standing:
    """`code` is one of the words above."""

    code: str
    say: Callable[[], str]

    @property
    def words(self) -> str:
        """In the language that is active when a page asks: a page may stand in two."""
        return self.say()

    @property
    def is_over(self) -> bool:
        return self.code == OVER

    @property
    def accepts(self) -> bool:
        """Whether people can register now, for a place or for the waiting list."""
        return self.code in (FREE, FULL)


def standing_of(event: Event | Card, places: Places, now: datetime.datetime) -> Standing:
    """Return how an event stands at this moment. A full one has a waiting list, and says so."""
    if event.state == State.CANCELLED:
        return Standing(CANCELLED, lambda: _("abgesagt"))
    if event.state in _DONE or event.ends_at <= now:
        return Standing(OVER, lambda: _("schon vorbei"))
    if event.starts_at <= now:
        return Standing(RUNNING, lambda: _("läuft gerade"))
    if not event.needs_registration:
        return Standing(NO_LIST, lambda: _("ohne Anmeldung"))
    if event.opens_at and now < event.opens_at:
        first = timezone.localdate(event.opens_at, event.zone)
        return Standing(LATER, lambda: _("Anmeldung ab %(day)s") % {"day": day(first)})
    if event.closes_at and event.closes_at <= now:
        return Standing(CLOSED, lambda: _("Anmeldung beendet"))
    if not places.is_full:
        return Standing(FREE, lambda: _free_words(places.left))
    if places.waiting:
        number = places.waiting
        return Standing(
            FULL,
            lambda: ngettext("ausgebucht, %(number)s Person wartet", "ausgebucht, %(number)s Personen warten", number) % {"number": number},
        )
    return Standing(FULL, lambda: _("ausgebucht, mit Warteliste"))


def _free_words(left: int | None) -> str:
    if left is None:
        return _("Plätze frei")
    return ngettext("%(number)s Platz frei", "%(number)s Plätze frei", left) % {"number": left}
