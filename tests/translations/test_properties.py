"""Whatever is done to a text in whichever order: its state is what a simple book of who wrote what from which German says."""

from dataclasses import dataclass, field

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from offers.models import Offer
from tests.factories import make_offer
from translations.following import follow, texts_before
from translations.models import Origin, State
from translations.texts import accept, digest, stamp, standings
from translations.units import units

pytestmark = pytest.mark.django_db
LANGUAGES = ("ar", "tr")
# Few texts, so that they come back often; blanks alone change nothing.
GERMAN = st.sampled_from(("Rat", "Rat ", "Rat und Geld", "Geld"))
TRANSLATION = st.sampled_from(("", " \n", "نصيحة", "نصيحة  ", "مال"))
CODE = st.sampled_from(LANGUAGES)
ACTIONS = st.one_of(
    st.tuples(st.just("german"), GERMAN),
    st.tuples(st.just("minor"), GERMAN),
    st.tuples(st.just("translate"), CODE, TRANSLATION),
    st.tuples(st.just("both"), GERMAN, CODE, TRANSLATION),
    st.tuples(st.just("machine"), CODE, st.sampled_from(("آلة", "نصيحة"))),
    st.tuples(st.just("accept"), CODE),
    st.tuples(st.just("import"), GERMAN, CODE, TRANSLATION),
    st.tuples(st.just("restore"), st.integers(0, 12)),
)


@dataclass
class Book:
    """What a careful archivist would write down: for each translation from which German it was made, and whether a person stands for it."""

    german: str = "Rat"
    texts: dict[str, str] = field(default_factory=lambda: dict.fromkeys(LANGUAGES, ""))
    # (language, text) → {German: read by a person}
    made: dict[tuple[str, str], dict[str, bool]] = field(default_factory=dict)

    def note(self, code: str, *, read: bool) -> None:
        text, german = digest(self.texts[code]), digest(self.german)
        if text:
            known = self.made.setdefault((code, text), {})
            known[german] = read or known.get(german, False)

    def state(self, code: str) -> tuple[State, bool]:
        known = self.made.get((code, digest(self.texts[code])), {})
        if not digest(self.texts[code]):
            return State.MISSING, False
        unread = bool(known) and not any(known.values())
        if digest(self.german) not in known:
            return State.OUTDATED, unread
        return (State.READY if known[digest(self.german)] else State.MACHINE), unread

    def write(self, german: str | None, texts: dict[str, str], *, minor: bool = False) -> None:
        """A person saves a form: what she wrote fits the German of now; with a minor change, what fitted before still does."""
        fitted = {code: self.made.get((code, digest(text)), {}).get(digest(self.german)) for code, text in self.texts.items()}
        changed = {code for code, text in texts.items() if digest(text) != digest(self.texts[code])}
        self.german = self.german if german is None else german
        self.texts |= texts
        for code in LANGUAGES:
            if code in changed:
                self.note(code, read=True)
            elif minor and fitted[code] is not None:
                self.note(code, read=fitted[code])


class Row:
    """The same done to an offer, by the functions that every save path calls."""

    def __init__(self) -> None:
        self.pk = make_offer(title_de="Rat").pk
        self.versions: list[dict[str, str]] = []
        self.keep()

    @property
    def offer(self) -> Offer:
        return Offer.objects.get(pk=self.pk)

    def keep(self) -> None:
        offer = self.offer
        self.versions.append({name: getattr(offer, name) or "" for name in ("title_de", *(f"title_{code}" for code in LANGUAGES))})

    def save(self, columns: dict[str, str], **how: bool) -> None:
        offer = self.offer
        former = texts_before(offer)
        for name, value in columns.items():
            setattr(offer, name, value)
        offer.save()
        follow(offer, former, **how)

    def take_in(self, columns: dict[str, str]) -> None:
        """As a list that is imported does: the row is saved first, what stood there is told afterwards."""
        offer = self.offer
        was = {name: getattr(offer, name) or "" for name, value in columns.items() if (getattr(offer, name) or "") != value}
        for name, value in columns.items():
            setattr(offer, name, value)
        offer.save()
        follow(offer, texts_before(offer, was=was))


def do(row: Row, book: Book, action: tuple[object, ...]) -> None:
    kind, *values = action
    if kind in ("german", "minor"):
        row.save({"title_de": values[0]}, minor=kind == "minor")
        book.write(values[0], {}, minor=kind == "minor")
    elif kind == "translate":
        row.save({f"title_{values[0]}": values[1]})
        book.write(None, {values[0]: values[1]})
    elif kind in ("both", "import"):
        columns = {"title_de": values[0], f"title_{values[1]}": values[2]}
        (row.take_in if kind == "import" else row.save)(columns)
        book.write(values[0], {values[1]: values[2]})
    elif kind == "machine":
        code, text = values
        state, unread = book.state(code)
        # A machine fills what is empty or its own; it never writes over a person's text.
        if state == State.MISSING or unread:
            Offer.objects.filter(pk=row.pk).update(**{f"title_{code}": text})
            stamp(row.offer, fields=["title"], languages=[code], origin=Origin.MACHINE)
            book.texts[code] = text
            book.note(code, read=False)
    elif kind == "accept":
        accept(row.offer, [("title", values[0])])
        book.note(values[0], read=True)
    elif kind == "restore":
        version = row.versions[values[0] % len(row.versions)]
        row.save(version, restoring=True)
        book.german = version["title_de"]
        book.texts = {code: version[f"title_{code}"] for code in LANGUAGES}
    row.keep()


@settings(
    derandomize=True, deadline=None, max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(actions=st.lists(ACTIONS, min_size=3, max_size=10))
def test_no_order_of_actions_gives_a_wrong_state(db: None, actions: list[tuple[object, ...]]) -> None:
    row, book = Row(), Book()
    for action in actions:
        do(row, book, action)
        found = standings(row.offer)
        asked = {unit.language: unit for unit in units(LANGUAGES, labels=["offers.offer"], keys=[str(row.pk)]) if unit.field == "title"}
        for code in LANGUAGES:
            state, unread = book.state(code)
            standing = found["title", code]
            assert (standing.state, standing.is_machine) == (state, unread), (action, code)
            assert (asked[code].state, asked[code].is_machine) == (state, unread), (action, code)
