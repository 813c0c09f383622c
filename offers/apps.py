from django.apps import AppConfig


class OffersConfig(AppConfig):
    name = "offers"

    def ready(self) -> None:
        """Make this app's messages known, what it holds of an account, and what offers say of organisations in their directory."""
        from networks import directory  # noqa: PLC0415 - models must be loaded first
        from offers import freshness_mails, held, index, mails  # noqa: PLC0415 - models must be loaded first

        for part in (mails, freshness_mails, held):
            part.register()
        directory.add_facts(index.FACTS)
