"""Claims: everybody who is signed in may ask, only the right people decide. In the world `reader` and `translator` have asked."""

from tests.access import Row, everyone, members

ASKING = everyone(200, visitor=302)
ONLY_POST = everyone(405, visitor=302)
DECIDERS = {"own_editor": 200, "own_coordinator": 200, "operator": 200}
TABLE: dict[str, Row] = {
    "claims:organisation": ("/de/organisations/stelle/claim/", ASKING, ASKING),
    "claims:advisor": ("/de/advisors/beraterin/claim/", ASKING, ASKING),
    "claims:decide": (
        "/de/desk/claims/9001/",
        members(reader=200, advisor=403, **DECIDERS),
        members(reader=403, advisor=403, **DECIDERS),
    ),
    "claims:code": ("/de/desk/claims/9002/code/", members(translator=200), members(translator=200)),
    "claims:again": ("/de/desk/claims/9002/again/", ONLY_POST, members(translator=302)),
    "claims:people": ("/de/desk/claims/9002/people/", ONLY_POST, members(translator=302)),
    "claims:withdraw": ("/de/desk/claims/9002/withdraw/", ONLY_POST, members(translator=302)),
    "claims:leave": ("/de/desk/claims/leave/stelle/", ONLY_POST, members(own_editor=302)),
}
