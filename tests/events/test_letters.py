"""What every letter says, in every language and direction, and what it must not say."""

import datetime
from typing import Any

import pytest
from django.utils import timezone, translation

from events import links, mails
from events.models import Event, EventInvitation, EventMessage, EventSeries, Registration
from portal import letters, mail
from portal.languages import CODES, direction
from portal.mail import Letter
from portal.models import OutgoingMail
from tests.access.world import make_user
from tests.factories import make_event, make_registration

pytestmark = pytest.mark.django_db
# The state in which each kind of message makes sense.
STATES = {
    mails.CONFIRM: "pending", mails.WAITLISTED: "waitlisted", mails.OFFERED: "offered", mails.OFFER_ENDED: "cancelled", mails.LEFT: "cancelled",
}  # fmt: skip
REMINDERS = tuple(mails.REMINDERS.values())


def make(kind: str, *, language: str = "de", **fields: Any) -> OutgoingMail:
    """A message of a kind, in the state of the event and the registration that it belongs to."""
    details = {
        "title_de": "Treffen", "format": "hybrid", "online_url": "https://meet.example.org/secret", "languages": [("ar", "spoken"), ("fa", "interpreter")],
        "venue": "Altes Rathaus", "street": "Marktplatz 1", "postcode": "37269", "directions_de": "Bus 5 bis Markt.", "contact_email": "fragen@example.org",
    }  # fmt: skip
    details |= {"state": "cancelled", "sequence": 1} if kind == mails.CANCELLED else {}
    event = make_event(**(details | fields))
    if kind == mails.INVITATION:
        return mails.send_invitation(EventInvitation.objects.create(event=event, email="i@example.org", language=language))
    if kind in (mails.REVIEW, mails.DECIDED):
        user = make_user(f"writer-{event.pk}", language=language)
        return (
            mails.send_review(event, to=user)
            if kind == mails.REVIEW
            else mails.send_decided(event, to=user, comment="Bitte den Ort nennen.")
        )
    registration = make_registration(event, state=STATES.get(kind, "registered"), language=language)
    if kind == mails.MESSAGE:
        text = EventMessage.objects.create(event=event, subject="Parken", text="المواقف خلف البيت", language="ar")
        return mails.send_message(text, registration)
    return mails.send(kind, registration)


def written(row: OutgoingMail) -> Letter:
    with translation.override(row.language):
        return mail.kind_of(row).render(row)


def registration_of(row: OutgoingMail) -> Registration:
    return Registration.objects.get(pk=row.subject_id)


@pytest.mark.parametrize("kind", mail.kinds("events."))
def test_every_letter_can_be_written_in_every_language(kind: str) -> None:
    for language in CODES:
        row = make(kind, language=language, **({"state": "draft", "submitted_at": timezone.now()} if kind == mails.REVIEW else {}))
        with translation.override(language):
            assert mail.kind_of(row).still_due(row) is True
            letter = mail.kind_of(row).render(row)
        message = letters.compose(row, letter)
        assert f'dir="{direction(language)}"' in message.get_body(("html",)).get_content()
        assert letter.subject
        assert letter.button[1].startswith(f"http://localhost:8000/{language}/") or f"/{language}/" in letter.button[1]
        assert all(value for _label, value in letter.facts)
        assert "%(" not in str(letter)


@pytest.mark.parametrize("kind", [mails.REGISTERED, mails.MOVED, mails.CHANGED, *REMINDERS[:3]])
def test_link_to_take_part_is_for_who_is_registered(kind: str) -> None:
    assert "https://meet.example.org/secret" in str(written(make(kind)))


@pytest.mark.parametrize(
    "kind", [mails.CONFIRM, mails.WAITLISTED, mails.OFFERED, mails.OFFER_ENDED, mails.LEFT, mails.INVITATION, mails.CANCELLED]
)
def test_link_to_take_part_is_for_nobody_else(kind: str) -> None:
    letter = written(make(kind))
    assert "secret" not in str(letter)
    assert all(b"secret" not in attachment.content for attachment in letter.attachments)


def test_who_only_waits_gets_no_link_when_the_event_moves() -> None:
    row = make(mails.MOVED)
    Registration.objects.filter(pk=row.subject_id).update(state="waitlisted")
    letter = written(row)
    assert "secret" not in str(letter)
    assert b"secret" not in letter.attachments[0].content
    assert "Warteliste" in str(letter.paragraphs)


@pytest.mark.parametrize(
    ("kind", "method"),
    [
        (mails.REGISTERED, "REQUEST"),
        (mails.MOVED, "REQUEST"),
        (mails.CHANGED, "REQUEST"),
        (mails.CANCELLED, "CANCEL"),
        (mails.LEFT, "CANCEL"),
    ],
)
def test_calendar_file_says_its_method_inside_and_outside(kind: str, method: str) -> None:
    [attachment] = written(make(kind)).attachments
    assert f"method={method};" in attachment.mimetype
    assert f"METHOD:{method}\r\n".encode() in attachment.content


def test_facts_say_when_where_and_in_which_language() -> None:
    row = make(mails.REGISTERED, starts_at=datetime.datetime(2026, 12, 3, 17, tzinfo=datetime.UTC))
    facts = dict(written(row).facts)
    assert facts["Wann"] == "Donnerstag, 3. Dezember 2026, 18:00 bis 20:00 Uhr"
    assert facts["Wo"] == "Altes Rathaus, Marktplatz 1, 37269 Eschwege · online"
    assert facts["Sprachen"] == "Arabisch und Persisch (mit Dolmetscher)"
    assert facts["So kommen Sie hin"] == "Bus 5 bis Markt."


def test_button_leads_to_the_own_page_in_the_own_language() -> None:
    row = make(mails.REGISTERED, language="ar")
    assert written(row).button[1] == links.own_address(registration_of(row), "ar")


def test_confirmation_repeats_nothing_that_a_stranger_typed() -> None:
    row = make(mails.CONFIRM)
    Registration.objects.filter(pk=row.subject_id).update(name="http://spam.example", question="http://spam.example")
    assert "spam" not in str(written(row))


def test_waiting_list_says_the_place_in_the_row() -> None:
    row = make(mails.WAITLISTED)
    event = Event.objects.get()
    second = mails.send(mails.WAITLISTED, make_registration(event, state="waitlisted"))
    assert [dict(written(each).facts)["Ihr Platz in der Reihe"] for each in (row, second)] == ["1", "2"]


def test_message_stands_as_written_with_its_own_direction() -> None:
    row = make(mails.MESSAGE, language="de")
    html = letters.compose(row, written(row)).get_body(("html",)).get_content()
    assert '<div lang="ar" dir="rtl"><p>المواقف خلف البيت</p></div>' in html


def test_message_sent_again_by_staff_still_knows_its_words() -> None:
    row = make(mails.MESSAGE)
    again = mail.enqueue(mails.MESSAGE, recipient="x@example.org", language="de", dedupe_key=f"resend:{row.pk}", subject_id=row.subject_id)
    again.resend_of = row
    assert written(again).quote.text == "المواقف خلف البيت"


def test_german_that_stands_in_says_so() -> None:
    row = make(mails.CANCELLED, language="ar", cancel_reason_de="Der Saal ist gesperrt.")
    html = letters.compose(row, written(row)).get_body(("html",)).get_content()
    assert '<div lang="de" dir="ltr"><p>Der Saal ist gesperrt.</p></div>' in html


def test_hostile_words_stay_words() -> None:
    row = make(mails.INVITATION, title_de="<b>x</b>\r\nBcc: all@example.org", summary_de="<script>alert(1)</script>")
    message = letters.compose(row, written(row))
    assert message["Bcc"] is None
    assert "<script>" not in message.get_body(("html",)).get_content()


def test_decision_returns_a_draft_with_its_comment() -> None:
    row = make(mails.DECIDED, state="draft")
    assert written(row).quote.text == "Bitte den Ort nennen."
    assert "Bitte ergänzen" in written(row).subject


@pytest.mark.parametrize(("hours", "word"), [(0, "Heute"), (24, "Morgen"), (72, "Bald")])
def test_words_of_a_reminder_are_true_when_it_is_late(hours: int, word: str) -> None:
    noon = timezone.localtime().replace(hour=23, minute=59, second=0, microsecond=0) + datetime.timedelta(hours=hours)
    assert written(make(REMINDERS[0], starts_at=noon)).subject == f"{word}: Treffen"


def test_thanks_name_the_next_date_of_the_series() -> None:
    series = EventSeries.objects.create(
        slug="runde", title_de="Runde", region_id="06636", starts_on=timezone.localdate(), start_time=datetime.time(18)
    )
    row = make(REMINDERS[3], series=series, starts_at=timezone.now() - datetime.timedelta(days=2))
    following = make_event(series=series)
    letter = written(row)
    assert following.get_absolute_url() in letter.button[1]
    assert dict(letter.facts)["Nächster Termin"]


def test_nothing_in_a_letter_counts_its_readers() -> None:
    row = make(REMINDERS[3])
    html = letters.compose(row, written(row)).get_body(("html",)).get_content()
    assert "<img" not in html
