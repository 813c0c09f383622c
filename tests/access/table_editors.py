"""Editors of organisations and profiles, drafts, pictures, and the yearly question."""

from tests.access import NO_POST, Row, everyone, members

COLLEAGUES = {"advisor": 200, "other_editor": 200, "own_editor": 200, "other_coordinator": 200, "own_coordinator": 200, "operator": 200}
EDITORS = members(advisor=403, own_editor=200, own_coordinator=200, operator=200)
HERSELF = members(advisor=200, own_editor=403, own_coordinator=200, operator=200)
MISSING = members(advisor=403, own_editor=404, own_coordinator=404, operator=404)
NEW = members(advisor=403, other_editor=403, own_editor=403, other_coordinator=200, own_coordinator=200, operator=200)
COORDINATION = members(advisor=403, own_editor=403, own_coordinator=200, operator=200)
# It is not archived, so there is nothing to bring back.
MISSING_ORGANISATION = members(advisor=403, own_editor=403)
NOT_MEANT = members(
    **dict.fromkeys(
        ("reader", "advisor", "other_editor", "own_editor", "other_coordinator", "own_coordinator", "translator", "operator"), 405
    )
)
TABLE: dict[str, Row] = {
    "picture": ("/media/pictures/0123456789abcdef0123456789abcdef.webp", everyone(404), NO_POST),
    "drafts:keep": ("/de/desk/drafts/offer-1/", NOT_MEANT, members(**dict.fromkeys(NOT_MEANT, 400) | {"visitor": 302})),
    "drafts:discard": ("/de/desk/drafts/offer-1/discard/", NOT_MEANT, everyone(302)),
    "profiles:organisations": ("/de/desk/organisations/", members(**COLLEAGUES), NOT_MEANT),
    "profiles:organisation_new": ("/de/desk/organisations/new/", NEW, NEW),
    "profiles:organisation_new_preview": ("/de/desk/organisations/new/preview/?lang=ar", NEW, NEW),
    "profiles:organisation": ("/de/desk/organisations/stelle/", EDITORS, EDITORS),
    "profiles:organisation_preview": ("/de/desk/organisations/stelle/preview/?lang=ar", EDITORS, EDITORS),
    "profiles:organisation_history": ("/de/desk/organisations/stelle/history/", EDITORS, NOT_MEANT),
    "profiles:organisation_restore": ("/de/desk/organisations/stelle/restore/", NOT_MEANT, MISSING),
    "profiles:organisation_confirm": (
        "/de/desk/organisations/stelle/confirm/", NOT_MEANT, members(advisor=403, own_editor=302, own_coordinator=302, operator=302),
    ),
    "profiles:organisation_archive": ("/de/desk/organisations/stelle/archive/", COORDINATION, COORDINATION),
    "profiles:organisation_reopen": ("/de/desk/organisations/stelle/reopen/", NOT_MEANT, MISSING_ORGANISATION),
    "profiles:profile": (
        "/de/desk/profile/", members(advisor=200, own_editor=200, other_editor=200), members(advisor=200, own_editor=200, other_editor=200),
    ),
    "profiles:profile_preview": (
        "/de/desk/profile/preview/?lang=ar",
        members(advisor=200, own_editor=200, other_editor=200), members(advisor=200, own_editor=200, other_editor=200),
    ),
    "profiles:advisor_new": ("/de/desk/profiles/new/", NEW, NEW),
    "profiles:advisor_new_preview": ("/de/desk/profiles/new/preview/?lang=ar", NEW, NEW),
    "profiles:advisors": ("/de/desk/profiles/", members(**COLLEAGUES), NOT_MEANT),
    "profiles:advisor": ("/de/desk/profiles/beraterin/", HERSELF, HERSELF),
    "profiles:advisor_preview": ("/de/desk/profiles/beraterin/preview/?lang=ar", HERSELF, HERSELF),
    "profiles:advisor_history": ("/de/desk/profiles/beraterin/history/", HERSELF, NOT_MEANT),
    "profiles:advisor_restore": ("/de/desk/profiles/beraterin/restore/", NOT_MEANT, members(advisor=404, own_editor=403, own_coordinator=404, operator=404)),
    "profiles:advisor_confirm": (
        "/de/desk/profiles/beraterin/confirm/", NOT_MEANT, members(advisor=302, own_editor=403, own_coordinator=302, operator=302),
    ),
    "profiles:advisor_release": (
        "/de/desk/profiles/beraterin/release/",
        members(advisor=403, own_editor=200, own_coordinator=200, operator=200),
        members(advisor=403, own_editor=302, own_coordinator=302, operator=302),
    ),
    "confirm_profile:still_right": ("/de/profiles/still-right/no-such-token/", everyone(404), everyone(404)),
}  # fmt: skip
