"""Topics as pages need them, from memory."""

from dataclasses import dataclass

from django.utils.translation import get_language

from portal.content import snapshot
from portal.languages import CODES, SOURCE
from portal.models import Topic


@dataclass(frozen=True)
class Subject:
    code: str
    names: dict[str, str | None]

    @property
    def name(self) -> str:
        return self.names.get(get_language() or SOURCE) or self.names[SOURCE] or self.code


@snapshot
def topics() -> dict[str, Subject]:
    """Return every topic by code, in the order of the list."""
    rows = Topic.objects.order_by("position", "code").values_list("code", *(f"name_{code}" for code in CODES))
    return {code: Subject(code, dict(zip(CODES, names, strict=True))) for code, *names in rows}
