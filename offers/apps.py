from django.apps import AppConfig


class OffersConfig(AppConfig):
    name = "offers"

    def ready(self) -> None:
        """Make this app's messages known."""
        from offers import held, mails  # noqa: PLC0415 - models must be loaded first

        mails.register()
        held.register()
