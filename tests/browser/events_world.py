"""Fresh events to register for in the browser. Runs inside `manage.py shell` of the started product, prints the links of registrations."""

import json
import sys

from events.links import token_for
from events.models import Event
from networks.models import Organisation
from tests.factories import make_event, make_organisation, make_registration

STATES = ("pending", "registered", "waitlisted", "offered", "cancelled")


def run() -> None:
    Event.objects.filter(slug__startswith="browser-").delete()
    body = Organisation.objects.filter(slug="browser-body").first() or make_organisation(slug="browser-body")
    words = {"organiser": body, "title_de": "Treffen im Rathaus", "title_ar": "لقاء في دار البلدية", "contact_email": "treff@example.org"}
    open_event = make_event(slug="browser-open", capacity=30, kind="information", first_name_only=True, **words)
    full = make_event(
        slug="browser-full", capacity=2, quotas={"economy": 2}, format="hybrid", online_url="https://meet.example.org/x", **words
    )
    make_event(slug="browser-cancelled", state="cancelled", **words)
    tokens = {state: token_for(make_registration(full, state=state, interpreter="ar", question="Wer hilft?")) for state in STATES}
    tokens["moved"] = token_for(make_registration(open_event, needs_reconfirm=True))
    sys.stdout.write("TOKENS " + json.dumps(tokens))
