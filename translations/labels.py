"""What readers are told of a text: translated by a machine, or not yet read by a native speaker."""

from collections.abc import Iterable

from django.db.models import Model


def attach(rows: Iterable[Model], *, model: type[Model]) -> None:
    """Note at each row (or card with `pk`) which of its texts nobody has read: `row.unread` maps (field, language) to the origin.

    One query for all; none when the reader's language is German. The `text` filter and `{% translation_note %}` read it.
    """
