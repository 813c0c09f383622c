"""What all tests share: base data once, a cache of its own for each test, templates that refuse unknown variables."""

import io
import os
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.cache import cache
from django.core.management import call_command
from django.template import engines
from django.test import Client
from django.utils import translation

from portal import content
from portal.cache import forget_recent


class UnknownVariable(str):
    """Stands where a template names something that its context does not hold."""

    lenient = False

    def __contains__(self, text: object) -> bool:
        return text == "%s"

    def __mod__(self, name: object) -> str:
        if UnknownVariable.lenient:
            return ""
        raise AssertionError(f"The template variable {name!r} is unknown.")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> None:
    """A new database starts as a copy of the one `scripts.check` has migrated."""
    if name := os.environ.get("MIGRATED_DATABASE"):
        django_settings.DATABASES["default"].setdefault("TEST", {})["TEMPLATE"] = name


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    with django_db_blocker.unblock():
        # A run that was killed has left its rows in the kept database.
        call_command("flush", interactive=False, verbosity=0)
        call_command("load_base", stdout=io.StringIO())


@pytest.fixture(autouse=True)
def _strict_templates() -> Iterator[None]:
    engine = engines["django"].engine
    before, engine.string_if_invalid = engine.string_if_invalid, UnknownVariable("%s")
    yield
    engine.string_if_invalid = before


@pytest.fixture
def lenient_templates() -> Iterator[None]:
    """Django's own administration names variables that are not there; ours must not."""
    UnknownVariable.lenient = True
    yield
    UnknownVariable.lenient = False


def forget_pages() -> None:
    """Act as if no page had been served yet."""
    cache.key_prefix = f"test-{uuid.uuid4().hex[:8]}"
    forget_recent()


@pytest.fixture(autouse=True)
def _own_cache() -> Iterator[None]:
    """Each test has its own corner of Redis and starts like a fresh process."""
    forget_pages()
    content.forget_snapshots()
    yield
    content.forget_snapshots()


@pytest.fixture(autouse=True)
def _german() -> Iterator[None]:
    """A request leaves its language active; the next test must not inherit it."""
    with translation.override("de"):
        yield


@pytest.fixture
def base_data(transactional_db: None) -> None:
    """A test with real commits empties all tables, so it brings what the product ships."""
    call_command("load_base", stdout=io.StringIO())


@pytest.fixture
def visitor() -> Client:
    return Client()


assert not django_settings.PRODUCTION, "Tests never run with production settings."
