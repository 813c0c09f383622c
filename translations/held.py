"""What an account holds of translations: what it proposed and what it is at. A proposal stays without the person when she goes."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts import export
from accounts.models import User
from translations.models import Proposal, TextLock


def proposals(user: User) -> list[dict[str, Any]]:
    rows = Proposal.objects.filter(by=user).order_by("made_at", "pk")
    return list(rows.values("model", "object_id", "field", "language", "text", "reason", "made_at"))


def locks(user: User) -> list[dict[str, Any]]:
    return list(TextLock.objects.filter(user=user).order_by("until", "pk").values("model", "object_id", "field", "language", "until"))


def register() -> None:
    export.register("translation_proposals", _("Meine Vorschläge für Übersetzungen"), proposals)
    export.register("translation_locks", _("Texte, die ich gerade übersetze"), locks)
