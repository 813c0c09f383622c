"""What an import changes and what it leaves alone."""

import datetime

import pghistory.models
import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import RegionalRole
from exchange import actions
from exchange.models import ImportRun
from networks.models import Contact, Organisation
from offers.models import Offer, OfferStep, State
from portal.mail import kind_of
from portal.models import OutgoingMail
from tests.access.world import make_user
from tests.exchange.lists import bring, counts, make_csv, operator, sentences
from tests.factories import make_offer, make_organisation
from translations import texts

pytestmark = pytest.mark.django_db


def row(key: str = "1", **cells: str) -> dict[str, str]:
    return {"external_key": key, "official_name": f"Programm {key}", "kind": "Zuschuss", "regions": "Deutschland"} | cells


def test_checking_changes_nothing() -> None:
    run = bring([row()], write=False)
    assert (run.state, counts(run), run.done, run.total) == ("checked", {"new": 1}, 1, 1)
    assert not Offer.objects.exists()


def test_new_rows_become_drafts_that_nobody_has_verified() -> None:
    body = make_organisation(name="Stelle Mitte", slug="mitte")
    run = bring(
        [
            row(
                provider="Stelle Mitte",
                title_de="Geld",
                title_ar="مال",
                topics="tax, grant",
                languages="Arabisch | tr:schriftlich",
                contact_phone="030 23125 000",
            )
        ]
    )
    offer = Offer.objects.get()
    assert (offer.state, offer.verified_on, offer.collected, offer.verify_after_days) == (State.DRAFT, None, True, 90)
    assert (offer.source_name, offer.licence, offer.external_key, offer.created_by) == ("Liste", "CC0", "1", operator())
    assert (offer.provider, offer.contact.phone, list(offer.topics.values_list("pk", flat=True))) == (
        body,
        "030 23125 000",
        ["tax", "grant"],
    )
    assert sorted(offer.languages.values_list("code", "mode")) == [("ar", "spoken"), ("tr", "written")]
    assert counts(run) == {"new": 1}
    assert Client().get(offer.get_absolute_url()).status_code == 404


def test_a_second_import_changes_nothing_and_a_changed_cell_only_itself() -> None:
    rows = [row(title_de="Geld", title_ar="مال", website="example.org")]
    bring(rows)
    assert counts(bring(rows)) == {"same": 1}
    rows[0]["title_de"] = "Mehr Geld"
    run = bring(rows)
    offer = Offer.objects.get()
    assert counts(run) == {"changed": 1}
    assert run.report[0]["changes"] == {"title_de": ["Geld", "Mehr Geld"]}
    assert (offer.title_de, offer.title_ar, offer.version) == ("Mehr Geld", "مال", 1)
    assert texts.outdated(offer) == {"ar": ["title"]}


def test_what_was_edited_here_is_kept_and_shown() -> None:
    bring([row(title_de="Geld")])
    Offer.objects.update(edited_here=True)
    run = bring([row(title_de="Anders")])
    assert (counts(run), run.report[0]["changes"]) == ({"kept": 1}, {"title_de": ["Geld", "Anders"]})
    assert Offer.objects.get().title_de == "Geld"


def test_what_stands_here_under_the_same_address_is_kept() -> None:
    offer = make_offer(slug="rat", title_de="Unser Text")
    run = bring([row(slug="rat", title_de="Ihr Text")])
    offer.refresh_from_db()
    assert (counts(run), offer.title_de, offer.source_name) == ({"kept": 1}, "Unser Text", "")


def test_public_offers_are_found_by_their_new_words_at_once() -> None:
    bring([row()])
    make_offer(slug="other")
    Offer.objects.filter(external_key="1").update(
        state=State.PUBLISHED,
        title_de="Alt",
        summary_de="Kurz",
        provider=make_organisation(),
        phases=["start"],
        website="https://example.org",
    )
    run = bring([row(title_de="Zitronenhilfe")])
    assert counts(run) == {"changed": 1}
    assert "Zitronenhilfe" in Client().get("/de/offers/?q=Zitronenhilfe").text
    assert OfferStep.objects.get().step == "changed"


def test_a_public_offer_cannot_lose_what_it_needs() -> None:
    bring([row()])
    Offer.objects.update(
        state=State.PUBLISHED,
        title_de="Alt",
        summary_de="Kurz",
        provider=make_organisation(),
        phases=["start"],
        website="https://example.org",
    )
    run = bring([row(title_de="")])
    assert "Zum Veröffentlichen fehlt" in sentences(run)[2][0][1]
    assert Offer.objects.get().title_de == "Alt"


def test_events_carry_the_account() -> None:
    bring([row()])
    event = pghistory.models.Events.objects.filter(pgh_obj_model="offers.Offer").get()
    assert event.pgh_context["user"] == operator().pk


@pytest.mark.parametrize(
    ("cells", "column", "words"),
    [
        ({"kind": "Zuschus"}, "kind", "Zuschuss"),
        ({"kind": ""}, "kind", "Hier fehlt etwas"),
        ({"regions": "Hesen"}, "regions", "Hessen"),
        ({"regions": "Kassel"}, "regions", "nicht eindeutig"),
        ({"topics": "Stuern"}, "topics", "kennen wir nicht"),
        ({"provider": "Niemand"}, "provider", "kennen wir nicht"),
        ({"summary_de": "x" * 161}, "summary_de", "161 Zeichen, erlaubt sind 160"),
        ({"deadline": "12/31/26"}, "deadline", "Ein Beispiel"),
        ({"valid_from": "2027", "valid_until": "2026"}, "valid_until", "liegt vor"),
        ({"contact_phone": "030"}, "contact_phone", "braucht einen Anbieter"),
        ({"website": "ohne"}, "website", "keine Adresse"),
        ({"walk_in": "vielleicht"}, "walk_in", "„ja“ oder „nein“"),
        ({"verify_after_days": "9999"}, "verify_after_days", "730"),
        ({"links": "[1]"}, "links", "Anlauf-Portal"),
        ({"requires": "gibt-es-nicht"}, "requires", "kennen wir nicht"),
        ({"external_key": ""}, "external_key", "Schlüssel fehlt"),
    ],
)
def test_errors_name_line_column_and_what_to_do(cells: dict[str, str], column: str, words: str) -> None:
    run = bring([row("0"), row("1") | cells])
    found = sentences(run)
    assert list(found) == [3]
    assert [name for name, _sentence in found[3]] == [column]
    assert words in found[3][0][1]
    assert Offer.objects.count() == 1


def test_a_key_twice_in_one_list_is_refused() -> None:
    run = bring([row("1"), row("1", title_de="Zwei")])
    assert "hat schon Zeile 2" in sentences(run)[3][0][1]
    assert counts(run) == {"new": 1, "error": 1}


def test_rows_may_need_rows_that_come_later() -> None:
    bring([row("1", slug="eins", requires="zwei"), row("2", slug="zwei", requires="")])
    assert list(Offer.objects.get(slug="eins").requires.all()) == [Offer.objects.get(slug="zwei")]


def test_rows_that_need_one_another_in_a_circle_change_nothing() -> None:
    run = bring([row("1", slug="eins", requires="zwei"), row("2", slug="zwei", requires="eins")])
    assert (run.state, Offer.objects.count()) == ("failed", 0)
    assert "im Kreis" in run.error


def test_coordinators_bring_their_region_only() -> None:
    user = make_user("coordinator")
    RegionalRole.objects.create(user=user, region_id="06636")
    make_organisation(name="Nahe Stelle", regions=["06636"])
    make_organisation(name="Ferne Stelle", regions=["05113"])
    make_organisation(name="Bundesstelle", regions=["de"])
    rows = [
        row("1", regions="06636", provider="Nahe Stelle", contact_phone="030 1"),
        row("2", regions="05113", provider="", contact_phone=""),
        row("3", regions="de", provider="", contact_phone=""),
        row("4", regions="", provider="Bundesstelle", contact_phone=""),
        row("5", regions="06636", provider="Ferne Stelle", contact_phone=""),
        row("6", regions="06636", provider="Bundesstelle", contact_phone="030 1"),
    ]
    run = bring(rows, by=user, region="06636")
    assert counts(run) == {"new": 2, "error": 4}
    assert {line: errors[0][0] for line, errors in sentences(run).items()} == {
        3: "regions",
        4: "regions",
        6: "provider",
        7: "contact_phone",
    }
    assert [contact.organisation.name for contact in Contact.objects.all()] == ["Nahe Stelle"]


def test_coordinators_change_no_row_of_another_region() -> None:
    bring([row("1", regions="05113")])
    user = make_user("coordinator")
    RegionalRole.objects.create(user=user, region_id="06636")
    run = bring([row("1", regions="06636", title_de="Gestohlen")], by=user, region="06636")
    assert "gehört nicht zu Ihrer Region" in sentences(run)[2][0][1]
    assert list(Offer.objects.get().regions.values_list("pk", flat=True)) == ["05113"]


def test_somebody_who_lost_the_role_brings_nothing() -> None:
    user = make_user("coordinator")
    role = RegionalRole.objects.create(user=user, region_id="06636")
    run = bring([row("1", regions="06636")], by=user, region="06636", write=False)
    role.delete()
    actions.begin_import(run)
    actions.carry_out(run.pk)
    run.refresh_from_db()
    assert (run.state, Offer.objects.count()) == ("failed", 0)


def test_organisations_come_with_contacts_and_stay_unclaimed() -> None:
    rows = [
        {
            "external_key": "7",
            "name": "Stelle Neu",
            "kind": "Wirtschaftsförderung",
            "regions": "Hessen",
            "contacts": '[{"phone": "030 23125 000"}]',
            "website": "",
        }
    ]
    run = bring(rows, target="organisations")
    body = Organisation.objects.get(name="Stelle Neu")
    assert (counts(run), body.claim_state, body.source, body.slug) == ({"new": 1}, "unclaimed", "Liste", "stelle-neu")
    assert [contact.phone for contact in body.contacts.all()] == ["030 23125 000"]
    assert counts(bring(rows, target="organisations")) == {"same": 1}


def test_a_renamed_provider_is_found_by_its_new_name() -> None:
    rows = [{"external_key": "7", "name": "Altname", "kind": "mso", "regions": "de"}]
    bring(rows, target="organisations")
    offer = make_offer(provider=Organisation.objects.get(name="Altname"))
    rows[0]["name"] = "Zitronenverein"
    bring(rows, target="organisations")
    assert offer.slug in Client().get("/de/offers/?q=Zitronenverein").text


def test_a_mail_says_how_it_went() -> None:
    run = bring([row()])
    mail = OutgoingMail.objects.get(kind="exchange.done")
    assert (mail.recipient, mail.subject_id) == (operator().email, run.pk)

    letter = kind_of(mail).render(mail)
    assert "übernommen" in letter.subject
    assert ("neu", "1") in letter.facts
    assert letter.button[1].endswith(f"/desk/imports/{run.pk}/")


def test_cancelled_lists_change_nothing_and_lose_their_file() -> None:
    run = bring([row()], write=False)
    actions.begin_import(run)
    actions.cancel(run)
    actions.carry_out(run.pk)
    run.refresh_from_db()
    assert (run.state, run.content, Offer.objects.count()) == ("cancelled", None, 0)


def test_a_check_that_is_cancelled_on_its_way_stops() -> None:
    run = actions.upload(
        by=operator(), target="offers", filename="a.csv", content=make_csv([row()]), source="Liste", licence="", region=None
    )
    actions.begin_check(run, columns={}, constants={})
    actions.cancel(run)
    actions.check(run.pk)
    run.refresh_from_db()
    assert run.state == "cancelled"


def test_files_go_thirty_days_after_the_end() -> None:
    done, open_run = bring([row()]), bring([row("2")], write=False)
    now = timezone.now()
    assert actions.forget_files(now + datetime.timedelta(days=29)) == 0
    assert actions.forget_files(now + datetime.timedelta(days=31)) == 2
    assert actions.forget_files(now + datetime.timedelta(days=31)) == 0
    assert list(ImportRun.objects.order_by("pk").values_list("state", "content")) == [("done", None), ("cancelled", None)]
    assert (done.state, open_run.state) == ("done", "checked")
