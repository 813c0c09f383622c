"""Public pages of stories: the same for everybody. A draft is nobody's business."""

from tests.access import NO_POST, Row, everyone

ALL = everyone(200)
TABLE: dict[str, Row] = {
    "stories:list": ("/de/stories/", ALL, NO_POST),
    "stories:detail": ("/de/stories/laden/", ALL, NO_POST),
    "stories:captions": ("/de/stories/laden/captions/1.vtt", everyone(404), NO_POST),
}
