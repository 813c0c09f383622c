"""Everything the editor changes of an event, as plain values: read, compared, written, and copied into another event."""

import datetime
from typing import Any

from events.models import Event, EventAttachment, EventLanguage, EventQuota
from networks.models import Organisation
from networks.sheets import Part, Shape, Sheet, in_all
from networks.writing import write_rows
from portal.models import Region
from translations.copying import records_of

TEXTS = ("title", "summary", "programme", "directions", "cost_note")
# What a copy takes over: all but the dates, and who registers until when.
COPIED = (
    "kind", *in_all(*TEXTS), "region_id", "audiences", "timezone", "format", "venue", "street", "postcode", "city", "step_free",
    "online_url", "child_care", "cost", "organiser_id", "contact_name", "contact_email", "contact_phone", "capacity", "tables", "rounds",
    "round_minutes", "needs_registration", "first_name_only", "ask_access", "ask_interpreter", "ask_question", "reminders",
)  # fmt: skip
DATES = ("starts_at", "ends_at", "opens_at", "closes_at", "retain_until")
# Where people have to go: whoever comes is told when one of these changes.
WHERE = ("format", "venue", "street", "postcode", "city", "online_url")
LANGUAGES = Part(EventLanguage, "event", ("code", "mode"), ("code",))
QUOTAS = Part(EventQuota, "event", ("sphere", "places"), ("sphere",))
ATTACHMENTS = Part(EventAttachment, "event", in_all("name"))
EVENT = Shape(Event, (*COPIED, *DATES), ("co_hosts",), {"languages": LANGUAGES, "quotas": QUOTAS, "attachments": ATTACHMENTS})
LONGEST = 14 * 24 * 60


def read(event: Event) -> Sheet:
    """Return the values of an event as the database holds them; of a new one, what it starts with."""
    sheet = Sheet({name: _plain(getattr(event, name)) for name in EVENT.columns})
    sheet.links["co_hosts"] = sorted(event.co_hosts.values_list("pk", flat=True)) if event.pk else []
    for name, part in EVENT.parts.items():
        rows = part.model.objects.filter(event=event).order_by("pk") if event.pk else ()
        sheet.parts[name] = [{"id": row.pk} | {column: getattr(row, column) for column in part.columns} for row in rows]
    return sheet


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, list | tuple) else value


def fill(event: Event, sheet: Sheet) -> set[tuple[str, str]]:
    """Set the columns. Returns field and language of each translation that is another now."""
    edited = set()
    for name, value in sheet.columns.items():
        base, _underscore, code = name.rpartition("_")
        if base in TEXTS and code != "de" and (getattr(event, name) or "") != (value or ""):
            edited.add((base, code))
        setattr(event, name, value)
    return edited


def write_parts(event: Event, sheet: Sheet) -> None:
    """Write co-hosts, languages and quotas of a stored event."""
    if "co_hosts" in sheet.links:
        event.co_hosts.set(sheet.links["co_hosts"])
    for name, part in (("languages", LANGUAGES), ("quotas", QUOTAS)):
        if name in sheet.parts:
            write_rows(part, event, sheet.parts[name], own=False)


def copyable(event: Event) -> dict[str, Any]:
    """Return what another event may start with, as plain values that JSON holds, with its records of texts: no dates, people, files."""
    sheet = read(event)
    found = {name: value for name, value in sheet.columns.items() if name in COPIED and value not in (None, "")}
    found["minutes"] = int((event.ends_at - event.starts_at).total_seconds() // 60)
    found["co_hosts"] = sheet.links["co_hosts"]
    found["records"] = records_of(event)
    for name in ("languages", "quotas"):
        found[name] = [{column: row[column] for column in EVENT.parts[name].columns} for row in sheet.parts[name]]
    return found


def from_copy(kept: dict[str, Any]) -> Sheet:
    """Read such values. What this installation does not know any more is passed over: a column, an organisation, a region."""
    columns = {name: kept[name] for name in COPIED if name in kept}
    if not Region.objects.filter(pk=columns.get("region_id")).exists():
        columns.pop("region_id", None)
    bodies = set(Organisation.objects.active().values_list("pk", flat=True)) if kept.get("organiser_id") or kept.get("co_hosts") else set()
    if columns.get("organiser_id") not in bodies:
        columns.pop("organiser_id", None)
    parts = {name: [dict(row) for row in kept.get(name, ())] for name in ("languages", "quotas")}
    return Sheet(columns, {"co_hosts": [pk for pk in kept.get("co_hosts", ()) if pk in bodies]}, parts)


def length_of(kept: dict[str, Any]) -> datetime.timedelta:
    """Return how long an event of these values lasts; two hours where they do not say."""
    minutes = kept.get("minutes")
    return datetime.timedelta(minutes=minutes if isinstance(minutes, int) and 0 < minutes <= LONGEST else 120)
