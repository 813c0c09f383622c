"""The columns of our own lists (fields of django-import-export): what each is called, where its value is kept, how lists name it."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model
from import_export.fields import Field
from import_export.widgets import Widget

from exchange.widgets import Json
from portal.texts import text_models
from translations.copying import Kept, records_of, take_over
from translations.following import follow, texts_before


class Column(Field):
    """A column of the row itself. `words` are headers that lists use; `identity` says which row is meant and is never compared.

    `shown_only`: goes out and is never read. `fixed`: one value for a whole list makes sense. `lasting`: an empty cell changes nothing.
    """

    def __init__(
        self,
        name: str,
        widget: Widget,
        label: Any,
        *words: str,
        hint: Any = "",
        language: str = "",
        identity: bool = False,
        shown_only: bool = False,
        fixed: bool = False,
        lasting: bool = False,
    ) -> None:
        super().__init__(attribute=name, column_name=name, widget=widget, readonly=identity or shown_only)
        self.name, self.label, self.words, self.hint, self.language = name, label, words, hint, language
        self.identity, self.shown_only, self.fixed, self.lasting = identity, shown_only, fixed, lasting

    def store(self, instance: Model, context: Any) -> None:
        """Write what could not be written before the row itself; plain columns have nothing to do."""


class Beside(Column):
    """A column whose value is kept in other tables. Until the row is saved it waits in `instance.wanted`."""

    def current(self, instance: Model) -> Any:
        """Return the value as the database has it."""
        raise NotImplementedError

    def get_value(self, instance: Model) -> Any:
        wanted = instance.__dict__.get("wanted", {})
        if self.name in wanted:
            return wanted[self.name]
        return None if instance._state.adding else self.current(instance)

    def save(self, instance: Model, row: Any, is_m2m: bool = False, **kwargs: Any) -> None:
        instance.__dict__.setdefault("wanted", {})[self.name] = self.clean(row, **kwargs)

    def store(self, instance: Model, context: Any) -> None:
        if self.name in instance.__dict__.get("wanted", {}):
            self.write(instance, instance.wanted[self.name], context)

    def write(self, instance: Model, value: Any, context: Any) -> None:
        raise NotImplementedError


class Links(Beside):
    """Many rows of another table, known by `key`; `ids` is the name of a lookup from key to primary key, "" when they are the same."""

    def __init__(self, name: str, widget: Widget, label: Any, *words: str, key: str = "pk", ids: str = "", **options: Any) -> None:
        super().__init__(name, widget, label, *words, **options)
        self.key, self.ids = key, ids

    def current(self, instance: Model) -> list[str]:
        return sorted(str(getattr(other, self.key)) for other in getattr(instance, self.name).all())

    def write(self, instance: Model, value: list[str], context: Any) -> None:
        wanted = [getattr(context.lookups, self.ids)[key] for key in value] if self.ids else value
        manager = getattr(instance, self.name)
        if instance.is_new_here:
            if wanted:
                manager.add(*wanted)
        else:
            manager.set(wanted)


class Later(Links):
    """Links to rows that this very list may bring: written when all rows are there."""

    def write(self, instance: Model, value: list[str], context: Any) -> None:
        if value or not instance.is_new_here:
            context.later.append((instance.pk, self.name, value))

    def current(self, instance: Model) -> list[str]:
        if instance._meta.get_field(self.name).many_to_many:
            return super().current(instance)
        other = getattr(instance, self.name)
        return [other.slug] if other else []


class One(Beside):
    """One row of another table, known by `key`; `ids` as in `Links`."""

    def __init__(self, name: str, widget: Widget, label: Any, *words: str, key: str = "pk", ids: str = "", **options: Any) -> None:
        super().__init__(name, widget, label, *words, **options)
        self.key, self.ids = key, ids

    def current(self, instance: Model) -> str:
        other = getattr(instance, self.name)
        return str(getattr(other, self.key)) if other else ""

    def save(self, instance: Model, row: Any, is_m2m: bool = False, *, context: Any, **kwargs: Any) -> None:
        super().save(instance, row, is_m2m, context=context, **kwargs)
        key = instance.wanted[self.name]
        pk = getattr(context.lookups, self.ids)[key] if key and self.ids else key
        setattr(instance, f"{self.name}_id", pk or None)

    def write(self, instance: Model, value: Any, context: Any) -> None:
        """Already part of the row."""


class Part(Beside):
    """One field of something that belongs to the provider: its contact or its place. `OfferResource` finds or makes the whole."""

    def __init__(self, relation: str, part: str, widget: Widget, label: Any, *words: str, **options: Any) -> None:
        super().__init__(f"{relation}_{part}", widget, label, *words, **options)
        self.relation, self.part = relation, part

    def current(self, instance: Model) -> str:
        other = getattr(instance, self.relation)
        return getattr(other, self.part) if other else ""

    def write(self, instance: Model, value: Any, context: Any) -> None:
        """Written with the other parts."""


class Children(Beside):
    """Rows of a child table as JSON. `only_add`: what stands here is never removed by a list."""

    def __init__(self, name: str, model: type[Model], label: Any, fields: Iterable[str], *, only_add: bool = False) -> None:
        super().__init__(name, Json(self.checked), label)
        self.model, self.fields, self.only_add = model, tuple(fields), only_add

    def checked(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Return the rows. Raises ValueError for anything that is not a list of rows that could be stored."""
        if not isinstance(rows, list) or len(rows) > 100 or any(set(row) - set(self.fields) for row in rows):
            raise ValueError
        for row in rows:
            child = self.model(**row)
            parent = [field.name for field in self.model._meta.fields if field.is_relation]
            try:
                child.clean_fields(exclude=[*parent, *(field.name for field in self.model._meta.fields if field.name not in self.fields)])
                child.validate_constraints(exclude=parent)
            except ValidationError:
                raise ValueError from None
        return rows

    def current(self, instance: Model) -> list[dict[str, Any]]:
        empty = ("", None, False, [])
        return [
            {name: value for name in self.fields if (value := getattr(child, name)) not in empty}
            for child in sorted(getattr(instance, self.name).all(), key=lambda child: child.pk)
        ]

    def save(self, instance: Model, row: Any, is_m2m: bool = False, **kwargs: Any) -> None:
        wanted = self.clean(row, **kwargs) or []
        if not instance._state.adding and self.only_add:
            here = self.current(instance)
            wanted = here + [child for child in wanted if child not in here]
        instance.__dict__.setdefault("wanted", {})[self.name] = wanted

    def write(self, instance: Model, value: list[dict[str, Any]], context: Any) -> None:
        here = [] if instance.is_new_here else self.current(instance)
        if here == value:
            return
        manager = getattr(instance, self.name)
        is_translated = self.model in text_models()
        known: Kept = []
        if not self.only_add:
            # A row that comes again is a copy of the one that was here.
            known = [record for row in manager.all() for record in records_of(row)] if is_translated and here else []
            manager.all().delete()
            here = []
        for child in value:
            if child not in here:
                row = manager.create(**child)
                if is_translated:
                    take_over(row, known)


class SpokenIn(Beside):
    """The languages of an entry and their modes. Notes to a language that stays are kept."""

    def current(self, instance: Model) -> list[str]:
        return sorted(f"{spoken.code}:{spoken.mode}" for spoken in instance.languages.all())

    def write(self, instance: Model, value: list[str], context: Any) -> None:
        here = {} if instance.is_new_here else {f"{spoken.code}:{spoken.mode}": spoken for spoken in instance.languages.all()}
        for key in here.keys() - set(value):
            here[key].delete()
        for key in value:
            if key not in here:
                code, mode = key.split(":")
                instance.languages.create(code=code, mode=mode)


class SpokenNotes(Beside):
    """The notes to an entry's languages, as JSON: {"ar:spoken": {"note_de": "…"}}."""

    def __init__(self, name: str, label: Any, fields: Iterable[str]) -> None:
        super().__init__(name, Json(self.checked), label)
        self.fields = tuple(fields)

    def checked(self, notes: dict[str, dict[str, str]]) -> dict[str, dict[str, str]]:
        """Return the notes. Raises ValueError for anything else."""
        for texts in notes.values():
            if set(texts) - set(self.fields) or any(not isinstance(text, str) or len(text) > 120 for text in texts.values()):
                raise ValueError
        return notes

    def current(self, instance: Model) -> dict[str, dict[str, str]]:
        found = {}
        for spoken in instance.languages.all():
            if texts := {name: text for name in self.fields if (text := getattr(spoken, name))}:
                found[f"{spoken.code}:{spoken.mode}"] = texts
        return found

    def write(self, instance: Model, value: dict[str, dict[str, str]] | None, context: Any) -> None:
        # Read anew: the languages have just been written.
        for spoken in instance.languages.model.objects.filter(**{instance.languages.field.name: instance}):
            texts = (value or {}).get(f"{spoken.code}:{spoken.mode}", {})
            wanted = {name: texts.get(name, "") for name in self.fields}
            if any((getattr(spoken, name) or "") != text for name, text in wanted.items()):
                former = texts_before(spoken)
                for name, text in wanted.items():
                    setattr(spoken, name, text)
                spoken.save()
                follow(spoken, former)
