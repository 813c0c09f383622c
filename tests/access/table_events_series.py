"""Series at the desk: list, editor, detail, what changes several dates."""

from tests.access import Row, everyone, members

STAFF = members(
    reader=403, translator=403, advisor=200, other_editor=200, own_editor=200, other_coordinator=200, own_coordinator=200, operator=200,
)  # fmt: skip
CREATORS = members(
    reader=403, translator=403, advisor=403, other_editor=403, own_editor=403, other_coordinator=200, own_coordinator=200, operator=200,
)  # fmt: skip
SEEING = members(advisor=200, own_editor=200, own_coordinator=200, operator=200)
EDITORS = members(advisor=403, own_editor=403, own_coordinator=200, operator=200)
ACTING = members(advisor=403, own_editor=403, own_coordinator=302, operator=302)
# Nothing is named in the request of the table: 404 for who may, 403 for who may not.
NAMING = members(advisor=403, own_editor=403, own_coordinator=404, operator=404)
NOT_MEANT = everyone(405, visitor=302)
TABLE: dict[str, Row] = {
    "event_series:list": ("/de/desk/events/series/", STAFF, NOT_MEANT),
    "event_series:new": ("/de/desk/events/series/new/", CREATORS, CREATORS),
    "event_series:detail": ("/de/desk/events/series/7001/", SEEING, NOT_MEANT),
    "event_series:edit": ("/de/desk/events/series/7001/edit/", EDITORS, EDITORS),
    "event_series:following": ("/de/desk/events/series/7001/following/", EDITORS, EDITORS),
    "event_series:end": ("/de/desk/events/series/7001/end/", EDITORS, EDITORS),
    "event_series:publish": ("/de/desk/events/series/7001/publish/", NOT_MEANT, ACTING),
    "event_series:leave_out": ("/de/desk/events/series/7001/leave-out/", NOT_MEANT, NAMING),
}
