from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AtlasConfig(AppConfig):
    name = "atlas"

    def ready(self) -> None:
        """Put this app's pages into the desk's navigation."""
        from accounts.access import is_coordinator  # noqa: PLC0415 - models must be loaded first
        from portal import desk  # noqa: PLC0415 - as above

        desk.add(0, _("Übersicht"), "atlas:desk")
        desk.add(10, _("Eingang"), "atlas:inbox")
        desk.add(15, _("Stand der Region"), "atlas:region_health", is_coordinator)
        desk.add(70, _("E-Mails"), "atlas:mails", is_coordinator)
