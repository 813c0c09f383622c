"""What lists of offers and of organisations share when they come in and go out (resources of django-import-export).

A row that comes in is found by its key and the source of its list. What people here have edited, and what does not come
from this list, is compared and kept.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from import_export.instance_loaders import BaseInstanceLoader
from import_export.resources import ModelResource
from import_export.results import RowResult

from accounts.access import Someone, coordinated_keys, coordinates_any, is_operator
from exchange.columns import Column
from exchange.lookups import Lookups, Names, of_choices
from exchange.reading import Row
from portal.content import one_version
from portal.models import Region
from portal.regions import containing
from translations.following import follow, texts_before

# How much of a new row's text a report keeps.
_SHOWN = 300


@dataclass
class Task:
    """What a whole list is read with: who brings it, where it comes from, what its columns mean."""

    user: Someone
    source: str = ""
    licence: str = ""
    region: Region | None = None
    columns: dict[str, str] = field(default_factory=dict)
    constants: dict[str, str] = field(default_factory=dict)
    # Addresses that the list itself brings: its rows may refer to one another.
    own_slugs: frozenset[str] = frozenset()


class Known(BaseInstanceLoader):
    """The rows that a few lines speak of, fetched at once: by source and key, else by address."""

    def __init__(self, resource: "ListResource", rows: list[dict[str, str]]) -> None:
        super().__init__(resource)
        source = resource.source_field
        keys, slugs = {row["external_key"] for row in rows}, {row.get("slug", "") for row in rows}
        found = resource.prepared(
            resource._meta.model.objects.filter(models.Q(external_key__in=keys - {""}) | models.Q(slug__in=slugs - {""}))
        )
        self.by_key = {(getattr(instance, source), instance.external_key): instance for instance in found if instance.external_key}
        self.by_slug = {instance.slug: instance for instance in found}

    def get_instance(self, row: dict[str, str]) -> models.Model | None:
        return self.by_key.get((row[self.resource.source_field], row["external_key"])) or self.by_slug.get(row.get("slug", ""))


class ListResource(ModelResource):
    """What both lists share. One object reads or writes one whole list."""

    source_field: str
    name_field: str
    required: tuple[str, ...]

    class Meta:
        skip_diff = True
        import_id_fields = ("external_key",)

    def __init__(self, task: Task, columns: list[Column]) -> None:
        super().__init__()
        self.task, self.lookups = task, Lookups()
        self.fields: dict[str, Column] = {column.name: column for column in columns}
        self.later: list[tuple[int, str, list[str]]] = []
        self.changes: dict[str, tuple[str, str]] = {}
        self.kept = False
        came = {*task.columns, *task.constants, "regions"}
        self._came = [column for column in columns if column.name in came]
        self._names: dict[str, Names] = {}
        self._seen: dict[tuple[str, str], int] = {}
        self._slugs: set[str] = set()
        self._known_slugs: frozenset[str] | None = None

    def get_import_fields(self) -> list[Column]:
        """Only columns that this list has: most lists have few of our many."""
        return self._came

    # --- asked by the columns -------------------------------------------------------------------------------------

    def names_of(self, choices: type, words: str) -> Names:
        """Return the names of a closed list; made once for the whole list."""
        if choices.__name__ not in self._names:
            self._names[choices.__name__] = of_choices(choices, words)
        return self._names[choices.__name__]

    @property
    def known_slugs(self) -> frozenset[str]:
        """Addresses of rows that the account may refer to."""
        if self._known_slugs is None:
            self._known_slugs = frozenset(self.visible().values_list("slug", flat=True)) | self.task.own_slugs
        return self._known_slugs

    # --- for each kind of list ------------------------------------------------------------------------------------

    def visible(self) -> QuerySet:
        raise NotImplementedError

    @staticmethod
    def prepared(queryset: QuerySet) -> QuerySet:
        """Fetch along what the columns ask for."""
        raise NotImplementedError

    def problems(self, instance: Any, row: dict[str, str], new: bool) -> Iterable[tuple[str, str]]:
        """Yield column and sentence for each rule of the whole row that is broken."""
        for name in self.required:
            if not row.get(name) and (new or name in row):
                yield name, _("Hier fehlt etwas. Bitte füllen Sie die Zelle aus.")
        if new and not row.get("regions"):
            yield "regions", _("Bitte nennen Sie, wo es gilt.")

    def begin(self, instance: Any, row: dict[str, str]) -> None:
        """Fill in what a new row has from the beginning."""

    def finish_row(self, instance: Any, changed: dict[str, tuple[str, str]]) -> None:
        """Do what follows a saved row."""

    # --- one list -------------------------------------------------------------------------------------------------

    def take(self, rows: list[Row], *, write: bool) -> list[dict[str, Any]]:
        """Read some lines, write them if told to, and return one entry of the report for each."""
        prepared = [self._prepare(row) for row in rows]
        loader = Known(self, prepared)
        return [self._entry(row, values, loader, write) for row, values in zip(rows, prepared, strict=True)]

    def finish(self) -> None:
        """Write the links between rows of the list, when all rows are there. Raises ValidationError."""
        for pk, name, slugs in self.later:
            self.link(self._meta.model.objects.get(pk=pk), name, list(self._meta.model.objects.filter(slug__in=slugs)))

    def link(self, instance: Any, name: str, others: list[Any]) -> None:
        raise NotImplementedError

    def _prepare(self, row: Row) -> dict[str, str]:
        """Return the cells by our names. Fixed values stand in for empty cells, the region of the whole list for a missing one."""
        found = {name: row.cells.get(column, "") for name, column in self.task.columns.items() if name in self.fields}
        for name, value in self.task.constants.items():
            if name in self.fields and not found.get(name):
                found[name] = value
        for name in [name for name, value in found.items() if not value and self.fields[name].lasting]:
            del found[name]
        found["external_key"] = (found.get("external_key") or found.get("slug") or "")[:121]
        found[self.source_field] = found.get(self.source_field) or self.task.source
        found["licence"] = found.get("licence") or self.task.licence
        if not found.get("regions") and self.task.region:
            found["regions"] = self.task.region.pk
        return found

    def _entry(self, row: Row, values: dict[str, str], loader: Known, write: bool) -> dict[str, Any]:
        key = values["external_key"]
        entry: dict[str, Any] = {"line": row.line, "key": key[:120], "name": values.get(self.name_field, "")[:120]}
        if errors := self._unreadable(row, values):
            return entry | {"result": "error", "errors": errors}
        self._seen[values[self.source_field], key] = row.line
        result = self._import(row.line, values, loader, write)
        if result.validation_error:
            return entry | {"result": "error", "errors": self._sentences(result.validation_error)}
        if result.errors:
            raise result.errors[0].error
        if result.import_type == RowResult.IMPORT_TYPE_SKIP:
            entry["result"] = "kept" if self.kept and self.changes else "same"
        else:
            entry["result"] = "new" if result.import_type == RowResult.IMPORT_TYPE_NEW else "changed"
        if self.changes:
            # A difference is shown whole; of a new row its beginning is enough.
            longest = _SHOWN if entry["result"] == "new" else None
            entry["changes"] = {name: [old, new[:longest]] for name, (old, new) in self.changes.items()}
        return entry | ({"id": result.object_id} if result.object_id else {})

    def _unreadable(self, row: Row, values: dict[str, str]) -> list[list[str]]:
        """Return what keeps the row from being looked at: cells that cannot be read, no key, a key that was there before."""
        errors = [[column, sentence] for column, sentence in row.problems.items()]
        key, column = values["external_key"], self.task.columns.get("external_key", "")
        if not key:
            errors.append([column, _("Der Schlüssel fehlt. Ohne ihn erkennen wir die Zeile nicht wieder.")])
        elif len(key) > 120:
            errors.append([column, _("Der Schlüssel ist länger als 120 Zeichen.")])
        elif before := self._seen.get((values[self.source_field], key)):
            errors.append([column, _("Diesen Schlüssel hat schon Zeile %(line)s. Bitte löschen Sie eine der beiden.") % {"line": before}])
        return errors

    def _import(self, line: int, values: dict[str, str], loader: Known, write: bool) -> RowResult:
        self.changes, self.kept = {}, False
        options = {"dry_run": not write, "use_transactions": False, "row_number": line, "context": self}
        if not write:
            return self.import_row(values, loader, **options)
        with transaction.atomic():
            result = self.import_row(values, loader, **options)
            if result.validation_error:
                transaction.set_rollback(True)
        return result

    def _sentences(self, error: ValidationError) -> list[list[str]]:
        """Return pairs of their column (ours where they have none) and sentence."""
        found = error.error_dict if hasattr(error, "error_dict") else {"": [error]}
        pairs = []
        for name, problems in found.items():
            column = self.task.columns.get(name) or (str(self.fields[name].label) if name in self.fields else "")
            pairs += [[column, sentence] for problem in problems for sentence in problem.messages]
        return pairs

    # --- one row, called by django-import-export --------------------------------------------------------------------

    def after_init_instance(self, instance: Any, new: bool, row: dict[str, str], **kwargs: Any) -> None:
        instance.is_new_here = new
        if new:
            setattr(instance, self.source_field, row[self.source_field])
            instance.external_key, instance.licence = row["external_key"], row["licence"]
            self.begin(instance, row)

    def import_instance(self, instance: Any, row: dict[str, str], **kwargs: Any) -> None:
        new = instance.is_new_here
        compared = [column for column in self._came if column.name in row and not column.identity and not column.shown_only]
        before = {} if new else {column.name: column.export(instance) for column in compared}
        errors: dict[str, Any] = {}
        rights = [] if new else list(self.rights(instance))
        try:
            super().import_instance(instance, row, **kwargs)
        except ValidationError as error:
            errors = error.update_error_dict({})
        for column in compared:
            if column.name not in errors and (after := column.export(instance)) != before.get(column.name, ""):
                self.changes[column.name] = (before.get(column.name, ""), after)
        for name, sentence in (*rights, *self.problems(instance, row, new)):
            if name not in errors:
                errors[name] = [ValidationError(sentence)]
        if errors:
            raise ValidationError(errors)

    def rights(self, instance: Any) -> Iterable[tuple[str, str]]:
        """Yield a sentence when the account may not change what is already here."""
        if not is_operator(self.task.user) and not coordinates_any(self.task.user, [region.pk for region in instance.regions.all()]):
            yield "regions", _("Diesen Eintrag gibt es schon, und er gehört nicht zu Ihrer Region.")

    def may_use(self, keys: list[str]) -> bool:
        return is_operator(self.task.user) or coordinates_any(self.task.user, keys)

    def skip_row(self, instance: Any, original: Any, row: dict[str, str], import_validation_errors: Any = None) -> bool:
        if instance.is_new_here or import_validation_errors:
            return False
        same_list = (getattr(instance, self.source_field), instance.external_key) == (row[self.source_field], row["external_key"])
        self.kept = instance.edited_here or not same_list
        return self.kept or not self.changes

    def validate_instance(self, instance: Any, import_validation_errors: Any = None, validate_unique: bool = True) -> None:
        """Ask the model about the columns that came. Rules about the whole row are asked by `problems`: a constraint costs a question."""
        errors = dict(import_validation_errors or {})
        came = {name for name, (_old, new) in self.changes.items() if new and name not in errors}
        unasked = [each.name for each in instance._meta.fields if each.name not in came or each.is_relation]
        try:
            instance.clean_fields(exclude=unasked)
        except ValidationError as error:
            errors = error.update_error_dict(errors)
        if errors:
            raise ValidationError(errors)

    def before_save_instance(self, instance: Any, row: dict[str, str], *, dry_run: bool = False, **kwargs: Any) -> None:
        """Name a new row; hold an old one so that nobody's edit of this very moment is lost. Raises ValidationError."""
        if dry_run:
            return
        if instance.is_new_here:
            instance.slug = self.slug_for(instance, row)
            return
        untouched = self._meta.model.objects.select_for_update().filter(pk=instance.pk, version=instance.version, edited_here=False)
        if not untouched.exists():
            raise ValidationError(_("Diesen Eintrag hat gerade jemand bearbeitet. Er bleibt, wie er ist."))
        instance.licence = row["licence"]
        instance.version += 1

    def slug_for(self, instance: Any, row: dict[str, str]) -> str:
        raise NotImplementedError

    def after_save_instance(self, instance: Any, row: dict[str, str], *, dry_run: bool = False, **kwargs: Any) -> None:
        if dry_run:
            return
        for name in self.changes:
            self.fields[name].store(instance, self)
        self._stamp(instance)
        self.finish_row(instance, self.changes)

    def _stamp(self, instance: Any) -> None:
        """Translations that came with this list fit the German that came with it; a new German text outdates the others."""
        follow(instance, texts_before(instance, was={name: old for name, (old, _new) in self.changes.items()}))


def wider_keys(user: Someone) -> frozenset[str]:
    """Return the regions the account coordinates and everything that contains them: who works there may be named as a provider."""
    with one_version():
        return frozenset(other for key in coordinated_keys(user) for other in containing(key))
