"""Save many translations at once, by the rules of `translations.actions`: a file of 5,000 texts must not take minutes.

The rows are locked before the difference is found, so what it says still holds when it is written.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from django.db.models import Model, QuerySet

from accounts.models import User
from portal.texts import NO_PAGE, after_change, model_of, options_of, page_of
from translations import wishes
from translations.actions import Outcome, UnitKey
from translations.models import Origin, Proposal, SourceText, TextWish, TranslationRecord
from translations.texts import digest, label_of
from translations.versions import count_up_pages, counted_up, pages_of

Rows = dict[tuple[str, str], Model]


class Write(Protocol):
    """One translation that passed the guards, or was let through with a reason."""

    key: UnitKey
    text: str
    german: str
    reason: str


def lock(units: Iterable[UnitKey]) -> Rows:
    """Lock the rows of these units, pages before their parts, and return them by label and key. A few queries for each model."""
    keys: dict[str, set[str]] = defaultdict(set)
    for unit in units:
        keys[unit.model].add(unit.object_id)
    wanted = {label: _rows(model, keys[label]) for label in sorted(keys) if (model := model_of(label)) is not None}
    pages: dict[str, set[str]] = defaultdict(set)
    for label, rows in wanted.items():
        for page in pages_of(rows):
            pages[page._meta.label_lower].add(str(page.pk))
        if not options_of(rows.model).page_path:
            pages[label] |= {str(row.pk) for row in rows}
    for label in sorted(pages):
        page_model = model_of(label)
        if page_model is not None:
            list(page_model._default_manager.select_for_update(of=("self",)).filter(pk__in=pages[label]).order_by("pk").values_list("pk"))
    found: Rows = {}
    for label, rows in wanted.items():
        found |= {(label, str(row.pk)): row for row in rows.select_for_update(of=("self",))}
    return found


def _rows(model: type[Model], keys: set[str]) -> QuerySet:
    """Return these rows in the order in which they are locked, with the rows their pages are about."""
    path = options_of(model).page_path
    rows = model._default_manager.filter(pk__in=keys).order_by("pk")
    return rows.select_related(path.replace(".", "__")) if path is not NO_PAGE and path else rows


def save_all(writes: Sequence[Write], rows: Rows, *, by: User) -> list[Outcome]:
    """Save these translations of locked rows; sensitive ones become proposals. Returns one outcome for each.

    Side effects, as in `save_translation`: records, row versions, search rows, proposals and wishes that end.
    """
    outcomes, saved, proposed = [], [], []
    for write in writes:
        sensitive = write.key.field in options_of(type(rows[write.key.model, write.key.object_id])).sensitive
        (proposed if sensitive else saved).append(write)
        outcomes.append(Outcome.PROPOSED if sensitive else Outcome.SAVED)
    _propose(proposed, by)
    _write_columns(saved, rows)
    _note(saved)
    _follow(saved, rows)
    return outcomes


def _propose(writes: list[Write], by: User) -> None:
    made = [
        Proposal(
            model=write.key.model, object_id=write.key.object_id, field=write.key.field, language=write.key.language, text=write.text,
            source_digest=digest(write.german), origin=Origin.EDITORIAL, by=by, reason=write.reason,
        )
        for write in writes
    ]  # fmt: skip
    Proposal.objects.bulk_create(
        made, update_conflicts=True, unique_fields=("model", "object_id", "field", "language"),
        update_fields=("text", "source_digest", "origin", "by", "reason", "made_at"), batch_size=500,
    )  # fmt: skip


def _write_columns(writes: list[Write], rows: Rows) -> None:
    columns: dict[tuple[str, str], dict[str, Any]] = defaultdict(dict)
    for write in writes:
        columns[write.key.model, write.key.object_id][f"{write.key.field}_{write.key.language}"] = write.text
    for name, values in columns.items():
        row = rows[name]
        for column, text in values.items():
            setattr(row, column, text)
        type(row)._default_manager.filter(pk=row.pk).update(**values, **counted_up(type(row)))
    count_up_pages(rows[name] for name in columns)


def _note(writes: list[Write]) -> None:
    """Write the records, and the German texts they were made from."""
    records, sources = [], []
    for write in writes:
        unit = {"model": write.key.model, "object_id": write.key.object_id, "field": write.key.field}
        german = digest(write.german)
        records.append(
            TranslationRecord(
                **unit, language=write.key.language, text_digest=digest(write.text), source_digest=german, origin=Origin.EDITORIAL,
                accepted=True, reason=write.reason,
            )
        )  # fmt: skip
        sources.append(SourceText(**unit, digest=german, text=write.german))
    TranslationRecord.objects.bulk_create(
        records, update_conflicts=True, unique_fields=("model", "object_id", "field", "language", "text_digest", "source_digest"),
        update_fields=("origin", "accepted", "reason", "made_at"), batch_size=500,
    )  # fmt: skip
    SourceText.objects.bulk_create(sources, ignore_conflicts=True, batch_size=500)


def _follow(writes: list[Write], rows: Rows) -> None:
    """End proposals and wishes, and bring each page's search rows up to date once."""
    if not writes:
        return
    language = writes[0].key.language
    units = {(write.key.model, write.key.object_id, write.key.field) for write in writes}
    waiting = Proposal.objects.filter(language=language, model__in={model for model, _key, _field in units})
    ended = [pk for pk, *unit in waiting.values_list("pk", "model", "object_id", "field") if tuple(unit) in units]
    Proposal.objects.filter(pk__in=ended).delete()
    pages: Rows = {}
    for name in {(model, key): None for model, key, _field in sorted(units)}:
        page = page_of(rows[name]) or rows[name]
        # A page that is a locked row itself has the new texts already.
        pages[label_of(page)] = rows.get(label_of(page), page)
    wished = set(TextWish.objects.filter(language=language).values_list("model", "object_id"))
    for name, page in pages.items():
        after_change(page)
        if name in wished:
            wishes.settle(page, language)
