"""Events at the desk: list, editor, overview, history, steps."""

from tests.access import Row, everyone, members

COLLEAGUES = {"advisor": 200, "other_editor": 200, "own_editor": 200, "other_coordinator": 200, "own_coordinator": 200, "operator": 200}
STAFF = members(reader=403, translator=403, **COLLEAGUES)
SEEING = members(advisor=200, own_editor=200, own_coordinator=200, operator=200)
EDITORS = members(advisor=403, own_editor=200, own_coordinator=200, operator=200)
NOT_MEANT = everyone(405, visitor=302)
TABLE: dict[str, Row] = {
    "event_desk:list": ("/de/desk/events/", STAFF, NOT_MEANT),
    "event_desk:new": ("/de/desk/events/new/", STAFF, STAFF),
    "event_desk:preview_new": ("/de/desk/events/preview/?lang=ar", STAFF, STAFF),
    "event_desk:detail": ("/de/desk/events/7001/", SEEING, NOT_MEANT),
    "event_desk:edit": ("/de/desk/events/7001/edit/", EDITORS, EDITORS),
    "event_desk:preview": ("/de/desk/events/7001/preview/?lang=ar", EDITORS, EDITORS),
    "event_desk:history": ("/de/desk/events/7001/history/", EDITORS, NOT_MEANT),
    "event_desk:step": ("/de/desk/events/7001/step/cancel/", EDITORS, EDITORS),
}
