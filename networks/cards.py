"""Organisations and advisors as cards show them, each list read in one plain query (as `offers.cards`, and for the same reason)."""

from types import SimpleNamespace

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import get_language

from networks.kinds import kinds
from networks.models import EXAMPLE_SOURCE, Advisor, ClaimState, Organisation, OrganisationLanguage
from portal.languages import SOURCE
from translations import labels


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
        return self.own_areas or self.body_areas

    @property
    def is_absent(self) -> bool:
        return bool(self.absent_from and self.absent_until and self.absent_from <= timezone.localdate() <= self.absent_until)


def organisation_cards(ids: list[int]) -> list[OrganisationCard]:
    """Load the cards of these organisations in this order in one query."""
    extras = {
        "spoken": _values(OrganisationLanguage, "organisation", "code", order="id"),
        "area_keys": _values(Organisation.regions.through, "organisation", "region_id"),
        "marks": labels.marks(Organisation),
    }
    names = ("pk", "slug", "name", "kind_id", "claim_state", "source", *_texts("about"))
    return _cards(Organisation, OrganisationCard, ids, names, extras)


# Put together by hand: the query builder takes longer for these columns than the database for the rows.
_ADVISORS = """
    SELECT a.id, a.slug, a.display_name, a.absent_from, a.absent_until, a.is_example, a.visibility, {texts},
        ARRAY(SELECT code FROM networks_advisorlanguage WHERE advisor_id = a.id ORDER BY id) AS spoken,
        ARRAY(SELECT region_id FROM networks_advisor_regions WHERE advisor_id = a.id ORDER BY region_id) AS own_areas,
        ARRAY(SELECT o.name FROM networks_advisor_organisations m JOIN networks_organisation o ON o.id = m.organisation_id
            WHERE m.advisor_id = a.id AND o.state = 'active' ORDER BY o.name) AS bodies,
        ARRAY(SELECT DISTINCT r.region_id FROM networks_advisor_organisations m
            JOIN networks_organisation o ON o.id = m.organisation_id AND o.state = 'active'
            JOIN networks_organisation_regions r ON r.organisation_id = o.id
            WHERE m.advisor_id = a.id ORDER BY r.region_id) AS body_areas,
        ARRAY(SELECT topic_id FROM networks_competence WHERE advisor_id = a.id
            UNION SELECT topic_id FROM networks_responsibility
            WHERE advisor_id = a.id AND state = 'confirmed'
            AND (valid_from IS NULL OR valid_from <= %(today)s) AND (valid_until IS NULL OR valid_until >= %(today)s)) AS topic_codes,
        {marks} AS marks
    FROM networks_advisor a WHERE a.id = ANY(%(ids)s)
"""


def advisor_cards(ids: list[int]) -> list[AdvisorCard]:
    """Load the cards of these advisors in this order in one query."""
    if not ids:
        return []
    sql = _ADVISORS.format(texts=", ".join(f"a.{column}" for column in _texts("position")), marks=labels.marks_sql(Advisor, "a.id"))
    with connection.cursor() as cursor:
        cursor.execute(sql, {"today": timezone.localdate(), "ids": ids})
        names = ["pk", *(column.name for column in cursor.description[1:])]
        by_id = {row[0]: AdvisorCard(found_via="", **dict(zip(names, row, strict=True))) for row in cursor.fetchall()}
    labels.note_marks(by_id.values())
    return [by_id[i] for i in ids if i in by_id]


def _texts(*fields: str) -> list[str]:
    codes = dict.fromkeys((get_language() or SOURCE, SOURCE))
    return [f"{field}_{code}" for field in fields for code in codes]


def _values(rows: type, owner: str, column: str, order: str = "") -> ArraySubquery:
    return ArraySubquery(QuerySet(rows).filter(**{f"{owner}_id": OuterRef("pk")}).order_by(order or column).values(column))


def _cards(model: type, card: type, ids: list[int], names: tuple[str, ...], extras: dict[str, ArraySubquery]) -> list:
    if not ids:
        return []
    columns = [*names, *extras]
    rows = QuerySet(model).filter(pk__in=ids).annotate(**extras).values_list(*columns)
    by_id = {row[0]: card(found_via="", **dict(zip(columns, row, strict=True))) for row in rows}
    labels.note_marks(by_id.values())
    return [by_id[i] for i in ids if i in by_id]
