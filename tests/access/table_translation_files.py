"""Files for translators outside: for those who write a language. A file that came back belongs to the account that brought it."""

from tests.access import Row, everyone, members

TRANSLATORS = everyone(403, visitor=302, translator=200, operator=200)
ONLY_GET = everyone(405, visitor=302)
TABLE: dict[str, Row] = {
    "translation_files:index": ("/de/desk/translations/files/", TRANSLATORS, TRANSLATORS),
    "translation_files:export": (
        "/de/desk/translations/files/take/csv/?language=ar&states=missing",
        everyone(403, visitor=302, translator=200, operator=200),
        ONLY_GET,
    ),
    "translation_files:incoming": ("/de/desk/translations/files/4711/", members(translator=200), members(translator=302)),
}
