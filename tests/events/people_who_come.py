"""What tests of registering share: who registers, and what they were told."""

import datetime
from typing import Any

from events import registering
from events.models import Event, Registration
from portal.models import OutgoingMail


def given(name: str, **fields: Any) -> dict[str, Any]:
    """What the public form hands over for somebody called so."""
    return {"name": name, "email": f"{name}@example.org", "language": "de"} | fields


def arrive(event: Event, name: str, *, now: datetime.datetime, **fields: Any) -> Registration | None:
    """Somebody fills in the public form."""
    return registering.register(event, given=given(name, **fields), user=None, now=now)


def come(event: Event, name: str, *, now: datetime.datetime, **fields: Any) -> Registration:
    """Somebody fills in the form and opens the mail."""
    return registering.confirm(arrive(event, name, now=now, **fields), now=now)


def states(event: Event) -> dict[str, str]:
    """Who stands where, in order of arrival."""
    return dict(Registration.objects.filter(event=event).order_by("pk").values_list("name", "state"))


def told(name: str) -> list[str]:
    """Which messages somebody gets: without reminders, and without those that were taken back."""
    rows = (
        OutgoingMail.objects.filter(recipient=f"{name}@example.org")
        .exclude(state="superseded")
        .exclude(kind__startswith="events.reminder_")
        .order_by("pk")
    )
    return [kind.removeprefix("events.") for kind in rows.values_list("kind", flat=True)]
