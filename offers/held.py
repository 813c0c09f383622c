"""What an account holds of offers: the steps it took and the changes it proposed. They stay without the person when it goes."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts import export
from accounts.models import User
from offers.models import Offer, OfferRevision, OfferStep


def verified(user: User) -> list[dict[str, Any]]:
    return list(Offer.objects.filter(verified_by=user).order_by("pk").values("slug", "official_name", "verified_on"))


def steps(user: User) -> list[dict[str, Any]]:
    return list(OfferStep.objects.filter(by=user).order_by("at", "pk").values("offer__slug", "step", "at", "comment"))


def revisions(user: User) -> list[dict[str, Any]]:
    rows = OfferRevision.objects.filter(author=user).order_by("created_at", "pk")
    return list(rows.values("offer__slug", "state", "created_at", "data"))


def register() -> None:
    export.register("offers", _("Angebote, die ich geprüft habe"), verified)
    export.register("offer_steps", _("Meine Schritte an Angeboten"), steps)
    export.register("offer_revisions", _("Meine Änderungen an Angeboten"), revisions)
