"""The world of the access tests: one organisation in one district with its people, and others who have no business with it."""

import datetime
import time
import uuid

from allauth.account.internal.flows.login import _AUTHENTICATION_METHODS_USER_SESSION_KEY as OWNER
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client
from django.utils import timezone

from accounts.models import RegionalRole, SavedFilter, User
from events.models import EventSeries
from exchange.models import ImportMapping, ImportRun
from networks.invitations import hash_of
from networks.models import Advisor, InboxItem, Invitation, Membership, Organisation, ProfileClaim
from portal.models import OutgoingMail
from stories.models import StoryCaption, StoryMedia
from tests.factories import approve_again, make_event, make_offer, make_organisation, make_registration, make_story
from tests.stories.awards import make_award
from translations.models import MachineJob, Proposal, TranslationImport, Translator

HERE, ELSEWHERE = "06636", "05113"
# `events.links` signs it: the personal link of the registration 7001.
REGISTRATION_KEY = uuid.UUID("70017001-7001-4001-8001-700170017001")


def make_user(name: str, **fields: object) -> User:
    """Make an account `name@example.org` called `name`."""
    return User.objects.create_user(f"{name}@example.org", "ein langes Passwort", name=name, **fields)


def enrol(user: User) -> User:
    """Give the account a second factor, as staff must have."""
    TOTP.activate(user, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    return user


def sign_in(user: User) -> Client:
    """Return a client that is signed in, with the second factor if there is one."""
    client = Client()
    client.force_login(user)
    return client


def signed_in(user: User, *, minutes_ago: int) -> Client:
    """Return a client that signed in some minutes ago."""
    client = Client()
    client.force_login(user)
    session = client.session
    session["account_authentication_methods"] = [{"method": "code", "at": time.time() - 60 * minutes_ago, "email": user.email}]
    session[OWNER] = str(user.pk)
    session.save()
    return client


def make_world() -> dict[str, User | None]:
    """Make `stelle` in 06636 with its offer `rat` and its advisor `beraterin`, and one account a role (None for a visitor)."""
    here = make_organisation(slug="stelle", name="Stelle", regions=[HERE], mail_domain="stelle.example.org")
    other = make_organisation(slug="andere", name="Andere", regions=[ELSEWHERE])
    make_offer(slug="rat", provider=here, regions=[HERE])
    users: dict[str, User | None] = {"visitor": None, "reader": make_user("reader")}
    users["advisor"] = make_user("advisor")
    profile = Advisor.objects.create(slug="beraterin", display_name="Beraterin Beispiel", user=users["advisor"], claim_state="verified")
    profile.organisations.add(here)
    profile.regions.add(HERE)
    Membership.objects.create(pk=1000, user=users["advisor"], organisation=here, role=Membership.Role.ADVISOR)
    for role, organisation in (("own_editor", here), ("other_editor", other)):
        users[role] = make_user(role)
        Membership.objects.create(user=users[role], organisation=organisation, role=Membership.Role.EDITOR)
    for role, region in (("own_coordinator", HERE), ("other_coordinator", ELSEWHERE)):
        users[role] = enrol(make_user(role))
        RegionalRole.objects.create(user=users[role], region_id=region)
    users["translator"] = make_user("translator")
    Translator.objects.create(user=users["translator"], languages=["ar"])
    users["operator"] = enrol(User.objects.create_superuser("operator@example.org", "ein langes Passwort"))
    make_waiting(users, here)
    make_meeting(users, here)
    Invitation.objects.create(
        pk=1000,
        email="eingeladen@example.org",
        role=Invitation.Role.EDITOR,
        organisation=here,
        language="de",
        key_hash=hash_of("world"),
        invited_by=users["own_editor"],
        expires_at=timezone.now() + datetime.timedelta(days=1),
    )
    _make_import(users["own_coordinator"])
    # A file that the translator brought back.
    TranslationImport.objects.create(pk=4711, user=users["translator"], language="ar", filename="rat.xlf")
    MachineJob.objects.create(pk=4711, region_id=HERE, languages=["en"], by=users["own_coordinator"])
    # A published story and a draft, as `tests.access.table_stories*` name them.
    make_award(pk=8101, slug="preis", region_id=HERE, applicant={"pk": 8101})
    story = make_story(pk=8001, slug="laden", region_id=HERE, consent={"pk": 8001})
    film = StoryMedia.objects.create(pk=8001, story=story, kind="video", external_url="https://film.example.org/laden")
    StoryCaption.objects.create(pk=8001, media=film, language="de", text="WEBVTT\n\n00:01.000 --> 00:02.000\nGuten Tag\n")
    approve_again(story)
    make_story(pk=8002, slug="entwurf-geschichte", region_id=HERE, state="draft")
    # What the editor has proposed for the story waits for a second reader.
    Proposal.objects.create(
        pk=8101,
        model="stories.story",
        object_id="8001",
        field="title",
        language="ar",
        text="دكان",
        source_digest="x",
        by=users["own_editor"],
    )
    return users


def make_meeting(users: dict[str, User | None], here: Organisation) -> None:
    """Make the meeting `treffen` of `stelle` (pk 7001), its draft twin `entwurf` (7002), its series (7001), and the reader's registration (7001)."""
    series = EventSeries.objects.create(
        pk=7001, slug="runde", title_de="Runde", region_id=HERE, organiser=here, starts_on=timezone.localdate(), start_time=datetime.time(18),
    )  # fmt: skip
    # At noon: whenever the tests run, it ends on its own day.
    noon = timezone.localtime().replace(hour=12, minute=0, second=0, microsecond=0) + datetime.timedelta(days=7)
    event = make_event(pk=7001, slug="treffen", organiser=here, region_id=HERE, series=series, capacity=20, starts_at=noon)
    make_event(pk=7002, slug="entwurf", organiser=here, region_id=HERE, state="draft")
    make_registration(event, pk=7001, user=users["reader"], email="reader@example.org", name="Reader", key=REGISTRATION_KEY)


def make_waiting(users: dict[str, User | None], here: Organisation) -> None:
    """Make what waits at the desk, all numbered 9001: a claim of the reader (9002: one with a code), a report, a mail, a kept filter."""
    now = timezone.now()
    ProfileClaim.objects.create(pk=9001, user=users["reader"], organisation=here, proof=ProfileClaim.Proof.COORDINATOR)
    ProfileClaim.objects.create(
        pk=9002, user=users["translator"], organisation=here, proof=ProfileClaim.Proof.CODE, code_hash="x", code_address="a@stelle.example.org",
        code_expires_at=now,
    )  # fmt: skip
    InboxItem.objects.create(pk=9001, kind="report", subject="Rat", region_id=HERE, owner=users["own_editor"], due_on=now.date())
    OutgoingMail.objects.create(
        pk=9001, kind="networks.claim_decided", recipient="reader@example.org", region_id=HERE, language="de", state="sent", sent_at=now,
        dedupe_key="9001", message_id="<9001@example.org>", due_at=now, next_attempt_at=now,
    )  # fmt: skip
    SavedFilter.objects.create(pk=9001, user=users["own_coordinator"], page="inbox", name="Hinweise", query="kind=report")


def _make_import(by: User) -> None:
    """A checked list and a kept mapping of the coordinator of `HERE`, both with the number 4711."""
    ImportRun.objects.create(
        pk=4711, target="offers", filename="liste.csv", content=b"ID;Name\n1;Rat\n", by=by, state="checked", region_id=HERE
    )
    ImportMapping.objects.create(pk=4711, name="Zuordnung", target="offers", created_by=by)


def has_second_factor(user: User) -> bool:
    return Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.RECOVERY_CODES).exists()
