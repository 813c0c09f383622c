"""Asking people to come: who is suggested, once for each address, who has registered since."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import RegionalRole, User
from events import inviting
from events.models import Event, EventInvitation
from networks.models import Advisor, AdvisorChannel, Contact, Organisation
from portal.models import OutgoingMail
from tests.access.world import enrol, make_user, sign_in
from tests.factories import make_event, make_organisation, make_registration

pytestmark = pytest.mark.django_db
HERE, ELSEWHERE = "06636", "05113"


@pytest.fixture
def by() -> User:
    user = enrol(make_user("koordination"))
    RegionalRole.objects.create(user=user, region_id=HERE)
    return user


def with_address(name: str, email: str, **fields: object) -> Organisation:
    body = make_organisation(name=name, **({"regions": [HERE]} | fields))
    Contact.objects.create(organisation=body, email=email)
    return body


def names(event: Event) -> list[tuple[str, bool]]:
    return [(row.name, row.is_new) for group in inviting.suggestions(event) for row in group.rows]


def test_organisations_that_never_came_come_first() -> None:
    old, new = with_address("Aalt", "aalt@example.org"), with_address("Neu", "neu@example.org")
    with_address("Woanders", "weg@example.org", regions=[ELSEWHERE])
    make_organisation(name="Ohne Adresse", regions=[HERE])
    before = make_event(region_id=HERE, state="held")
    make_registration(before, organisation=old, state="attended")
    make_registration(before, organisation=new, state="no_show")
    assert names(make_event(region_id=HERE)) == [("Neu", True), ("Aalt", False)]


def test_who_came_is_known_after_the_people_are_deleted() -> None:
    old = with_address("Aalt", "aalt@example.org")
    make_event(region_id=HERE, state="held", figures={"organisations": [old.pk]})
    assert names(make_event(region_id=HERE)) == [("Aalt", False)]


def test_who_is_registered_or_holds_the_event_is_not_suggested() -> None:
    host, coming = with_address("Haus", "haus@example.org"), with_address("Kommt", "kommt@example.org")
    event = make_event(region_id=HERE, organiser=host)
    make_registration(event, organisation=coming)
    assert names(event) == []


def test_advisors_are_suggested_by_the_address_they_show_to_colleagues() -> None:
    for name, visibility in (("Offen", "network"), ("Verborgen", "hidden")):
        advisor = Advisor.objects.create(slug=name.lower(), display_name=name)
        advisor.regions.add(HERE)
        AdvisorChannel.objects.create(advisor=advisor, kind="email", value=f"{name.lower()}@example.org", visibility=visibility)
    assert [name for name, _new in names(make_event(region_id=HERE))] == ["Offen"]


def test_each_address_is_asked_once(by: User) -> None:
    event = make_event(region_id=HERE)
    make_registration(event, email="schon@example.org")
    targets = [inviting.Target(address) for address in ("neu@example.org", "NEU@example.org", "Schon@example.org")]
    for _time in range(2):
        inviting.invite(event, targets=targets, language="ar", by=by, now=timezone.now())
    assert [(row.email, row.language) for row in EventInvitation.objects.all()] == [("neu@example.org", "ar")]
    assert OutgoingMail.objects.get(kind="events.invitation").recipient == "neu@example.org"


def test_nobody_is_asked_to_what_is_over_or_cancelled(by: User) -> None:
    for event in (
        make_event(state="cancelled"),
        make_event(state="draft"),
        make_event(starts_at=timezone.now() - datetime.timedelta(hours=1)),
    ):
        with pytest.raises(ValidationError):
            inviting.invite(event, targets=[inviting.Target("a@example.org")], language="de", by=by, now=timezone.now())


def test_pasted_list_is_read_line_by_line_and_errors_are_named() -> None:
    text = "mina@example.org\n\nMina Muster <muster@example.org>,\nFirma; post@example.org\n"
    assert [(row.name, row.email) for row in inviting.read_addresses(text)] == [
        ("", "mina@example.org"), ("Mina Muster", "muster@example.org"), ("Firma", "post@example.org"),
    ]  # fmt: skip
    with pytest.raises(ValidationError) as error:
        inviting.read_addresses("gut@example.org\nkein Zeichen\nauch@nicht")
    assert [message.split(":")[0] for message in error.value.messages] == [
        "Zeile 2 ist keine E-Mail-Adresse", "Zeile 3 ist keine E-Mail-Adresse",
    ]  # fmt: skip


def test_page_invites_ticked_and_pasted_and_says_who_registered(by: User) -> None:
    body = with_address("Kammer", "kammer@example.org")
    event, client = make_event(region_id=HERE), sign_in(by)
    address = f"/de/desk/events/{event.pk}/people/invite/"
    assert "war noch nie dabei" in client.get(address).text
    wrong = client.post(address, {"pick": [f"o{body.pk}"], "addresses": "unsinn", "language": "de"})
    assert "Zeile 1 ist keine E-Mail-Adresse: unsinn" in wrong.text
    assert not EventInvitation.objects.exists()
    client.post(address, {"pick": [f"o{body.pk}"], "addresses": "mina@example.org", "language": "tr"})
    assert sorted(EventInvitation.objects.values_list("email", "organisation")) == [
        ("kammer@example.org", body.pk), ("mina@example.org", None),
    ]  # fmt: skip
    make_registration(event, email="MINA@example.org")
    assert [(row.email, has_come) for row, has_come in inviting.asked(event)] == [("mina@example.org", True), ("kammer@example.org", False)]
    assert client.post(address, {"pick": ["o999999"], "language": "de"}).status_code == 200
    assert EventInvitation.objects.count() == 2
