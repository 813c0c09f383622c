"""The desk: everybody sees her own, coordinators their regions."""

from tests.access import Row, everyone, members

SIGNED_IN = everyone(200, visitor=302)
ONLY_GET = everyone(405, visitor=302)
ONLY_POST = everyone(405, visitor=302)
COORDINATION = everyone(403, visitor=302, own_coordinator=200, other_coordinator=200, operator=200)
ITEM = members(own_editor=200, own_coordinator=200, operator=200)
TABLE: dict[str, Row] = {
    "atlas:desk": ("/de/desk/", SIGNED_IN, ONLY_GET),
    "atlas:inbox": ("/de/desk/inbox/", SIGNED_IN, SIGNED_IN),
    "atlas:inbox_item": ("/de/desk/inbox/9001/", ITEM, ITEM),
    "atlas:region_health": ("/de/desk/region/", COORDINATION, ONLY_GET),
    "atlas:region_health_csv": ("/de/desk/region/numbers.csv", COORDINATION, ONLY_GET),
    "atlas:mails": ("/de/desk/mail/", COORDINATION, ONLY_GET),
    "atlas:mail_resend": (
        "/de/desk/mail/9001/again/",
        ONLY_POST,
        everyone(403, visitor=302, own_coordinator=302, other_coordinator=404, operator=302),
    ),
    "filters:save": ("/de/desk/filters/save/", ONLY_POST, everyone(302)),
    "filters:delete": ("/de/desk/filters/9001/delete/", ONLY_POST, members(own_coordinator=302)),
}
