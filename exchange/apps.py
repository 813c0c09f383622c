from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExchangeConfig(AppConfig):
    name = "exchange"

    def ready(self) -> None:
        """Make this app's messages and its entry at the desk known."""
        from exchange import mails  # noqa: PLC0415 - models must be loaded first
        from exchange.access import can_import  # noqa: PLC0415
        from portal import desk  # noqa: PLC0415

        mails.register()
        desk.add(60, _("Listen"), "exchange:list", can_import)
