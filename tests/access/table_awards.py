"""Award calls: public pages for everybody; the desk for the coordination; applications for the coordination of the region alone."""

from tests.access import NO_POST, Row, everyone, members

ALL = everyone(200)
COORDINATION = everyone(403, visitor=302, own_coordinator=200, other_coordinator=200, operator=200)
EDITORS = members(own_coordinator=200, operator=200)
# Operators run the machine and read no names.
JURY = members(own_coordinator=200, operator=403)
ONLY_GET = everyone(405, visitor=302)
ONLY_POST = everyone(405, visitor=302)
TABLE: dict[str, Row] = {
    "awards:list": ("/de/awards/", ALL, NO_POST),
    "awards:detail": ("/de/awards/preis/", ALL, NO_POST),
    "awards:apply": ("/de/awards/preis/apply/", ALL, ALL),
    "awards:sent": ("/de/awards/preis/apply/sent/", ALL, NO_POST),
    "award_desk:list": ("/de/desk/awards/", COORDINATION, ONLY_GET),
    "award_desk:new": ("/de/desk/awards/new/", COORDINATION, COORDINATION),
    "award_desk:edit": ("/de/desk/awards/8101/", EDITORS, EDITORS),
    "award_desk:publish": ("/de/desk/awards/8101/publish/", ONLY_POST, members(own_coordinator=302, operator=302)),
    "award_desk:announce": ("/de/desk/awards/8101/announce/", ONLY_POST, members(own_coordinator=302, operator=302)),
    "award_desk:applications": ("/de/desk/awards/8101/applications/", JURY, ONLY_GET),
    "award_desk:applications_csv": ("/de/desk/awards/8101/applications.csv", JURY, ONLY_GET),
    "award_desk:application": ("/de/desk/awards/applications/8101/", JURY, JURY),
    "award_desk:step": (
        "/de/desk/awards/applications/8101/shortlist/",
        ONLY_POST,
        members(own_coordinator=302, operator=403),
    ),
}
