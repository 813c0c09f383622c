"""The personal link of a story: consent and number of the link, signed. A newer link ends the older ones; nothing else does."""

from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils import translation

from stories.models import Consent

SALT = "stories.consent"


@dataclass(frozen=True)
class Opened:
    """What a link leads to. `is_old`: a newer one was sent since."""

    consent: Consent
    is_old: bool


def token_for(consent: Consent) -> str:
    return signing.Signer(salt=SALT).sign(f"{consent.pk}-{consent.link_number}")


def consent_for(token: str) -> Opened | None:
    """Return the consent behind a link; None for a link that is not ours, or of a story that is deleted."""
    try:
        pk, _dash, number = signing.Signer(salt=SALT).unsign(token).partition("-")
    except signing.BadSignature:
        return None
    consent = Consent.objects.select_related("story", "story__region").filter(pk=int(pk)).first()
    return Opened(consent, consent.link_number != int(number)) if consent else None


def own_address(consent: Consent, name: str = "own") -> str:
    """Return the whole address of the person's page, in her language."""
    with translation.override(consent.language):
        return settings.SITE_URL + reverse(f"story_consent:{name}", args=[token_for(consent)])
