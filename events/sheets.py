"""The list of participants as a table for spreadsheet programs."""

from collections.abc import Iterator

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from events.models import Event, Registration
from portal.formulas import escape, storable
from portal.languages import BY_CODE
from portal.wording import name_of_language


def table(event: Event) -> Iterator[list[str]]:
    """Yield the heading, then one row a person. Nothing in it is a formula."""
    yield [
        pgettext("person", "Name"), _("Organisation"), _("Bereich"), _("Stand"), _("Sprache"), _("E-Mail-Adresse"), _("Telefonnummer"),
        _("Dolmetschen"), _("Hilfe vor Ort"), _("Drängendste Frage"), pgettext("event", "angemeldet am"),
    ]  # fmt: skip
    for row in event.registrations.order_by("sphere", "pk"):
        yield [escape(storable(cell)) for cell in _cells(row, event)]


def _cells(row: Registration, event: Event) -> list[str]:
    return [
        row.name,
        row.organisation_name,
        str(row.get_sphere_display()) if row.sphere else "",
        str(row.get_state_display()),
        BY_CODE[row.language].name,
        row.email,
        row.phone,
        name_of_language(row.interpreter) if row.interpreter else "",
        row.access_needs,
        row.question,
        date_format(row.created_at.astimezone(event.zone), "Y-m-d H:i"),
    ]


def filename(event: Event, ending: str) -> str:
    """Return the name of the file: which event and which day, nobody's name."""
    return f"anlauf-{event.slug}-{event.starts_local:%Y-%m-%d}.{ending}"
