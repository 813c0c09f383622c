"""/dev/ exists in development only."""

import importlib
from collections.abc import Iterator

import pytest
from django.conf import settings as django_settings
from django.core.management import call_command
from django.test import Client
from django.urls import clear_url_caches

import portal.urls

pytestmark = pytest.mark.django_db


@pytest.fixture
def environment(settings: object) -> Iterator[object]:
    """Load the addresses as this environment has them."""

    def load(name: str) -> None:
        settings.ENVIRONMENT = name
        importlib.reload(portal.urls)
        clear_url_caches()

    yield load
    settings.ENVIRONMENT = "test"
    importlib.reload(portal.urls)
    clear_url_caches()


@pytest.mark.parametrize("name", ["production", "test"])
def test_development_page_is_not_there_outside_development(environment: object, visitor: Client, name: str) -> None:
    environment(name)
    for address in ("/dev/", "/dev/sign-in/1/", "/de/dev/"):
        assert visitor.get(address).status_code == 404
        assert visitor.post(address).status_code == 404
    assert not any("dev" in str(pattern.pattern) for pattern in portal.urls.urlpatterns)


def test_development_page_shows_codes_that_work(environment: object, visitor: Client) -> None:
    call_command("load_demo_people")
    environment("development")
    visitor.post("/de/account/login/", {"login": "operator@example.org"})
    rows = {row.user.email: row for row in visitor.get("/dev/").context["rows"]}
    operator = rows["operator@example.org"]
    visitor.post("/de/account/login/code/", {"code": operator.mail_code})
    visitor.post("/de/account/login/factor/", {"code": operator.app_code})
    assert visitor.get("/de/desk/people/").status_code == 200
    assert rows["reader@example.org"].app_code == ""


def test_one_click_signs_in_as_made_up_people_only(environment: object, visitor: Client) -> None:
    from tests.access.world import make_user  # noqa: PLC0415 - only here

    environment("development")
    real, example = make_user("real"), make_user("example", is_example=True)
    assert visitor.post(f"/dev/sign-in/{real.pk}/").status_code == 404
    assert visitor.post(f"/dev/sign-in/{example.pk}/").status_code == 302
    assert visitor.get("/de/desk/account/").status_code == 200


assert django_settings.ENVIRONMENT != "development"
