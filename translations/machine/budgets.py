"""Characters of German that a region may send in a month. They are counted before they are sent, under the lock of one row."""

import datetime
from collections.abc import Sequence

from django.conf import settings
from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Greatest

from translations.models import MachineBudget, MachineUse


def month_of(now: datetime.datetime) -> datetime.date:
    """Return the first day of the month in UTC."""
    return now.astimezone(datetime.UTC).date().replace(day=1)


def limits_of(regions: Sequence[str]) -> dict[str, int]:
    """Return the characters a month for each of these regions."""
    own = dict(MachineBudget.objects.filter(region__in=regions).values_list("region_id", "characters"))
    return {region: own.get(region, settings.MACHINE_MONTHLY_CHARACTERS) for region in regions}


def used_by(regions: Sequence[str], now: datetime.datetime) -> dict[str, int]:
    """Return the characters each of these regions has sent this month."""
    rows = MachineUse.objects.filter(region__in=regions, month=month_of(now)).values_list("region_id", "characters")
    return dict.fromkeys(regions, 0) | dict(rows)


def left_of(region: str, now: datetime.datetime) -> int:
    """Return how many characters the region may still send this month."""
    return max(0, limits_of([region])[region] - used_by([region], now)[region])


@transaction.atomic
def reserve(region: str, sizes: Sequence[int], *, now: datetime.datetime) -> list[int]:
    """Count as many of these texts as fit, in their order, and return their places. What does not fit is passed over."""
    month = month_of(now)
    MachineUse.objects.bulk_create([MachineUse(region_id=region, month=month)], ignore_conflicts=True)
    use = MachineUse.objects.select_for_update().get(region=region, month=month)
    left = limits_of([region])[region] - use.characters
    places = []
    for place, size in enumerate(sizes):
        if size <= left:
            places.append(place)
            left -= size
    if places:
        MachineUse.objects.filter(pk=use.pk).update(characters=F("characters") + sum(sizes[place] for place in places))
    return places


def give_back(region: str, characters: int, *, month: datetime.date) -> None:
    """Take back what was counted and then refused by the service."""
    MachineUse.objects.filter(region=region, month=month).update(characters=Greatest(F("characters") - characters, Value(0)))
