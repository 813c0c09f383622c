"""Personal links: a signed key of one registration. Whoever holds it may read, change and cancel that registration, nothing else."""

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils import translation

from events.models import Registration

SALT = "events.registration"


def token_for(registration: Registration) -> str:
    return signing.Signer(salt=SALT).sign(registration.key.hex)


def registration_for(token: str) -> Registration | None:
    """Return the registration of a link; None for a link that is not ours, or of a registration that is gone."""
    try:
        key = signing.Signer(salt=SALT).unsign(token)
    except signing.BadSignature:
        return None
    return Registration.objects.select_related("event").filter(key=key).first()


def own_address(registration: Registration, language: str | None = None) -> str:
    """Return the whole address of the registration's own page, in a language (its own when none is named)."""
    with translation.override(language or registration.language):
        return settings.SITE_URL + reverse("event_registration:own", args=[token_for(registration)])
