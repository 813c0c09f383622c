from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from portal import desk


class StoriesConfig(AppConfig):
    name = "stories"

    def ready(self) -> None:
        """Make this app's messages known, its pages at the desk, and what it adds to the pages of offers."""
        from offers import page  # noqa: PLC0415 - models must be loaded first
        from stories import access, award_mails, cards, held, mails  # noqa: PLC0415 - models must be loaded first

        mails.register()
        award_mails.register()
        held.register()
        page.parts_below.append(cards.below_offer)
        desk.add(27, _("Geschichten"), "story_desk:list", access.has_stories)
        desk.add(28, _("Preise"), "award_desk:list", access.has_stories)
