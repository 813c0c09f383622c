from django.apps import AppConfig


class OffersConfig(AppConfig):
    name = "offers"

    def ready(self) -> None:
        """Make this app's messages known, what it holds of an account, and what it adds to organisations and their changes."""
        from networks import directory, profiles  # noqa: PLC0415 - models must be loaded first
        from offers import freshness_mails, held, index, mails, renames  # noqa: PLC0415 - models must be loaded first

        for part in (mails, freshness_mails, held):
            part.register()
        directory.add_facts(index.FACTS)
        profiles.after_rename.append(renames.refresh_offers_of)
