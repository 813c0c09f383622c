"""What must appear unchanged in a translation: placeholders, addresses, numbers, dates, and German terms that stay in brackets."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """One thing that a translation lacks or has too much. `words`: a sentence in the reader's language; `can_overrule`: with a reason."""

    code: str
    words: str
    can_overrule: bool


def check(german: str, text: str, *, kept_terms: Iterable[str] = (), longest: int | None = None) -> list[Finding]:
    """Compare a translation with its German text. `kept_terms`: German terms of this text that must stand in brackets."""
    return []
