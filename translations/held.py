"""What an account holds of translations: files, proposals, what it is at. A proposal stays without the person when she goes."""

from django.utils.translation import gettext_lazy as _

from accounts import export
from accounts.export import Rows
from accounts.models import User
from translations.models import Proposal, TextLock


def files(user: User) -> Rows:
    """Return the account's files of the last day with their texts."""
    return [
        {"filename": entry.filename, "language": entry.language, "created_at": entry.created_at, "applied_at": entry.applied_at,
         "texts": [row["text"] for row in entry.rows if row["text"]]}
        for entry in user.translation_imports.all()
    ]  # fmt: skip


def proposals(user: User) -> Rows:
    rows = Proposal.objects.filter(by=user).order_by("made_at", "pk")
    return list(rows.values("model", "object_id", "field", "language", "text", "reason", "made_at"))


def locks(user: User) -> Rows:
    return list(TextLock.objects.filter(user=user).order_by("until", "pk").values("model", "object_id", "field", "language", "until"))


def register() -> None:
    """Add this app's parts to the account's export."""
    export.register("translation_files", _("Meine übersetzten Dateien"), files)
    export.register("translation_proposals", _("Meine Vorschläge für Übersetzungen"), proposals)
    export.register("translation_locks", _("Texte, die ich gerade übersetze"), locks)
