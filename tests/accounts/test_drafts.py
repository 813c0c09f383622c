"""Drafts of long forms belong to one account and stay small."""

from typing import Any

import pytest
from django.test import Client

from accounts import draft_views, drafts
from accounts.models import FormDraft
from tests.access.world import make_user, sign_in

pytestmark = pytest.mark.django_db
URL = "/de/desk/drafts/offer-12/"


def send(client: Client, body: Any, url: str = URL) -> Any:
    return client.post(url, body, content_type="application/json")


def test_a_draft_is_kept_for_its_writer_only() -> None:
    one, other = make_user("one"), make_user("other")
    answer = send(sign_in(one), {"base": 3, "data": {"title_de": ["Halb"]}})
    assert set(answer.json()) == {"saved"}
    kept = drafts.read(one, "offer-12")
    assert (kept.base, kept.data) == (3, {"title_de": ["Halb"]})
    assert drafts.read(other, "offer-12") is None
    sign_in(other).post(f"{URL}discard/")
    assert drafts.read(one, "offer-12") is not None


@pytest.mark.parametrize(
    "body",
    [
        "",
        "[]",
        "{",
        '{"base": 1}',
        '{"base": "x", "data": {}}',
        '{"base": 1, "data": {"a": "b"}}',
        '{"base": -1, "data": {}}',
        '{"base": 1, "data": {"a": ["\\u0000"]}}',
    ],
)
def test_what_is_no_form_is_refused(body: str) -> None:
    assert send(sign_in(make_user("one")), body).status_code == 400
    assert not FormDraft.objects.exists()


def test_a_draft_that_is_too_long_is_refused() -> None:
    assert send(sign_in(make_user("one")), {"base": 1, "data": {"a": ["x" * 400_000]}}).status_code == 413


def test_the_oldest_draft_goes_when_there_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(draft_views, "MOST_DRAFTS", 2)
    client = sign_in(make_user("one"))
    for number in range(3):
        send(client, {"base": 0, "data": {}}, f"/de/desk/drafts/offer-{number}/")
    assert sorted(FormDraft.objects.values_list("form", flat=True)) == ["offer-1", "offer-2"]


@pytest.mark.parametrize(
    ("back", "address"), [("/de/desk/profile/", "/de/desk/profile/"), ("https://evil.example.org/", "/de/"), ("//evil.example.org", "/de/")]
)
def test_throwing_away_leads_back_to_the_form_and_nowhere_else(back: str, address: str) -> None:
    user = make_user("one")
    drafts.keep(user, "offer-12", data={}, base=0)
    answer = sign_in(user).post(f"{URL}discard/", {"next": back})
    assert answer["Location"] == address
    assert not FormDraft.objects.exists()
