"""Every public event as bits (see `portal.bits`): those ahead in the order of their dates, those over the other way round.

An event counts as ahead until the end of its last day, so the lists change at midnight and with the content only.
"""

import datetime

from events.models import PUBLIC_STATES
from portal.bits import Index, read_index
from portal.content import daily_snapshot

FACETS = ("kind", "language", "format", "audience", "free")
# Days are values too: a range of dates is some of them.
DAY = "day"
# The one value of the facet `free`, and of `open`.
FREE = "1"
# What pages ask besides the filters: who holds an event (by id), and whether it will take place.
BODY, OPEN = "body", "open"

_SQL = """
WITH public AS MATERIALIZED (
    SELECT id, kind, format, audiences, region_id, capacity, state, needs_registration,
           organiser_id, starts_at, opens_at, closes_at,
           (starts_at AT TIME ZONE timezone)::date AS first_day,
           (row_number() OVER (ORDER BY {order}, id))::int - 1 AS bit
    FROM events_event
    WHERE state = ANY(%(states)s) AND ((ends_at AT TIME ZONE timezone)::date >= %(today)s) = %(ahead)s
), held AS (
    SELECT event_id, count(*) AS number FROM events_registration
    WHERE event_id IN (SELECT id FROM public)
      AND (state IN ('registered', 'offered', 'attended', 'no_show') OR (state = 'pending' AND holds_place))
    GROUP BY event_id
)
SELECT 'id', '', array_agg(id ORDER BY bit) FROM public
UNION ALL SELECT 'kind', kind, array_agg(bit) FROM public GROUP BY kind
UNION ALL SELECT 'region', region_id, array_agg(bit) FROM public GROUP BY region_id
UNION ALL SELECT 'audience', value, array_agg(bit) FROM public, unnest(audiences) AS value GROUP BY value
UNION ALL SELECT 'format', value, array_agg(bit)
    FROM public, unnest(CASE format WHEN 'hybrid' THEN ARRAY['on_site', 'online'] ELSE ARRAY[format::text] END) AS value GROUP BY value
UNION ALL SELECT 'language', code, array_agg(DISTINCT bit) FROM public JOIN events_eventlanguage ON event_id = public.id GROUP BY code
UNION ALL SELECT 'free', '1', array_agg(bit) FROM public LEFT JOIN held ON held.event_id = public.id
    WHERE state IN ('published', 'rescheduled') AND (capacity IS NULL OR coalesce(held.number, 0) < capacity)
        AND now() < starts_at
        AND (NOT needs_registration OR coalesce(opens_at, '-infinity') <= now() AND now() < coalesce(closes_at, 'infinity'))
    HAVING count(*) > 0
UNION ALL SELECT 'open', '1', array_agg(bit) FROM public WHERE state IN ('published', 'rescheduled') HAVING count(*) > 0
UNION ALL SELECT 'body', body::text, array_agg(DISTINCT bit) FROM (
    SELECT organiser_id AS body, bit FROM public
    UNION ALL SELECT organisation_id, bit FROM public JOIN events_event_co_hosts ON event_id = public.id
) AS held_by WHERE body IS NOT NULL GROUP BY body
UNION ALL SELECT 'day', first_day::text, array_agg(bit) FROM public GROUP BY first_day
"""


def _read(today: datetime.date, *, ahead: bool) -> Index:
    sql = _SQL.replace("{order}", "starts_at" if ahead else "starts_at DESC")
    return read_index(
        sql, {"states": [str(state) for state in PUBLIC_STATES], "today": today, "ahead": ahead}, (*FACETS, "region", DAY, BODY, OPEN)
    )


@daily_snapshot
def coming_index(today: datetime.date) -> Index:
    """Return the index of public events that are not over, the next one first."""
    return _read(today, ahead=True)


@daily_snapshot
def past_index(today: datetime.date) -> Index:
    """Return the index of public events that are over, the latest first."""
    return _read(today, ahead=False)
