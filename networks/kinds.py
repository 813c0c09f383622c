"""Kinds of organisations as pages need them, from memory."""

from dataclasses import dataclass

from django.utils.translation import get_language

from networks.models import OrganisationKind
from portal.content import snapshot
from portal.languages import CODES, SOURCE


@dataclass(frozen=True)
class Kind:
    code: str
    sphere: str
    names: dict[str, str | None]

    @property
    def name(self) -> str:
        return self.names.get(get_language() or SOURCE) or self.names[SOURCE] or self.code


@snapshot
def kinds() -> dict[str, Kind]:
    """Return every kind of organisation by code."""
    rows = OrganisationKind.objects.order_by("code").values_list("code", "sphere", *(f"name_{code}" for code in CODES))
    return {code: Kind(code, sphere, dict(zip(CODES, names, strict=True))) for code, sphere, *names in rows}
