"""Lists that come in and go out: for coordinators and operators; our own lists for the whole network."""

from tests.access import Row, everyone, members

STAFF = everyone(403, visitor=302, own_coordinator=200, other_coordinator=200, operator=200)
# An import belongs to the account that brought it, and to operators.
OWN_PAGE = members(own_coordinator=200, operator=200)
OWN_STEP = members(own_coordinator=302, operator=302)
SIGNED_IN = everyone(405, visitor=302)
RUN = "/de/desk/imports/4711/"
TABLE: dict[str, Row] = {
    "exchange:list": ("/de/desk/imports/", STAFF, SIGNED_IN),
    "exchange:upload": ("/de/desk/imports/new/", STAFF, STAFF),
    "exchange:export": (
        "/de/desk/imports/export/offers.csv",
        everyone(200, visitor=302, reader=403, translator=403),
        SIGNED_IN,
    ),
    "exchange:run": (RUN, OWN_PAGE, SIGNED_IN),
    "exchange:columns": (f"{RUN}columns/", OWN_PAGE, OWN_PAGE),
    "exchange:start": (f"{RUN}start/", everyone(405, visitor=302), OWN_STEP),
    "exchange:cancel": (f"{RUN}cancel/", everyone(405, visitor=302), OWN_STEP),
    "exchange:report": (f"{RUN}report.csv", OWN_PAGE, SIGNED_IN),
    "exchange:forget_mapping": (
        "/de/desk/imports/mappings/4711/delete/",
        everyone(405, visitor=302),
        everyone(403, visitor=302, own_coordinator=302, operator=302),
    ),
}
