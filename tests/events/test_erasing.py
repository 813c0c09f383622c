"""What is kept of people ends on its day, wherever it stands."""

import datetime

import pytest
from django.utils import timezone

from accounts.models import RegionalRole
from events import erasing, mails
from events.models import Erasure, Event, EventInvitation, EventMessage, Registration
from portal.models import OutgoingMail
from tests.access.world import enrol, make_user, sign_in
from tests.accounts.test_account import all_text
from tests.factories import make_event, make_organisation, make_registration

pytestmark = pytest.mark.django_db
END = datetime.datetime(2026, 3, 10, 18, 0, tzinfo=datetime.UTC)
HERE = "06636"
WORDS = (
    "Amal Einzigartig", "amal-einzig@example.org", "Rampe Nordtor", "0171 222333", "Wie geht das wohl", "Verein Sonderbar",
    "Boris Seltenheit", "boris-selten@example.org", "Cem Abgesagtwort", "cem-ab@example.org", "mina-einladung@example.org",
    "Mina Selten", "Geheimer Satz der Nachricht", "Ungewoehnlicher Betreff",
)  # fmt: skip


def past_event(**fields: object) -> Event:
    return make_event(**({"starts_at": END - datetime.timedelta(hours=2), "ends_at": END, "state": "held", "region_id": HERE} | fields))


def fill(event: Event) -> list[Registration]:
    """Three people of different states with all they can say, an invitation, a message, and mails of each."""
    amal = make_registration(
        event, name="Amal Einzigartig", email="amal-einzig@example.org", phone="0171 222333", access_needs="Rampe Nordtor", interpreter="ar",
        question="Wie geht das wohl", organisation_name="Verein Sonderbar", sphere="economy", state="attended",
        organisation=make_organisation(), language="ar",
    )  # fmt: skip
    boris = make_registration(event, name="Boris Seltenheit", email="boris-selten@example.org", state="no_show")
    cem = make_registration(event, name="Cem Abgesagtwort", email="cem-ab@example.org", state="cancelled")
    invitation = EventInvitation.objects.create(event=event, name="Mina Selten", email="mina-einladung@example.org", language="de")
    message = EventMessage.objects.create(event=event, subject="Ungewoehnlicher Betreff", text="Geheimer Satz der Nachricht", language="de")
    mails.send_invitation(invitation)
    for row in (amal, boris, cem):
        mails.send_message(message, row)
        mails.send(mails.REGISTERED, row)
    OutgoingMail.objects.filter(kind=mails.REGISTERED).update(
        state="sent", sent_at=END, smtp_reply="250 ok amal-einzig@example.org", last_error="boris-selten@example.org"
    )
    return [amal, boris, cem]


def days(number: float) -> datetime.datetime:
    return END + datetime.timedelta(days=number)


def test_needs_go_a_week_after_the_end_and_names_stay() -> None:
    event = past_event()
    amal = fill(event)[0]
    assert erasing.erase_people(now=days(6.9)) == 0
    erasing.erase_people(now=days(7))
    amal.refresh_from_db()
    assert (amal.access_needs, amal.interpreter, amal.name) == ("", "", "Amal Einzigartig")
    assert [(row.what, row.number) for row in Erasure.objects.all()] == [("needs", 1)]


def test_nothing_of_a_person_is_found_in_any_table_afterwards() -> None:
    event = past_event()
    fill(event)
    before = all_text()
    assert [word for word in WORDS if word not in before] == []
    erasing.erase_people(now=days(43.9))
    assert Registration.objects.count() == 3
    erasing.erase_people(now=days(44))
    after = all_text()
    assert [word for word in WORDS if word in after] == []
    assert OutgoingMail.objects.exclude(recipient="", subject_label="").count() == 0
    assert OutgoingMail.objects.filter(state__in=("pending", "claimed")).count() == 0
    event.refresh_from_db()
    assert event.figures["states"] == {"attended": 1, "no_show": 1, "cancelled": 1}
    assert event.figures["spheres"] == {"economy": 1}
    assert len(event.figures["organisations"]) == 1
    assert sorted(Erasure.objects.values_list("what", "number")) == [("needs", 1), ("people", 5)]


def test_a_second_or_late_run_changes_nothing_more() -> None:
    event = past_event()
    fill(event)
    erasing.erase_people(now=days(200))
    event.refresh_from_db()
    figures, reports = event.figures, Erasure.objects.count()
    assert erasing.erase_people(now=days(201)) == 0
    event.refresh_from_db()
    assert (event.figures, Erasure.objects.count()) == (figures, reports)


@pytest.mark.parametrize(("minuted", "gone"), [(2, 32), (14, 44), (60, 44)])
def test_names_go_thirty_days_after_the_minutes_which_keep_nobody_longer(minuted: int, gone: int) -> None:
    event = past_event(state="minuted", minuted_at=days(minuted))
    make_registration(event)
    erasing.erase_people(now=days(gone - 0.1))
    assert Registration.objects.count() == 1
    erasing.erase_people(now=days(gone))
    assert Registration.objects.count() == 0


def test_proof_keeps_name_and_organisation_of_those_who_came_until_its_day() -> None:
    event = past_event(retain_until=datetime.date(2026, 12, 31))
    amal, *_others = fill(event)
    key = amal.key
    for late in (50, 60):
        erasing.erase_people(now=days(late))
    kept = Registration.objects.get()
    assert (kept.name, kept.organisation_name, kept.state) == ("Amal Einzigartig", "Verein Sonderbar", "attended")
    assert (kept.email, kept.phone, kept.question, kept.user, kept.access_needs) == ("", "", "", None, "")
    assert kept.key != key
    text = all_text()
    assert [word for word in WORDS if word in text] == ["Amal Einzigartig", "Verein Sonderbar"]
    on_the_day = datetime.datetime(2026, 12, 31, 12, tzinfo=datetime.UTC)
    assert erasing.erase_people(now=on_the_day) == 0
    assert erasing.erase_people(now=on_the_day + datetime.timedelta(days=1)) == 1
    assert "Amal Einzigartig" not in all_text()
    assert sorted(Erasure.objects.values_list("what", "number")) == [("needs", 1), ("people", 5), ("proof", 1)]
    event.refresh_from_db()
    assert event.figures["spheres"] == {"economy": 1}


def test_people_of_a_cancelled_event_go_by_the_day_of_the_cancellation() -> None:
    ahead = make_event(state="cancelled", starts_at=days(300), cancelled_at=END)
    make_registration(ahead, access_needs="Rampe")
    erasing.erase_people(now=days(29.9))
    assert Registration.objects.get().access_needs == ""
    erasing.erase_people(now=days(30))
    assert Registration.objects.count() == 0


def test_what_is_ahead_keeps_its_people() -> None:
    event = make_event(starts_at=timezone.now() + datetime.timedelta(days=1))
    make_registration(event, access_needs="Rampe")
    assert erasing.erase_people(now=timezone.now()) == 0
    assert Registration.objects.get().access_needs == "Rampe"


def test_report_tells_the_coordination_what_went_and_what_is_next() -> None:
    user = enrol(make_user("koordination"))
    RegionalRole.objects.create(user=user, region_id=HERE)
    gone, waiting = past_event(title_de="Frühlingstreffen"), past_event(title_de="Sommertreffen", ends_at=END + datetime.timedelta(hours=1))
    past_event(title_de="Anderswo", region_id="05113")
    make_registration(waiting, name="Amal Einzigartig")
    Erasure.objects.create(event=gone, what="people", number=12, day=datetime.date(2026, 4, 23))
    page = sign_in(user).get("/de/desk/events/erasures/").text
    assert "Frühlingstreffen" in page
    assert "Sommertreffen" in page
    assert "23. April 2026" in page
    assert "Anderswo" not in page
    assert "Amal Einzigartig" not in page
