"""What stands in a file for one unit, and how a unit is named there.

`offers.offer:12:title:1f0c…` names the row, the field and the digest of the German text. Tools must keep the names of units, so the
digest is safest there. Keys may hold other signs than letters, digits, - and _; each such sign is written as `.hex.`.
"""

import re
from dataclasses import dataclass

from translations.files.refusal import Problem

_NAME = re.compile(r"([a-z_]{1,30}\.[a-z_]{1,30}):([A-Za-z0-9_.-]{1,200}):([a-z0-9_]{1,40})(?::([0-9a-f]{32}))?(?::([a-z]{2}))?")


@dataclass(frozen=True, slots=True)
class OutUnit:
    """A unit as it goes out. `digest` is that of the German, `label` the field in words, `notes` sentences for the translator."""

    model: str
    object_id: str
    field: str
    german: str
    text: str
    state: str
    digest: str
    label: str
    notes: tuple[str, ...] = ()
    longest: int | None = None

    @property
    def name(self) -> str:
        return f"{self.model}:{_quoted(self.object_id)}:{self.field}:{self.digest}"


@dataclass(frozen=True, slots=True)
class InUnit:
    """A unit as it came back. `german`: as the file has it; `confirmed`: somebody has read it, says the file; `problem`: why refused."""

    model: str
    object_id: str
    field: str
    text: str
    source_digest: str
    german: str = ""
    confirmed: bool = False
    problem: Problem | None = None


def _quoted(key: str) -> str:
    return re.sub(r"[^A-Za-z0-9_-]", lambda match: f".{ord(match[0]):x}.", key)


def parse(name: str) -> tuple[str, str, str, str, str] | None:
    """Return model, key, field, digest of the German and language ("" where they are missing); None for a name that is not ours."""
    match = _NAME.fullmatch(name)
    if match is None:
        return None
    model, key, field, digest, language = match.groups(default="")
    try:
        key = re.sub(r"\.([0-9a-f]{1,6})\.", lambda sign: chr(int(sign[1], 16)), key)
    except (ValueError, OverflowError):
        return None
    return (model, key, field, digest, language) if len(key) <= 64 and key.isprintable() else None
