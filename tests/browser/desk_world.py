"""What waits at the desk for the browser tests. Runs inside `manage.py shell` of the started product, prints sessions and keys as JSON."""

import csv
import datetime
import io
import json
import sys

from allauth.account.internal.flows.login import _AUTHENTICATION_METHODS_USER_SESSION_KEY as OWNER
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.signing import Signer
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from events.links import token_for
from events.mails import REGISTERED, REMINDERS
from events.mails import send as send_mail
from events.models import Event, EventMessage, Registration, RegistrationState
from exchange import actions
from exchange.models import ImportRun
from networks import confirming
from networks.claims import request_claim
from networks.inbox import open_item
from networks.invitations import hash_of
from networks.models import InboxItem, Invitation, Organisation, ProfileClaim
from offers import values, workflow
from offers.models import Offer
from portal.models import Region
from stories import approval
from stories.links import token_for as story_token
from stories.models import Consent, Story, StoryMedia, StoryStep
from tests.browser import texts_world
from translations.texts import stamp

OFFER, ORGANISATION = "beratungsstelle-migrationsoekonomie-essen", "beispiel-beratung-werra-meissner"
PEOPLE = {
    "reader": "reader",
    "advisor": "advisor",
    "editor": "editor",
    "essen": "coordinator.05113",
    "werra": "coordinator.06636",
    "operator": "operator",
    "translator": "translator",
}


def session_of(user: User) -> str:
    session = SessionStore()
    session[SESSION_KEY], session[HASH_SESSION_KEY] = str(user.pk), user.get_session_auth_hash()
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[OWNER] = str(user.pk)
    session["account_authentication_methods"] = [{"method": "password", "at": timezone.now().timestamp()}]
    session.create()
    return session.session_key


def proposal(offer: Offer, author: User) -> None:
    """A longer title and a new sentence wait for the coordination of Essen."""
    before = values.values_of(offer)
    if not offer.revisions.exists():
        changed = {"title_de": f"{before['title_de']} und Gründungshilfe", "short_de": "Sie bekommen Rat zur Gründung. Das kostet nichts."}
        workflow.propose(offer, before | changed, by=author, base=offer.version)


def claimed(body: Organisation, reader: User) -> ProfileClaim:
    """The reader asks the coordination for the organisation."""
    claim = ProfileClaim.objects.filter(user=reader, organisation=body).first()
    return claim or request_claim(body, user=reader, proof=ProfileClaim.Proof.COORDINATOR, message="Ich leite die Beratung seit Mai.")


def imported(by: User) -> list[int]:
    """One list whose columns nobody has named yet, and one that is checked: new, changed and faulty rows."""
    text = io.StringIO()
    rows = [
        {"name": "Gründungsbüro Muster", "website": "https://muster.example.org", "regions": "Essen"},
        {"name": "Zweite Stelle", "website": "kein Netz", "regions": "Nirgendwo"},
    ]
    writer = csv.DictWriter(text, list(rows[0]), delimiter=";")
    writer.writeheader()
    writer.writerows(rows)
    region = Region.objects.get(pk="05113")
    keys = []
    for check in (False, True):
        run = ImportRun.objects.filter(by=by, filename=f"stellen-{check}.csv").first() or actions.upload(
            by=by, target="organisations", filename=f"stellen-{check}.csv", content=text.getvalue().encode(),
            source="Liste der Stadt", licence="CC0", region=region,
        )  # fmt: skip
        if check and run.state == ImportRun.State.UPLOADED:
            actions.begin_check(run, columns={name: name for name in rows[0]}, constants={})
            actions.check(run.pk)
        keys.append(run.pk)
    return keys


def archived() -> Offer:
    """An offer that nobody confirmed for too long; no list shows it."""
    offer = Offer.objects.filter(slug="vergangenes-angebot").first()
    if offer is None:
        offer = Offer.objects.get(slug=OFFER)
        offer.pk, offer.slug, offer.state, offer.state_reason = None, "vergangenes-angebot", "archived", "stale"
        offer._state.adding = True
        offer.save()
    return offer


def guest(event: Event, name: str, **fields: object) -> Registration:
    """Somebody on the list of an example event."""
    defaults = {"state": RegistrationState.REGISTERED, "language": "de", "confirmed_at": timezone.now()}
    return Registration.objects.get_or_create(event=event, name=name, defaults=defaults | fields)[0]


def told(event: Event, person: Registration, by: User) -> None:
    """Mails of which one did not arrive, and an earlier message to all."""
    for kind, fields in (
        (REGISTERED, {"state": "sent", "sent_at": timezone.now()}),
        (REMINDERS["week"], {"state": "dead", "last_error": "550 5.1.1 <amina@example.org>: Recipient address rejected: User unknown"}),
    ):
        if row := send_mail(kind, person):
            type(row).objects.filter(pk=row.pk).update(**fields)
    EventMessage.objects.get_or_create(event=event, subject="Bitte mitbringen", language="de", defaults={"text": "Bringen Sie etwas mit, das Sie anbieten.", "sent_by": by, "recipients": 21})  # fmt: skip


def peopled(by: User) -> dict[str, object]:
    """An example event with everybody a list can hold: waiting, offered, by telephone, with long names in two directions."""
    event = Event.objects.get(slug="beispiel-treffen-naechstes")
    until = timezone.now() + datetime.timedelta(hours=40)
    person = guest(
        event, "أمينة عبد الرحمن المنصوري", email="amina@example.org", language="ar", interpreter="ar", question="من يفهم في التمويل؟"
    )
    guest(event, "Maximiliane Oberhauser-Wolfenstein von der Heide", email="maximiliane.oberhauser-wolfenstein@example.org", organisation_name="Wirtschaftsförderungsgesellschaft des Werra-Meißner-Kreises")  # fmt: skip
    guest(event, "Farid", phone="+49 170 5550142", language="fa", needs_reconfirm=True)
    guest(event, "Olena", email="olena@example.org", language="uk", state=RegistrationState.OFFERED, offered_until=until)
    guest(event, "Mehmet", email="mehmet@example.org", language="tr", state=RegistrationState.WAITLISTED, sphere="economy")
    told(event, person, by)
    return {
        "event": event.pk,
        "event_token": token_for(person),
        "person": person.pk,
        "waiting": event.registrations.get(name="Mehmet").pk,
        "series": event.series_id,
        "over": Event.objects.get(slug="beispiel-treffen-protokoll").pk,
        "cancelled": Event.objects.get(slug="beispiel-sprechtag-anerkennung").pk,
        "quiet": Event.objects.get(slug="beispiel-fruehstueck-gruenderinnen").pk,
    }


def still_right(offer: Offer) -> str:
    return Signer(salt="offers.still-right", sep=".").sign(f"{offer.pk}-0")


@transaction.atomic
def storied(by: User) -> dict[str, object]:
    """A story whose person has her link, with a photo outside and a film."""
    story = Story.objects.filter(slug="browser-geschichte").first()
    if story is None:
        story = Story.objects.create(
            slug="browser-geschichte", person_name="Layla H.", firm_name="Feinbrot", industry="food", region_id="06636", founded_year=2021,
            languages=["ar"], title_de="Vom Küchentisch zur Bäckerei", title_ar="من طاولة المطبخ إلى المخبز", summary_de="Backen konnte ich.",
            summary_ar="كنت أجيد الخبز.", text_de="Ich kam mit einem Rezept.", text_ar="جئت ومعي وصفة.",
        )  # fmt: skip
        step = StoryStep.objects.create(story=story, phase="start", year=2021, text_de="Der Laden ging auf.", text_ar="فُتح المتجر.")
        StoryMedia.objects.create(story=story, kind="video", external_url="https://film.example.org/laden")
        Consent.objects.create(story=story, email="layla@example.org", language="ar")
        for row in (story, step):
            stamp(row)
        approval.ask(story, by=by)
    film = story.media.get()
    return {"story": story.pk, "film": film.pk, "story_token": story_token(Consent.objects.get(story=story))}


def make() -> dict[str, object]:
    users = {name: User.objects.get(email=f"{email}@example.org") for name, email in PEOPLE.items()}
    body = Organisation.objects.get(slug=ORGANISATION)
    offer = Offer.objects.get(slug=OFFER)
    proposal(offer, users["editor"])
    claim = claimed(body, users["reader"])
    open_item("report", subject=offer.official_name, subject_model="offers.Offer", subject_id=offer.pk, region="05113", text="Die Nummer stimmt nicht.", owner=users["essen"])  # fmt: skip
    item = InboxItem.objects.filter(kind="report", subject_id=offer.pk).first()
    Invitation.objects.get_or_create(
        key_hash=hash_of("welcome"),
        defaults={
            "email": "eingeladen@example.org", "role": Invitation.Role.EDITOR, "organisation": body, "language": "ar",
            "invited_by": users["werra"], "expires_at": timezone.now() + datetime.timedelta(days=9),
        },
    )  # fmt: skip
    columns, checked = imported(users["essen"])
    return (
        {
            "sessions": {name: session_of(user) for name, user in users.items()},
            "claim": claim.pk,
            "item": item.pk,
            "columns": columns,
            "checked": checked,
            "offer_token": still_right(offer),
            "over_token": still_right(archived()),
            "profile_token": confirming.token_for(body),
            "advisor": users["advisor"].advisor.slug,
        }
        | peopled(users["werra"])
        | storied(users["werra"])
        | texts_world.changed(users["translator"])
        | texts_world.award(users["werra"])
        | {"job": texts_world.machine(users["essen"])}
    )


def run() -> None:
    sys.stdout.write(f"WORLD {json.dumps(make())}\n")
