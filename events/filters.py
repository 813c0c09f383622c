"""The parameters of the lists of events, what each may hold, and their words."""

import datetime

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from events.index import FREE, coming_index, past_index
from events.models import Format, Kind
from portal.languages import CODES
from portal.lists import RELEVANCE, TITLE
from portal.regions import places
from portal.vocabulary import Audience
from portal.wording import day, name_of_language

DATE = "date"
SORTS = ((RELEVANCE, _("Was am besten passt")), (DATE, _("Nach Datum")), (TITLE, _("Titel von A bis Z")))
LISTS = ("region", "from", "until", "kind", "language", "format", "audience", "free")
PARAMETERS = ("q", *LISTS, "sort", "page")
LABELS = {
    "region": _("Ort"),
    "kind": _("Art der Veranstaltung"),
    "language": _("Sprache der Veranstaltung"),
    "format": _("Vor Ort oder online"),
    "audience": _("Für wen"),
    "free": _("Freie Plätze"),
}


class Days:
    """Holds every day that can be written as YYYY-MM-DD between 2000 and 2099."""

    def __contains__(self, value: object) -> bool:
        return isinstance(value, str) and read_day(value) is not None

    def __iter__(self) -> "Days":
        return self

    def __next__(self) -> str:
        raise StopIteration


def read_day(value: str) -> datetime.date | None:
    """Return a day written as YYYY-MM-DD, None for anything else."""
    try:
        found = datetime.date.fromisoformat(value) if len(value) == 10 else None
    except ValueError:
        return None
    return found if found and 2000 <= found.year < 2100 else None


def known_values() -> dict[str, object]:
    """Return what each list parameter may hold."""
    spoken = set(coming_index().facets["language"]) | set(past_index().facets["language"])
    return {
        "region": tuple(places()),
        "from": Days(),
        "until": Days(),
        "kind": tuple(Kind.values),
        "language": (*CODES, *sorted(spoken - set(CODES))),
        "format": (str(Format.ON_SITE), str(Format.ONLINE)),
        "audience": tuple(Audience.values),
        "free": (FREE,),
    }


def label_of(name: str, value: str) -> str:
    """Return the words for one value of a filter in the reader's language."""
    if name == "region":
        return places()[value].name
    if name == "language":
        return name_of_language(value)
    if name == "from":
        return _now("ab %(day)s") % {"day": day(datetime.date.fromisoformat(value))}
    if name == "until":
        return _now("bis %(day)s") % {"day": day(datetime.date.fromisoformat(value))}
    if name == "free":
        return _now("Es gibt noch Plätze")
    closed = {"kind": Kind, "format": Format, "audience": Audience}
    return str(closed[name](value).label)
