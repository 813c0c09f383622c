"""Terms of the field and how they are agreed to be said."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Term:
    """A term that stands in a German text, with its rendering in one language; "" when none is agreed."""

    german: str
    text: str
    is_draft: bool
    keep_german: bool
    note: str


def terms_in(german: str, language: str) -> list[Term]:
    """Return the terms of this text in the order in which they stand in it."""
    return []
