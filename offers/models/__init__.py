"""Support offers: what a founder needs to decide, and how it is kept true."""

from offers.models.choices import (
    BY_PROVIDER,
    MONEY_KINDS,
    PUBLIC_STATES,
    ApplyBefore,
    Capacity,
    Cost,
    Format,
    Kind,
    Reason,
    Residence,
    State,
    VerifiedHow,
    default_verify_days,
)
from offers.models.offer import DocumentItem, Offer, OfferQuerySet
from offers.models.parts import OfferLanguage, OfferLink, OfferReport, OfferRevision, OfferStep

__all__ = [
    "BY_PROVIDER",
    "MONEY_KINDS",
    "PUBLIC_STATES",
    "ApplyBefore",
    "Capacity",
    "Cost",
    "DocumentItem",
    "Format",
    "Kind",
    "Offer",
    "OfferLanguage",
    "OfferLink",
    "OfferQuerySet",
    "OfferReport",
    "OfferRevision",
    "OfferStep",
    "Reason",
    "Residence",
    "State",
    "VerifiedHow",
    "default_verify_days",
]
