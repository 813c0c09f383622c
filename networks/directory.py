"""The two directories: organisations and advisors in memory (see `portal.bits`), and their lists.

An advisor stands for what she knows and is responsible for today; an organisation for its responsibilities and its
languages, for its public advisors', and for what apps above say of it (`add_facts`): offers name topics, phases and
languages of organisations that have not written a profile yet.
"""

import datetime

from django.http import QueryDict

from networks import cards
from networks.filters import FACETS, LABELS, LISTS, SORTS, known_values, label_of
from networks.models import Visibility
from networks.search_rows import ADVISOR, ORGANISATION
from portal import lists
from portal.bits import Index, read_index
from portal.content import daily_snapshot
from portal.vocabulary import LanguageMode, Phase

# A leaflet in Arabic does not mean that somebody speaks it.
SPOKEN = (str(LanguageMode.SPOKEN), str(LanguageMode.INTERPRETER))
_COLUMNS = (*FACETS, "region", "visibility")
_more: list[str] = []


def add_facts(sql: str) -> None:
    """Let an app above say more about organisations: a SELECT of organisation id, facet and value. It may name %(today)s and %(spoken)s."""
    _more.append(sql)


# What an advisor can do: competences, and responsibilities that hold today; an empty phase means every phase.
_ABILITIES = """
    current AS MATERIALIZED (
        SELECT advisor_id, organisation_id, topic_id, region_id,
               CASE phase WHEN '' THEN %(phases)s ELSE ARRAY[phase::text] END AS phases
        FROM networks_responsibility
        WHERE state = 'confirmed' AND (valid_from IS NULL OR valid_from <= %(today)s) AND (valid_until IS NULL OR valid_until >= %(today)s)
    ),
    ability AS MATERIALIZED (
        SELECT advisor_id, 'topic' AS facet, topic_id AS value FROM networks_competence
        UNION SELECT advisor_id, 'phase', phase FROM networks_competence
        UNION SELECT advisor_id, 'topic', topic_id FROM current WHERE advisor_id IS NOT NULL
        UNION SELECT advisor_id, 'phase', p FROM current, unnest(phases) AS p WHERE advisor_id IS NOT NULL
        UNION SELECT advisor_id, 'language', code FROM networks_advisorlanguage
    )
"""
_GROUPED = """
    SELECT 'id', '', array_agg(id ORDER BY bit) FROM shown
    UNION ALL SELECT facet, value, array_agg(DISTINCT bit) FROM fact JOIN shown ON shown.id = fact.id GROUP BY facet, value
"""
_ADVISORS = """
    WITH shown AS MATERIALIZED (
        SELECT a.id, a.visibility,
               (row_number() OVER (ORDER BY coalesce(s.title_key, lower(a.display_name) COLLATE "C"), a.id))::int - 1 AS bit
        FROM networks_advisor a LEFT JOIN portal_searchentry s ON s.kind = 'advisor' AND s.language = 'de' AND s.object_id = a.id
        WHERE a.state = 'active' AND a.visibility IN ('public', 'network')
    ),
    {abilities},
    body AS MATERIALIZED (
        SELECT m.advisor_id, o.id, o.kind_id FROM networks_advisor_organisations m JOIN networks_organisation o ON o.id = m.organisation_id
        WHERE o.state = 'active'
    ),
    fact (id, facet, value) AS (
        SELECT advisor_id, facet, value FROM ability
        UNION ALL SELECT id, 'visibility', visibility FROM shown
        UNION ALL SELECT body.advisor_id, 'kind', body.kind_id FROM body
        UNION ALL SELECT body.advisor_id, 'sphere', k.sphere FROM body JOIN networks_organisationkind k ON k.code = body.kind_id
        UNION ALL SELECT advisor_id, 'region', region_id FROM networks_advisor_regions
        UNION ALL SELECT advisor_id, 'region', region_id FROM current WHERE advisor_id IS NOT NULL
        UNION ALL SELECT body.advisor_id, 'region', r.region_id
            FROM body JOIN networks_organisation_regions r ON r.organisation_id = body.id
            WHERE NOT EXISTS (SELECT FROM networks_advisor_regions own WHERE own.advisor_id = body.advisor_id)
    )
    {grouped}
"""
_ORGANISATIONS = """
    WITH shown AS MATERIALIZED (
        SELECT o.id, o.kind_id,
               (row_number() OVER (ORDER BY coalesce(s.title_key, lower(o.name) COLLATE "C"), o.id))::int - 1 AS bit
        FROM networks_organisation o LEFT JOIN portal_searchentry s ON s.kind = 'organisation' AND s.language = 'de' AND s.object_id = o.id
        WHERE o.state = 'active'
    ),
    {abilities},
    fact (id, facet, value) AS (
        SELECT id, 'kind', kind_id FROM shown
        UNION ALL SELECT id, 'visibility', 'public' FROM shown
        UNION ALL SELECT shown.id, 'sphere', k.sphere FROM shown JOIN networks_organisationkind k ON k.code = shown.kind_id
        UNION ALL SELECT organisation_id, 'region', region_id FROM networks_organisation_regions
        UNION ALL SELECT organisation_id, 'language', code FROM networks_organisationlanguage WHERE mode = ANY(%(spoken)s)
        UNION ALL SELECT organisation_id, 'topic', topic_id FROM current WHERE organisation_id IS NOT NULL
        UNION ALL SELECT organisation_id, 'phase', p FROM current, unnest(phases) AS p WHERE organisation_id IS NOT NULL
        UNION ALL SELECT m.organisation_id, ability.facet, ability.value FROM ability
            JOIN networks_advisor a ON a.id = ability.advisor_id AND a.state = 'active' AND a.visibility = 'public'
            JOIN networks_advisor_organisations m ON m.advisor_id = a.id
        {more}
    )
    {grouped}
"""


def _whole(sql: str) -> str:
    """Put together the statement of an index from parts that are all written in code."""
    more = "".join(f" UNION ALL ({facts})" for facts in _more)
    return sql.replace("{abilities}", _ABILITIES.strip()).replace("{grouped}", _GROUPED).replace("{more}", more)


@daily_snapshot
def advisor_index(today: datetime.date) -> Index:
    """Return the index of all advisors whom visitors or colleagues may see today."""
    return read_index(_whole(_ADVISORS), {"today": today, "phases": Phase.values}, _COLUMNS)


@daily_snapshot
def organisation_index(today: datetime.date) -> Index:
    """Return the index of all active organisations."""
    return read_index(_whole(_ORGANISATIONS), {"today": today, "phases": Phase.values, "spoken": list(SPOKEN)}, _COLUMNS)


ADVISORS = lists.Catalogue(
    kind=ADVISOR,
    url_name="networks:advisors",
    lists=LISTS,
    facets=FACETS,
    sorts=SORTS,
    labels=LABELS,
    index=advisor_index,
    known=lambda: known_values(advisor_index()),
    cards=cards.advisor_cards,
    label_of=label_of,
    quiet=frozenset({"kind"}),
)
ORGANISATIONS = lists.Catalogue(
    kind=ORGANISATION,
    url_name="networks:organisations",
    lists=LISTS,
    facets=FACETS,
    sorts=SORTS,
    labels=LABELS,
    index=organisation_index,
    known=lambda: known_values(organisation_index()),
    cards=cards.organisation_cards,
    label_of=label_of,
    quiet=frozenset({"kind"}),
)


def visible_advisors(*, colleague: bool) -> int:
    """Return the bitset of the advisors that a visitor, or a colleague, may see."""
    index = advisor_index()
    return index.everything if colleague else index.any_of("visibility", [Visibility.PUBLIC])


def read_advisors(data: QueryDict, *, colleague: bool) -> lists.Listing:
    """Read an address of the advisors' directory."""
    return lists.read(ADVISORS, data, visible=visible_advisors(colleague=colleague))


def read_organisations(data: QueryDict) -> lists.Listing:
    """Read an address of the organisations' directory."""
    return lists.read(ORGANISATIONS, data)
