"""The coordination's page, the desk's list, and what is done with several offers at once."""

import datetime

import pytest
from django.test import Client
from django.utils import timezone

from networks.models import InboxItem, Membership
from offers import values, workflow
from offers.models import Offer, State
from tests.access.world import make_user, sign_in
from tests.factories import make_offer, make_organisation
from tests.offers.desk import HERE, People, form_values

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> People:
    return People()


@pytest.fixture
def reviewer(people: People) -> Client:
    return sign_in(people.first)


def review(client: Client, offer: Offer, **data: object) -> str:
    return client.post(f"/de/desk/offers/{offer.slug}/review/", data, follow=True).text


def with_(offer: Offer, **changes: object) -> values.Values:
    return values.values_of(Offer.objects.get(pk=offer.pk)) | changes


def test_new_offer_is_compared_with_nothing(people: People, reviewer: Client) -> None:
    offer = workflow.submit(
        people.draft(title_de="Neuer Rat", title_ar="نصيحة", languages=[("ar", "spoken")], topics=["tax"]), by=people.editor
    )
    page = reviewer.get(f"/de/desk/offers/{offer.slug}/review/").text
    for words in ("<ins>Neuer Rat</ins>", "نصيحة", "Werra-Meißner-Kreis", "Arabisch", "Stelle Süd"):
        assert words in page
    assert "redaktion" in page


def test_proposal_is_compared_word_by_word_with_relations_and_what_gets_outdated(people: People, reviewer: Client) -> None:
    offer = people.public(title_de="Rat für alle", title_ar="نصيحة للجميع", title_tr="Herkese")
    changed = with_(offer, title_de="Rat für Frauen", title_tr="Kadınlara", regions=[HERE, "06611"], cost="fee")
    workflow.propose(offer, changed, by=people.editor, base=0)
    page = reviewer.get(f"/de/desk/offers/{offer.slug}/review/").text
    assert "<del>alle</del>" in page
    assert "<ins>Frauen</ins>" in page
    assert "Kassel" in page
    assert "kostet" in page
    outdated = page.split('id="outdated-title"')[1].split("</section>")[0]
    assert 'lang="ar"' in outdated
    assert 'lang="tr"' not in outdated


def test_returned_offer_is_compared_with_what_was_public(people: People, reviewer: Client) -> None:
    offer = people.public(title_de="Früher öffentlich")
    workflow.archive(offer, by=people.editor, reason="Pause")
    offer = workflow.restore(offer, by=people.editor)
    offer = workflow.save_draft(offer, with_(offer, title_de="Jetzt öffentlich"), by=people.editor, base=offer.version)
    workflow.submit(offer, by=people.editor)
    page = reviewer.get(f"/de/desk/offers/{offer.slug}/review/").text
    assert "<del>Früher</del>" in page
    assert "<ins>Jetzt</ins>" in page


def test_publishing_returning_and_discarding_on_the_page(people: People, reviewer: Client) -> None:
    offer = workflow.submit(people.draft(), by=people.editor)
    page = review(reviewer, offer, action="return", comment="")
    assert "Bitte schreiben Sie, was noch fehlt." in page
    assert "Zurückgegeben" in review(reviewer, offer, action="return", comment="Bitte kürzer.")
    workflow.submit(offer, by=people.editor)
    assert "Alle können den Text jetzt lesen" in review(reviewer, offer, action="publish", version=offer.version)
    revision = workflow.propose(offer, with_(offer, title_de="Eins"), by=people.editor, base=offer.version)
    assert "verworfen" in review(reviewer, offer, action="discard", revision=revision.pk)
    revision = workflow.propose(offer, with_(offer, title_de="Zwei"), by=people.editor, base=offer.version)
    review(reviewer, offer, action="publish", revision=revision.pk, round=1)
    offer.refresh_from_db()
    assert offer.title_de == "Zwei"


def test_second_reviewer_is_told_on_the_page(people: People, reviewer: Client) -> None:
    offer = workflow.submit(people.draft(), by=people.editor)
    review(sign_in(people.second), offer, action="publish", version=offer.version)
    assert "Das hat schon jemand entschieden. Stand jetzt: veröffentlicht." in review(
        reviewer, offer, action="publish", version=offer.version
    )


def test_own_text_needs_a_second_person_and_a_lone_office_is_told(people: People, reviewer: Client) -> None:
    offer = workflow.submit(people.draft(created_by=people.first), by=people.first)
    page = reviewer.get(f"/de/desk/offers/{offer.slug}/review/").text
    assert "muss eine zweite Person prüfen" in page
    assert 'value="publish"' not in page
    assert "muss eine zweite Person prüfen" in review(reviewer, offer, action="publish", version=offer.version)
    people.second.delete()
    page = reviewer.get(f"/de/desk/offers/{offer.slug}/review/").text
    assert "Außer Ihnen kann ihn niemand prüfen" in page
    review(reviewer, offer, action="publish", version=offer.version)
    assert offer.steps.filter(step="alone").exists()


def test_list_shows_mine_and_my_regions_only(people: People, reviewer: Client) -> None:
    people.draft(official_name="Unser Entwurf")
    people.public(official_name="Unser Angebot")
    make_offer(official_name="Fremdes Angebot", regions=["05113"])
    for client in (sign_in(people.editor), reviewer):
        page = client.get("/de/desk/offers/").text
        assert "Unser Entwurf" in page
        assert "Unser Angebot" in page
        assert "Fremdes Angebot" not in page


def test_list_filters_and_sorts(people: People, reviewer: Client) -> None:
    today = timezone.localdate()
    old = people.public(official_name="B alt")
    Offer.objects.filter(pk=old.pk).update(verified_on=today - datetime.timedelta(days=400))
    people.public(official_name="A frisch")
    people.draft(official_name="C Entwurf", created_by=people.first)
    other = make_offer(official_name="D andere", regions=[HERE], provider=make_organisation(name="Andere"))
    workflow.propose(other, with_(other, title_de="Neu"), by=people.first, base=0)

    def named(query: str) -> list[str]:
        return [row.official_name for row in reviewer.get(f"/de/desk/offers/?{query}").context["list"].offers]

    assert named("sort=name") == ["A frisch", "B alt", "C Entwurf", "D andere"]
    assert named("freshness=overdue") == ["B alt"]
    assert named("freshness=fresh&sort=name") == ["A frisch", "D andere"]
    assert named("state=draft") == ["C Entwurf"]
    assert named("state=proposal") == ["D andere"]
    assert named(f"provider={other.provider_id}") == ["D andere"]
    assert named("mine=on") == ["C Entwurf"]
    assert named("q=frisch") == ["A frisch"]
    assert named("region=05113") == []
    assert named("region=06636&q=alt") == ["B alt"]
    assert len(named("region=xx&state=yy&sort=zz&page=99")) == 4


@pytest.mark.parametrize("rows", [1, 3])
def test_list_asks_a_fixed_number_of_times(people: People, django_assert_num_queries: object, rows: int) -> None:
    for _row in range(rows):
        people.public(provider=make_organisation(), regions=[HERE, "06611"])
    client = sign_in(people.first)
    client.get("/de/desk/offers/")
    with django_assert_num_queries(7):
        client.get("/de/desk/offers/")


def bulk(client: Client, action: str, *offers: Offer, **data: object) -> str:
    slugs = [offer.slug for offer in offers]
    page = client.post("/de/desk/offers/bulk/", {"action": action, "offers": slugs}).text
    assert all(offer.official_name in page for offer in offers)
    return client.post("/de/desk/offers/bulk/", {**form_values(page, "panel"), **data}, follow=True).text


def test_bulk_confirms_each_by_its_own_rules(people: People, reviewer: Client) -> None:
    good, draft = people.public(), people.draft(official_name="Noch Entwurf")
    page = bulk(reviewer, "verify", good, draft)
    assert "1 Angebot ist bestätigt." in page
    assert "1 ging nicht: Noch Entwurf" in page


def test_bulk_never_reaches_foreign_offers(people: People, reviewer: Client) -> None:
    mine, foreign = people.public(), make_offer(regions=["05113"])
    data = {"action": "archive", "offers": [mine.slug, foreign.slug], "sure": "1", "reason": "beendet"}
    reviewer.post("/de/desk/offers/bulk/", data)
    assert Offer.objects.get(pk=mine.pk).state == State.ARCHIVED
    assert Offer.objects.get(pk=foreign.pk).state == State.PUBLISHED
    # An advisor sees the offers of her organisation but does not end them.
    kept = people.public()
    page = bulk(sign_in(people.advisor), "archive", kept, reason="beendet")
    assert "Dafür fehlt Ihnen das Recht" in page
    assert Offer.objects.get(pk=kept.pk).state == State.PUBLISHED


def test_bulk_archive_needs_a_reason_and_assigning_a_colleague(people: People, reviewer: Client) -> None:
    offer = people.public()
    page = reviewer.post("/de/desk/offers/bulk/", {"action": "archive", "offers": [offer.slug], "sure": "1"}).text
    assert 'id="id_reason_error"' in page
    page = bulk(reviewer, "assign", offer, colleague=people.second.pk)
    assert "1 Angebot ist zugewiesen." in page
    assert InboxItem.objects.open().get().owner == people.second


def test_archive_and_restore_on_the_page(people: People, visitor: Client) -> None:
    offer = people.public()
    editor = sign_in(people.editor)
    address = f"/de/desk/offers/{offer.slug}/"
    assert "Bitte nennen Sie den Grund." in editor.post(f"{address}archive/", {"reason": "", "successor": ""}).text
    assert "ist archiviert" in editor.post(f"{address}archive/", {"reason": "Ende"}, follow=True).text
    assert visitor.get(offer.get_absolute_url()).status_code == 410
    assert "wieder ein Entwurf" in editor.post(f"{address}restore/", follow=True).text
    assert visitor.get(offer.get_absolute_url()).status_code == 404


def test_member_of_no_organisation_has_no_list() -> None:
    user = make_user("niemand")
    client = sign_in(user)
    assert client.get("/de/desk/offers/").status_code == 403
    Membership.objects.create(user=user, organisation=make_organisation(), role="advisor")
    assert "Hier steht noch kein Angebot." in client.get("/de/desk/offers/").text
