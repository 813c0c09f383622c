"""Everything an editor changes of an organisation or a profile, as plain values: read from the database or from a form, and compared."""

from dataclasses import dataclass, field
from typing import Any

from django.db import models

from networks.models import (
    Advisor,
    AdvisorChannel,
    AdvisorLanguage,
    Competence,
    Contact,
    Organisation,
    OrganisationLanguage,
    Place,
    Responsibility,
)
from networks.translation import ADVISOR_TEXTS, ORGANISATION_TEXTS
from portal.diff import Change, compare
from portal.history_view import Names, column_label, words
from portal.languages import CODES


@dataclass(frozen=True)
class Part:
    """Rows that belong to a thing. Rows with the same `key` columns are the same row; without a key, those with the same id."""

    model: type[models.Model]
    owner: str
    columns: tuple[str, ...]
    key: tuple[str, ...] = ()


@dataclass(frozen=True)
class Shape:
    """What an editor changes of one model."""

    model: type[models.Model]
    columns: tuple[str, ...]
    links: tuple[str, ...]
    parts: dict[str, Part]


@dataclass
class Sheet:
    """The values: columns by name, keys of linked rows, rows of parts as dictionaries."""

    columns: dict[str, Any] = field(default_factory=dict)
    links: dict[str, list[Any]] = field(default_factory=dict)
    parts: dict[str, list[dict[str, Any]]] = field(default_factory=dict)


def in_all(*names: str) -> tuple[str, ...]:
    """Return the columns of these texts in every language."""
    return tuple(f"{name}_{code}" for name in names for code in CODES)


_KEY = ("topic_id", "phase", "region_id", "audience")
_DUTY_COLUMNS = (*_KEY, "role", "valid_from", "valid_until")

ORGANISATION = Shape(
    Organisation,
    (
        *("name", "short_name", "slug", "aliases", "formerly", "kind_id", "parent_id", "website", "mail_domain"),
        *in_all(*ORGANISATION_TEXTS),
    ),
    ("regions",),
    {
        "contacts": Part(Contact, "organisation", (*in_all("label"), "phone", "email", "whatsapp", "signal")),
        "places": Part(
            Place,
            "organisation",
            ("name", "street", "postcode", "city", "step_free", "child_welcome", *in_all("women_only_hours"), "opening_hours", "closures"),
        ),
        "languages": Part(OrganisationLanguage, "organisation", ("code", "mode"), ("code", "mode")),
        "responsibilities": Part(Responsibility, "organisation", _DUTY_COLUMNS, _KEY),
    },
)
ADVISOR = Shape(
    Advisor,
    (
        *("display_name", "slug", "pronoun", "visibility", "office_hours", "closures", "absent_from", "absent_until", "deputy_id"),
        *in_all(*ADVISOR_TEXTS),
    ),
    ("organisations", "regions"),
    {
        "languages": Part(AdvisorLanguage, "advisor", ("code", "level", "may_interpret"), ("code",)),
        "channels": Part(AdvisorChannel, "advisor", ("kind", "value", "visibility"), ("kind", "value")),
        "competences": Part(Competence, "advisor", ("topic_id", "phase"), ("topic_id", "phase")),
        "responsibilities": Part(Responsibility, "advisor", _DUTY_COLUMNS, _KEY),
    },
)


def shape_of(instance: Organisation | Advisor) -> Shape:
    return ORGANISATION if isinstance(instance, Organisation) else ADVISOR


def rows_of(part: Part, instance: models.Model) -> models.QuerySet:
    """The rows of a part that the editor shows; responsibilities that have ended stay out of it."""
    rows = part.model._base_manager.filter(**{part.owner: instance})
    if part.model is Responsibility:
        rows = rows.exclude(state=Responsibility.State.EXPIRED)
    return rows.order_by("pk")


def read(instance: Organisation | Advisor) -> Sheet:
    """Return the values as the database holds them; of something new, the empty ones."""
    shape = shape_of(instance)
    sheet = Sheet({name: _plain(getattr(instance, name)) for name in shape.columns})
    for link in shape.links:
        sheet.links[link] = sorted(getattr(instance, link).values_list("pk", flat=True)) if instance.pk else []
    for name, part in shape.parts.items():
        rows = rows_of(part, instance) if instance.pk else ()
        sheet.parts[name] = [{"id": row.pk} | {column: _plain(getattr(row, column)) for column in part.columns} for row in rows]
    return sheet


def _plain(value: Any) -> Any:
    """A text that was never written is the same as an empty one."""
    return list(value) if isinstance(value, list | tuple) else value


def differences(shape: Shape, theirs: Sheet, hers: Sheet) -> list[Change]:
    """Return what differs between two sheets, in words. What a sheet does not name does not differ."""
    names = Names()
    found: list[Change | None] = []
    for column, value in hers.columns.items():
        known = shape.model._meta.get_field(column)
        label, language = column_label(shape.model, known)
        found.append(compare(column, label, words(known, theirs.columns.get(column), names), words(known, value, names), language))
    for link, keys in hers.links.items():
        known = shape.model._meta.get_field(link)
        old, new = (sorted(names.of(known.related_model, key) for key in chosen) for chosen in (theirs.links.get(link, []), keys))
        found.append(compare(link, str(known.verbose_name), "\n".join(old), "\n".join(new)))
    for name, rows in hers.parts.items():
        part = shape.parts[name]
        label = str(part.model._meta.verbose_name_plural)
        found.append(compare(name, label, _lines(part, theirs.parts.get(name, []), names), _lines(part, rows, names)))
    return [change for change in found if change]


def _lines(part: Part, rows: list[dict[str, Any]], names: Names) -> str:
    return "\n".join(sorted(row_words(part, row, names) for row in rows))


def row_words(part: Part, row: dict[str, Any], names: Names) -> str:
    """Return one row of a part as a line; what is not said or is a plain no is left out."""
    said = []
    for column in part.columns:
        known = part.model._meta.get_field(column)
        value = row.get(column)
        if value is True:
            said.append(str(known.verbose_name))
        elif value not in (None, "", False, []):
            said.append(words(known, value, names).replace("\n", ", "))
    return " · ".join(said)
