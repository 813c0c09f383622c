"""The parameters of the two directories, what each may hold, and their words."""

from django.utils.translation import gettext_lazy as _

from networks.kinds import kinds
from networks.models import Visibility
from portal.bits import Index
from portal.languages import CODES
from portal.lists import RELEVANCE, TITLE
from portal.regions import places
from portal.topics import topics
from portal.vocabulary import Phase, Sphere
from portal.wording import name_of_language

SORTS = ((RELEVANCE, _("Was am besten passt")), (TITLE, _("Name von A bis Z")))
FACETS = ("language", "topic", "phase", "sphere", "kind")
LISTS = ("region", *FACETS)
PARAMETERS = ("q", *LISTS, "sort", "page")
LABELS = {
    "region": _("Ort"),
    "language": _("Sprache der Beratung"),
    "topic": _("Thema"),
    "phase": _("Wo stehen Sie?"),
    "sphere": _("Bereich"),
    "kind": _("Art der Organisation"),
}


def known_values(index: Index) -> dict[str, tuple[str, ...]]:
    """Return what each list parameter may hold. Languages beyond ours are those that somebody whom everybody may see speaks."""
    public = index.any_of("visibility", [Visibility.PUBLIC])
    spoken = {code for code, bits in index.facets["language"].items() if bits & public}
    return {
        "region": tuple(places()),
        "language": (*CODES, *sorted(spoken - set(CODES))),
        "topic": tuple(topics()),
        "phase": tuple(Phase.values),
        "sphere": tuple(Sphere.values),
        "kind": tuple(kinds()),
    }


def label_of(name: str, value: str) -> str:
    """Return the words for one value of a filter in the reader's language."""
    if name == "region":
        return places()[value].name
    if name == "topic":
        return topics()[value].name
    if name == "language":
        return name_of_language(value)
    if name == "kind":
        return kinds()[value].name
    return str((Phase if name == "phase" else Sphere)(value).label)
