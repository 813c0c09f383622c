"""The search rows of organisations and advisors. Belongs into the transaction that saves."""

from networks.models import Advisor, Organisation


def refresh_organisation(organisation: Organisation) -> None:
    """Write the search rows of an organisation. Replaced when the directories exist."""


def refresh_advisor(advisor: Advisor) -> None:
    """Write the search rows of an advisor. Replaced when the directories exist."""
