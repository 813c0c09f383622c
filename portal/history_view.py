"""The kept history of a thing for people to read: who changed what and when, field by field; and one state brought back.

    versions(Offer, offer.pk, parts=((OfferLink, "offer"), (Offer.regions.through, "offer")))

Generic: works for every model that `portal.history.keep_history` watches, its child rows and its links.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from modeltranslation.translator import NotRegistered, translator

from portal import wording
from portal.diff import Change, compare
from portal.languages import CODES

# (child model or link table, name of its key to the thing)
Part = tuple[type[models.Model], str]
MOST = 100


@dataclass
class Version:
    """One save of a thing. `event` is the kept row of the thing itself; None when only its parts changed, then nothing can be restored."""

    at: datetime.datetime
    by: str
    user_id: int | None
    event: Any
    created: bool = False
    changes: list[Change] = field(default_factory=list)

    @property
    def id(self) -> int | None:
        return self.event.pgh_id if self.event else None


def versions(model: type[models.Model], pk: int, *, parts: Iterable[Part] = (), limit: int = MOST) -> list[Version]:
    """Return the saves of one thing, the newest first, each with what it changed.

    What one request did at once is one version; without a request, what one transaction did.
    """
    rows = list(_events(model, pgh_obj_id=pk).order_by("-pgh_id")[: limit + 1])
    found: list[tuple[Any, Version]] = []
    names = Names()
    for number, event in enumerate(rows):
        before = rows[number + 1] if number + 1 < len(rows) else None
        version = Version(event.pgh_created_at, "", _user_id(event), event, created=event.pgh_label == "insert")
        if before is not None:
            version.changes = list(_changes(model, before, event, names))
        found.append((_save_of(event), version))
    _merge_parts(found, pk, parts, limit, names)
    result = sorted(_one_a_request(found), key=lambda version: version.at, reverse=True)[:limit]
    result = [version for version in result if version.changes or version.created]
    _name_people(result)
    return result


def find(model: type[models.Model], pk: int, event_id: int) -> Any:
    """Return one kept row of this very thing. Raises the event model's DoesNotExist."""
    return model.pgh_event_model.objects.get(pgh_obj_id=pk, pgh_id=event_id)


def standing(model: type[models.Model], key: str, event: Any) -> list[Any]:
    """Return the kept rows of a child or link table that stood when the transaction of this event of the thing was over."""
    last: dict[int, Any] = {}
    kept = model.pgh_event_model.objects.filter(**{f"{key}_id": event.pgh_obj_id}, pgh_created_at__lte=event.pgh_created_at)
    for row in kept.order_by("pgh_id"):
        last[row.id] = row
    return [row for _pk, row in sorted(last.items()) if row.pgh_label != "delete"]


def restore(instance: models.Model, event: Any, *, keep: Iterable[str] = ()) -> models.Model:
    """Give an instance the content of a kept row; it is not saved. Keys, files, what nobody edits and the fields in `keep` stay.

    Raises ValidationError when something the old row names is gone.
    """
    kept = set(keep)
    for column in _shown(type(instance)):
        if column.name in kept or isinstance(column, models.FileField):
            continue
        value = getattr(event, column.attname)
        if isinstance(column, models.ForeignKey) and value is not None and not column.related_model._base_manager.filter(pk=value).exists():
            raise ValidationError(_("Das gibt es nicht mehr: %(field)s") % {"field": column.verbose_name})
        setattr(instance, column.attname, value)
    return instance


def _events(model: type[models.Model], **lookup: object) -> models.QuerySet:
    return model.pgh_event_model.objects.filter(**lookup).select_related("pgh_context")


def _save_of(event: Any) -> Any:
    """Return what the rows of one save share: the request, and where there is none, the moment their transaction began."""
    return event.pgh_context_id or event.pgh_created_at


def _user_id(event: Any) -> int | None:
    context = event.pgh_context
    return context.metadata.get("user") if context else None


def _translated(model: type[models.Model]) -> set[str]:
    try:
        return set(translator.get_options_for_model(model).fields)
    except NotRegistered:
        return set()


def _shown(model: type[models.Model]) -> list[models.Field]:
    """The columns that say something to people: without keys, counters and the bare columns of translated texts."""
    bare = _translated(model)
    return [column for column in model._meta.fields if column.editable and not column.primary_key and column.name not in bare]


def column_label(model: type[models.Model], column: models.Field) -> tuple[str, str]:
    """Return a column's name for people, and the language of its text."""
    base, _underscore, code = column.name.rpartition("_")
    if code in CODES and base in _translated(model):
        return str(model._meta.get_field(base).verbose_name), code
    return str(column.verbose_name), ""


class Names:
    """Names of the things that keys point to, each asked for once."""

    def __init__(self) -> None:
        self._known: dict[tuple[type[models.Model], Any], str] = {}

    def of(self, model: type[models.Model], pk: Any) -> str:
        if (model, pk) not in self._known:
            found = model._base_manager.filter(pk=pk).first()
            self._known[model, pk] = str(found) if found else str(pk)
        return self._known[model, pk]


def _changes(model: type[models.Model], before: Any, after: Any, names: Names) -> Iterable[Change]:
    for column in _shown(model):
        old, new = getattr(before, column.attname), getattr(after, column.attname)
        if old != new:
            label, language = column_label(model, column)
            change = compare(column.name, label, words(column, old, names), words(column, new, names), language)
            if change:
                yield change


def words(column: models.Field, value: Any, names: Names) -> str:
    """Return a value as people read it."""
    if value in (None, "", [], ()):
        return ""
    if isinstance(column, models.ForeignKey):
        return names.of(column.related_model, value)
    if isinstance(column, models.FileField):
        return str(value).rsplit("/", 1)[-1]
    if isinstance(column, ArrayField):
        return ", ".join(words(column.base_field, entry, names) for entry in value)
    if column.name == "language" or (column.name == "code" and column.model.__name__.endswith("Language")):
        return wording.name_of_language(str(value))
    if column.flatchoices:
        return str(dict(column.flatchoices).get(value, value))
    return plain(value)


def plain(value: Any) -> str:
    """Return a plain value as words: days written out, yes and no, rows of opening hours one a line."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("Ja") if value else _("Nein")
    if isinstance(value, datetime.datetime):
        return wording.day_and_time(timezone.localtime(value))
    if isinstance(value, datetime.date):
        return wording.day(value)
    if isinstance(value, list):
        return "\n".join(plain(entry) for entry in value)
    if isinstance(value, dict):
        if "weekday" in value:
            return f"{wording.weekday(value['weekday'])} {value.get('opens')}–{value.get('closes')}"
        return " – ".join(plain(entry) for entry in value.values())
    return str(value)


def _merge_parts(found: list[tuple[Any, Version]], pk: int, parts: Iterable[Part], limit: int, names: Names) -> None:
    for model, key in parts:
        rows = list(_events(model, **{f"{key}_id": pk}).order_by("-pgh_id")[:limit])
        for number, event in enumerate(rows):
            before = next((row for row in rows[number + 1 :] if row.id == event.id), None)
            version = Version(event.pgh_created_at, "", _user_id(event), None)
            version.changes = list(_part_changes(model, key, before, event, names))
            found.append((_save_of(event), version))


def _part_changes(model: type[models.Model], key: str, before: Any, event: Any, names: Names) -> Iterable[Change]:
    label = _part_label(model, key)
    if event.pgh_label == "update" and before is not None:
        for change in _changes(model, before, event, names):
            yield Change(
                change.field, f"{label}: {change.label}", change.old, change.new, change.old_html, change.new_html, change.language
            )
        return
    said = ", ".join(filter(None, (words(column, getattr(event, column.attname), names) for column in _shown(model) if column.name != key)))
    old, new = (said, "") if event.pgh_label == "delete" else ("", said)
    change = compare(model.__name__, label, old, new)
    if change:
        yield change


def _part_label(model: type[models.Model], key: str) -> str:
    """Return the name of a child model; for a link table that of the many-to-many field."""
    if not model._meta.auto_created:
        return str(model._meta.verbose_name)
    owner = model._meta.get_field(key).related_model
    for many in owner._meta.many_to_many:
        if many.remote_field.through is model:
            return str(many.verbose_name)
    raise FieldDoesNotExist(f"{owner} has no link through {model}")


def _one_a_request(found: list[tuple[Any, Version]]) -> list[Version]:
    """Put together what one request did: the thing's newest row stands for the whole."""
    groups: dict[Any, Version] = {}
    for context, version in found:
        kept = groups.setdefault(context, version)
        if kept is version:
            continue
        kept.changes += [change for change in version.changes if change not in kept.changes]
        kept.created = kept.created or version.created
        # Rows of the thing itself come first and newest first: the first is the state the request left behind.
    return list(groups.values())


def _name_people(found: list[Version]) -> None:
    ids = {version.user_id for version in found if version.user_id}
    people = get_user_model()._base_manager.in_bulk(ids)
    for version in found:
        version.by = str(people[version.user_id]) if version.user_id in people else ""
