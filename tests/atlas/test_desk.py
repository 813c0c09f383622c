"""The desk: what is mine, the inbox as a list, a region's numbers, the mail list."""

import csv
import datetime
import io

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import FormDraft, RegionalRole, SavedFilter, User
from atlas import health
from atlas.mail_views import masked
from networks import claims, inbox
from networks.models import Advisor, InboxItem, Membership, Organisation
from offers.models import Offer, OfferRevision, State
from portal import content
from portal.models import LinkState, OutgoingMail
from tests.access.world import ELSEWHERE, HERE, enrol, make_user, sign_in
from tests.factories import make_offer, make_organisation
from translations.texts import stamp

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 6, 1)


def make_coordinator(region: str = HERE, name: str = "koordination") -> User:
    user = enrol(make_user(name))
    RegionalRole.objects.create(user=user, region_id=region)
    return user


def make_editor(body: Organisation, name: str = "pflege") -> User:
    user = make_user(name)
    Membership.objects.create(user=user, organisation=body, role=Membership.Role.EDITOR)
    return user


def make_mail(number: int, **fields: object) -> OutgoingMail:
    now = timezone.now()
    defaults = {
        "kind": "offers.still_right", "recipient": "beraterin@example.org", "region_id": HERE, "language": "de", "subject_label": f"Rat {number}",
        "dedupe_key": f"key-{number}", "message_id": f"<{number}@example.org>", "due_at": now, "next_attempt_at": now,
    }  # fmt: skip
    return OutgoingMail.objects.create(**(defaults | fields))


# --- Front page ----------------------------------------------------------------------------------------------------


def test_empty_desk_is_kind() -> None:
    page = sign_in(make_user("neu")).get("/de/desk/").text
    assert "Gerade wartet nichts auf Sie" in page


def test_editor_sees_her_offers_and_nobody_elses() -> None:
    body = make_organisation(name="Stelle Mitte", regions=[HERE])
    make_offer(provider=body, regions=[HERE], official_name="Meins alt", state=State.TO_VERIFY)
    make_offer(provider=body, regions=[HERE], official_name="Mein Entwurf", state=State.DRAFT)
    make_offer(regions=[HERE], official_name="Fremd alt", state=State.TO_VERIFY)
    make_offer(regions=[HERE], official_name="Fremd neu", state=State.IN_REVIEW)
    page = sign_in(make_editor(body)).get("/de/desk/").text
    assert "Meins alt" in page
    assert "Mein Entwurf" in page
    assert "Fremd" not in page
    assert "Das fehlt noch im Profil" in page
    assert "Stelle Mitte" in page


@pytest.mark.parametrize(
    ("role", "offered"), [("editor", "/de/desk/people/invite/"), ("advisor", '"/de/desk/profile/">Mein Profil</a></div>')]
)
def test_members_are_offered_next_steps(role: str, offered: str) -> None:
    user = make_user("mitglied")
    Membership.objects.create(user=user, organisation=make_organisation(), role=role)
    steps = sign_in(user).get("/de/desk/").text.partition("Nächste Schritte")[2]
    assert "/de/desk/offers/new/" in steps
    assert offered in steps
    assert "Nächste Schritte" not in sign_in(make_user("leserin")).get("/de/desk/").text


def test_coordinator_sees_what_to_review_in_her_region_only() -> None:
    make_offer(regions=[HERE], official_name="Hier neu", state=State.IN_REVIEW)
    changed = make_offer(regions=[HERE], official_name="Hier geändert")
    OfferRevision.objects.create(offer=changed, base=0)
    make_offer(regions=[HERE], official_name="Hier fremder Entwurf", state=State.DRAFT)
    make_offer(regions=[ELSEWHERE], official_name="Dort neu", state=State.IN_REVIEW)
    page = sign_in(make_coordinator()).get("/de/desk/").text
    assert "Hier neu" in page
    assert "Hier geändert" in page
    assert "Entwurf" not in page
    assert "Dort" not in page
    assert "Ihre Region" in page


def test_front_page_shows_inbox_claims_and_drafts() -> None:
    body = make_organisation(name="Stelle Mitte", regions=[HERE])
    user = make_user("ada")
    claims.request_claim(body, user=user, proof="coordinator")
    inbox.open_item("report", subject="Nummer falsch", owner=user, due_on=TODAY)
    inbox.open_item("report", subject="Nicht meins", owner=make_user("andere"), due_on=TODAY)
    FormDraft.objects.create(user=user, form="offer-new", data={"title_de": ["Halber Text"]})
    Advisor.objects.create(slug="ada", display_name="Ada Beispiel", user=user)
    page = sign_in(user).get("/de/desk/").text
    for words in ("Stelle Mitte", "Nummer falsch", "überfällig", "Halber Text", "Kompetenzen"):
        assert words in page
    assert "Nicht meins" not in page


def test_draft_names_only_what_its_owner_may_see() -> None:
    secret = make_offer(regions=[ELSEWHERE], official_name="Geheimer Entwurf", state=State.DRAFT)
    user = make_user("neugierig")
    for number in (secret.pk, "9" * 40, "x"):
        FormDraft.objects.create(user=user, form=f"offer-{number}")
    page = sign_in(user).get("/de/desk/").text
    assert "Geheimer Entwurf" not in page


@pytest.mark.parametrize("rows", [1, 3])
def test_front_page_asks_a_fixed_number_of_times(django_assert_num_queries: object, rows: int) -> None:
    user = make_coordinator()
    for number in range(rows):
        body = make_organisation(regions=[HERE])
        Membership.objects.create(user=user, organisation=body, role=Membership.Role.EDITOR)
        make_offer(provider=body, regions=[HERE], state=State.TO_VERIFY)
        offer = make_offer(provider=body, regions=[HERE], state=State.IN_REVIEW)
        inbox.open_item("report", subject=f"Rat {number}", owner=user)
        claims.request_claim(make_organisation(), user=user, proof="coordinator")
        FormDraft.objects.create(user=user, form=f"offer-{offer.pk}")
    client = sign_in(user)
    content.forget_snapshots()
    # A fresh process reads the table of places once.
    with django_assert_num_queries(13):
        client.get("/de/desk/")
    with django_assert_num_queries(12):
        client.get("/de/desk/")


# --- Inbox ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rows", [1, 3])
def test_inbox_asks_a_fixed_number_of_times(django_assert_num_queries: object, rows: int) -> None:
    user = make_coordinator()
    for number in range(rows):
        inbox.open_item("report", subject=f"Rat {number}", region=HERE, owner=make_coordinator(name=f"kollegin-{number}"))
        SavedFilter.objects.create(user=user, page="inbox", name=f"Filter {number}", query="kind=report")
    client = sign_in(user)
    client.get("/de/desk/inbox/")
    with django_assert_num_queries(8):
        client.get("/de/desk/inbox/")


def test_inbox_filters() -> None:
    user = make_coordinator()
    inbox.open_item("report", subject="Alte Nummer", region=HERE, owner=user, due_on=TODAY)
    inbox.open_item("links", subject="Toter Link", region=HERE, due_on=timezone.localdate() + datetime.timedelta(days=9))
    inbox.finish(inbox.open_item("report", subject="Schon fertig", region=HERE), user, "ja")
    inbox.open_item("report", subject="Anderswo", region=ELSEWHERE)
    client = sign_in(user)

    def seen(query: str) -> set[str]:
        page = client.get(f"/de/desk/inbox/{query}").text
        return {name for name in ("Alte Nummer", "Toter Link", "Schon fertig", "Anderswo") if name in page}

    assert seen("") == {"Alte Nummer", "Toter Link"}
    assert seen("?kind=links") == {"Toter Link"}
    assert seen("?state=overdue") == {"Alte Nummer"}
    assert seen("?state=done") == {"Schon fertig"}
    assert seen("?state=all") == {"Alte Nummer", "Toter Link", "Schon fertig"}
    assert seen("?owner=me") == {"Alte Nummer"}
    assert seen("?owner=none") == {"Toter Link"}
    assert seen(f"?region={HERE}") == {"Alte Nummer", "Toter Link"}
    # What is not known is said, not answered with an empty list.
    assert "has-error" in client.get("/de/desk/inbox/?kind=nonsense").text
    assert seen("?kind=nonsense") == {"Alte Nummer", "Toter Link"}


def test_inbox_pages_hold_twenty_each() -> None:
    user = make_coordinator()
    for number in range(21):
        inbox.open_item("report", subject=f"Eintrag-{number:02}.", region=HERE, due_on=TODAY + datetime.timedelta(days=number))
    client = sign_in(user)
    first, second = client.get("/de/desk/inbox/").text, client.get("/de/desk/inbox/?page=2").text
    assert ("Eintrag-19." in first, "Eintrag-20." in first) == (True, False)
    assert ("Eintrag-19." in second, "Eintrag-20." in second) == (False, True)
    for odd in ("0", "-1", "x", "²", "999999999999"):
        assert "Eintrag-00." in client.get(f"/de/desk/inbox/?page={odd}").text


def test_bulk_actions_change_only_what_one_may_see() -> None:
    user, colleague = make_coordinator(), make_coordinator("06", "land")
    mine = inbox.open_item("report", subject="Eins", region=HERE)
    other = inbox.open_item("report", subject="Zwei", region=HERE)
    foreign = inbox.open_item("report", subject="Fremd", region=ELSEWHERE)
    client = sign_in(user)
    client.post("/de/desk/inbox/", {"items": [mine.pk], "action": "take"})
    client.post("/de/desk/inbox/", {"items": [other.pk], "action": "assign", "colleague": colleague.pk})
    owners = {item.pk: item.owner for item in InboxItem.objects.all()}
    assert owners == {mine.pk: user, other.pk: colleague, foreign.pk: None}
    assert client.post("/de/desk/inbox/", {"items": [foreign.pk], "action": "take"}).status_code == 200
    assert client.post("/de/desk/inbox/", {"items": [mine.pk], "action": "assign", "colleague": make_user("fremd").pk}).status_code == 200
    without_words = client.post("/de/desk/inbox/", {"items": [mine.pk], "action": "done"})
    assert "id_outcome_error" in without_words.text
    client.post("/de/desk/inbox/?kind=report", {"items": [mine.pk, other.pk], "action": "done", "outcome": "Berichtigt"})
    assert set(InboxItem.objects.open().values_list("pk", flat=True)) == {foreign.pk}


def test_claim_in_the_inbox_is_seen_by_every_editor_and_leads_to_its_decision() -> None:
    body = make_organisation(regions=[HERE])
    make_editor(body, "erste")
    second = make_editor(body, "zweite")
    claim = claims.request_claim(body, user=make_user("neu"), proof="voucher")
    item = InboxItem.objects.get()
    client = sign_in(second)
    assert f"/desk/claims/{claim.pk}/" in client.get(f"/de/desk/inbox/{item.pk}/").text
    assert client.post(f"/de/desk/inbox/{item.pk}/", {"action": "done", "outcome": "weg"}).status_code == 200
    assert InboxItem.objects.open().exists()


def test_giving_an_item_away_leads_back_to_the_list() -> None:
    body = make_organisation(regions=[HERE])
    giver, taker = make_editor(body, "erste"), make_editor(body, "zweite")
    item = inbox.open_item("report", subject="Rat", owner=giver)
    answer = sign_in(giver).post(f"/de/desk/inbox/{item.pk}/", {"action": "assign", "colleague": taker.pk})
    assert answer["Location"] == "/de/desk/inbox/"
    assert sign_in(giver).get(f"/de/desk/inbox/{item.pk}/").status_code == 404


# --- Saved filters -------------------------------------------------------------------------------------------------


def test_filter_is_kept_opened_and_deleted() -> None:
    client = sign_in(user := make_user("ada"))
    data = {"list": "inbox", "name": "Hinweise", "query": "kind=report&state=&page=3", "next": "/de/desk/inbox/"}
    answer = client.post("/de/desk/filters/save/", data)
    assert answer["Location"] == "/de/desk/inbox/?kind=report"
    saved = SavedFilter.objects.get()
    assert (saved.user, saved.page, saved.query) == (user, "inbox", "kind=report")
    assert 'href="/de/desk/inbox/?kind=report"' in client.get("/de/desk/inbox/").text
    client.post("/de/desk/filters/save/", data | {"query": "owner=me"})
    assert SavedFilter.objects.get().query == "owner=me"
    assert "Hinweise" not in sign_in(make_user("andere")).get("/de/desk/inbox/").text
    client.post(f"/de/desk/filters/{saved.pk}/delete/", {"next": "/de/desk/inbox/"})
    assert not SavedFilter.objects.exists()


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", "/\\evil.example/", "javascript:1", ""])
def test_filter_never_leads_away(target: str) -> None:
    answer = sign_in(make_user("ada")).post(
        "/de/desk/filters/save/", {"list": "inbox", "name": "x", "query": "kind=report", "next": target}
    )
    assert answer["Location"].startswith("/de/desk/")


def test_empty_and_endless_filters_are_refused() -> None:
    client = sign_in(make_user("ada"))
    for name, query in (("leer", "kind="), ("", "kind=report"), ("x" * 61, "kind=report"), ("lang", "kind=" + "x" * 600)):
        client.post("/de/desk/filters/save/", {"list": "inbox", "name": name, "query": query, "next": "/de/desk/inbox/"})
    assert not SavedFilter.objects.exists()


# --- Region --------------------------------------------------------------------------------------------------------


def make_region() -> None:
    body = make_organisation(name="Mit Pflege", regions=[HERE])
    make_editor(body)
    make_organisation(name="Ohne Pflege", regions=[HERE])
    make_organisation(name="Anderswo ohne", regions=[ELSEWHERE])
    make_offer(provider=body, regions=[HERE], verified_on=TODAY, title_ar="نص", summary_ar="نص")
    make_offer(provider=body, regions=[HERE], verified_on=TODAY - datetime.timedelta(days=170), website="https://tot.example.org")
    make_offer(provider=body, regions=[HERE], state=State.TO_VERIFY)
    gone = make_offer(provider=body, regions=[HERE], state=State.ARCHIVED)
    Offer.objects.filter(pk=gone.pk).update(archived_on=TODAY)
    make_offer(provider=body, regions=[ELSEWHERE], verified_on=TODAY)
    LinkState.objects.create(url="https://tot.example.org", failures=3)
    LinkState.objects.create(url="https://offer.example.org", failures=2)


def test_region_health_counts_its_own_only() -> None:
    make_region()
    found = health.read(HERE, TODAY)
    assert found.freshness == {"fresh": 1, "soon": 1, "to_verify": 1, "archived": 1}
    assert [body.name for body in found.without_editor] == ["Ohne Pflege"]
    assert found.broken == 1
    missing = {row.code: row.missing for row in found.languages}
    assert (missing["ar"], missing["tr"]) == (2, 3)


def test_outdated_texts_are_counted_by_language() -> None:
    offer = make_offer(regions=[HERE], title_ar="نص", title_tr="Metin")
    stamp(offer)
    offer.title_de = "Ganz anders"
    offer.save()
    stamp(offer, languages=["tr"])
    outdated = {row.code: row.outdated for row in health.read(HERE, timezone.localdate()).languages}
    assert (outdated["ar"], outdated["tr"]) == (1, 0)


def test_region_page_and_its_table_say_the_same() -> None:
    make_region()
    client = sign_in(make_coordinator())
    page = client.get("/de/desk/region/").text
    assert "Ohne Pflege" in page
    assert "Anderswo ohne" not in page
    assert '<svg class="bars"' in page
    assert sign_in(make_coordinator(name="rtl")).get("/ar/desk/region/").status_code == 200
    answer = client.get("/de/desk/region/numbers.csv")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert ["Organisation ohne Pflege", "Ohne Pflege", ""] in rows
    assert client.get(f"/de/desk/region/?region={ELSEWHERE}").status_code == 404


def test_cells_hold_no_formulas() -> None:
    make_organisation(name="=HYPERLINK(1)", regions=[HERE])
    table = sign_in(make_coordinator()).get("/de/desk/region/numbers.csv").content.decode("utf-8-sig")
    assert ";'=HYPERLINK(1);" in table


@pytest.mark.parametrize("rows", [1, 3])
def test_region_page_asks_a_fixed_number_of_times(django_assert_num_queries: object, rows: int) -> None:
    user = make_coordinator()
    for number in range(rows):
        offer = make_offer(regions=[HERE], website=f"https://tot-{number}.example.org", title_ar="نص")
        stamp(offer)
        LinkState.objects.create(url=f"https://tot-{number}.example.org", failures=3)
        make_organisation(regions=[HERE])
    client = sign_in(user)
    client.get("/de/desk/region/")
    with django_assert_num_queries(12):
        client.get("/de/desk/region/")


# --- Mail ----------------------------------------------------------------------------------------------------------


def test_mail_list_shows_state_but_never_text_or_whole_address() -> None:
    make_mail(1, state="dead", last_error="550 unbekannt", payload={"code": "GEHEIM77"})
    make_mail(2, region_id=ELSEWHERE, subject_label="Fremde Sache")
    make_mail(3, region_id=None, subject_label="Ohne Region")
    page = sign_in(make_coordinator()).get("/de/desk/mail/").text
    assert "b…@example.org" in page
    assert "550 unbekannt" in page
    for hidden in ("beraterin@example.org", "GEHEIM77", "Fremde Sache", "Ohne Region"):
        assert hidden not in page
    operator = sign_in(enrol(User.objects.create_superuser("betrieb@example.org"))).get("/de/desk/mail/").text
    assert "Fremde Sache" in operator
    assert "Ohne Region" in operator


def test_mail_list_filters_by_state() -> None:
    make_mail(1, state="dead", subject_label="Tot")
    make_mail(2, subject_label="Wartend")
    page = sign_in(make_coordinator()).get("/de/desk/mail/?state=dead").text
    assert ("Tot" in page, "Wartend" in page) == (True, False)


def test_sent_mail_is_not_sent_again() -> None:
    row = make_mail(1, state="sent", sent_at=timezone.now())
    client = sign_in(make_coordinator())
    assert "/again/" not in client.get("/de/desk/mail/").text
    assert "nicht noch einmal" in client.post(f"/de/desk/mail/{row.pk}/again/", follow=True).text
    assert OutgoingMail.objects.count() == 1


def test_failed_mail_is_sent_again() -> None:
    pytest.importorskip("portal.delivery")
    row = make_mail(1, state="dead")
    client = sign_in(make_coordinator())
    assert f"/de/desk/mail/{row.pk}/again/" in client.get("/de/desk/mail/").text
    client.post(f"/de/desk/mail/{row.pk}/again/")
    assert OutgoingMail.objects.filter(resend_of=row).exists()


def test_masked_address_keeps_only_what_is_needed() -> None:
    assert (masked("beraterin@example.org"), masked("")) == ("b…@example.org", "")


@pytest.mark.parametrize("rows", [1, 3])
def test_mail_list_asks_a_fixed_number_of_times(django_assert_num_queries: object, rows: int) -> None:
    for number in range(rows):
        make_mail(number)
    client = sign_in(make_coordinator())
    client.get("/de/desk/mail/")
    with django_assert_num_queries(6):
        client.get("/de/desk/mail/")


# --- All of them ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["", "inbox/", "region/", "mail/"])
def test_desk_pages_speak_every_language_and_keep_out_visitors(visitor: Client, path: str) -> None:
    client = sign_in(make_coordinator())
    for language in ("ar", "uk"):
        answer = client.get(f"/{language}/desk/{path}")
        assert answer.status_code == 200
        assert 'aria-current="page"' in answer.text
    assert visitor.get(f"/de/desk/{path}").status_code == 302
