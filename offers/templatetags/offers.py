"""What cards and offer pages say in a few words."""

from dataclasses import dataclass
from types import SimpleNamespace
from urllib.parse import quote

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from networks.models import Place
from offers.cards import Card
from offers.models import ApplyBefore, Capacity, Cost, Format, Offer, State
from portal import wording
from portal.languages import SOURCE, direction
from portal.templatetags.portal import area_words
from portal.vocabulary import LanguageMode

register = template.Library()
_FORMATS = dict(Format.choices)
_MODES = dict(LanguageMode.choices)
_COSTS = dict(Cost.choices)
_CAPACITIES = dict(Capacity.choices)
_APPLY_BEFORE = dict(ApplyBefore.choices)
MOST_LANGUAGES = 3


@dataclass
class Tag:
    kind: str
    label: str


@register.simple_tag
def card_tags(offer: Card) -> list[Tag]:
    """The short facts under a card: what it costs, in which languages, how, and where."""
    tags = []
    if offer.cost != Cost.UNKNOWN:
        tags.append(Tag(f"cost-{offer.cost}", str(_COSTS[offer.cost])))
    tags += [Tag("spoken", label) for label in spoken_words(offer.spoken)]
    if offer.formats:
        tags.append(Tag("format", " · ".join(str(_FORMATS[value]) for value in offer.formats)))
    tags.append(Tag("area", area_words(offer.area_keys)))
    if offer.capacity != Capacity.NORMAL:
        tags.append(Tag("paused", str(_CAPACITIES[offer.capacity])))
    return tags


def spoken_words(spoken: list[dict[str, str]]) -> list[str]:
    """Languages with how they are offered, the reader's own first; more than three are counted."""
    reader = get_language() or SOURCE
    ordered = sorted(spoken, key=lambda pair: pair["code"] != reader)
    labels = [f"{wording.name_of_language(pair['code'])} ({_MODES[pair['mode']]})" for pair in ordered]
    if len(labels) > MOST_LANGUAGES:
        labels = [
            *labels[: MOST_LANGUAGES - 1],
            _("und %(number)s weitere Sprachen") % {"number": len(labels) - MOST_LANGUAGES + 1},
        ]
    return labels


@register.simple_tag
def checked(offer: Card | Offer) -> SafeString | str:
    """How fresh the entry is, and whether the provider has confirmed it."""
    if offer.verified_on:
        words = _("geprüft %(age)s") % {"age": wording.age(offer.verified_on)}
    elif offer.source_date:
        words = _("Stand der Quelle: %(date)s") % {"date": wording.partial_date(offer.source_date)}
    else:
        words = _("Stand der Quelle nicht bekannt")
    if offer.collected:
        unconfirmed = _("vom Anbieter nicht bestätigt")
        words = f"{words} · {unconfirmed}"
    if offer.state == State.TO_VERIFY:
        return format_html('<span class="to-verify">{}</span> · {}', _("wird gerade geprüft"), words)
    return words


@register.simple_tag
def apply_before(offer: Card) -> str:
    """The trap of timing in words."""
    return str(_APPLY_BEFORE[offer.apply_before])


@register.simple_tag
def found_through(code: str) -> str:
    """Which language the search word was found in, when it is not the reader's."""
    return _("gefunden über: %(language)s") % {"language": wording.name_of_language(code)}


@register.filter
def spoken_label(language: SimpleNamespace) -> str:
    """One language of an offer with how it is offered."""
    return f"{wording.name_of_language(language.code)} ({_MODES[language.mode]})"


@register.filter
def labels(offer: Offer, field: str) -> list[str]:
    """The words for each value of a list field of closed choices."""
    choices = dict(Offer._meta.get_field(field).base_field.choices)
    return [str(choices[value]) for value in getattr(offer, field)]


@register.filter
def text_direction(code: str) -> str:
    return direction(code)


@register.filter
def filesize_kb(kilobytes: int) -> SafeString:
    """A file size as people know it from their data plan."""
    if kilobytes < 1000:
        return format_html('<bdi dir="ltr">{} kB</bdi>', kilobytes)
    return format_html('<bdi dir="ltr">{} MB</bdi>', f"{kilobytes / 1000:.1f}")


@register.filter
def route_link(place: Place) -> str:
    """A link to a map; nothing of the map is loaded on our page."""
    return f"https://www.openstreetmap.org/search?query={quote(f'{place.street} {place.postcode} {place.city}'.strip())}"
