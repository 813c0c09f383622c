"""The state of translated texts, derived from content: each translation remembers the digest of the German text it was made from.

Works for everything registered with django-modeltranslation and imports no content app.
"""

import hashlib
from collections.abc import Iterable

from django.db.models import Model
from modeltranslation.translator import translator

from portal.languages import CODES, SOURCE
from translations.models import TextState

OTHERS = tuple(code for code in CODES if code != SOURCE)


def digest(text: str | None) -> str:
    """Return the digest of a German text; blanks at the ends and line ends do not count."""
    return hashlib.sha256(" ".join((text or "").split()).encode()).hexdigest()[:32]


def fields_of(model: type[Model]) -> tuple[str, ...]:
    """Return the names of a model's translated fields."""
    return tuple(translator.get_options_for_model(model).fields)


def stamp(instance: Model, *, fields: Iterable[str] | None = None, languages: Iterable[str] = OTHERS) -> None:
    """Say that the translations of these fields fit the German text as it stands now. Texts that are empty get no stamp."""
    label = instance._meta.label_lower
    states = []
    for field in fields if fields is not None else fields_of(type(instance)):
        german = digest(getattr(instance, f"{field}_{SOURCE}"))
        states += [
            TextState(model=label, object_id=instance.pk, field=field, language=code, digest=german)
            for code in languages
            if getattr(instance, f"{field}_{code}")
        ]
    TextState.objects.bulk_create(
        states, update_conflicts=True, unique_fields=("model", "object_id", "field", "language"), update_fields=("digest",)
    )


def outdated(instance: Model) -> dict[str, list[str]]:
    """Return, by language, the fields whose translation was made from another German text than today's. Missing texts are not outdated."""
    stamps = TextState.objects.filter(model=instance._meta.label_lower, object_id=instance.pk)
    known = {(state.field, state.language): state.digest for state in stamps}
    found: dict[str, list[str]] = {}
    for field in fields_of(type(instance)):
        german = digest(getattr(instance, f"{field}_{SOURCE}"))
        for code in OTHERS:
            if getattr(instance, f"{field}_{code}") and known.get((field, code), german) != german:
                found.setdefault(code, []).append(field)
    return found
