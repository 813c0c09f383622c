"""What readers are told of translations."""

from typing import Any

from django import template
from django.db.models import Model
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.languages import SOURCE
from portal.texts import is_readable
from translations.labels import Note, note_of

register = template.Library()


@register.inclusion_tag("translations/_note.html")
def translation_note(row: Model) -> dict[str, Any]:
    """Say once what of a row's page is not translated, a machine's, or not yet read, in the active language; nothing in German.

    Belongs on every public page of a row with translated texts. One query.
    """
    note = note_of(row, get_language() or SOURCE)
    return {"note": note, "ask": _ask(row, note)}


def _ask(row: Model, note: Note) -> str:
    if not note.is_partial or not is_readable(row):
        return ""
    return reverse("translation_wish:ask", args=[row._meta.label_lower, row.pk])


@register.simple_tag
def machine_chip(card: Any) -> SafeString | str:
    """A short label in words on a card whose text a machine has written and nobody has read (see `labels.attach`)."""
    return format_html('<p class="quiet machine">{}</p>', _("maschinell übersetzt")) if getattr(card, "unread", None) else ""
