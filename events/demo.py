"""The demo's events: invented meetings of the invented organisations, marked as examples, with dates around today."""

import datetime
import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from events import reminders
from events.models import (
    Event,
    EventLanguage,
    EventQuota,
    EventSeries,
    Registration,
    RegistrationState,
    SeriesHost,
    SeriesTerm,
    State,
)
from events.search_rows import refresh
from events.translation import EVENT_TEXTS, SERIES_TEXTS
from networks.models import Organisation
from portal.languages import CODES
from portal.vocabulary import Sphere
from translations.models import Origin
from translations.texts import stamp

PLAIN = (
    "slug", "kind", "state", "venue", "street", "postcode", "city", "step_free", "child_care", "first_name_only", "capacity", "tables",
    "rounds", "round_minutes", "audiences", "format", "online_url", "cost", "minutes",
)  # fmt: skip


def read() -> dict[str, Any]:
    """Return the data file: texts by key and language, series, events."""
    path = Path(settings.BASE_DIR) / "events" / "data" / "demo" / "events.json"
    return json.loads(path.read_text(encoding="utf-8"))


@transaction.atomic
def load(*, now: datetime.datetime | None = None) -> tuple[int, int]:
    """Write the example series and events. What is there already stays as it is. Returns how many of each were made."""
    now = now or timezone.now()
    data = read()
    bodies = {body.slug: body for body in Organisation.objects.filter(slug__in={row["organiser"] for row in data["events"]})}
    made = [_series(row, data["texts"], bodies, timezone.localdate(now)) for row in data["series"]]
    series = [row for row, _is_new in made]
    events = [_event(row, data, bodies, series, now) for row in data["events"] if not Event.objects.filter(slug=row["slug"]).exists()]
    return sum(is_new for _row, is_new in made), len(events)


def _texts(row: dict[str, Any], fields: tuple[str, ...], texts: dict[str, dict[str, str]]) -> dict[str, str]:
    return {f"{field}_{code}": texts[row[field]][code] for field in fields if row.get(field) for code in CODES}


def _series(row: dict[str, Any], texts: dict[str, Any], bodies: dict[str, Organisation], today: datetime.date) -> tuple[EventSeries, bool]:
    fields = {name: row[name] for name in ("kind", "rrule", "minutes")} | _texts(row, SERIES_TEXTS, texts)
    # Its next dates are the demo's events; the rhythm makes further ones when somebody asks for them.
    fields |= {"region_id": row["region"], "organiser": bodies[row["organiser"]], "is_example": True}
    fields |= {"starts_on": today - datetime.timedelta(days=90), "start_time": datetime.time.fromisoformat(row["start_time"])}
    series, is_new = EventSeries.objects.get_or_create(slug=row["slug"], defaults=fields)
    if is_new:
        stamp(series, origin=Origin.DEMO)
        lead = User.objects.filter(email=row["lead"], is_example=True).first()
        SeriesTerm.objects.create(series=series, role=SeriesTerm.Role.LEAD, name=row["lead_name"], user=lead, since=series.starts_on)
        SeriesTerm.objects.create(series=series, role=SeriesTerm.Role.DEPUTY, name=row["deputy_name"], since=series.starts_on)
        for position, slug in enumerate(row["hosts"], start=1):
            if slug in bodies:
                SeriesHost.objects.create(series=series, organisation=bodies[slug], position=position)
    return series, is_new


def _event(
    row: dict[str, Any], data: dict[str, Any], bodies: dict[str, Organisation], series: list[EventSeries], now: datetime.datetime
) -> Event:
    start = _moment(row["days"], row["time"], now)
    fields = {name: row[name] for name in PLAIN if name in row} | _texts(row, EVENT_TEXTS, data["texts"])
    fields |= {"region_id": row["region"], "organiser": bodies[row["organiser"]], "is_example": True, "contact_phone": "030 23125 150"}
    fields |= {"starts_at": start, "ends_at": start + datetime.timedelta(minutes=row["minutes_long"])}
    if "series" in row:
        fields |= {"series": series[row["series"]], "occurrence_on": timezone.localdate(start), "is_detached": True}
    if row["state"] != State.DRAFT:
        fields["published_at"] = min(now, start) - datetime.timedelta(days=30)
    if row["state"] == State.CANCELLED:
        fields |= {"cancelled_at": now, "sequence": 1}
    if "moved_days" in row:
        fields |= {"moved_from": _moment(row["moved_days"], row["time"], now), "sequence": 1}
    if row["state"] == State.MINUTED:
        # Yesterday, so that names are still there to look at.
        fields["minuted_at"] = now - datetime.timedelta(days=1)
    event = Event.objects.create(**fields)
    event.co_hosts.set([bodies[slug] for slug in row["co_hosts"] if slug in bodies])
    for code, mode in row["languages"]:
        EventLanguage.objects.create(event=event, code=code, mode=mode)
    for sphere, places in row.get("quotas", {}).items():
        EventQuota.objects.create(event=event, sphere=sphere, places=places)
    for number in range(row["people"]):
        _guest(event, number, data["names"], now)
    stamp(event, origin=Origin.DEMO)
    refresh(event)
    return event


def _moment(days: int, clock: str, now: datetime.datetime) -> datetime.datetime:
    day = timezone.localdate(now) + datetime.timedelta(days=days)
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time.fromisoformat(clock)))


def _guest(event: Event, number: int, names: list[str], now: datetime.datetime) -> None:
    """Put an invented person on the list; who comes too late for a place waits."""
    spheres = [Sphere.ECONOMY, Sphere.INTEGRATION, Sphere.CIVIL_SOCIETY]
    state = RegistrationState.REGISTERED
    if event.state in (State.HELD, State.MINUTED):
        state = RegistrationState.NO_SHOW if number % 6 == 5 else RegistrationState.ATTENDED
    elif event.capacity and number >= event.capacity:
        state = RegistrationState.WAITLISTED
    name = names[number % len(names)]
    guest = Registration.objects.create(
        event=event,
        name=name if event.first_name_only else f"{name} Beispiel",
        organisation_name="" if event.first_name_only else f"Beispiel-Stelle {number % 7 + 1}",
        sphere="" if event.first_name_only else spheres[number % 3],
        email=f"{name.lower().replace('ü', 'ue')}.{event.pk}@example.org",
        language=CODES[number % len(CODES)],
        interpreter="ar" if number == 3 else "",
        access_needs="Ein Platz nah an der Tür" if number == 4 else "",
        question="Wie finde ich jemanden, der Arabisch spricht?" if number == 1 else "",
        state=state,
        confirmed_at=now,
        created_at=now - datetime.timedelta(hours=number),
    )
    if state == RegistrationState.REGISTERED:
        reminders.plan(guest, now=now)
