"""What an account holds of stories: its notes about applications for a prize."""

from django.utils.translation import gettext_lazy as _

from accounts import export
from accounts.export import Rows
from accounts.models import User


def jury_notes(user: User) -> Rows:
    """Return what the account thought of applications; of the applications nothing but their number, they are others' words."""
    return list(user.jury_notes.order_by("pk").values("application_id", "points", "text", "changed_at"))


def register() -> None:
    """Add this app's part to the account's export."""
    export.register("jury_notes", _("Jurynotizen"), jury_notes)
