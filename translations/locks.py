"""Who is translating what just now. A lock tells others and keeps nobody out for long: saving compares texts anyway."""

import datetime
from collections.abc import Iterable

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from translations.actions import UnitKey
from translations.models import TextLock


def hold(key: UnitKey, *, user: User, now: datetime.datetime | None = None, take_over: bool = False) -> TextLock:
    """Take or renew the lock, unless somebody else holds it and it is not to be taken over. Returns the lock as it is now."""
    now = now or timezone.now()
    until = now + datetime.timedelta(minutes=settings.TRANSLATION_LOCK_MINUTES)
    unit = {"model": key.model, "object_id": key.object_id, "field": key.field, "language": key.language}
    with transaction.atomic():
        lock, created = TextLock.objects.select_for_update(of=("self",)).select_related("user").get_or_create(
            **unit, defaults={"user": user, "until": until}
        )  # fmt: skip
        if not created and (take_over or lock.user_id == user.pk or lock.until <= now):
            lock.user, lock.until = user, until
            lock.save(update_fields=["user", "until"])
    return lock


def release(key: UnitKey, *, user: User) -> None:
    """Let go of a lock, if it is this person's."""
    TextLock.objects.filter(model=key.model, object_id=key.object_id, field=key.field, language=key.language, user=user).delete()


def held_by_others(keys: Iterable[UnitKey], *, user: User, now: datetime.datetime | None = None) -> dict[UnitKey, TextLock]:
    """Return the locks that others hold on these units."""
    wanted = set(keys)
    objects = {(key.model, key.object_id) for key in wanted}
    if not objects:
        return {}
    named = Q(model__in={model for model, _key in objects}, object_id__in={object_id for _model, object_id in objects})
    found = {
        UnitKey(lock.model, lock.object_id, lock.field, lock.language): lock
        for lock in TextLock.objects.filter(named, until__gt=now or timezone.now()).exclude(user=user).select_related("user")
    }
    return {key: lock for key, lock in found.items() if key in wanted}
