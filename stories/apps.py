from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from portal import desk


class StoriesConfig(AppConfig):
    name = "stories"

    def ready(self) -> None:
        """Make this app's messages and its pages at the desk known."""
        from stories import access, award_mails, mails  # noqa: PLC0415 - models must be loaded first

        mails.register()
        award_mails.register()
        desk.add(27, _("Geschichten"), "story_desk:list", access.has_stories)
        desk.add(28, _("Preise"), "award_desk:list", access.has_stories)
