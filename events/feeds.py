"""A calendar address of one's own: the events of one account, by a key that can be taken back."""

import hashlib
import secrets

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from events.access import term_of
from events.models import HOLDING, PUBLIC_STATES, Event, PersonalFeed
from networks.models import Membership

MOST = 500


def hash_of(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


@transaction.atomic
def renew(user: User) -> str:
    """Give an account a new calendar address and return its key, which is kept nowhere. The old address is idle from now on."""
    key = secrets.token_urlsafe(24)
    PersonalFeed.objects.update_or_create(user=user, defaults={"key_hash": hash_of(key), "created_at": timezone.now()})
    return key


def withdraw(user: User) -> None:
    """End the calendar address of an account."""
    PersonalFeed.objects.filter(user=user).delete()


def address(key: str) -> str:
    """Return the whole calendar address of a key, in the language that is active."""
    return settings.SITE_URL + reverse("event_calendar:personal", args=[key])


def owner_of(key: str) -> User | None:
    """Return whose calendar a key opens; None for one that is idle or of a closed account."""
    feed = PersonalFeed.objects.select_related("user").filter(key_hash=hash_of(key), user__is_active=True).first()
    return feed.user if feed else None


def events_of(user: User) -> tuple[list[Event], frozenset[int]]:
    """Return the account's events, newest last, and the ids of those whose link to take part it may see.

    These are the events it has a place at, and those its organisations hold.
    """
    registered = set(user.registrations.filter(state__in=HOLDING).exclude(state="offered").values_list("event_id", flat=True))
    edited = user.memberships.filter(role=Membership.Role.EDITOR).values("organisation_id")
    own = Q(organiser__in=edited) | term_of(user, "series__terms")
    held = set(Event.objects.filter(own, state__in=PUBLIC_STATES).values_list("pk", flat=True))
    wanted = Event.objects.filter(pk__in=registered | held, state__in=PUBLIC_STATES)
    events = wanted.select_related("organiser").prefetch_related("languages").order_by("-starts_at", "-pk")[:MOST]
    return list(reversed(events)), frozenset(registered | held)
