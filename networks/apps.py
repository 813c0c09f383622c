from django.apps import AppConfig


class NetworksConfig(AppConfig):
    name = "networks"

    def ready(self) -> None:
        """Make this app's messages known."""
        from networks import claim_mails, inbox_mails, mails  # noqa: PLC0415 - models must be loaded first

        mails.register()
        claim_mails.register()
        inbox_mails.register()
