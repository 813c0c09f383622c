"""What the desk and the person's pages say of a story in a few words."""

import datetime

from django import template
from django.utils import timezone

from portal import wording
from stories.models import Channel, Consent

register = template.Library()


@register.filter
def channel_labels(consent: Consent) -> list[str]:
    """Where the person allows it, in words."""
    return [str(Channel(code).label) for code in consent.channels]


@register.filter
def long_day(day: datetime.date | datetime.datetime | None) -> str:
    """A day written out in the reader's language."""
    if day is None:
        return ""
    return wording.day(timezone.localtime(day).date() if isinstance(day, datetime.datetime) else day)
