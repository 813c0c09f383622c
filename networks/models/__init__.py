"""Who helps: organisations, advisors, who may speak for them, and what waits for an answer."""

from networks.models.advisors import Advisor, AdvisorChannel, AdvisorLanguage, Competence, Responsibility, Visibility
from networks.models.free_mail import is_free_mail
from networks.models.inbox import ContactRequest, InboxItem
from networks.models.organisations import (
    EXAMPLE_SOURCE,
    ClaimState,
    Contact,
    Organisation,
    OrganisationKind,
    OrganisationLanguage,
    Place,
    check_closures,
    check_opening_hours,
)
from networks.models.people import FormerAddress, Invitation, Membership, ProfileClaim

__all__ = [
    "EXAMPLE_SOURCE",
    "Advisor",
    "AdvisorChannel",
    "AdvisorLanguage",
    "ClaimState",
    "Competence",
    "Contact",
    "ContactRequest",
    "FormerAddress",
    "InboxItem",
    "Invitation",
    "Membership",
    "Organisation",
    "OrganisationKind",
    "OrganisationLanguage",
    "Place",
    "ProfileClaim",
    "Responsibility",
    "Visibility",
    "check_closures",
    "check_opening_hours",
    "is_free_mail",
]
