"""Filters for the desk's pages about the people of an event."""

import datetime

from django import template
from django.utils.translation import gettext as _

from accounts.access import Someone, is_coordinator
from events.models import Event
from events.when import clock, weekday_and_date
from events.when import when as when_of
from portal.languages import BY_CODE, direction

register = template.Library()


@register.filter
def moment(value: datetime.datetime, event: Event) -> str:
    """A moment in words, on the wall clock of the event."""
    local = value.astimezone(event.zone)
    return _("%(day)s, %(clock)s Uhr") % {"day": weekday_and_date(local.date()), "clock": clock(local)}


@register.filter
def when(event: Event) -> str:
    """Day and time of an event in words."""
    return when_of(event)


@register.filter
def in_own_words(code: str) -> str:
    """The name of a language in that language."""
    return BY_CODE[code].name if code in BY_CODE else code


@register.filter
def direction_of(code: str) -> str:
    """Which way a language is written."""
    return direction(code)


@register.filter
def coordinates(user: Someone) -> bool:
    """Whether the account coordinates a region, and so reads the report of deletions."""
    return is_coordinator(user)
