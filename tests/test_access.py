"""Every address × every role: what each may open and send. An address that is missing in `tests/access/` fails the test."""

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import translation

import tests.access
from accounts.models import User
from offers.models import State
from tests.access import ROLES, Row
from tests.access.world import make_world
from tests.conftest import forget_pages
from tests.factories import make_offer, make_organisation

pytestmark = pytest.mark.django_db
TABLE: dict[str, Row] = {}
for _module in pkgutil.iter_modules(tests.access.__path__):
    if _module.name.startswith("table_"):
        TABLE |= importlib.import_module(f"tests.access.{_module.name}").TABLE
# Pages of the administration are one entry for operators; see below.
ADMIN = dict.fromkeys(ROLES, 302) | {"operator": 200}


def names(patterns: list[object], space: str = "") -> list[str]:
    found = []
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = pattern.namespace or space
            found += names(pattern.url_patterns, inner)
        elif isinstance(pattern, URLPattern):
            found.append(f"{space}:{pattern.name}" if space else str(pattern.name))
    return found


def test_table_names_every_address() -> None:
    known = {name for name in names(get_resolver().url_patterns) if not name.startswith("admin:")}
    assert known == set(TABLE)


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[dict[str, User | None]]:
    """One world for all rows of the table: the transaction of each test lies inside this one and leaves nothing behind."""
    with django_db_blocker.unblock(), translation.override("de"), transaction.atomic():
        yield make_world()
        transaction.set_rollback(True)


@pytest.fixture
def client_of(world: dict[str, User | None]) -> Callable[[str], Client]:
    def make(role: str) -> Client:
        client = Client()
        if user := world[role]:
            client.force_login(user)
        return client

    return make


@pytest.mark.parametrize("name", TABLE)
def test_every_role_gets_what_the_table_says(client_of: Callable[[str], Client], name: str) -> None:
    address, get, post = TABLE[name]
    found: dict[str, tuple[int, int]] = {}
    heads: dict[int, int] = {}
    for role in ROLES:
        with transaction.atomic():
            # Tries of one role do not count for the next.
            forget_pages()
            client = client_of(role)
            shown = client.get(address).status_code
            # Whether a view knows HEAD is asked once for each answer that it gives.
            if get[role] not in heads:
                heads[get[role]] = client.head(address).status_code
            found[role] = (shown, client.post(address).status_code)
            # Whatever the role has changed, the next one finds the same world.
            transaction.set_rollback(True)
    assert found == {role: (get[role], post[role]) for role in ROLES}
    assert heads == {status: status for status in get.values()}


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.usefixtures("lenient_templates")
def test_administration_is_for_operators(client_of: Callable[[str], Client], role: str) -> None:
    client = client_of(role)
    offer = make_offer()
    for address in (
        "/admin/", "/admin/offers/offer/", "/admin/offers/offer/add/", f"/admin/offers/offer/{offer.pk}/change/", "/admin/offers/offerreport/",
        "/admin/networks/organisation/", f"/admin/networks/organisation/{offer.provider_id}/change/", "/admin/portal/region/", "/admin/portal/topic/tax/change/",
        "/admin/portal/searchmiss/", "/admin/portal/synonym/", "/admin/accounts/user/", "/admin/accounts/user/add/", "/admin/offers/documentitem/",
        "/admin/networks/advisor/", "/admin/networks/advisor/add/", "/admin/networks/responsibility/", "/admin/networks/responsibility/add/",
    ):  # fmt: skip
        assert client.get(address).status_code == ADMIN[role], address


@pytest.mark.usefixtures("lenient_templates")
def test_operator_publishes_and_archives_by_the_actions(client_of: Callable[[str], Client]) -> None:
    client = client_of("operator")
    draft, broken = make_offer(state=State.DRAFT), make_offer(state=State.DRAFT, regions=[])
    page = client.post("/admin/offers/offer/", {"action": "publish_chosen", "_selected_action": [draft.pk, broken.pk]}, follow=True).text
    draft.refresh_from_db()
    broken.refresh_from_db()
    assert (draft.state, broken.state) == (State.PUBLISHED, State.DRAFT)
    assert "wo das Angebot gilt" in page
    assert draft.verified_by.email == "operator@example.org"
    client.post("/admin/offers/offer/", {"action": "archive_chosen", "_selected_action": [draft.pk]})
    draft.refresh_from_db()
    assert draft.state == State.ARCHIVED
    assert client.get(draft.get_absolute_url()).status_code == 410


@pytest.mark.usefixtures("lenient_templates")
def test_operator_cannot_empty_what_a_public_offer_needs(client_of: Callable[[str], Client]) -> None:
    client = client_of("operator")
    offer = make_offer()
    page = client.get(f"/admin/offers/offer/{offer.pk}/change/")
    form = page.context["adminform"].form
    data = {name: value for name, value in form.initial.items() if value not in (None, [], "")}
    data |= {"regions": ["de"], "topics": ["business_plan"], "provider": offer.provider_id, "phases": "", "title_de": "Anders"}
    for prefix in ("languages", "links"):
        data |= {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}
    answer = client.post(f"/admin/offers/offer/{offer.pk}/change/", data)
    assert answer.status_code == 200
    assert "Zum Veröffentlichen fehlt noch etwas" in answer.text
    offer.refresh_from_db()
    assert offer.title_de != "Anders"


@pytest.mark.usefixtures("lenient_templates")
def test_renaming_a_provider_reaches_the_search(client_of: Callable[[str], Client]) -> None:
    client = client_of("operator")
    offer = make_offer(provider=make_organisation(name="Altname"))
    data = {"name": "Neuname", "slug": offer.provider.slug, "kind": "business_promotion", "website": "https://body.example.org"}
    for prefix in ("contacts", "places", "languages", "responsibilities", "former_addresses"):
        data |= {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}
    assert client.post(f"/admin/networks/organisation/{offer.provider_id}/change/", data).status_code == 302
    visitor = Client()
    assert offer.slug in visitor.get("/de/offers/?q=Neuname").text
    assert offer.slug not in visitor.get("/de/offers/?q=Altname").text


def test_unpublished_offers_are_hidden_from_everybody_but_the_administration(client_of: Callable[[str], Client]) -> None:
    make_offer(slug="geheim", title_de="Geheimer Titel", state=State.DRAFT)
    for role in ROLES:
        client = client_of(role)
        assert client.get("/de/offers/geheim/").status_code == 404
        for address in ("/de/offers/", "/de/offers/?q=Geheimer", "/de/saved/?o=geheim", "/sitemap-de.xml", "/de/regions/de/"):
            assert "geheim/" not in client.get(address).text
        assert client.get("/de/offers/geheim/report/").status_code == 404


def test_pages_of_somebody_signed_in_are_never_kept_for_others(client_of: Callable[[str], Client]) -> None:
    answer = client_of("operator").get("/de/offers/")
    assert "private" in answer["Cache-Control"]
    assert "ETag" not in answer
