"""Changing the glossary at the desk."""

import uuid
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from translations.models import GlossaryRendering, GlossaryTerm
from translations.texts import digest


class RenderingChanged(Exception):
    """Somebody else has changed or reviewed the rendering meanwhile. Carries it as it stands now."""

    def __init__(self, rendering: GlossaryRendering) -> None:
        super().__init__("changed")
        self.rendering = rendering


def mark_of(rendering: GlossaryRendering | None) -> str:
    """Return what names the state of a rendering, so that a form can tell whether somebody else was quicker."""
    if rendering is None:
        return "none"
    return digest(f"{rendering.text} {rendering.reviewed_at.isoformat() if rendering.reviewed_at else ''}")


@transaction.atomic
def save_rendering(term: GlossaryTerm, language: str, *, by: User, text: str, is_reviewed: bool, was: str) -> GlossaryRendering:
    """Say how a term is said in a language. Without `is_reviewed` it is a draft. Raises RenderingChanged unless it is as it `was`."""
    # Whoever writes the first rendering of a language holds the term, so that nobody writes it twice.
    GlossaryTerm.objects.select_for_update().get(pk=term.pk)
    rendering = GlossaryRendering.objects.filter(term=term, language=language).first()
    if mark_of(rendering) != was:
        if rendering is None:
            rendering = GlossaryRendering(term=term, language=language)
        raise RenderingChanged(rendering)
    rendering = rendering or GlossaryRendering(term=term, language=language)
    now = timezone.now()
    is_other = rendering.text != text
    if is_other:
        rendering.text, rendering.edited_here, rendering.changed_at = text, True, now
    if not is_reviewed:
        rendering.reviewed_at = rendering.reviewed_by = None
    elif is_other or rendering.reviewed_at is None:
        rendering.reviewed_at, rendering.reviewed_by = now, by
    rendering.save()
    return rendering


@transaction.atomic
def add_term(values: dict[str, Any]) -> GlossaryTerm:
    """Add a German term of this installation."""
    return GlossaryTerm.objects.create(code=f"own-{uuid.uuid4().hex[:10]}", shipped=False, **values)


@transaction.atomic
def change_term(term: GlossaryTerm, values: dict[str, Any]) -> GlossaryTerm:
    """Change a German term; updates of the product leave it alone from now on. Other German makes its renderings drafts again."""
    current = GlossaryTerm.objects.select_for_update().get(pk=term.pk)
    if all(getattr(current, name) == value for name, value in values.items()):
        return current
    if current.german != values["german"]:
        current.renderings.update(reviewed_at=None, reviewed_by=None)
    for name, value in values.items():
        setattr(current, name, value)
    current.shipped = False
    current.save()
    return current
