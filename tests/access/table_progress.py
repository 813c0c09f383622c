"""The picture of languages."""

from tests.access import Row, everyone, members

READING = {"other_coordinator": 200, "own_coordinator": 200, "translator": 200, "operator": 200}
READERS = members(reader=403, advisor=403, other_editor=403, own_editor=403, **READING)
# A region of one coordinator is none of the other's.
OF_REGION = READERS | {"other_coordinator": 404}
NOT_MEANT = everyone(405)
TABLE: dict[str, Row] = {
    "translation_progress:progress": ("/de/desk/translations/progress/", READERS, NOT_MEANT),
    "translation_progress:csv": ("/de/desk/translations/progress/table.csv?region=06636", OF_REGION, NOT_MEANT),
}
