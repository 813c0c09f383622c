from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        """Make this app's messages, its part of the export and its place at the desk known."""
        from django.utils.translation import gettext_lazy as _  # noqa: PLC0415 - models must be loaded first

        from accounts import export, mails  # noqa: PLC0415 - models must be loaded first
        from portal import desk  # noqa: PLC0415 - models must be loaded first

        mails.register()
        export.register_own()
        desk.add(90, _("Mein Konto"), "accounts:me")
