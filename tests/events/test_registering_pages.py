"""The pages of registering: the same answer for everybody, buttons that work once, and a page of one's own behind a link."""

import datetime
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone, translation

from accounts.actions import delete_account, warnings_before_deletion
from accounts.export import collect
from events import registering, tasks
from events.invariants import problems_found
from events.links import token_for
from events.models import Event, EventSeries, Registration, SeriesTerm
from networks.models import Membership
from portal.languages import LANGUAGES
from portal.models import OutgoingMail
from tests.access.world import make_user, sign_in
from tests.events.people_who_come import come, states, told
from tests.factories import make_event, make_organisation, make_registration

pytestmark = pytest.mark.django_db
NOW = timezone.now().replace(microsecond=0)
HOUR = datetime.timedelta(hours=1)
ADA = {"name": "ada", "email": "ada@example.org", "language": "de"}


def form_of(event: Event) -> str:
    return f"/de/events/{event.slug}/register/"


def page_of(registration: Registration, step: str = "", language: str = "de") -> str:
    return f"/{language}/events/registration/{token_for(registration)}/" + (f"{step}/" if step else "")


def kept(registration: Registration) -> dict[str, Any]:
    return Registration.objects.filter(pk=registration.pk).values().get()


def test_form_asks_for_the_mail_and_stores_what_was_written(visitor: Client) -> None:
    event = make_event(capacity=5)
    make_organisation(name="Kammer Kassel")
    answers = {
        "access_needs": "Platz für einen Rollstuhl",
        "interpreter": "ar",
        "question": "Wer hilft?",
        "organisation_name": "kammer kassel",
    }
    answer = visitor.post(form_of(event), ADA | answers | {"language": "ar"}, follow=True)
    assert "Bitte sehen Sie in Ihre E-Mails" in answer.text
    row = Registration.objects.get()
    assert {field: getattr(row, field) for field in answers} == answers | {"organisation_name": "Kammer Kassel"}
    assert (row.language, row.sphere, row.organisation.name, row.state) == ("ar", "economy", "Kammer Kassel", "pending")
    assert told("ada") == ["confirm"]


def test_new_and_known_address_get_the_same_answer(visitor: Client) -> None:
    event = make_event(capacity=5)
    make_registration(event, email="ada@example.org")
    answers = [visitor.post(form_of(event), ADA | {"email": email}) for email in ("ada@example.org", "new@example.org")]
    assert {(answer.status_code, answer.headers["Location"]) for answer in answers} == {(302, f"/de/events/{event.slug}/register/sent/")}
    assert {frozenset(answer.cookies) for answer in answers} == {frozenset()}
    assert Registration.objects.count() == 2


def test_reload_back_and_double_click_register_once(visitor: Client) -> None:
    event = make_event(capacity=5)
    for _press in range(3):
        visitor.post(form_of(event), ADA)
    assert Registration.objects.count() == 1
    assert OutgoingMail.objects.count() == 1


def test_nobody_floods_a_mailbox_through_the_form() -> None:
    codes = [Client(REMOTE_ADDR=f"10.0.0.{number}").post(form_of(make_event()), ADA).status_code for number in range(4)]
    assert codes == [302, 302, 302, 429]
    assert OutgoingMail.objects.filter(recipient="ada@example.org").count() == 3


def test_machine_that_fills_the_trap_stores_nothing(visitor: Client) -> None:
    event = make_event()
    assert visitor.post(form_of(event), ADA | {"company": "x"}).status_code == 302
    assert not Registration.objects.exists()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": ""}, "Bitte sagen Sie uns, wie Sie heißen."),
        ({"email": ""}, "Bitte geben Sie Ihre E-Mail-Adresse an."),
        ({"email": "ada"}, "Das ist keine E-Mail-Adresse."),
        ({"email": "ada@example.org\r\nBcc: b@example.org"}, "Das ist keine E-Mail-Adresse."),
    ],
)
def test_form_says_what_is_missing(visitor: Client, changes: dict[str, str], words: str) -> None:
    page = visitor.post(form_of(make_event()), ADA | changes)
    assert words in page.text
    assert not Registration.objects.exists()


def test_first_name_and_one_channel_are_enough(visitor: Client) -> None:
    event = make_event(kind="information", first_name_only=True, capacity=1, ask_access=False, ask_interpreter=False, ask_question=False)
    page = visitor.get(form_of(event)).text
    assert "Ihr Vorname" in page
    assert "organisation_name" not in page
    answer = visitor.post(
        form_of(event), {"name": "Ada", "channel": "phone", "phone": "0561 123456", "email": "kein", "language": "de"}, follow=True
    )
    assert "Wir haben Ihre Nummer." in answer.text
    row = Registration.objects.get()
    assert (row.state, row.channel, row.email, row.phone) == ("registered", "phone", "", "0561 123456")
    assert (
        "Bitte geben Sie Ihre Telefonnummer an." in visitor.post(form_of(event), {"name": "Ada", "channel": "phone", "language": "de"}).text
    )
    assert not OutgoingMail.objects.exists()


def test_full_event_says_which_turn(visitor: Client) -> None:
    event = make_event(capacity=1)
    make_registration(event)
    make_registration(event, state="waitlisted")
    page = visitor.get(form_of(event)).text
    assert "Alle Plätze sind vergeben." in page
    assert 'an Stelle <bdi dir="ltr">2</bdi>' in page


def test_sphere_is_asked_only_where_it_decides(visitor: Client) -> None:
    assert "id_sphere" not in visitor.get(form_of(make_event(capacity=5))).text
    event = make_event(capacity=5, quotas={"economy": 1})
    assert "id_sphere" in visitor.get(form_of(event)).text
    visitor.post(form_of(event), ADA | {"sphere": "integration"})
    assert Registration.objects.get().sphere == "integration"


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"state": "cancelled"}, "Diese Veranstaltung fällt aus"),
        ({"state": "held"}, "Die Anmeldung ist geschlossen"),
        ({"needs_registration": False}, "Sie brauchen keine Anmeldung"),
        ({"opens_at": NOW + HOUR}, "Die Anmeldung beginnt später"),
        ({"closes_at": NOW - HOUR}, "Die Anmeldung ist geschlossen"),
        ({"starts_at": NOW - HOUR}, "Die Anmeldung ist geschlossen"),
    ],
)
def test_closed_form_says_why_and_stores_nothing(visitor: Client, fields: dict[str, Any], words: str) -> None:
    event = make_event(**fields)
    assert words in visitor.get(form_of(event)).text
    assert words in visitor.post(form_of(event), ADA).text
    assert not Registration.objects.exists()


def test_draft_is_not_there(visitor: Client) -> None:
    assert visitor.get(form_of(make_event(state="draft"))).status_code == 404


def test_account_registers_with_one_click() -> None:
    event = make_event(capacity=1)
    user = make_user("ada")
    Membership.objects.create(user=user, organisation=make_organisation(name="Kammer"), role="editor")
    client = sign_in(user)
    assert "Ich komme" in client.get(form_of(event)).text
    for _press in range(2):
        assert "Sie sind angemeldet. Wir freuen uns auf Sie." in client.post(form_of(event), {"one_click": "1"}, follow=True).text
    row = Registration.objects.get()
    assert (row.user, row.email, row.state, row.sphere, row.organisation_name) == (
        user,
        "ada@example.org",
        "registered",
        "economy",
        "Kammer",
    )
    assert "Sie haben sich schon angemeldet." in client.get(form_of(event)).text


def test_looking_changes_nothing(visitor: Client) -> None:
    event = make_event(capacity=1)
    rows = [make_registration(event, state=state) for state in ("pending", "offered", "waitlisted")]
    rows.append(make_registration(event, needs_reconfirm=True))
    before = [kept(row) for row in rows]
    for row in rows:
        for step in ("", "confirm", "accept", "still-coming", "change", "cancel"):
            assert visitor.get(page_of(row, step), follow=True).status_code == 200
    assert [kept(row) for row in rows] == before
    assert visitor.get(page_of(rows[0], "unknown")).status_code == 404


def test_own_page_is_private(visitor: Client) -> None:
    page = visitor.get(page_of(make_registration(make_event())))
    assert page.headers["Referrer-Policy"] == "same-origin"
    assert "no-store" in page.headers["Cache-Control"]
    assert "noindex" in page.headers["X-Robots-Tag"]
    assert 'rel="alternate"' not in page.text


def test_link_to_take_part_is_for_those_who_are_registered(visitor: Client) -> None:
    event = make_event(format="online", online_url="https://meet.example.org/geheim", capacity=1)
    shown = {
        state: "meet.example.org" in visitor.get(page_of(make_registration(event, state=state))).text
        for state in ("registered", "waitlisted", "offered", "pending", "cancelled")
    }
    assert shown == {"registered": True, "waitlisted": False, "offered": False, "pending": False, "cancelled": False}


def test_whole_way_by_the_buttons(visitor: Client) -> None:
    event = make_event(capacity=1)
    first = come(event, "ben", now=NOW)
    visitor.post(form_of(event), ADA)
    ada = Registration.objects.get(name="ada")
    assert "Fast geschafft" in visitor.get(page_of(ada)).text
    for _press in range(2):
        page = visitor.post(page_of(ada, "confirm"), follow=True)
    assert "Sie sind als Nächste oder Nächster an der Reihe." in page.text
    visitor.post(page_of(first, "cancel"))
    assert "Ein Platz ist frei geworden." in visitor.get(page_of(ada)).text
    for _press in range(2):
        page = visitor.post(page_of(ada, "accept"), follow=True)
    assert "Sie sind angemeldet. Wir freuen uns auf Sie." in page.text
    for _press in range(2):
        page = visitor.post(page_of(ada, "cancel"), follow=True)
    assert "Sie sind nicht mehr angemeldet." in page.text
    assert states(event) == {"ben": "cancelled", "ada": "cancelled"}
    assert told("ada") == ["left"]


def test_changed_answers_are_kept(visitor: Client) -> None:
    registration = make_registration(make_event(), sphere="economy")
    visitor.post(
        page_of(registration, "change"),
        {"name": "Neu", "language": "fa", "question": "Und jetzt?", "sphere": "finance", "state": "attended"},
    )
    registration.refresh_from_db()
    found = (registration.name, registration.language, registration.question, registration.sphere, registration.state)
    assert found == ("Neu", "fa", "Und jetzt?", "economy", "registered")


def test_moved_event_asks_and_takes_the_answer(visitor: Client) -> None:
    registration = make_registration(make_event(state="rescheduled"), needs_reconfirm=True)
    assert "Der Termin ist neu. Können Sie trotzdem kommen?" in visitor.get(page_of(registration)).text
    assert "Können Sie trotzdem kommen?" not in visitor.post(page_of(registration, "still-coming"), follow=True).text


def test_late_press_says_why(visitor: Client) -> None:
    event = make_event(capacity=1)
    registration = make_registration(event, state="offered", offered_until=NOW - HOUR)
    page = visitor.post(page_of(registration, "accept"))
    assert (page.status_code, "Dieses Angebot gilt nicht mehr." in page.text) == (200, True)
    registration.refresh_from_db()
    assert registration.state == "offered"


def test_link_of_a_gone_registration_is_a_friendly_page(visitor: Client) -> None:
    registration = make_registration(make_event())
    addresses = [
        page_of(registration),
        page_of(registration, "cancel"),
        "/de/events/registration/abc:def/",
        page_of(registration)[:-4] + "xyz/",
    ]
    registration.delete()
    for address in addresses:
        page = visitor.get(address)
        assert (page.status_code, "Diese Anmeldung gibt es nicht" in page.text) == (404, True)


def test_pages_open_in_every_language(visitor: Client) -> None:
    event = make_event(capacity=1, quotas={"economy": 1}, first_name_only=True, retain_until=timezone.localdate())
    registration = make_registration(event, state="offered", access_needs="Rampe", interpreter="ar", question="Wer?")
    for language in LANGUAGES:
        with translation.override(language.code):
            for address in (form_of(event).replace("/de/", f"/{language.code}/"), page_of(registration, language=language.code)):
                assert visitor.get(address).status_code == 200


@pytest.mark.parametrize("number", [1, 3])
def test_pages_ask_the_database_a_fixed_number_of_times(visitor: Client, number: int, django_assert_num_queries: Any) -> None:
    event = make_event(capacity=number, quotas={"economy": number})
    rows = [make_registration(event, state=state) for _turn in range(number) for state in ("registered", "waitlisted")]
    visitor.get(form_of(event))
    with django_assert_num_queries(4):
        visitor.get(form_of(event))
    with django_assert_num_queries(2):
        visitor.get(page_of(rows[-1]))


def test_account_that_goes_frees_its_place_and_leaves_no_name() -> None:
    event = make_event(capacity=1)
    user = make_user("ada")
    past = make_registration(
        make_event(state="held", starts_at=NOW - 50 * HOUR), user=user, state="attended", name="Ada", email="ada@example.org"
    )
    registering.register(event, given=ADA, user=user, now=NOW)
    come(event, "ben", now=NOW)
    assert [row["state"] for row in collect(user)["registrations"]] == ["attended", "registered"]
    assert "Ihre Anmeldungen zu kommenden Veranstaltungen enden." in warnings_before_deletion(user)
    delete_account(user)
    assert list(Registration.objects.filter(event=event).order_by("pk").values_list("name", "email", "state")) == [
        ("", "", "cancelled"), ("ben", "ben@example.org", "offered"),
    ]  # fmt: skip
    past.refresh_from_db()
    assert (past.name, past.email, past.state, past.user) == ("", "", "attended", None)


def test_account_that_goes_leads_no_series_any_more() -> None:
    user = make_user("ada")
    series = EventSeries.objects.create(
        slug="runde", title_de="Runde", region_id="06636", starts_on=timezone.localdate(), start_time=datetime.time(18)
    )
    SeriesTerm.objects.create(series=series, role="lead", name="Ada", user=user)
    assert warnings_before_deletion(user) == ["Die Reihe „Runde“ verliert eine verantwortliche Person."]
    assert [row["name"] for row in collect(user)["event_series"]] == ["Ada"]
    delete_account(user)
    assert not SeriesTerm.objects.exists()


def test_clock_forgets_and_the_command_finds_nothing_wrong(capsys: Any) -> None:
    event = make_event(capacity=1)
    make_registration(event, state="pending", holds_place=True, expires_at=NOW - HOUR)
    make_registration(event, state="waitlisted", name="ben")
    tasks.sweep_registrations()
    assert states(event) == {"ben": "offered"}
    call_command("check_invariants")
    assert capsys.readouterr().out == "All invariants hold.\n"
    make_registration(event)
    with pytest.raises(CommandError, match="1 places, but 2 people"):
        call_command("check_invariants")


def test_check_finds_what_does_not_agree() -> None:
    event = make_event(capacity=2, quotas={"economy": 1})
    make_registration(event, sphere="economy")
    make_registration(event, via="desk")
    make_registration(event, via="desk")
    assert problems_found(now=NOW) == []
    make_registration(event, sphere="economy")
    make_registration(event, state="pending", holds_place=True)
    waiting = make_event(capacity=1)
    make_registration(waiting, state="waitlisted")
    assert problems_found(now=NOW) == [
        f"Event {event.pk} has 2 places, but 5 people hold one.",
        f"Event {event.pk} has 1 places for economy, but 2 people hold one.",
        f"Event {waiting.pk} has a free place, and somebody waits who fits.",
    ]


def test_day_and_time_are_joined_as_the_language_joins_them(visitor: Client) -> None:
    registration = make_registration(make_event(), state="offered", offered_until=NOW + HOUR * 40)
    clock = f"{timezone.localtime(registration.offered_until):%H:%M}"
    assert f"، {clock}." in visitor.get(page_of(registration, language="ar")).text
    assert f"، ساعت {clock} " in visitor.get(page_of(registration, language="fa")).text
    assert f" {clock}." in visitor.get(page_of(registration, language="tr")).text
    assert f", {clock} Uhr." in visitor.get(page_of(registration)).text
