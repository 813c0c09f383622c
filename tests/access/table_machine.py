"""Machine translation: for coordinators and operators; a job belongs to those who coordinate its region."""

from tests.access import Row, everyone, members

STAFF = everyone(403, visitor=302, own_coordinator=200, other_coordinator=200, operator=200)
SIGNED_IN = everyone(405, visitor=302)
JOB = "/de/desk/translations/machine/4711/"
TABLE: dict[str, Row] = {
    "translation_machine:list": ("/de/desk/translations/machine/", STAFF, SIGNED_IN),
    "translation_machine:order": ("/de/desk/translations/machine/new/", STAFF, STAFF),
    "translation_machine:job": (JOB, members(own_coordinator=200, operator=200), SIGNED_IN),
    "translation_machine:cancel": (f"{JOB}stop/", SIGNED_IN, members(own_coordinator=302, operator=302)),
}
