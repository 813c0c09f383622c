from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from portal import desk


class NetworksConfig(AppConfig):
    name = "networks"

    def ready(self) -> None:
        """Make this app's messages known, what it holds of an account, and its pages at the desk."""
        from networks import access, claim_mails, confirm_mails, inbox_mails, invitation_mails, mails, people  # noqa: PLC0415 - models first

        for part in (mails, claim_mails, confirm_mails, inbox_mails, invitation_mails, people):
            part.register()
        desk.add(30, _("Organisationen"), "profiles:organisations", access.is_in_network)
        desk.add(35, _("Profile"), "profiles:advisors", access.is_in_network)
        desk.add(40, _("Mein Profil"), "profiles:profile", access.has_profile)
