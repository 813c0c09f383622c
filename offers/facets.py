"""The filter form as data: groups of options with counts, and the chips of what is chosen."""

from dataclasses import dataclass

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from offers.filters import LISTS, known_values
from offers.index import FACETS
from offers.listing import Listing
from offers.models import Cost, Format, Kind
from portal.content import snapshot
from portal.languages import SOURCE
from portal.regions import places
from portal.topics import topics
from portal.vocabulary import Audience, Occasion, Phase
from portal.wording import name_of_language

LABELS = {
    "region": gettext_lazy("Ort"),
    "topic": gettext_lazy("Thema"),
    "phase": gettext_lazy("Wo stehen Sie?"),
    "kind": gettext_lazy("Art der Hilfe"),
    "language": gettext_lazy("Sprache der Beratung"),
    "cost": gettext_lazy("Kosten"),
    "format": gettext_lazy("Wie"),
    "audience": gettext_lazy("Für wen"),
    "occasion": gettext_lazy("Anlass"),
}
_CLOSED = {
    "phase": dict(Phase.choices),
    "kind": dict(Kind.choices),
    "cost": dict(Cost.choices),
    "format": dict(Format.choices),
    "audience": dict(Audience.choices),
    "occasion": dict(Occasion.choices),
}


@dataclass
class Option:
    value: str
    label: str
    count: int
    checked: bool


@dataclass
class Group:
    name: str
    label: str
    options: list[Option]
    is_open: bool


@dataclass
class Chip:
    """One active filter; `query` is the address without it."""

    label: str
    query: str


def label_of(name: str, value: str) -> str:
    """Return the words for one value of a filter in the reader's language."""
    if name == "region":
        return places()[value].name
    if name == "topic":
        return topics()[value].name
    if name == "language":
        return name_of_language(value)
    return str(_CLOSED[name][value])


def groups(listing: Listing) -> list[Group]:
    """Return every facet with its options; an option that would find nothing stays visible with a zero."""
    language = get_language() or SOURCE
    vocabulary = _vocabularies()
    if language not in vocabulary:
        vocabulary[language] = [(name, str(LABELS[name]), _options(name, language)) for name in FACETS]
    result = []
    for name, label, options in vocabulary[language]:
        counts, chosen = listing.counts[name], listing.chosen.get(name, ())
        shown = [Option(value, words, counts.get(value, 0), value in chosen) for value, words in options]
        if name == "occasion":
            # Few offers are about a special occasion; the others need not be looked at.
            shown = [option for option in shown if option.count or option.checked]
        if shown:
            result.append(Group(name, label, shown, bool(chosen)))
    return result


@snapshot
def _vocabularies() -> dict[str, list[tuple[str, str, list[tuple[str, str]]]]]:
    """Hold the words of all options by language, filled as languages are asked for."""
    return {}


def _options(name: str, language: str) -> list[tuple[str, str]]:
    values = list(known_values()[name])
    if name == "language":
        values.sort(key=lambda code: code != language)
    return [(value, label_of(name, value)) for value in values]


def chips(listing: Listing) -> list[Chip]:
    """Return what is chosen, each with the address that takes it away."""
    result = []
    if listing.q:
        result.append(Chip(_("Suche: %(words)s") % {"words": listing.q}, listing.query(without=("q", listing.q))))
    for name in LISTS:
        for value in listing.chosen.get(name, []):
            result.append(Chip(label_of(name, value), listing.query(without=(name, value))))
    return result
