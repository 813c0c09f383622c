"""What changes between two states of an offer, in words for people, with relations and all languages."""

from collections.abc import Iterable
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import Field, Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from offers import values
from offers.models import Offer
from offers.translation import OFFER_TEXTS
from offers.values import Values
from portal import diff, wording
from portal.diff import Change
from portal.history_view import plain
from portal.languages import CODES, SOURCE, direction
from portal.regions import places
from portal.vocabulary import LanguageMode

_LABELS = {
    "languages": gettext_lazy("Sprachen"),
    "links": gettext_lazy("Links"),
    "new_contact": gettext_lazy("Neuer Kontakt"),
    "new_place": gettext_lazy("Neuer Ort"),
}


def label_of(name: str) -> str:
    """Return the name of a field of `values` for people."""
    if name in _LABELS:
        return str(_LABELS[name])
    return str(Offer._meta.get_field(name.rpartition("_")[0] if name in values.TEXTS else name).verbose_name)


def differences(old: Values, new: Values, *, only: Iterable[str] | None = None) -> list[Change]:
    """Return the changed fields in the order of the model, texts with each of their languages."""
    changed = values.changes_between(old, new)
    wanted = set(changed) if only is None else set(changed) & set(only)
    found = []
    for name in (*values.FIELDS, *values.NEW):
        if name in wanted:
            language = name.rpartition("_")[2] if name in values.TEXTS else ""
            change = diff.compare(name, label_of(name), words(name, old.get(name)), words(name, new.get(name)), language)
            if change:
                found.append(change)
    return found


def words(name: str, value: Any) -> str:
    """Return one value as people read it."""
    if value in (None, "", []):
        return ""
    if name in values.TEXTS:
        return str(value)
    if name == "regions":
        return ", ".join(places()[key].name if key in places() else key for key in value)
    if name in values.ROWS:
        return "\n".join(_row_words(name, row) for row in value)
    if name in values.NEW:
        return ", ".join(plain(part) for part in value.values() if part not in (None, "", False))
    if name in values.DATES:
        return wording.partial_date(value)
    field = Offer._meta.get_field(name)
    if name in values.MANY or name in values.POINTERS:
        return _names(field.related_model, value if isinstance(value, list) else [value])
    if isinstance(field, ArrayField):
        return ", ".join(_choice(field.base_field, entry) for entry in value)
    return _choice(field, value)


def _choice(field: Field, value: Any) -> str:
    return str(dict(field.flatchoices).get(value, value)) if field.flatchoices else plain(value)


def _names(model: type[Model], keys: list[Any]) -> str:
    found = model._default_manager.in_bulk(keys)
    return ", ".join(str(found.get(key, key)) for key in keys)


def _row_words(name: str, row: Values) -> str:
    if name == "languages":
        head = f"{wording.name_of_language(row['code'])} ({LanguageMode(row['mode']).label})"
        text = "note"
    else:
        size = f" {row['kilobytes']} kB" if row.get("kilobytes") else ""
        head = f"{row['url']} ({wording.name_of_language(row['language'])}{', PDF' if row.get('is_pdf') else ''}{size})"
        text = "label"
    notes = [f"{code}: {row[f'{text}_{code}']}" for code in CODES if row.get(f"{text}_{code}")]
    return " · ".join([head, *notes])


def outdated_after(old: Values, new: Values, *, minor: bool) -> list[dict[str, Any]]:
    """Return by language the texts whose translation will no longer fit the German: the language and the names of the fields."""
    if minor:
        return []
    changed = values.changes_between(old, new)
    found = []
    for code in CODES:
        late = [
            text
            for text in OFFER_TEXTS
            if code != SOURCE and f"{text}_{SOURCE}" in changed and f"{text}_{code}" not in changed and old.get(f"{text}_{code}")
        ]
        if late:
            found.append({"code": code, "direction": direction(code), "fields": ", ".join(label_of(f"{text}_{SOURCE}") for text in late)})
    return found


def named_fields(names: Iterable[str]) -> str:
    """Return the names of some fields, one after the other."""
    return ", ".join(label_of(name) for name in names) or _("nichts")
