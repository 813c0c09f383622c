from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from portal import desk


class TranslationsConfig(AppConfig):
    name = "translations"

    def ready(self) -> None:
        """Make this app's pages at the desk known."""
        from django.db.models.signals import post_delete  # noqa: PLC0415 - as below

        from portal.texts import text_models  # noqa: PLC0415 - as below
        from translations import access, held  # noqa: PLC0415 - models must be loaded first
        from translations.upkeep import forget_deleted  # noqa: PLC0415 - as above

        for model in text_models():
            post_delete.connect(forget_deleted, sender=model, dispatch_uid=f"texts of {model._meta.label_lower}")

        desk.add(45, _("Übersetzungen"), "translations:queue", access.sees_progress)
        held.register()
