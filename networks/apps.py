from django.apps import AppConfig


class NetworksConfig(AppConfig):
    name = "networks"

    def ready(self) -> None:
        """Make this app's messages known."""
        from networks import invitation_mails, mails, people  # noqa: PLC0415 - models must be loaded first

        mails.register()
        invitation_mails.register()
        people.register()
