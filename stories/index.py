"""Every story readers may see as bits (see `portal.bits`), the newest first.

Which languages may be shown is asked of the search rows: `stories.search_rows` writes texts only in those, and none at all for a
story whose German has changed since the person approved it.
"""

import datetime

from django.utils.translation import get_language

from portal.bits import Index, numbers_of, read_index
from portal.content import daily_snapshot
from portal.languages import SOURCE
from stories.models import Channel, State
from stories.search_rows import STORY

FACETS = ("industry", "phase", "language")
# What pages ask besides the filters: which offer, organisation or advisor a story names (by id).
OFFER, BODY, ADVISOR = "offer", "body", "advisor"

_SQL = """
WITH shown AS MATERIALIZED (
    SELECT object_id AS id, language FROM portal_searchentry WHERE kind = %(kind)s AND vector <> ''::tsvector
), public AS MATERIALIZED (
    SELECT s.id, s.industry, s.region_id, s.advisor_id, (row_number() OVER (ORDER BY s.published_at DESC, s.id DESC))::int - 1 AS bit
    FROM stories_story s JOIN stories_consent c ON c.story_id = s.id JOIN shown ON shown.id = s.id AND shown.language = %(german)s
    WHERE s.state = %(state)s AND %(web)s = ANY(c.channels) AND (c.ends_on IS NULL OR c.ends_on >= %(today)s)
), step AS MATERIALIZED (
    SELECT t.id, t.phase, public.bit FROM stories_storystep t JOIN public ON public.id = t.story_id
)
SELECT 'id', '', array_agg(id ORDER BY bit) FROM public
UNION ALL SELECT 'industry', industry, array_agg(bit) FROM public GROUP BY industry
UNION ALL SELECT 'region', region_id, array_agg(bit) FROM public GROUP BY region_id
UNION ALL SELECT 'advisor', advisor_id::text, array_agg(bit) FROM public WHERE advisor_id IS NOT NULL GROUP BY advisor_id
UNION ALL SELECT 'phase', phase, array_agg(DISTINCT bit) FROM step GROUP BY phase
UNION ALL SELECT 'language', language, array_agg(bit) FROM public JOIN shown ON shown.id = public.id GROUP BY language
UNION ALL SELECT 'offer', offer_id::text, array_agg(DISTINCT bit)
    FROM step JOIN stories_storystep_offers ON storystep_id = step.id GROUP BY offer_id
UNION ALL SELECT 'body', organisation_id::text, array_agg(DISTINCT bit)
    FROM step JOIN stories_storystep_organisations ON storystep_id = step.id GROUP BY organisation_id
"""


@daily_snapshot
def story_index(today: datetime.date) -> Index:
    """Return the index of all stories that readers may see today."""
    values = {"kind": STORY, "german": SOURCE, "state": str(State.PUBLISHED), "web": str(Channel.WEB), "today": today}
    return read_index(_SQL, values, (*FACETS, "region", OFFER, BODY, ADVISOR))


def first_ids(bits: int, most: int) -> list[int]:
    """Return the ids of these stories, at most so many: those in the reader's language first, then the newest."""
    index = story_index()
    own = bits & index.any_of("language", [get_language() or SOURCE])
    found = [index.ids[bit] for part in (own, bits & ~own) for _number, bit in zip(range(most), numbers_of(part), strict=False)]
    return found[:most]
