from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from portal import desk


class EventsConfig(AppConfig):
    name = "events"

    def ready(self) -> None:
        """Make this app's messages known, what it holds of an account, and its pages at the desk."""
        from events import access, held, lifecycle, mails, search_rows  # noqa: PLC0415 - models first
        from networks import archiving, profiles  # noqa: PLC0415 - models first

        mails.register()
        held.register()
        archiving.obstacles.append(lifecycle.still_ahead)
        profiles.after_rename.append(search_rows.refresh_of)
        desk.add(25, _("Veranstaltungen"), "event_desk:list", access.has_events)
