"""A visitor writes to an advisor: who gets it, what is kept, what nobody sees, and when it is forgotten."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone, translation

from accounts.models import RegionalRole
from networks import contacts
from networks.mails import letter_contact
from networks.models import ContactRequest, InboxItem, Membership
from portal.models import OutgoingMail
from tests.access.world import make_user
from tests.factories import make_organisation
from tests.networks.people import make_advisor

pytestmark = pytest.mark.django_db
NOW = timezone.now()
TODAY = timezone.localdate()
GIVEN = {"text": "Ich brauche Rat.", "email": "besuch@example.com", "name": "Noor"}
HIDDEN = [("email", "privat@example.org", "hidden")]


def write(advisor: object, **fields: object) -> ContactRequest:
    return contacts.write_to(advisor, **(GIVEN | {"language": "ar"} | fields))


def test_message_is_stored_mailed_and_put_into_the_inbox(visitor: Client) -> None:
    user = make_user("samira", language="tr")
    person = make_advisor(slug="samira", user=user, channels=HIDDEN, regions=["06636"])
    answer = visitor.post("/ar/advisors/samira/write/", GIVEN)
    assert (answer.status_code, answer["Location"]) == (302, "/ar/advisors/samira/write/thanks/")
    request = ContactRequest.objects.get()
    assert (request.advisor, request.email, request.language) == (person, "besuch@example.com", "ar")
    item = InboxItem.objects.get()
    assert (item.kind, item.owner, item.region_id, item.due_on) == ("contact", user, "06636", TODAY + datetime.timedelta(days=7))
    mail = OutgoingMail.objects.get()
    assert (mail.recipient, mail.language, mail.kind) == ("privat@example.org", "tr", "networks.contact")
    with translation.override("de"):
        letter = letter_contact(mail)
    assert letter.reply_to == "besuch@example.com"
    assert "Ich brauche Rat." in letter.paragraphs
    # The mail list at the desk shows rows: they hold nothing of the visitor.
    assert "besuch@example.com" not in str(OutgoingMail.objects.values().get())
    page = visitor.get("/de/advisors/samira/write/").text + visitor.get("/de/advisors/samira/write/thanks/").text
    assert "privat@example.org" not in page
    assert "samira@example.org" not in page


def test_address_of_the_account_is_used_when_no_channel_is_named() -> None:
    write(make_advisor(user=make_user("samira")))
    assert OutgoingMail.objects.get().recipient == "samira@example.org"


def test_deputy_gets_it_while_the_advisor_is_away() -> None:
    deputy = make_advisor(user=make_user("vera"))
    person = make_advisor(channels=HIDDEN, deputy=deputy, absent_from=TODAY, absent_until=TODAY)
    write(person)
    assert OutgoingMail.objects.get().recipient == "vera@example.org"
    assert InboxItem.objects.get().owner == deputy.user
    write(person, now=NOW + datetime.timedelta(days=1))
    assert OutgoingMail.objects.order_by("-pk")[0].recipient == "privat@example.org"


def test_somebody_owns_the_item_although_the_profile_has_no_account() -> None:
    body = make_organisation(regions=["06636"])
    coordinator = make_user("koordination")
    RegionalRole.objects.create(user=coordinator, region_id="06")
    person = make_advisor(organisations=[body], channels=HIDDEN)
    write(person)
    assert InboxItem.objects.latest("pk").owner == coordinator
    editor = make_user("redaktion")
    Membership.objects.create(user=editor, organisation=body, role=Membership.Role.EDITOR)
    write(person)
    assert InboxItem.objects.latest("pk").owner == editor


def test_without_an_address_there_is_no_form_but_the_organisation(visitor: Client) -> None:
    body = make_organisation(name="Stelle mit Telefon")
    body.contacts.create(phone="030 23125 010")
    person = make_advisor(slug="ohne", organisations=[body])
    for answer in (visitor.get("/de/advisors/ohne/write/"), visitor.post("/de/advisors/ohne/write/", GIVEN)):
        assert answer.status_code == 200
        assert "<textarea" not in answer.text
        assert "030 23125 010" in answer.text
    with pytest.raises(ValidationError):
        write(person)
    assert not ContactRequest.objects.exists()


def test_errors_stand_beside_their_fields(visitor: Client) -> None:
    make_advisor(slug="samira", channels=HIDDEN)
    page = visitor.post("/de/advisors/samira/write/", {"text": "", "email": "kein"}).text
    assert 'id="id_text_error"' in page
    assert 'href="#id_email"' in page
    assert not ContactRequest.objects.exists()


def test_machines_are_thanked_and_senders_limited(visitor: Client) -> None:
    make_advisor(slug="samira", channels=HIDDEN)
    assert visitor.post("/de/advisors/samira/write/", GIVEN | {"company": "Bot"}).status_code == 302
    assert not ContactRequest.objects.exists()
    codes = [visitor.post("/de/advisors/samira/write/", GIVEN).status_code for _number in range(6)]
    assert codes == [302] * 5 + [429]
    assert ContactRequest.objects.count() == OutgoingMail.objects.count() == 5


def test_only_the_form_sets_a_cookie(visitor: Client) -> None:
    make_advisor(slug="samira", channels=HIDDEN)
    for address in ("/de/advisors/", "/de/organisations/", "/de/advisors/samira/", "/de/advisors/samira/write/thanks/"):
        assert not visitor.get(address).cookies, address
    assert "csrftoken" in visitor.get("/de/advisors/samira/write/").cookies


def test_forged_form_is_refused() -> None:
    make_advisor(slug="samira", channels=HIDDEN)
    assert Client(enforce_csrf_checks=True).post("/de/advisors/samira/write/", GIVEN).status_code == 403


def test_messages_are_forgotten_with_everything_that_held_them() -> None:
    person = make_advisor(channels=HIDDEN)
    write(person, now=NOW - datetime.timedelta(days=31))
    write(person, now=NOW - datetime.timedelta(days=29), text="Neuere Nachricht")
    assert contacts.forget_requests(now=NOW) == 1
    assert contacts.forget_requests(now=NOW) == 0
    assert ContactRequest.objects.get().text == "Neuere Nachricht"
    old, new = InboxItem.objects.order_by("pk")
    assert (old.text, bool(old.done_at)) == ("", True)
    assert ("Neuere Nachricht" in new.text, new.done_at) == (True, None)
    assert letter_contact(OutgoingMail.objects.order_by("pk")[0]) is None


def test_many_senders_together_do_not_flood_one_person(visitor: Client) -> None:
    person, other = make_advisor(slug="samira", channels=HIDDEN), make_advisor(channels=HIDDEN)
    for _number in range(contacts.MOST_A_DAY):
        write(person)
    page = visitor.post("/de/advisors/samira/write/", GIVEN)
    assert (page.status_code, "schreiben Sie morgen" in page.text, GIVEN["text"] in page.text) == (200, True, True)
    assert ContactRequest.objects.filter(advisor=person).count() == contacts.MOST_A_DAY
    write(other)
    write(person, now=NOW + datetime.timedelta(days=1))
