"""Times as people write them at the desk: a day and a clock, in the zone of the event."""

import datetime
import zoneinfo

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


def moment(day: datetime.date, clock: datetime.time, zone: zoneinfo.ZoneInfo) -> datetime.datetime:
    """Return the moment in UTC. Of an hour that comes twice the first is meant. Raises ValidationError for one that is left out."""
    wall = datetime.datetime.combine(day, clock.replace(tzinfo=None), tzinfo=zone)
    found = wall.astimezone(datetime.UTC)
    if found.astimezone(zone).replace(tzinfo=None) != wall.replace(tzinfo=None):
        raise ValidationError(_("Diese Uhrzeit gibt es an diesem Tag nicht. Die Uhr wird umgestellt."))
    return found
