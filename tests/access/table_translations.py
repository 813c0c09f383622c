"""The translator's queue and editor, proposals that wait for a second person."""

from tests.access import Row, everyone, members

TRANSLATORS = members(
    reader=403, advisor=403, other_editor=403, own_editor=403, other_coordinator=403, own_coordinator=403, translator=200, operator=200
)
SEEING = TRANSLATORS | {"other_coordinator": 200, "own_coordinator": 200}
DECIDING = dict.fromkeys(TRANSLATORS, 403) | {"visitor": 302, "own_coordinator": 302, "translator": 302, "operator": 302}
UNIT = "/de/desk/translations/stories.story/8001/title/ar/"
TABLE: dict[str, Row] = {
    "translations:queue": ("/de/desk/translations/", SEEING, everyone(405)),
    "translations:proposals": ("/de/desk/translations/proposals/", SEEING, everyone(405)),
    "translations:decide": ("/de/desk/translations/proposals/8101/", everyone(405), DECIDING),
    "translations:editor": (UNIT, TRANSLATORS, TRANSLATORS),
    "translations:lock": (f"{UNIT}lock/", everyone(405), TRANSLATORS),
}
