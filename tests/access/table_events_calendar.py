"""Calendar files and the page of one's own calendar address."""

from tests.access import NO_POST, Row, everyone, members

SIGNED_IN = members(
    **dict.fromkeys(
        ("reader", "advisor", "other_editor", "own_editor", "other_coordinator", "own_coordinator", "translator", "operator"), 200
    )
)
TABLE: dict[str, Row] = {
    "event_calendar:feed": ("/de/events/feed.ics", everyone(200), NO_POST),
    "event_calendar:personal": ("/de/events/feed/nobodys.ics", everyone(404), NO_POST),
    "event_calendar:event": ("/de/events/treffen/calendar.ics", everyone(200), NO_POST),
    "event_calendar:mine": ("/de/desk/account/calendar/", SIGNED_IN, SIGNED_IN),
}
