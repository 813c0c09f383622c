"""The translators' pages: one line of links above each of them, with what is for the account and nothing else."""

import re

import pytest

from tests.access.world import make_world, sign_in
from tests.factories import make_offer

pytestmark = pytest.mark.django_db
DESK = "/de/desk/"
QUEUE, PROPOSALS, PROGRESS, GLOSSARY, FILES, MACHINE = (
    f"{DESK}translations/{name}" for name in ("", "proposals/", "progress/", "glossary/", "files/", "machine/")
)
COMMON = [QUEUE, PROPOSALS, PROGRESS, GLOSSARY]


def tabs(page: str) -> list[tuple[str, str]]:
    """The addresses of the tabs, each with how it is marked."""
    (line,) = re.findall(r'<nav class="event-tabs".*?</nav>', page, re.DOTALL)
    return re.findall(r'<a href="([^"]+)"(?: aria-current="(\w+)")?', line)


@pytest.mark.parametrize(
    ("name", "own"),
    [("translator", [*COMMON, FILES]), ("operator", [*COMMON, FILES, MACHINE]), ("own_coordinator", [*COMMON, MACHINE])],
)
def test_every_page_leads_to_every_other(name: str, own: list[str]) -> None:
    make_offer()
    client = sign_in(make_world()[name])
    for address in own:
        page = client.get(address)
        assert page.status_code == 200
        assert tabs(page.text) == [(other, "page" if other == address else "") for other in own]


def test_a_page_below_another_marks_that_one() -> None:
    client = sign_in(make_world()["operator"])
    for above, address in ((MACHINE, f"{MACHINE}new/"), (GLOSSARY, f"{GLOSSARY}new/")):
        assert (above, "true") in tabs(client.get(address).text)
