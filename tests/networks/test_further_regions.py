"""An editor chooses within the regions of her organisation; for more she asks the coordination."""

from typing import Any

import pytest

from accounts.models import RegionalRole
from networks.models import InboxItem, Organisation
from tests.access.world import ELSEWHERE, HERE, enrol, make_user, make_world, sign_in
from tests.forms import filled

pytestmark = pytest.mark.django_db
PAGE = "/de/desk/organisations/stelle/"


@pytest.fixture
def world() -> dict[str, Any]:
    world = make_world()
    Organisation.objects.filter(slug="stelle").update(about_de="Wir helfen.")
    return world


def save(user: Any, *keys: str) -> Any:
    client = sign_in(user)
    # The coordination edits by hand too, in the same form.
    return client.post(PAGE, filled(client.get(PAGE).text) | {"regions": list(keys)})


def regions() -> list[str]:
    return sorted(Organisation.objects.get(slug="stelle").regions.values_list("pk", flat=True))


def test_what_lies_inside_applies_at_once(world: dict[str, Any]) -> None:
    Organisation.objects.get(slug="stelle").regions.set(["06"])
    assert save(world["own_editor"], "06", HERE).status_code == 302
    assert regions() == ["06", HERE]
    assert save(world["own_editor"], HERE).status_code == 302
    assert regions() == [HERE]


@pytest.mark.parametrize("further", [ELSEWHERE, "06", "de"])
def test_other_and_wider_regions_are_asked_for_once(world: dict[str, Any], further: str) -> None:
    for _time in range(2):
        answer = save(world["own_editor"], HERE, further)
        assert (answer.status_code, "Weitere Regionen gibt die Koordination frei" in answer.text) == (200, True)
    assert regions() == [HERE]
    item = InboxItem.objects.get(subject="Stelle")
    assert (item.kind, item.region_id, item.owner) == ("report", further, world["own_coordinator"])
    assert "own_editor@example.org" in item.text
    assert sign_in(world["own_coordinator"]).get(f"/de/desk/inbox/{item.pk}/").status_code == 200


def test_somebody_who_coordinates_both_is_asked_first(world: dict[str, Any]) -> None:
    both = enrol(make_user("beide"))
    for key in (HERE, ELSEWHERE):
        RegionalRole.objects.create(user=both, region_id=key)
    save(world["own_editor"], HERE, ELSEWHERE)
    assert InboxItem.objects.get(subject="Stelle").owner == both


def test_coordination_grants_it(world: dict[str, Any]) -> None:
    assert save(world["own_coordinator"], HERE, ELSEWHERE).status_code == 302
    assert regions() == [ELSEWHERE, HERE]
