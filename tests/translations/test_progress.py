"""Progress: the numbers are those of `units`, they follow the texts at once, and everybody sees their regions."""

from collections import Counter

import pytest
from django.test import Client

from offers.models import Offer
from portal.regions import keys_in
from tests.access.world import ELSEWHERE, HERE, make_world, sign_in
from tests.factories import make_offer, make_organisation, make_story
from translations.models import Origin, Proposal, State
from translations.progress import Progress, read
from translations.texts import digest, stamp
from translations.units import counts, units

pytestmark = pytest.mark.django_db
PAGE = "/de/desk/translations/progress/"


@pytest.fixture
def texts() -> None:
    """Texts in every state, in two regions."""
    first = make_offer(regions=[HERE], title_ar="عنوان", summary_ar="ملخص", title_en="Help")
    make_offer(regions=[ELSEWHERE], title_ar="عنوان آخر")
    make_story(region_id=HERE)
    Offer.objects.filter(pk=first.pk).update(summary_de="Sie bekommen guten Rat von uns.", title_fa="عنوان ماشینی", who_for_de="Für alle.")
    first.refresh_from_db()
    stamp(first, fields=["title"], languages=["fa"], origin=Origin.MACHINE)
    Proposal.objects.create(model="offers.offer", object_id=str(first.pk), field="who_for", language="pl", text="Dla", source_digest="x")


def test_numbers_are_those_of_the_units(texts: None) -> None:
    for regions in (None, [HERE], keys_in(ELSEWHERE)):
        expected: Counter[tuple[str, str, str]] = Counter()
        words: Counter[tuple[str, str, str]] = Counter()
        oldest: dict[tuple[str, str, str], object] = {}
        for unit in units(regions=regions):
            name = (unit.model, unit.language, unit.state)
            expected[name] += 1
            words[name] += unit.words
            oldest[name] = min(filter(None, (oldest.get(name), unit.since)), default=None)
        found = counts(regions=regions)
        assert {(row.model, row.language, row.state): row.units for row in found} == expected
        assert {(row.model, row.language, row.state): row.words for row in found} == words
        assert {(row.model, row.language, row.state): row.oldest for row in found} == oldest
    assert {state for _model, _language, state in expected} >= {State.MISSING, State.READY}


def offers(found: Progress, language: str) -> dict[State, int]:
    return next(cell.numbers for cell in found.of(language) if cell.label == "offers.offer")


def test_a_changed_german_text_is_counted_at_once() -> None:
    offer = make_offer(title_ar="عنوان")
    assert offers(read(), "ar") == {State.READY: 1, State.MACHINE: 0, State.OUTDATED: 0, State.MISSING: 1}
    Offer.objects.filter(pk=offer.pk).update(title_de="Ein ganz anderer Titel")
    assert offers(read(), "ar") == {State.READY: 0, State.MACHINE: 0, State.OUTDATED: 1, State.MISSING: 1}
    offer.refresh_from_db()
    stamp(offer)
    assert offers(read(), "ar")[State.READY] == 1


def test_bars_are_whole_and_sums_fit(texts: None) -> None:
    found = read(HERE)
    for cell in (*found.languages, *found.cells):
        assert sum(part.number for part in cell.parts) == cell.total
        assert abs(sum(float(part.width.removesuffix("%")) for part in cell.parts) - 100) < 0.1
    for sums in found.languages:
        assert sums.total == sum(cell.total for cell in found.of(sums.language.code))
    assert offers(found, "ar")[State.OUTDATED] == 1
    assert offers(read(ELSEWHERE), "ar")[State.OUTDATED] == 0


def test_words_left_leave_out_what_waits_for_a_second_reader() -> None:
    offer = make_offer(title_de="Vier kurze deutsche Wörter", summary_de="Zwei Wörter", who_for_de="")
    before = next(cell for cell in read().of("pl") if cell.label == "offers.offer").words_left
    assert before == 6
    german = next(unit for unit in units(["pl"]) if unit.field == "title" and unit.object_id == str(offer.pk))
    assert german.words == 4


def test_page_shows_one_language_with_links_into_the_queue(texts: None) -> None:
    client = sign_in(make_world()["translator"])
    page = client.get(PAGE)
    assert "Deutschland" in page.text
    assert "العربية" in page.text
    opened = client.get(f"{PAGE}?language=ar&region={HERE}").text
    assert f"/de/desk/translations/?language=ar&amp;kind=offers.offer&amp;region={HERE}&amp;state=outdated" in opened
    # Not her language: numbers, no list that would be empty for her.
    assert "language=pl&amp;kind=" not in client.get(f"{PAGE}?language=pl").text


def test_coordinators_see_their_regions_only() -> None:
    world = make_world()
    client = sign_in(world["own_coordinator"])
    page = client.get(PAGE)
    assert page.context["place"].key == HERE
    assert {key for key, _name in page.context["regions"]} == {HERE}
    assert client.get(f"{PAGE}?region={ELSEWHERE}").status_code == 404
    assert client.get(f"{PAGE}table.csv?region=de").status_code == 404


@pytest.mark.parametrize("query", ["language=xx", "language=de", "region=99999", "region=%27"])
def test_unknown_names_are_missing(query: str) -> None:
    assert sign_in(make_world()["operator"]).get(f"{PAGE}?{query}").status_code == 404


def test_table_for_spreadsheets() -> None:
    make_offer(title_ar="عنوان")
    answer = sign_in(make_world()["operator"]).get(f"{PAGE}table.csv")
    lines = b"".join(answer.streaming_content).decode().splitlines()
    assert lines[0].startswith("\ufeffSprache;Inhalte;fertig;maschinell;veraltet;fehlt;")
    assert any(line.startswith("العربية;Angebote;1;0;0;") for line in lines)


def test_a_machine_proposal_is_counted_at_once() -> None:
    offer = make_offer()
    assert offers(read(), "pl")[State.MACHINE] == 0
    german = next(unit for unit in units(["pl"]) if unit.field == "title")
    row = Proposal(model=german.model, object_id=german.object_id, field="title", language="pl", text="x", origin=Origin.MACHINE)
    row.source_digest = digest(offer.title_de)
    row.save()
    assert offers(read(), "pl")[State.MACHINE] == 1


def test_page_asks_a_fixed_number_of_times(django_assert_num_queries: object) -> None:
    """Fresh: one count a kind of content. Warm: only whether a proposal came."""
    client: Client = sign_in(make_world()["operator"])
    body = make_organisation()
    client.get(PAGE)
    for _row in range(2):
        make_offer(provider=body)
        client.get(f"{PAGE}?region={HERE}")
        with django_assert_num_queries(27):
            client.get(PAGE)
        with django_assert_num_queries(6):
            client.get(PAGE)
