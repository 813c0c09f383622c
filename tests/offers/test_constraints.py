"""What one row can hold is a CHECK: raw SQL cannot break it. What needs several rows is an action under a lock."""

import datetime
import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, connection, transaction

from networks.archiving import archive_organisation
from networks.models import Organisation
from offers.actions import archive, mark_to_verify, publish, set_requirements
from offers.models import Offer, State
from portal.models import SearchEntry
from tests.access.world import make_user
from tests.factories import make_offer, make_organisation


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        "title_de = ''",
        "title_de = NULL",
        "summary_de = ''",
        "provider_id = NULL",
        "phases = '{}'",
        "website = ''",
        "official_name = ''",
        "kind = 'unknown'",
        "cost = ''",
        "state = 'nonsense'",
        "phases = '{flying}'",
        "audiences = '{martians}'",
        "formats = '{telepathy}'",
        "occasions = '{birthday}'",
        "valid_from = '2026-05-02', valid_until = '2026-05-01'",
        "deadline = '0001-01-01'",
        "verified_on = '2999-01-01'",
        "source_date = 'last year'",
        "source_date = '2025-13'",
        "source_date = '0000-01'",
        "state = 'archived', state_reason = ''",
        "summary_ar = repeat('x', 161)",
    ],
)
def test_database_refuses_a_public_offer_that_breaks_a_rule(change: str) -> None:
    offer = make_offer()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE offers_offer SET {change} WHERE id = %s", [offer.pk])


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("table", "columns", "values"),
    [
        ("portal_region", "key, kind, name, name_de", "'5113', 'city', 'Essen', 'Essen'"),
        ("portal_region", "key, kind, name, name_de", "'Ruhr', 'functional', 'Ruhr', 'Ruhr'"),
        ("portal_region", "key, kind, name, name_de", "'01001', 'city', 'Flensburg', ''"),
        ("portal_topic", "code, name, name_de, words, position", "'new', 'x', '', '', 1"),
    ],
)
def test_database_refuses_shared_rows_that_break_a_rule(table: str, columns: str, values: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {table} ({columns}) VALUES ({values})")


@pytest.mark.django_db
def test_publish_sets_the_check_date_and_makes_the_offer_searchable() -> None:
    draft = make_offer(state=State.DRAFT)
    assert SearchEntry.objects.filter(object_id=draft.pk).count() == 0
    offer = publish(draft, by=None, today=datetime.date(2026, 5, 1))
    assert (offer.state, offer.verified_on) == (State.PUBLISHED, datetime.date(2026, 5, 1))
    assert SearchEntry.objects.filter(kind="offer", object_id=draft.pk).count() == 8


@pytest.mark.django_db
def test_publish_refuses_an_offer_without_area() -> None:
    draft = make_offer(state=State.DRAFT, regions=[])
    with pytest.raises(ValidationError, match="wo das Angebot gilt"):
        publish(draft, by=None)


@pytest.mark.django_db
def test_publish_refuses_an_archived_provider() -> None:
    draft = make_offer(state=State.DRAFT)
    Organisation.objects.filter(pk=draft.provider_id).update(state="archived")
    with pytest.raises(ValidationError, match="archiviert"):
        publish(draft, by=None)


@pytest.mark.django_db
def test_publish_says_in_words_what_is_missing() -> None:
    draft = make_offer(state=State.DRAFT, phases=[])
    with pytest.raises(ValidationError, match="Zum Veröffentlichen fehlt noch etwas"):
        publish(draft, by=None)


@pytest.mark.django_db
def test_archive_needs_a_reason_and_leaves_the_search() -> None:
    offer = make_offer()
    with pytest.raises(ValidationError, match="Grund"):
        archive(offer, reason=" ")
    archive(offer, reason="beendet")
    assert SearchEntry.objects.filter(kind="offer", object_id=offer.pk).count() == 0


@pytest.mark.django_db
def test_mark_to_verify_keeps_the_offer_public() -> None:
    offer = mark_to_verify(make_offer(), reason="alt")
    assert offer.is_public
    assert SearchEntry.objects.filter(kind="offer", object_id=offer.pk).count() == 8


@pytest.mark.django_db
def test_provider_with_public_offers_cannot_be_archived() -> None:
    offer, boss = make_offer(), make_user("leitung")
    with pytest.raises(ValidationError, match="noch veröffentlichte Angebote"):
        archive_organisation(offer.provider, by=boss, reason="Ende")
    archive(offer, reason="beendet")
    assert archive_organisation(offer.provider, by=boss, reason="Ende").state == Organisation.State.ARCHIVED


@pytest.mark.django_db
def test_steps_cannot_lead_in_a_circle() -> None:
    first, second, third = make_offer(), make_offer(), make_offer()
    set_requirements(second, required=[first])
    set_requirements(third, required=[second])
    with pytest.raises(ValidationError, match="im Kreis"):
        set_requirements(first, required=[third])
    with pytest.raises(ValidationError, match="im Kreis"):
        set_requirements(first, required=[first])
    assert list(third.requires.all()) == [second]


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("base_data")
def test_two_editors_together_cannot_close_a_circle() -> None:
    """Each alone is allowed; together they would make a circle, so one of them must be refused."""
    first, second = make_offer(), make_offer()
    barrier, refused = threading.Barrier(2), []

    def edit(offer: Offer, required: Offer) -> None:
        barrier.wait(10)
        try:
            set_requirements(offer, required=[required])
        except ValidationError:
            refused.append(offer.pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=edit, args=pair) for pair in ((first, second), (second, first))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(refused) == 1
    assert Offer.requires.through.objects.count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("base_data")
def test_publish_and_archiving_the_provider_at_once_never_both_succeed() -> None:
    body, boss = make_organisation(), make_user("leitung")
    draft = make_offer(state=State.DRAFT, provider=body)
    barrier, refused = threading.Barrier(2), []

    def attempt(action: object) -> None:
        barrier.wait(10)
        try:
            action()
        except ValidationError:
            refused.append(1)
        finally:
            connection.close()

    actions = (lambda: publish(draft, by=None), lambda: archive_organisation(body, by=boss, reason="Ende"))
    threads = [threading.Thread(target=attempt, args=(action,)) for action in actions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(refused) == 1
