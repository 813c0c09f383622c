"""Public pages of events: the same for everybody."""

from tests.access import NO_POST, Row, everyone

ALL = everyone(200)
TABLE: dict[str, Row] = {
    "events:list": ("/de/events/", ALL, NO_POST),
    "events:month": ("/de/events/month/", ALL, NO_POST),
    "events:past": ("/de/events/past/", ALL, NO_POST),
    "events:detail": ("/de/events/treffen/", ALL, NO_POST),
    # The world has no files; whose event has one is in tests/events/test_detail.py.
    "events:attachment": ("/de/events/treffen/files/1/", everyone(404), NO_POST),
}
