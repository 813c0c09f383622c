"""Two people at the same moment, on two connections: one of them wins, the other is told, and nothing is lost."""

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from faults.server import post_office
from networks.archiving import archive_organisation
from networks.invitations import give_membership, take_membership
from networks.models import InboxItem, Membership, Organisation
from offers import actions, values, workflow
from offers.models import Offer, State
from offers.renames import refresh_offers_of
from portal import delivery, doorbell
from portal.models import OutgoingMail
from portal.search import find
from scripts.services import free_port, start_redis
from tests.access.world import make_user, sign_in
from tests.factories import make_offer, make_organisation
from tests.offers.desk import People

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("base_data")]


def at_once(*steps: Callable[[], object]) -> list[str]:
    """Run all steps on connections of their own, begun at the same moment; return how each ended."""
    start, ends = threading.Barrier(len(steps)), [""] * len(steps)

    def run(number: int, step: Callable[[], object]) -> None:
        try:
            start.wait(10)
            step()
            ends[number] = "done"
        except ValidationError as error:
            ends[number] = type(error).__name__
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(steps)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return sorted(ends)


def meanwhile(first: Callable[[], object], second: Callable[[], object]) -> str:
    """Do `first` in a transaction that stays open until `second`, on another connection, waits for it or is over. Return how that ended."""
    ends: list[str] = []

    def run() -> None:
        try:
            second()
            ends.append("done")
        except ValidationError as error:
            ends.append(type(error).__name__)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    with transaction.atomic():
        first()
        thread.start()
        until = time.monotonic() + 20
        while thread.is_alive() and not _somebody_waits() and time.monotonic() < until:
            thread.join(0.02)
    thread.join(30)
    return ends[0]


def _somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)")
        return cursor.fetchone()[0]


def rename(body: Organisation, name: str) -> None:
    """What the editor's save does with a name."""
    row = Organisation.objects.select_for_update().get(pk=body.pk)
    row.name = name
    row.save()
    refresh_offers_of(row)


@pytest.mark.parametrize("role", ["provider", "co-provider"])
def test_offer_changed_while_its_provider_is_renamed_is_found_by_the_new_name(role: str) -> None:
    team, other = People(), make_organisation(name="Bauhof")
    offer = team.public(co_providers=[other])
    given = values.values_of(offer) | {"title_de": "Anders"}
    body = team.body if role == "provider" else other
    ended = meanwhile(lambda: rename(body, "Kirschgarten"), lambda: workflow.change_public(offer, given, by=team.first, base=0))
    assert ended == "done"
    assert Offer.objects.get(pk=offer.pk).title_de == "Anders"
    assert offer.pk in find("offer", "Kirschgarten").ids


def test_two_renames_of_one_offer_leave_both_new_names() -> None:
    bodies = [make_organisation(name="Bauhof"), make_organisation(name="Mühle")]
    offer = make_offer(provider=bodies[0], co_providers=[bodies[1]])

    def second() -> None:
        with transaction.atomic():
            rename(bodies[1], "Apfelwiese")

    assert meanwhile(lambda: rename(bodies[0], "Kirschgarten"), second) == "done"
    assert [offer.pk in find("offer", word).ids for word in ("Kirschgarten", "Apfelwiese")] == [True, True]


def test_last_two_editors_leave_at_once_and_the_organisation_is_free() -> None:
    team = People()
    Membership.objects.create(user=team.first, organisation=team.body, role="editor")
    one, two = Membership.objects.filter(organisation=team.body, role="editor").select_related("user", "organisation")
    Organisation.objects.filter(pk=team.body.pk).update(claim_state="verified")
    assert meanwhile(lambda: take_membership(one, by=None), lambda: take_membership(two, by=None)) == "done"
    assert Organisation.objects.get(pk=team.body.pk).claim_state == "released"
    assert OutgoingMail.objects.filter(kind="networks.profile_released").count() == 1


def test_nobody_joins_an_organisation_that_is_being_archived() -> None:
    team, late = People(), make_user("spaet")
    ended = meanwhile(
        lambda: archive_organisation(team.body, by=team.first, reason="Ende"),
        lambda: give_membership(late, team.body, role="editor", by=team.first),
    )
    assert ended == "ValidationError"
    assert not Membership.objects.filter(organisation=team.body).exists()


def test_two_reviewers_publish_once() -> None:
    team = People()
    offer = workflow.submit(team.draft(), by=team.editor)
    base = Offer.objects.get(pk=offer.pk).version
    ends = at_once(*(lambda by=by: workflow.publish_reviewed(offer, by=by, base=base) for by in (team.first, team.second)))
    assert ends == ["ValidationError", "done"]
    assert Offer.objects.get(pk=offer.pk).state == State.PUBLISHED
    assert offer.steps.filter(step="published").count() == 1
    assert OutgoingMail.objects.filter(kind="offers.published").count() == 1
    assert not InboxItem.objects.open().exists()


def test_two_editors_save_once() -> None:
    team = People()
    offer = team.draft()
    given = [values.values_of(Offer.objects.get(pk=offer.pk)) | {"title_de": title} for title in ("Erster", "Zweiter")]
    ends = at_once(*(lambda mine=mine: workflow.save_draft(offer, mine, by=team.editor, base=0) for mine in given))
    assert ends == ["Outdated", "done"]
    assert Offer.objects.get(pk=offer.pk).version == 1


def test_provider_is_archived_or_its_offer_published_never_both() -> None:
    draft, boss = make_offer(state=State.DRAFT), make_user("leitung")
    ends = at_once(lambda: actions.publish(draft, by=None), lambda: archive_organisation(draft.provider, by=boss, reason="Ende"))
    draft.refresh_from_db()
    assert ends == ["ValidationError", "done"]
    assert (draft.state == State.PUBLISHED) == (draft.provider.state == "active")


def test_two_renames_of_shared_offers_both_end() -> None:
    bodies = [make_organisation(name=f"Haus {number}") for number in range(2)]
    for number in range(6):
        make_offer(provider=bodies[number % 2], co_providers=[bodies[1 - number % 2]])

    def rename(number: int) -> None:
        with transaction.atomic():
            bodies[number].name = f"Neuhaus {number}"
            bodies[number].save()
            actions.refresh_search_of(Offer.objects.filter(pk__in=Offer.objects.values("pk")))

    assert at_once(lambda: rename(0), lambda: rename(1)) == ["done", "done"]


def test_offer_published_without_redis_loses_no_mail(tmp_path: Path, monkeypatch: Any, settings: Any) -> None:
    team = People()
    offer = workflow.submit(team.draft(), by=team.editor)
    OutgoingMail.objects.all().delete()
    port = free_port()
    redis = start_redis(port, tmp_path)
    redis.kill()
    redis.wait()
    monkeypatch.setenv("CELERY_BROKER_WRITE_URL", f"redis://127.0.0.1:{port}/0")
    monkeypatch.setattr(doorbell, "_away_until", 0.0)
    doorbell.hang_up()
    answer = sign_in(team.first).post(
        f"/de/desk/offers/{offer.slug}/review/", {"action": "publish", "version": Offer.objects.get(pk=offer.pk).version}, follow=True
    )
    doorbell.hang_up()
    assert "Veröffentlicht" in answer.text
    row = OutgoingMail.objects.get(kind="offers.published")
    assert (row.recipient, row.state) == (team.editor.email, "pending")
    with post_office() as post:
        settings.SMTP_HOST, settings.SMTP_PORT, settings.SMTP_SECURITY = "127.0.0.1", post.port, "none"
        assert delivery.deliver(delivery.tick()) == 1
        assert list(post.accepted.values()) == [1]
