"""The parameters of the list of stories, what each may hold, and their words."""

from django.utils.translation import gettext_lazy as _

from portal.languages import CODES
from portal.lists import RELEVANCE, TITLE
from portal.regions import places
from portal.vocabulary import Phase
from portal.wording import name_of_language
from stories.models import Industry

NEWEST = "newest"
SORTS = ((RELEVANCE, _("Was am besten passt")), (NEWEST, _("Neueste zuerst")), (TITLE, _("Titel von A bis Z")))
LISTS = ("region", "industry", "phase", "language")
PARAMETERS = ("q", *LISTS, "sort", "page")
LABELS = {"region": _("Ort"), "industry": _("Branche"), "phase": _("Phase"), "language": _("Sprache der Geschichte")}


def known_values() -> dict[str, tuple[str, ...]]:
    """Return what each list parameter may hold."""
    return {"region": tuple(places()), "industry": tuple(Industry.values), "phase": tuple(Phase.values), "language": CODES}


def label_of(name: str, value: str) -> str:
    """Return the words for one value of a filter in the reader's language."""
    if name == "region":
        return places()[value].name
    if name == "language":
        return name_of_language(value)
    return str({"industry": Industry, "phase": Phase}[name](value).label)
