"""What saving a profile consists of: the address part of its page, and the rows that belong to it."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import slugify
from django.utils.translation import gettext as _

from networks.models import Advisor, FormerAddress, Organisation, Responsibility
from networks.sheets import Part
from portal.checking import check_row
from portal.languages import SOURCE
from portal.slugs import RESERVED
from translations.following import follow, texts_before

Profile = Organisation | Advisor
_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
LONGEST_SLUG = 80


def slug_of(name: str) -> str:
    """Return the address part that a name makes."""
    return slugify(name.lower().translate(_GERMAN))[:LONGEST_SLUG].strip("-") or "profil"


def free_slug(profile: Profile, wanted: str) -> str:
    """Return the wanted slug, with a number when it is taken by another and the profile is new. Raises ValidationError otherwise."""
    owner = "organisation" if isinstance(profile, Organisation) else "advisor"

    def taken(slug: str) -> bool:
        if slug in RESERVED:
            return True
        former = FormerAddress.objects.filter(slug=slug, **{f"{owner}__isnull": False})
        if profile.pk:
            former = former.exclude(**{owner: profile})
        return type(profile).objects.filter(slug=slug).exclude(pk=profile.pk).exists() or former.exists()

    slug, number = wanted, 1
    while taken(slug):
        if profile.pk:
            raise ValidationError({"slug": _("Diese Adresse gehört schon jemand anderem.")})
        number += 1
        slug = f"{wanted[: LONGEST_SLUG - 5]}-{number}"
    return slug


def write_rows(part: Part, profile: Profile, rows: list[dict[str, Any]], own: bool, *, minor: bool = False) -> None:
    """Make a part's rows these: the same row stays the same row, so that offers keep their contact and the history stays short."""
    kept = {_key(part, vars(row) | {"id": row.pk}): row for row in part.model._base_manager.filter(**{part.owner: profile})}
    wanted = {_key(part, row) for row in rows}
    for key, row in list(kept.items()):
        ended = isinstance(row, Responsibility) and row.state == Responsibility.State.EXPIRED
        if key not in wanted and not ended:
            row.delete()
            kept.pop(key)
    for values in rows:
        row = kept.get(_key(part, values)) if part.key or values.get("id") else None
        _write(part, row, values, profile, own, minor)


def _key(part: Part, values: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(values[name] for name in part.key) if part.key else (values.get("id"),)


def _write(part: Part, row: models.Model | None, values: dict[str, Any], profile: Profile, own: bool, minor: bool) -> None:
    if row is None:
        row = part.model(**{part.owner: profile})
        if isinstance(row, Responsibility):
            row.origin = Responsibility.Origin.SELF if own else Responsibility.Origin.STAFF
        changed = True
    else:
        changed = any(getattr(row, name) != values.get(name) for name in part.columns)
        if isinstance(row, Responsibility) and row.state == Responsibility.State.EXPIRED:
            row.state, changed = Responsibility.State.CONFIRMED, True
    if changed:
        texts = texts_before(row) if _is_translated(part) else None
        for name in part.columns:
            setattr(row, name, values.get(name))
        check_row(row)
        row.save()
        if texts is not None:
            follow(row, texts, minor=minor)


def _is_translated(part: Part) -> bool:
    return any(name.endswith(f"_{SOURCE}") for name in part.columns)
