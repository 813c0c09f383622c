"""The tabs above every page of one event at the desk."""

from dataclasses import dataclass

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.translation import gettext as _

from events.access import can_edit_event, sees_participants
from events.models import Event
from events.overview import LABELS
from events.when import when
from portal.vocabulary import LanguageMode

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
    sees = current == "people" or sees_participants(user, event)
    if sees:
        tabs.append(Tab("people", _("Menschen"), reverse("event_people:list", args=[event.pk])))
    if sees or current == "mails":
        tabs.append(Tab("mails", _("E-Mails"), reverse("event_mails:list", args=[event.pk])))
    # Whoever reads names or what was sent is organiser or coordination, and may write as well.
    if sees or current in ("mails", "edit") or can_edit_event(user, event):
        tabs.append(Tab("edit", _("Bearbeiten"), reverse("event_desk:edit", args=[event.pk])))
    return tabs


@register.filter
def event_when(event: Event) -> str:
    """Day and time of an event in words."""
    return when(event)


@register.filter
def choice_labels(event: Event, field: str) -> list[str]:
    """The words for each value of a list of closed choices."""
    choices = dict(Event._meta.get_field(field).base_field.choices)
    return [str(choices[value]) for value in getattr(event, field)]


@register.filter
def mode_label(mode: str) -> str:
    """How a language is there: spoken, interpreted, written."""
    return str(dict(LanguageMode.choices).get(mode, mode))


@register.filter
def step_label(name: str) -> str:
    """The words on the button of a step."""
    return str(LABELS[name])
