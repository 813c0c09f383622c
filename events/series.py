"""Series: saving one, and making its dates ahead as real rows. Whatever writes dates locks the series first, so that none is made twice.

A date keeps the day the rhythm gave it (`occurrence_on`), also when it is moved or cancelled: that day is never made again.
"""

import datetime
import zoneinfo
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import coordinates_any, is_operator
from accounts.models import User
from events import lifecycle, rhythm, values
from events.models import Event, EventSeries, SeriesHost, SeriesTerm, State
from networks.models import Organisation, Place
from networks.profiles import Stale
from networks.sheets import Part, Shape, Sheet, differences, in_all
from networks.writing import slug_of, write_rows
from portal.checking import check_row
from portal.languages import CODES, SOURCE
from portal.periodic import each
from translations.copying import Kept, moved, records_of, take_over
from translations.following import Former, follow, texts_before
from translations.texts import OTHERS

TERMS = Part(SeriesTerm, "series", ("role", "name", "user_id", "since", "until"))
HOSTS = Part(SeriesHost, "series", ("position", "organisation_id"), ("position",))
SERIES = Shape(
    EventSeries,
    (
        *in_all("title", "goal"), "kind", "region_id", "organiser_id", "rrule", "exceptions", "starts_on", "ends_on", "start_time",
        "minutes", "is_active",
    ),
    (),
    {"terms": TERMS, "hosts": HOSTS},
)  # fmt: skip
# What the editor of a series asks for each of its dates; kept in `values` under the names of an event's columns.
EACH = (
    *in_all("summary", "programme"), "format", "venue", "street", "postcode", "city", "online_url", "capacity", "contact_name",
    "contact_email", "contact_phone",
)  # fmt: skip
WHERE = ("venue", "street", "postcode", "city")
ZONE = "Europe/Berlin"
LONGEST_SUMMARY = 300
MOST_OTHERS = 6
SAME_FORM = datetime.timedelta(minutes=10)


@dataclass
class Given:
    """What the editor sends: the series, what each date starts with, and days chosen by hand."""

    sheet: Sheet
    each: dict[str, Any] = field(default_factory=dict)
    days: list[datetime.date] = field(default_factory=list)
    # Values of a template, for a new series.
    start: dict[str, Any] = field(default_factory=dict)
    minor: bool = False


def read(series: EventSeries) -> Sheet:
    """Return the values of a series as the database holds them."""
    sheet = Sheet({name: getattr(series, name) for name in SERIES.columns})
    sheet.columns["exceptions"] = list(series.exceptions)
    for name, part in SERIES.parts.items():
        rows = part.model.objects.filter(series=series) if series.pk else ()
        sheet.parts[name] = [{"id": row.pk} | {column: getattr(row, column) for column in part.columns} for row in rows]
    for number, row in enumerate(sheet.parts["hosts"], start=1):
        row["position"] = number
    return sheet


class Plan:
    """What the dates of a series are like as it stands now: at which host, when, with which values."""

    def __init__(self, series: EventSeries, until: datetime.date, more: list[datetime.date] = ()) -> None:
        self.series = series
        by_hand = series.occurrences.exclude(occurrence_on=None).values_list("occurrence_on", flat=True) if not series.rrule else ()
        self.days = rhythm.all_days(series, until)
        self.turns = {day: number for number, day in enumerate(sorted({*self.days, *by_hand, *more}))}
        self.hosts = list(series.hosts.order_by("position").values_list("organisation_id", flat=True))
        self.addresses = _addresses(self.hosts)
        self.records = records_of(series)

    def host(self, day: datetime.date) -> int | None:
        """Return whose turn a day is: the n-th date is at the n-th host's, then from the beginning."""
        return self.hosts[self.turns[day] % len(self.hosts)] if self.hosts and day in self.turns else None

    def span(self, day: datetime.date) -> tuple[datetime.datetime, datetime.datetime]:
        """Return begin and end. The clock on the wall decides, also when it was put forward or back meanwhile."""
        zone = zoneinfo.ZoneInfo(self.series.values.get("timezone") or ZONE)
        # A time that is left out that night comes an hour later by the clock; of one that comes twice the first is meant.
        starts_at = datetime.datetime.combine(day, self.series.start_time, tzinfo=zone).astimezone(datetime.UTC)
        return starts_at, starts_at + datetime.timedelta(minutes=self.series.minutes)

    def _own_records(self, found: dict[str, Any]) -> Kept:
        """Return what is known of the texts that the series itself gives to its dates."""
        goal = getattr(self.series, f"goal_{SOURCE}") or ""
        summaries = {code: found.get(f"summary_{code}") or "" for code in CODES}
        short = moved(self.records, "goal", "summary", texts=summaries, german=(goal, summaries[SOURCE]))
        same = summaries[SOURCE] == _shortened(goal)
        return [*(record for record in self.records if record[0] == "title"), *(short if same else ())]

    def kept(self, day: datetime.date) -> dict[str, Any]:
        """Return what a date starts with: the series' own texts, what each date brings, and the place of its host."""
        series, host = self.series, self.host(day)
        found = series.values | {"kind": series.kind, "region_id": series.region_id, "organiser_id": series.organiser_id}
        found |= {f"title_{code}": getattr(series, f"title_{code}") or "" for code in CODES}
        if not found.get(f"summary_{SOURCE}"):
            found |= {f"summary_{code}": _shortened(getattr(series, f"goal_{code}") or "") for code in CODES}
        found["records"] = [*found.get("records", ()), *self._own_records(found)]
        if host and (address := self.addresses.get(host)) and found.get("format") != "online":
            found |= address | dict.fromkeys(in_all("directions"), "")
        others = [pk for pk in found.get("co_hosts", ()) if pk not in self.hosts]
        found["co_hosts"] = [*others, host] if host and host != series.organiser_id else others
        return found


def _shortened(text: str) -> str:
    if len(text) <= LONGEST_SUMMARY:
        return text
    return text[: LONGEST_SUMMARY - 1].rpartition(" ")[0] + "…"


def address_of(host: int) -> dict[str, Any]:
    """Return the place of an organisation as columns of an event; empty when it has none."""
    return _addresses([host]).get(host, {})


def _addresses(hosts: list[int]) -> dict[int, dict[str, Any]]:
    found: dict[int, dict[str, Any]] = {}
    for place in Place.objects.filter(organisation__in=hosts).select_related("organisation").order_by("pk") if hosts else ():
        address = {"venue": place.name or place.organisation.name, "street": place.street, "postcode": place.postcode, "city": place.city}
        short = {name: value[: Event._meta.get_field(name).max_length] for name, value in address.items()}
        found.setdefault(place.organisation_id, short | {"step_free": place.step_free})
    return found


@transaction.atomic
def save(series: EventSeries, given: Given, *, by: User, base: int, today: datetime.date) -> EventSeries:
    """Save a series and bring its dates in line.

    Side effects: its drafts that nobody changed by themselves follow, those that fell out of the rhythm go; missing dates are made.
    Public dates stay as they are. Raises Stale when somebody else has saved meanwhile, ValidationError when a rule is broken.
    """
    if series.pk is None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('events.new_series'))")
        if twin := _same_again(given, by):
            return twin
        series = EventSeries(created_by=by, values=dict(given.start))
        series.slug = _free_slug(given.sheet.columns[f"title_{SOURCE}"])
        before, texts = None, Former()
    else:
        series = EventSeries.objects.select_for_update().get(pk=series.pk)
        if series.version != base:
            if changes := _differences(series, given):
                raise Stale(changes, series.version)
            return series
        before, texts = Plan(EventSeries.objects.get(pk=series.pk), _horizon(today)), texts_before(series)
    _check_owner(series, given.sheet, by)
    _fill(series, given)
    series.version += 1
    check_row(series)
    series.save()
    for name, rows in given.sheet.parts.items():
        write_rows(SERIES.parts[name], series, rows, own=False)
    if before is None:
        take_over(series, given.start.get("records", ()))
    else:
        follow(series, texts, minor=given.minor)
        _bring_in_line(before, Plan(series, _horizon(today)), today, by)
    _fill_up(series, today, given.days)
    return series


def _horizon(today: datetime.date) -> datetime.date:
    return today + datetime.timedelta(days=settings.SERIES_AHEAD_DAYS)


def _differences(series: EventSeries, given: Given) -> list[Any]:
    theirs = Sheet({name: series.values.get(name, Event._meta.get_field(name).get_default()) for name in EACH})
    return [*differences(SERIES, read(series), given.sheet), *differences(values.EVENT, theirs, Sheet(dict(given.each)))]


def _same_again(given: Given, by: User) -> EventSeries | None:
    """Return the series that a first click has just made of the same form."""
    recent = EventSeries.objects.filter(created_by=by, version=1, created_at__gt=timezone.now() - SAME_FORM)
    for other in recent.filter(title_de=given.sheet.columns[f"title_{SOURCE}"]):
        if not _differences(other, given):
            return other
    return None


def _check_owner(series: EventSeries, sheet: Sheet, by: User) -> None:
    """A series is given to a region by those who coordinate it."""
    region = sheet.columns.get("region_id", series.region_id)
    if region != series.region_id and not (is_operator(by) or coordinates_any(by, [region])):
        raise ValidationError({"region_id": _("Bitte bleiben Sie bei den Regionen, die Sie koordinieren.")})


def _fill(series: EventSeries, given: Given) -> set[tuple[str, str]]:
    """Set the columns. Returns field and language of each translation that is another now."""
    edited = set()
    for name, value in given.sheet.columns.items():
        base, _underscore, code = name.rpartition("_")
        if base in ("title", "goal") and code != SOURCE and (getattr(series, name) or "") != (value or ""):
            edited.add((base, code))
        setattr(series, name, value)
    series.values = series.values | given.each
    return edited


def _free_slug(title: str) -> str:
    base = slug_of(title)[:70]
    taken = set(EventSeries.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    return next(slug for number in range(1, len(taken) + 2) if (slug := base if number == 1 else f"{base}-{number}") not in taken)


def _bring_in_line(before: Plan, after: Plan, today: datetime.date, by: User) -> None:
    """Let drafts follow what is new of the series; one that has left the rhythm goes, one changed by itself stays."""
    gone = set(before.days) - set(after.days)
    drafts = after.series.occurrences.filter(state=State.DRAFT, is_detached=False, occurrence_on__gte=today)
    for event in drafts:
        day = event.occurrence_on
        if day in gone:
            lifecycle.delete_draft(event, by=by)
            continue
        old, new = before.kept(day), after.kept(day)
        changed = {name: new.get(name) for name in (*values.COPIED, "co_hosts") if old.get(name) != new.get(name)}
        if changed or before.span(day) != after.span(day):
            _rewrite(event, changed, new["records"], after.span(day) if before.span(day) != after.span(day) else None)


def _rewrite(event: Event, changed: dict[str, Any], records: Kept, span: tuple[datetime.datetime, datetime.datetime] | None) -> None:
    texts = texts_before(event)
    hosts = changed.pop("co_hosts", None)
    columns = {name: Event._meta.get_field(name).get_default() if value is None else value for name, value in changed.items()}
    columns |= {"starts_at": span[0], "ends_at": span[1]} if span else {}
    values.fill(event, Sheet(columns))
    event.version += 1
    check_row(event)
    event.save()
    if hosts is not None:
        event.co_hosts.set(Organisation.objects.active().filter(pk__in=hosts))
    # The texts are the series': so is what is known of them.
    follow(event, texts, restoring=True)
    written = {(name[:-3], name[-2:]) for name in columns if name[-3:-2] == "_" and name[-2:] in OTHERS and name[:-3] in values.TEXTS}
    take_over(event, records, written=written)


def make_occurrences(*, today: datetime.date) -> int:
    """Make what is missing of the dates ahead, for every series that runs. Returns how many dates were made."""
    running = EventSeries.objects.filter(is_active=True).exclude(rrule="").values_list("pk", flat=True)
    return each(running, lambda pk: make_dates(pk, today=today))


@transaction.atomic
def make_dates(pk: int, *, today: datetime.date, days: list[datetime.date] = ()) -> int:
    """Make the missing dates of one series, and further days chosen by hand. Two that do so at once take turns. Returns how many."""
    series = EventSeries.objects.select_for_update().filter(pk=pk).first()
    return _fill_up(series, today, days) if series else 0


def _fill_up(series: EventSeries, today: datetime.date, days: list[datetime.date]) -> int:
    """The series is locked: nobody else makes dates of it."""
    plan = Plan(series, _horizon(today), list(days))
    there = set(series.occurrences.values_list("occurrence_on", flat=True))
    ahead = [day for day in plan.days if day >= today] if series.is_active else []
    missing = sorted({*ahead, *days} - there)
    for day in missing:
        starts_at, ends_at = plan.span(day)
        lifecycle.start_from(
            plan.kept(day), starts_at=starts_at, ends_at=ends_at, by=None, series=series, occurrence_on=day, is_example=series.is_example
        )
    return len(missing)


def people_on(series: EventSeries, day: datetime.date) -> dict[str, SeriesTerm | None]:
    """Return who leads a series on a day and who stands in, by role; of several the one that began last."""
    found: dict[str, SeriesTerm | None] = dict.fromkeys(SeriesTerm.Role.values)
    for term in sorted(series.terms.all(), key=lambda term: (term.since or datetime.date.min, term.pk)):
        if term.holds_on(day):
            found[term.role] = term
    return found


def responsible_on(series: EventSeries, day: datetime.date) -> SeriesTerm | None:
    """Return who answers for a series on a day: the lead, where there is none the deputy. No query when `terms` was fetched along."""
    people = people_on(series, day)
    return people[SeriesTerm.Role.LEAD] or people[SeriesTerm.Role.DEPUTY]


def other_dates(event: Event, today: datetime.date) -> list[Event]:
    """Return the next public dates of the same series besides this one, the cancelled ones too. One query, none without a series."""
    if event.series_id is None:
        return []
    midnight = datetime.datetime.combine(today, datetime.time(), tzinfo=event.zone)
    rows = Event.objects.public().filter(series=event.series_id, ends_at__gte=midnight).exclude(pk=event.pk)
    return list(rows.order_by("starts_at", "pk")[:MOST_OTHERS])


def next_days(series: EventSeries, today: datetime.date, number: int = 6) -> list[datetime.date]:
    """Return the next days that the rhythm gives, saved or not."""
    return [day for day in rhythm.all_days(series, today + datetime.timedelta(days=7 * 365)) if day >= today][:number]
