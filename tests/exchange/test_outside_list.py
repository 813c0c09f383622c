"""The outside list: 1,000 programmes with counted faults come in by a kept mapping, twice, and after an edit here."""

from collections import Counter

import pytest
from django.core.management import call_command

from exchange.models import ImportMapping, ImportRun
from networks.models import Organisation
from offers.models import Offer, State
from scripts import outside_list
from scripts.outside_list import FAULTS
from tests.exchange.lists import bring, counts, sentences

pytestmark = pytest.mark.django_db
WRONG = sum(FAULTS.values())
# Which sentence belongs to which fault.
WORDS = {
    "duplicate key": "hat schon Zeile",
    "unclear date": "kein Tag",
    "no web address": "keine Adresse einer Website",
    "too long": "erlaubt sind 160",
    "no key": "Der Schlüssel fehlt",
    "no name": "Hier fehlt etwas",
}
BY_COLUMN = {"Förderart": "unknown kind", "Fördergebiet": "unknown region", "Fördergeber": "unknown body"}


def bring_outside(name: str, content: bytes, *, write: bool = True) -> ImportRun:
    mapping = ImportMapping.objects.get(name__startswith=name)
    return bring(content, write=write, target=mapping.target, columns=mapping.columns, constants=mapping.constants, region="")


def faults_of(run: ImportRun) -> Counter[str]:
    found: Counter[str] = Counter()
    for errors in sentences(run).values():
        assert len(errors) == 1, errors
        column, sentence = errors[0]
        found[next((fault for fault, words in WORDS.items() if words in sentence), BY_COLUMN.get(column, sentence))] += 1
    return found


def test_outside_list_is_the_same_every_time() -> None:
    assert outside_list.programmes_file() == outside_list.programmes_file()
    assert outside_list.programmes_file().startswith(b"\xef\xbb\xbfProgramm-Nr.;")


def test_outside_list_comes_in_by_its_mapping() -> None:
    call_command("load_mappings")
    assert counts(bring_outside("Fördergeber", outside_list.bodies_file())) == {"new": 20}
    assert Organisation.objects.get(external_key="FG-01").claim_state == "unclaimed"

    first = bring_outside("Förderprogramme", outside_list.programmes_file())
    assert (first.state, first.error) == ("done", "")
    assert faults_of(first) == FAULTS
    assert counts(first) == {"new": 1000 - WRONG, "error": WRONG}
    offers = Offer.objects.filter(source_name="Liste")
    assert offers.count() == 1000 - WRONG
    assert set(offers.values_list("state", "licence", "collected").distinct()) == {(State.DRAFT, "CC0", True)}
    assert offers.filter(website="").count() == outside_list.ODDITIES["address missing"]
    assert not offers.filter(summary_de__contains="<").exists()
    assert set(offers.filter(kind="grant").values_list("verify_after_days", flat=True)) == {90}
    assert set(offers.filter(kind="advice").values_list("verify_after_days", flat=True)) == {180}

    again = bring_outside("Förderprogramme", outside_list.programmes_file(), write=False)
    assert counts(again) == {"same": 1000 - WRONG, "error": WRONG}

    edited = offers.order_by("external_key").first()
    Offer.objects.filter(pk=edited.pk).update(edited_here=True, summary_de="Hier besser gesagt.")
    after = bring_outside("Förderprogramme", outside_list.programmes_file())
    assert counts(after) == {"same": 999 - WRONG, "kept": 1, "error": WRONG}
    edited.refresh_from_db()
    assert edited.summary_de == "Hier besser gesagt."
