from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from portal import desk


class OffersConfig(AppConfig):
    name = "offers"

    def ready(self) -> None:
        """Make this app's messages and its place at the desk known."""
        from offers import access, freshness_mails, held, mails  # noqa: PLC0415 - models must be loaded first

        for part in (mails, freshness_mails, held):
            part.register()
        desk.add(20, _("Angebote"), "offers_desk:list", access.can_write_offers)
