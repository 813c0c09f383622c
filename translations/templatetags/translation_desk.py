"""The pages of the translators, as one line of links above each of them."""

from typing import Any

from django import template
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from accounts.access import is_coordinator
from translations.access import has_queue, sees_progress
from translations.proposals import decidable

register = template.Library()
_TABS = (
    ("queue", _("Zu übersetzen"), "translations:queue", sees_progress),
    ("proposals", _("Zweites Augenpaar"), "translations:proposals", sees_progress),
    ("progress", _("Fortschritt"), "translation_progress:progress", sees_progress),
    ("glossary", _("Fachwörter"), "glossary:list", sees_progress),
    ("files", _("Dateien"), "translation_files:index", has_queue),
    ("machine", _("Maschinelle Übersetzung"), "translation_machine:list", is_coordinator),
)


@register.inclusion_tag("translations/_tabs.html", takes_context=True)
def translation_tabs(context: dict[str, Any], current: str) -> dict[str, object]:
    """Show the pages that are for this account; how many proposals wait for it stands beside theirs."""
    user, path = context["request"].user, context["request"].path
    tabs = []
    for name, words, url_name, allowed in _TABS:
        if not allowed(user):
            continue
        try:
            address = reverse(url_name)
        except NoReverseMatch:
            continue
        tabs.append({"words": words, "address": address, "is_current": name == current, "is_here": address == path, "count": None})
        if name == "proposals":
            tabs[-1]["count"] = decidable(user).count()
    return {"tabs": tabs}
