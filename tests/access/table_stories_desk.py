"""Stories at the desk, the person's pages, films and subtitles."""

from django.core import signing

from tests.access import Row, everyone, members

STAFF = members(reader=403, advisor=403, own_editor=403, other_editor=403, translator=403, own_coordinator=200, other_coordinator=200, operator=200)  # fmt: skip
OWN = members(own_coordinator=200, operator=200)
DONE = members(own_coordinator=302, operator=302)
NOT_MEANT = everyone(405, visitor=302)
# `stories.links` signs the number of the consent and of the link.
TOKEN = signing.Signer(salt="stories.consent").sign("8001-0")
GONE = everyone(404)
TABLE: dict[str, Row] = {
    "story_desk:list": ("/de/desk/stories/", STAFF, NOT_MEANT),
    "story_desk:new": ("/de/desk/stories/new/", STAFF, STAFF),
    "story_desk:preview_new": ("/de/desk/stories/preview/?lang=ar", STAFF, STAFF),
    "story_desk:detail": ("/de/desk/stories/8001/", OWN, NOT_MEANT),
    "story_desk:edit": ("/de/desk/stories/8001/edit/", OWN, OWN),
    "story_desk:preview": ("/de/desk/stories/8001/preview/?lang=ar", OWN, OWN),
    "story_desk:ask": ("/de/desk/stories/8001/ask/", NOT_MEANT, DONE),
    "story_desk:step": ("/de/desk/stories/8002/step/delete/", OWN, DONE),
    "story_desk:media": ("/de/desk/stories/8001/media/", OWN, NOT_MEANT),
    "story_desk:media_new": ("/de/desk/stories/8001/media/new/photo/", OWN, OWN),
    "story_desk:media_edit": ("/de/desk/stories/8001/media/8001/", OWN, OWN),
    "story_desk:media_delete": ("/de/desk/stories/8001/media/8001/delete/", NOT_MEANT, DONE),
    # Nobody needs an account here; the link decides. POST without an answer shows the page again.
    "story_consent:own": (f"/de/stories/yours/{TOKEN}/", everyone(200), everyone(200)),
    "story_consent:wish": (f"/de/stories/yours/{TOKEN}/wish/", everyone(200), everyone(200)),
    "story_consent:withdraw": (f"/de/stories/yours/{TOKEN}/withdraw/", everyone(200), everyone(302)),
    "story_video": ("/media/videos/00000000000000000000000000000000.mp4", GONE, everyone(405)),
    "story_captions": ("/media/captions/8001.vtt", everyone(200), everyone(405)),
}
