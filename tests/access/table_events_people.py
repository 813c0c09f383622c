"""People of an event at the desk: organisers and the coordination; operators and colleagues may not, strangers do not find it."""

from tests.access import Row, everyone, members

READ_ONLY = SEND_ONLY = everyone(405, visitor=302)
OURS = members(own_editor=200, own_coordinator=200, advisor=403, operator=403)
DONE = members(own_editor=302, own_coordinator=302, advisor=403, operator=403)
REPORT = members(
    reader=403, advisor=403, other_editor=403, own_editor=403, translator=403, other_coordinator=200, own_coordinator=200, operator=200
)  # fmt: skip
BASE = "/de/desk/events/7001/people"
TABLE: dict[str, Row] = {
    "event_people:erasures": ("/de/desk/events/erasures/", REPORT, READ_ONLY),
    "event_people:list": (f"{BASE}/", OURS, READ_ONLY),
    "event_people:add": (f"{BASE}/add/", OURS, OURS),
    "event_people:edit": (f"{BASE}/7001/edit/", OURS, OURS),
    "event_people:cancel": (f"{BASE}/7001/cancel/", OURS, DONE),
    "event_people:place": (f"{BASE}/7001/place/", OURS, DONE),
    "event_people:coming": (f"{BASE}/7001/coming/", SEND_ONLY, DONE),
    "event_people:check_in": (f"{BASE}/check-in/", OURS, members(own_editor=404, own_coordinator=404, advisor=403, operator=403)),
    "event_people:close": (f"{BASE}/close/", OURS, DONE),
    "event_people:invite": (f"{BASE}/invite/", OURS, OURS),
    "event_people:message": (f"{BASE}/message/", OURS, OURS),
    "event_people:calls": (f"{BASE}/calls/", OURS, READ_ONLY),
    "event_people:sign_in": (f"{BASE}/sign-in/", OURS, READ_ONLY),
    "event_people:badges": (f"{BASE}/badges/", OURS, READ_ONLY),
    "event_people:table": (f"{BASE}/table.csv", OURS, READ_ONLY),
}
