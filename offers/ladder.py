"""The days of an offer's ladder, and the signed link that keeps it alive."""

import datetime

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db.models import DateField, ExpressionWrapper, F, IntegerField, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Least, TruncDate
from django.urls import reverse

from offers.models import Offer, OfferStep

# Somebody looked at the offer and let visitors have it.
DECIDED = (OfferStep.Step.PUBLISHED, OfferStep.Step.PUBLISHED_ALONE, OfferStep.Step.CONFIRMED)
_SALT = "offers.still-right"


def with_days(offers: QuerySet[Offer]) -> QuerySet[Offer]:
    """Add the days that count: `due` (the last check runs out), `ask_on` (the owner is asked), `label_from` (she had time to answer)."""
    decided = OfferStep.objects.filter(offer=OuterRef("pk"), step__in=DECIDED).order_by("-at").values(day=TruncDate("at"))[:1]
    checked = Coalesce("verified_on", Subquery(decided), TruncDate("created_at"), output_field=DateField())
    # Half of a short interval, so that nobody is asked on the day after. PostgreSQL divides whole numbers to whole numbers.
    half = ExpressionWrapper(F("verify_after_days") / 2, output_field=IntegerField())
    lead = Least(Value(settings.ASK_OWNER_DAYS), half, output_field=IntegerField())
    return offers.annotate(due=_date(checked + F("verify_after_days"))).annotate(
        ask_on=_date(F("due") - lead), label_from=_date(F("owner_asked_on") + lead)
    )


def _date(expression: object) -> ExpressionWrapper:
    return ExpressionWrapper(expression, output_field=DateField())


def due_on(offer: Offer) -> datetime.date:
    """Return the day on which the last check of an offer runs out."""
    return with_days(Offer.objects.filter(pk=offer.pk)).values_list("due", flat=True).get()


def link_of(offer: Offer) -> str:
    """Return the whole address of the page "still right", in the active language. It needs no account and lives until the archive."""
    token = Signer(salt=_SALT, sep=".").sign(f"{offer.pk}-{offer.confirm_round}")
    return f"{settings.SITE_URL}{reverse('offers:still_right', args=[token])}"


def read_token(token: str) -> tuple[int, int] | None:
    """Return the offer's id and its round from a link, None when the signature is not ours."""
    try:
        pk, number = Signer(salt=_SALT, sep=".").unsign(token).split("-")
        return int(pk), int(number)
    except (BadSignature, ValueError):
        return None
