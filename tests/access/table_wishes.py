"""Asking for a translation: the same for everybody."""

from tests.access import NO_POST, Row, everyone

ALL = everyone(200)
TABLE: dict[str, Row] = {
    "translation_wish:ask": ("/tr/translations/ask/events.event/7001/", everyone(200), everyone(302)),
    "translation_wish:thanks": ("/tr/translations/ask/events.event/7001/thanks/", ALL, NO_POST),
}
