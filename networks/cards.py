"""Organisations and advisors as cards show them, each list read in one plain query (as `offers.cards`, and for the same reason)."""

import datetime
from types import SimpleNamespace

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, QuerySet
from django.db.models.functions import JSONObject
from django.utils import timezone
from django.utils.translation import get_language

from networks.kinds import kinds
from networks.models import (
    EXAMPLE_SOURCE,
    Advisor,
    AdvisorLanguage,
    ClaimState,
    Competence,
    Organisation,
    OrganisationLanguage,
    Responsibility,
)
from portal.languages import SOURCE


class OrganisationCard(SimpleNamespace):
    """One organisation on a card."""

    @property
    def is_example(self) -> bool:
        return self.source == EXAMPLE_SOURCE

    @property
    def is_unconfirmed(self) -> bool:
        return self.claim_state in (ClaimState.UNCLAIMED, ClaimState.REQUESTED)

    @property
    def kind_name(self) -> str:
        return kinds()[self.kind_id].name


class AdvisorCard(SimpleNamespace):
    """One advisor on a card."""

    @property
    def area_keys(self) -> list[str]:
        """Her own regions, else those of her organisations."""
        return self.own_areas or sorted({key for body in self.bodies for key in body["areas"]})

    @property
    def topic_codes(self) -> list[str]:
        return list(dict.fromkeys([*self.responsible, *self.knows]))

    @property
    def is_absent(self) -> bool:
        today = timezone.localdate()
        return bool(self.absent_from and self.absent_until and self.absent_from <= today <= self.absent_until)


def organisation_cards(ids: list[int]) -> list[OrganisationCard]:
    """Load the cards of these organisations in this order in one query."""
    extras = {
        "spoken": _pairs(OrganisationLanguage, "organisation", code=F("code"), mode=F("mode")),
        "area_keys": _values(Organisation.regions.through, "organisation", "region_id"),
    }
    names = ("pk", "slug", "name", "kind_id", "claim_state", "source", *_texts("about"))
    return _cards(Organisation, OrganisationCard, ids, names, extras)


def advisor_cards(ids: list[int]) -> list[AdvisorCard]:
    """Load the cards of these advisors in this order in one query."""
    areas = Organisation.regions.through.objects.filter(organisation_id=OuterRef("organisation_id")).order_by("region_id")
    bodies = Advisor.organisations.through.objects.filter(advisor_id=OuterRef("pk"), organisation__state=Organisation.State.ACTIVE)
    body = JSONObject(name=F("organisation__name"), slug=F("organisation__slug"), areas=ArraySubquery(areas.values("region_id")))
    known = QuerySet(Competence).filter(advisor=OuterRef("pk")).order_by("topic_id").distinct()
    current = QuerySet(Responsibility).filter(pk__in=_current_today(), advisor=OuterRef("pk")).order_by("topic_id").distinct()
    extras = {
        "spoken": _pairs(AdvisorLanguage, "advisor", code=F("code"), level=F("level"), may_interpret=F("may_interpret")),
        "own_areas": _values(Advisor.regions.through, "advisor", "region_id"),
        "bodies": ArraySubquery(bodies.order_by("organisation__name").values(pair=body)),
        "knows": ArraySubquery(known.values("topic_id")),
        "responsible": ArraySubquery(current.values("topic_id")),
    }
    names = ("pk", "slug", "display_name", "absent_from", "absent_until", "is_example", "visibility", *_texts("position"))
    return _cards(Advisor, AdvisorCard, ids, names, extras)


def _current_today(today: datetime.date | None = None) -> QuerySet:
    return Responsibility.objects.current(today or timezone.localdate()).values("pk")


def _texts(*fields: str) -> list[str]:
    codes = dict.fromkeys((get_language() or SOURCE, SOURCE))
    return [f"{field}_{code}" for field in fields for code in codes]


def _values(through: type, owner: str, column: str) -> ArraySubquery:
    return ArraySubquery(through.objects.filter(**{f"{owner}_id": OuterRef("pk")}).order_by(column).values(column))


def _pairs(model: type, owner: str, **columns: F) -> ArraySubquery:
    return ArraySubquery(QuerySet(model).filter(**{owner: OuterRef("pk")}).order_by("id").values(pair=JSONObject(**columns)))


def _cards(model: type, card: type, ids: list[int], names: tuple[str, ...], extras: dict[str, ArraySubquery]) -> list:
    if not ids:
        return []
    columns = [*names, *extras]
    rows = QuerySet(model).filter(pk__in=ids).annotate(**extras).values_list(*columns)
    by_id = {row[0]: card(found_via="", **dict(zip(columns, row, strict=True))) for row in rows}
    return [by_id[i] for i in ids if i in by_id]
