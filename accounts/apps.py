from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        """Make this app's messages known."""
        from accounts import mails  # noqa: PLC0415 - models must be loaded first

        mails.register()
