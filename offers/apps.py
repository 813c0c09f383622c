from django.apps import AppConfig


class OffersConfig(AppConfig):
    name = "offers"

    def ready(self) -> None:
        """Make this app's messages known."""
        from offers import freshness_mails, held, mails  # noqa: PLC0415 - models must be loaded first

        for part in (mails, freshness_mails, held):
            part.register()
