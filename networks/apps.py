from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from portal import desk


class NetworksConfig(AppConfig):
    name = "networks"

    def ready(self) -> None:
        """Make this app's messages known, and its pages at the desk."""
        from networks import access, mails  # noqa: PLC0415 - models must be loaded first

        mails.register()
        desk.add(30, _("Organisationen"), "profiles:organisations", access.is_in_network)
        desk.add(35, _("Profile"), "profiles:advisors", access.is_in_network)
        desk.add(40, _("Mein Profil"), "profiles:profile", access.has_profile)
