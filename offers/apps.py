from django.apps import AppConfig


class OffersConfig(AppConfig):
    name = "offers"

    def ready(self) -> None:
        """Make this app's messages known."""
        from networks import profiles  # noqa: PLC0415 - models must be loaded first
        from offers import mails, renames  # noqa: PLC0415 - models must be loaded first

        mails.register()
        profiles.after_rename.append(renames.refresh_offers_of)
