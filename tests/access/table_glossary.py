"""The glossary at the desk."""

from tests.access import Row, everyone, members

READING = {"other_coordinator": 200, "own_coordinator": 200, "translator": 200, "operator": 200}
READERS = members(reader=403, advisor=403, other_editor=403, own_editor=403, **READING)
# A post that names none of one's languages.
NO_LANGUAGE = everyone(403, visitor=302)
OPERATORS = everyone(403, visitor=302, operator=200)
NOT_MEANT = everyone(405)
TABLE: dict[str, Row] = {
    "glossary:list": ("/de/desk/translations/glossary/?q=Kredit&draft=on", READERS, NOT_MEANT),
    "glossary:csv": ("/de/desk/translations/glossary/table.csv", READERS, NOT_MEANT),
    "glossary:term": ("/de/desk/translations/glossary/T33/", READERS, NO_LANGUAGE),
    "glossary:new": ("/de/desk/translations/glossary/new/", OPERATORS, OPERATORS),
    "glossary:edit": ("/de/desk/translations/glossary/T33/edit/", OPERATORS, OPERATORS),
}
