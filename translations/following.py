"""What happens to the state of translations when a text is changed: a new German text leaves them outdated, unless the change was minor.

ready = ready_texts(row)          # before the change
... change and save the row ...
follow(row, ready, edited={("about", "ar")}, minor=False)
"""

from collections.abc import Iterable

from django.db.models import Model

from translations.texts import OTHERS, fields_of, outdated, stamp

Texts = set[tuple[str, str]]


def ready_texts(instance: Model) -> Texts:
    """Return field and language of every translation that fits its German text, and note what they fit. To be called before a change."""
    late = outdated(instance)
    ready = {
        (field, code)
        for field in fields_of(type(instance))
        for code in OTHERS
        if getattr(instance, f"{field}_{code}") and field not in late.get(code, ())
    }
    _stamp(instance, ready)
    return ready


def follow(instance: Model, ready: Texts, *, edited: Iterable[tuple[str, str]] = (), minor: bool = False) -> None:
    """After a change: what was edited now fits the German text; what was ready still does only when the change was minor."""
    _stamp(instance, set(edited) | (ready if minor else set()))


def _stamp(instance: Model, texts: Texts) -> None:
    by_language: dict[str, list[str]] = {}
    for field, code in sorted(texts):
        by_language.setdefault(code, []).append(field)
    for code, fields in by_language.items():
        stamp(instance, fields=fields, languages=[code])
