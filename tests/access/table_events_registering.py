"""Registering and the own page: open to everybody who has the link; what the link may do is the same for every role."""

from django.core.signing import Signer

from events.links import SALT
from tests.access import NO_POST, Row, everyone
from tests.access.world import REGISTRATION_KEY

TOKEN = Signer(salt=SALT).sign(REGISTRATION_KEY.hex)
TABLE: dict[str, Row] = {
    "event_registration:register": ("/de/events/treffen/register/", everyone(200), everyone(200)),
    "event_registration:sent": ("/de/events/treffen/register/sent/", everyone(200), NO_POST),
    "event_registration:own": (f"/de/events/registration/{TOKEN}/", everyone(200), NO_POST),
    "event_registration:step": (f"/de/events/registration/{TOKEN}/confirm/", everyone(302), everyone(302)),
}
