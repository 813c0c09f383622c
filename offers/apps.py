from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from portal import desk


class OffersConfig(AppConfig):
    name = "offers"

    def ready(self) -> None:
        """Make known this app's messages, what it holds of an account, its place at the desk, and what it adds to organisations."""
        from networks import archiving, directory, profiles  # noqa: PLC0415 - models must be loaded first
        from offers import access, freshness_mails, held, index, mails, renames  # noqa: PLC0415 - models must be loaded first

        for part in (mails, freshness_mails, held):
            part.register()
        directory.add_facts(index.FACTS)
        archiving.hanging.append(archiving.Hanging(renames.public_offers_of, renames.archive_offers_of))
        profiles.after_rename.append(renames.refresh_offers_of)
        desk.add(20, _("Angebote"), "offers_desk:list", access.can_write_offers)
