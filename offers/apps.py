from django.apps import AppConfig


class OffersConfig(AppConfig):
    name = "offers"

    def ready(self) -> None:
        """Make this app's messages known, and what offers say of organisations in their directory."""
        from networks import directory  # noqa: PLC0415 - models must be loaded first
        from offers import index, mails  # noqa: PLC0415 - models must be loaded first

        mails.register()
        directory.add_facts(index.FACTS)
