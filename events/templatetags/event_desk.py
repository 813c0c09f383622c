"""The tabs above every page of one event at the desk."""

from dataclasses import dataclass

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.translation import gettext as _

from events.access import can_edit_event, sees_participants
from events.models import Event

register = template.Library()


@dataclass(frozen=True)
class Tab:
    code: str
    label: str
    href: str


@register.simple_tag(takes_context=True)
def event_tabs(context: Context, event: Event, current: str) -> list[Tab]:
    """Return the pages of an event that the reader may open. Who stands on a page of people may open all of them."""
    user = context["request"].user
    tabs = [Tab("detail", _("Überblick"), reverse("event_desk:detail", args=[event.pk]))]
    if current in ("people", "mails") or sees_participants(user, event):
        tabs += [
            Tab("people", _("Menschen"), reverse("event_people:list", args=[event.pk])),
            Tab("mails", _("E-Mails"), reverse("event_mails:list", args=[event.pk])),
        ]
        # Whoever reads names is organiser or coordination, and may write as well.
        tabs.append(Tab("edit", _("Bearbeiten"), reverse("event_desk:edit", args=[event.pk])))
    elif current == "edit" or can_edit_event(user, event):
        tabs.append(Tab("edit", _("Bearbeiten"), reverse("event_desk:edit", args=[event.pk])))
    return tabs
