"""What an account holds here: files that it brought back."""

from django.utils.translation import gettext_lazy as _

from accounts import export
from accounts.export import Rows
from accounts.models import User


def files(user: User) -> Rows:
    """Return the account's files of the last day with their texts."""
    return [
        {"filename": entry.filename, "language": entry.language, "created_at": entry.created_at, "applied_at": entry.applied_at,
         "texts": [row["text"] for row in entry.rows if row["text"]]}
        for entry in user.translation_imports.all()
    ]  # fmt: skip


def register() -> None:
    """Add this app's parts to the account's export."""
    export.register("translation_files", _("Meine übersetzten Dateien"), files)
