"""The page behind the signed link: whoever has the link may use it, signed in or not. A forged one is missing."""

from tests.access import NO_POST, Row, everyone

TABLE: dict[str, Row] = {
    "offers:still_right": ("/de/offers/still-right/1-0.forged/", everyone(404), everyone(404)),
    "offers:still_right_done": ("/de/offers/still-right/1-0.forged/thanks/", everyone(404), NO_POST),
}
