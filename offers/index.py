"""Every public offer as bits (see `portal.bits`): what a filter finds and what each option would find.

The default order is newest check first. `OfferFilter.qs` asks the same questions of PostgreSQL, and a test compares the two.
"""

import datetime

from offers.models import PUBLIC_STATES
from portal.bits import Index, read_index
from portal.content import daily_snapshot

FACETS = ("topic", "phase", "kind", "language", "cost", "format", "audience", "occasion")

_SQL = """
WITH public AS MATERIALIZED (
    SELECT id, kind, cost, phases, occasions, audiences, formats,
           (row_number() OVER (ORDER BY coalesce(verified_on::text, source_date) DESC, id))::int - 1 AS bit
    FROM offers_offer
    WHERE state = ANY(%(states)s) AND (valid_from IS NULL OR valid_from <= %(today)s)
      AND (valid_until IS NULL OR valid_until >= %(today)s) AND (funded_until IS NULL OR funded_until >= %(today)s)
)
SELECT 'id', '', array_agg(id ORDER BY bit) FROM public
UNION ALL SELECT 'kind', kind, array_agg(bit) FROM public GROUP BY kind
UNION ALL SELECT 'cost', cost, array_agg(bit) FROM public GROUP BY cost
UNION ALL SELECT 'phase', value, array_agg(bit) FROM public, unnest(phases) AS value GROUP BY value
UNION ALL SELECT 'occasion', value, array_agg(bit) FROM public, unnest(occasions) AS value GROUP BY value
UNION ALL SELECT 'audience', value, array_agg(bit) FROM public, unnest(audiences) AS value GROUP BY value
UNION ALL SELECT 'format', value, array_agg(bit) FROM public, unnest(formats) AS value GROUP BY value
UNION ALL SELECT 'topic', topic_id, array_agg(bit) FROM public JOIN offers_offer_topics ON offer_id = public.id GROUP BY topic_id
UNION ALL SELECT 'region', region_id, array_agg(bit) FROM public JOIN offers_offer_regions ON offer_id = public.id GROUP BY region_id
UNION ALL SELECT 'language', code, array_agg(DISTINCT bit) FROM public JOIN offers_offerlanguage ON offer_id = public.id GROUP BY code
"""

# What offers say of organisations in their directory (see networks.directory.add_facts).
FACTS = """
WITH given AS MATERIALIZED (
    SELECT b.organisation_id, o.id, o.phases FROM offers_offer o JOIN (
        SELECT id AS offer_id, provider_id AS organisation_id FROM offers_offer WHERE provider_id IS NOT NULL
        UNION SELECT offer_id, organisation_id FROM offers_offer_co_providers
    ) AS b ON b.offer_id = o.id
    WHERE o.state IN ('published', 'to_verify') AND (o.valid_from IS NULL OR o.valid_from <= %(today)s)
      AND (o.valid_until IS NULL OR o.valid_until >= %(today)s) AND (o.funded_until IS NULL OR o.funded_until >= %(today)s)
)
SELECT organisation_id, 'topic', topic_id FROM given JOIN offers_offer_topics ON offer_id = given.id
UNION SELECT organisation_id, 'phase', phase FROM given, unnest(phases) AS phase
UNION SELECT organisation_id, 'language', code FROM given JOIN offers_offerlanguage ON offer_id = given.id WHERE mode = ANY(%(spoken)s)
"""


@daily_snapshot
def offer_index(today: datetime.date) -> Index:
    """Return the index of today's public offers for the current content version."""
    return read_index(_SQL, {"states": [str(state) for state in PUBLIC_STATES], "today": today}, (*FACETS, "region"))
