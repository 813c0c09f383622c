"""Offers at the desk: their providers' people and the coordination; strangers find nothing."""

from tests.access import Row, everyone, members

# Whoever may begin offers at all; readers and translators may not.
WRITERS = everyone(200, visitor=302, reader=403, translator=403)
SENT = everyone(302, reader=403, translator=403)
OWN = members(advisor=200, own_editor=200, own_coordinator=200, operator=200)
REVIEW = members(advisor=403, own_editor=403, own_coordinator=200, operator=200)
END = members(advisor=403, own_editor=200, own_coordinator=200, operator=200)
TABLE: dict[str, Row] = {
    "offers_desk:list": ("/de/desk/offers/", WRITERS, everyone(405, visitor=302)),
    "offers_desk:new": ("/de/desk/offers/new/", WRITERS, WRITERS),
    "offers_desk:preview_new": ("/de/desk/offers/preview/", WRITERS, WRITERS),
    "offers_desk:similar": ("/de/desk/offers/similar/", WRITERS, everyone(405, visitor=302)),
    "offers_desk:bulk": ("/de/desk/offers/bulk/", everyone(405, visitor=302), SENT),
    "offers_desk:edit": ("/de/desk/offers/rat/edit/", OWN, OWN),
    "offers_desk:preview": ("/de/desk/offers/rat/preview/", OWN, OWN),
    "offers_desk:review": ("/de/desk/offers/rat/review/", REVIEW, REVIEW),
    "offers_desk:history": ("/de/desk/offers/rat/history/", OWN, everyone(405, visitor=302)),
    # No such version: 404 for everybody who is signed in.
    "offers_desk:restore_version": ("/de/desk/offers/rat/history/2000000000/restore/", members(), members()),
    "offers_desk:archive": ("/de/desk/offers/rat/archive/", END, END),
    "offers_desk:restore": (
        "/de/desk/offers/rat/restore/",
        everyone(405, visitor=302),
        members(advisor=302, own_editor=302, own_coordinator=302, operator=302),
    ),
}
