from django.apps import AppConfig


class OffersConfig(AppConfig):
    name = "offers"

    def ready(self) -> None:
        """Make this app's messages known."""
        from offers import freshness_mails, mails  # noqa: PLC0415 - models must be loaded first

        mails.register()
        freshness_mails.register()
