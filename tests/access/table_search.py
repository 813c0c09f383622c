"""The search over everything: the same for everybody."""

from tests.access import NO_POST, Row, everyone

ALL = everyone(200)
TABLE: dict[str, Row] = {
    "atlas:search": ("/de/search/?q=Stelle", ALL, NO_POST),
    "atlas:suggest": ("/de/search/suggest/?q=Stelle", ALL, NO_POST),
}
