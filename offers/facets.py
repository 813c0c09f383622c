"""The words of the list's filters."""

from django.utils.translation import gettext_lazy

from offers.models import Cost, Format, Kind
from portal.lists import chips, groups
from portal.regions import places
from portal.topics import topics
from portal.vocabulary import Audience, Occasion, Phase
from portal.wording import name_of_language

__all__ = ["LABELS", "chips", "groups", "label_of"]

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


def label_of(name: str, value: str) -> str:
    """Return the words for one value of a filter in the reader's language."""
    if name == "region":
        return places()[value].name
    if name == "topic":
        return topics()[value].name
    if name == "language":
        return name_of_language(value)
    return str(_CLOSED[name][value])
