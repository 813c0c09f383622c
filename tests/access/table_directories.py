"""The directories, the profiles and the messages to advisors: public."""

from tests.access import NO_POST, Row, everyone

ALL = everyone(200)
TABLE: dict[str, Row] = {
    "networks:organisations": ("/de/organisations/", ALL, NO_POST),
    "networks:advisors": ("/de/advisors/", ALL, NO_POST),
    "atlas:advisor": ("/de/advisors/beraterin/", ALL, NO_POST),
    "networks:write": ("/de/advisors/beraterin/write/", ALL, ALL),
    "networks:write_done": ("/de/advisors/beraterin/write/thanks/", ALL, NO_POST),
}
