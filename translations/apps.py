from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from portal import desk


class TranslationsConfig(AppConfig):
    name = "translations"

    def ready(self) -> None:
        """Make this app's pages at the desk known."""
        from translations import access, held  # noqa: PLC0415 - models must be loaded first

        desk.add(45, _("Übersetzungen"), "translations:queue", access.sees_progress)
        held.register()
