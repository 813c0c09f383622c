"""The list of participants at the desk: what it shows, what can be done with one entry, the door, the papers."""

import datetime
import io

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from accounts.models import RegionalRole, User
from events import attendance, messages
from events.models import Event, EventMessage, Registration
from networks.models import Membership
from portal.models import OutgoingMail
from tests.access.world import enrol, make_user, sign_in
from tests.conftest import forget_pages
from tests.factories import make_event, make_organisation, make_registration

pytestmark = pytest.mark.django_db
HERE = "06636"
NOW = datetime.datetime(2026, 11, 21, 17, 0, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)


@pytest.fixture
def coordinator() -> User:
    user = enrol(make_user("koordination"))
    RegionalRole.objects.create(user=user, region_id=HERE)
    return user


@pytest.fixture
def client(coordinator: User) -> Client:
    return sign_in(coordinator)


def address(event: Event, page: str = "") -> str:
    return f"/de/desk/events/{event.pk}/people/{page}"


def running_event(**fields: object) -> Event:
    """An event that began ten minutes ago."""
    return make_event(starts_at=timezone.now() - datetime.timedelta(minutes=10), region_id=HERE, **fields)


def test_list_shows_state_order_needs_and_quotas(client: Client) -> None:
    event = make_event(region_id=HERE, capacity=2, quotas={"economy": 1}, languages=[("ar", "interpreted")])
    make_registration(
        event,
        name="Amal",
        sphere="economy",
        organisation_name="Kammer",
        interpreter="ar",
        access_needs="Rampe",
        question="Wie fange ich an?",
    )
    make_registration(event, name="Boris", state="offered", offered_until=event.starts_at - DAY)
    make_registration(event, name="Cem", state="waitlisted")
    make_registration(event, name="Dana", state="waitlisted", needs_reconfirm=True)
    page = client.get(address(event)).text
    for words in ("Amal", "Kammer", "Arabisch", "Rampe", "Wie fange ich an?", "angeboten bis", "noch keine Antwort zum neuen Termin"):
        assert words in page
    assert page.index("Cem") < page.index("Dana")
    one, two = ('<bdi dir="ltr">1</bdi>', '<bdi dir="ltr">2</bdi>')
    assert page.index(f"Nummer {one} in der Reihe") < page.index(f"Nummer {two} in der Reihe")
    assert f"{one} von {one}" in page


def test_list_is_filtered_by_state_sphere_and_name(client: Client) -> None:
    event = make_event(region_id=HERE)
    make_registration(event, name="Amal Ödegård", sphere="economy")
    make_registration(event, name="Boris", state="waitlisted")
    assert "Boris" not in client.get(address(event), {"state": "registered"}).text
    assert "Amal" not in client.get(address(event), {"sphere": "none"}).text
    found = client.get(address(event), {"q": "ödeg"}).text
    assert "Amal" in found
    assert "Boris" not in found
    assert "Amal" in client.get(address(event), {"state": "nonsense"}).text


@pytest.mark.parametrize("people", [10, 300])
def test_list_needs_nine_queries_however_many_come(client: Client, people: int, django_assert_num_queries: object) -> None:
    event = make_event(region_id=HERE, capacity=400, quotas={"economy": 5})
    for number in range(people):
        make_registration(event, sphere="economy" if number % 2 else "", state="waitlisted" if number % 3 == 0 else "registered")
    client.get(address(event))
    forget_pages()
    with django_assert_num_queries(9):
        page = client.get(address(event))
    assert page.status_code == 200


def test_names_are_for_organisers_and_the_coordination_only(client: Client) -> None:
    body = make_organisation(regions=[HERE])
    event = make_event(region_id=HERE, organiser=body)
    make_registration(event, name="Amal Einzigartig")
    editor, colleague, stranger = make_user("redaktion"), make_user("kollegin"), make_user("fremd")
    Membership.objects.create(user=editor, organisation=body, role=Membership.Role.EDITOR)
    Membership.objects.create(user=colleague, organisation=body, role=Membership.Role.ADVISOR)
    operator = enrol(User.objects.create_superuser("betrieb@example.org", "ein langes Passwort"))
    assert "Amal Einzigartig" in sign_in(editor).get(address(event)).text
    for page in ("", "check-in/", "badges/", "sign-in/", "table.csv", "calls/", "message/", "invite/"):
        assert sign_in(colleague).get(address(event, page)).status_code == 403
        assert sign_in(operator).get(address(event, page)).status_code == 403
        assert sign_in(stranger).get(address(event, page)).status_code == 404


def test_somebody_of_another_event_is_not_found(client: Client) -> None:
    event, other = make_event(region_id=HERE), make_event(region_id=HERE)
    person = make_registration(other)
    assert client.get(address(event, f"{person.pk}/edit/")).status_code == 404
    assert client.post(address(event, f"{person.pk}/cancel/")).status_code == 404


def test_a_name_is_enough_to_put_somebody_on_the_list(client: Client) -> None:
    event = make_event(region_id=HERE)
    for name in ("Amal", "Boris"):
        assert client.post(address(event, "add/"), {"name": name, "language": "de"}).status_code == 302
    assert [(row.name, row.state) for row in event.registrations.all()] == [("Amal", "registered"), ("Boris", "registered")]


def test_by_hand_beyond_the_places_only_after_one_more_tick(client: Client) -> None:
    event = make_event(region_id=HERE, capacity=1)
    make_registration(event)
    page = client.post(address(event, "add/"), {"name": "Amal", "language": "de"})
    assert "über die Plätze hinaus" in page.text
    assert event.registrations.count() == 1
    client.post(address(event, "add/"), {"name": "Amal", "language": "de", "beyond": "1"})
    assert event.registrations.filter(state="registered").count() == 2


def test_organisation_of_the_directory_brings_its_sphere(client: Client) -> None:
    body = make_organisation(name="Kammer Werra", regions=[HERE])
    event = make_event(region_id=HERE)
    client.post(address(event, "add/"), {"name": "Amal", "organisation_name": "kammer werra", "language": "de"})
    row = event.registrations.get()
    assert (row.organisation, row.sphere) == (body, body.kind.sphere)


def test_staff_give_a_place_past_the_order(client: Client) -> None:
    event = make_event(region_id=HERE, capacity=1)
    make_registration(event)
    first, second = (make_registration(event, state="waitlisted") for _number in range(2))
    page = client.post(address(event, f"{second.pk}/place/"))
    assert "Alle Plätze sind vergeben" in page.text
    client.post(address(event, f"{second.pk}/place/"), {"beyond": "1"})
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == ("waitlisted", "registered")


def test_cancelling_asks_first_and_tells_the_person(client: Client) -> None:
    event = make_event(region_id=HERE)
    person = make_registration(event)
    assert "Die Person bekommt eine E-Mail" in client.get(address(event, f"{person.pk}/cancel/")).text
    client.post(address(event, f"{person.pk}/cancel/"))
    person.refresh_from_db()
    assert person.state == "cancelled"
    assert OutgoingMail.objects.filter(kind="events.left", recipient=person.email).exists()


def test_a_corrected_address_gets_what_waits(client: Client) -> None:
    event = make_event(region_id=HERE)
    person, other = make_registration(event, email="falsch@example.org"), make_registration(event)
    from_mails = {"kind": "events.registered", "language": "de", "subject_id": person.pk, "message_id": "<1@x>", "dedupe_key": "1"}
    OutgoingMail.objects.create(recipient="falsch@example.org", due_at=NOW, next_attempt_at=NOW, **from_mails)
    taken = client.post(address(event, f"{person.pk}/edit/"), {"name": "Amal", "email": other.email.upper(), "language": "ar"})
    assert "steht schon jemand" in taken.text
    client.post(address(event, f"{person.pk}/edit/"), {"name": "Amal", "email": "richtig@example.org", "language": "ar"})
    person.refresh_from_db()
    assert (person.name, person.email, person.language) == ("Amal", "richtig@example.org", "ar")
    assert OutgoingMail.objects.get(dedupe_key="1").recipient == "richtig@example.org"


def test_two_taps_at_the_door_are_one_and_can_be_taken_back(client: Client) -> None:
    event = running_event()
    person = make_registration(event, name="Amal")
    for _tap in range(2):
        answer = client.post(address(event, "check-in/"), {"person": person.pk, "came": "1", "q": "am"})
        assert answer.url.endswith(f"?q=am#person-{person.pk}")
    person.refresh_from_db()
    assert person.state == "attended"
    seen = person.checked_in_at
    client.post(address(event, "check-in/"), {"person": person.pk, "came": "1"})
    person.refresh_from_db()
    assert person.checked_in_at == seen
    for _tap in range(2):
        client.post(address(event, "check-in/"), {"person": person.pk, "came": "0"})
    person.refresh_from_db()
    assert (person.state, person.checked_in_at) == ("registered", None)


def test_nobody_is_ticked_a_week_before(client: Client) -> None:
    event = make_event(region_id=HERE)
    person = make_registration(event)
    page = client.post(address(event, "check-in/"), {"person": person.pk, "came": "1"}, follow=True)
    assert "Abhaken geht am Tag der Veranstaltung." in page.text
    person.refresh_from_db()
    assert person.state == "registered"


def test_who_waited_and_came_is_let_in(client: Client) -> None:
    event = running_event(capacity=1)
    make_registration(event)
    person = make_registration(event, state="waitlisted", name="Cem")
    client.post(address(event, "check-in/"), {"person": person.pk, "came": "1"})
    assert [(row.pk, row.state) for row in event.registrations.filter(name="Cem")] == [(person.pk, "attended")]


def test_walk_in_needs_a_name_and_is_there_at_once(client: Client) -> None:
    event = running_event()
    client.post(address(event, "add/?walk_in=1"), {"name": "Elif", "language": "tr"})
    row = event.registrations.get()
    assert (row.name, row.state, row.via) == ("Elif", "attended", "walk_in")


def test_closing_the_list_marks_who_was_not_there_and_can_be_taken_back(client: Client) -> None:
    event = make_event(region_id=HERE, state="held", starts_at=timezone.now() - DAY)
    came, missed = make_registration(event, state="attended"), make_registration(event)
    left = make_registration(event, state="cancelled")
    assert "1 Person war nicht da" in client.get(address(event, "close/")).text
    client.post(address(event, "close/"))
    assert dict(event.registrations.values_list("pk", "state")) == {came.pk: "attended", missed.pk: "no_show", left.pk: "cancelled"}
    client.post(address(event, "close/"), {"undo": "1"})
    missed.refresh_from_db()
    assert missed.state == "registered"


def test_list_cannot_be_closed_before_the_end() -> None:
    event = make_event(starts_at=NOW)
    person = make_registration(event)
    with pytest.raises(ValidationError):
        attendance.close_list(event, now=NOW)
    person.refresh_from_db()
    assert person.state == "registered"


def test_tables_hold_no_formula_and_their_names_nobody(client: Client) -> None:
    event = make_event(region_id=HERE, slug="treffen")
    make_registration(event, name="=HYPERLINK(1)", question="+49")
    answer = client.get(address(event, "table.csv"))
    text = b"".join(answer.streaming_content).decode()
    assert ";=" not in text
    assert "\n=" not in text
    assert "'=HYPERLINK(1)" in text
    assert answer["Content-Disposition"] == f'attachment; filename="anlauf-treffen-{event.starts_local:%Y-%m-%d}.csv"'
    sheet = client.get(address(event, "table.xlsx"))
    book = load_workbook(io.BytesIO(b"".join(sheet.streaming_content)))
    assert [cell.value for cell in book.active["A"]][1] == "'=HYPERLINK(1)"
    assert client.get(address(event, "table.exe")).status_code == 404


def test_papers_name_who_comes_and_not_who_left(client: Client) -> None:
    event = make_event(region_id=HERE)
    make_registration(event, name="Amal", organisation_name="Kammer", email="geheim@example.org", access_needs="Rampe")
    make_registration(event, name="Boris", state="cancelled")
    make_registration(event, name="Cem", state="waitlisted")
    for page in ("sign-in/", "badges/"):
        text = client.get(address(event, page)).text
        assert "Amal" in text
        assert "Kammer" in text
        for word in ("Boris", "Cem", "geheim@example.org", "Rampe"):
            assert word not in text


def test_message_is_looked_at_first_and_goes_once(client: Client) -> None:
    event = make_event(region_id=HERE)
    first, second = make_registration(event, sphere="economy"), make_registration(event, sphere="finance")
    phone = make_registration(event, name="Nur Telefon", email="", phone="0561 1", channel="phone")
    make_registration(event, state="cancelled")
    words = {"groups": ["registered"], "language": "de", "subject": "Parkplatz", "text": "Bitte parken Sie hinten."}
    page = client.post(address(event, "message/"), words | {"step": "look"})
    assert "An 2 Personen senden" in page.text
    assert "Nur Telefon" in page.text
    assert not EventMessage.objects.exists()
    for _press in range(2):
        client.post(address(event, "message/"), words | {"step": "send"})
    assert EventMessage.objects.get().recipients == 2
    mails = OutgoingMail.objects.filter(kind="events.message")
    assert sorted(mails.values_list("recipient", flat=True)) == sorted([first.email, second.email])
    assert "Bitte parken Sie hinten." in client.get(address(event, "calls/")).text
    assert phone.phone in client.get(address(event, "calls/")).text


def test_message_goes_to_one_sphere_or_to_ticked_people() -> None:
    event = make_event()
    first, second = make_registration(event, sphere="economy"), make_registration(event, sphere="finance")
    stranger = make_registration(make_event())
    assert messages.audience(event, groups=["registered"], spheres=["economy"]).mail == [first]
    assert messages.audience(event, people=[second.pk, stranger.pk]).mail == [second]


def test_message_without_readers_is_refused(client: Client) -> None:
    event = make_event(region_id=HERE)
    page = client.post(address(event, "message/"), {"language": "de", "subject": "A", "text": "B", "step": "send"})
    assert "Bitte wählen Sie, an wen die Nachricht geht." in page.text
    person = make_registration(event, email="", name="Ohne")
    page = client.post(address(event, "message/"), {"person": person.pk, "language": "de", "subject": "A", "text": "B", "step": "send"})
    assert "Niemand von ihnen hat eine E-Mail-Adresse." in page.text
    assert not EventMessage.objects.exists()


def test_call_list_says_what_each_must_be_told(client: Client) -> None:
    event = make_event(region_id=HERE)
    Registration.objects.filter(pk=make_registration(event, name="Mit Mail").pk)
    make_registration(event, name="Amal", email="", phone="0561 1", needs_reconfirm=True)
    make_registration(event, name="Boris", email="", phone="0561 2", state="offered")
    page = client.get(address(event, "calls/")).text
    assert "Der Termin ist neu. Kann die Person noch kommen?" in page
    assert "Ein Platz ist frei. Möchte die Person ihn?" in page
    assert "Mit Mail" not in page
    Event.objects.filter(pk=event.pk).update(state="cancelled", cancel_reason_de="Der Saal ist gesperrt.")
    assert "Die Veranstaltung fällt aus." in client.get(address(event, "calls/")).text
