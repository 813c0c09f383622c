"""What cards and pages of events say in a few words."""

import datetime
from dataclasses import dataclass
from types import SimpleNamespace
from urllib.parse import quote

from babel.dates import format_date
from django import template
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from events import when as wording_of_dates
from events.cards import Card
from events.models import Cost, Event, EventLanguage, Kind
from events.standing import CANCELLED, FREE, FULL, NO_LIST, OVER, Standing, standing_of
from portal import wording
from portal.languages import SOURCE, direction
from portal.regions import Place, places
from portal.vocabulary import Audience, LanguageMode

register = template.Library()
MOST_LANGUAGES = 3
# How a standing looks on a card; what is over or cancelled is said elsewhere.
_LOOKS = {FREE: "places", NO_LIST: "places", FULL: "full"}

register.filter("when", wording_of_dates.when)
register.filter("zone_words", wording_of_dates.zone_words)
register.filter("weekday_and_date", wording_of_dates.weekday_and_date, expects_localtime=False)
register.filter("clock", wording_of_dates.clock, expects_localtime=False)


@dataclass
class Tag:
    kind: str
    label: str


@dataclass
class Leaf:
    """A leaf of a tear-off calendar."""

    weekday: str
    number: int
    month: str


@register.filter
def leaf(event: Event | Card) -> Leaf:
    """The day of an event in three short lines."""
    date, locale = event.starts_local.date(), get_language() or SOURCE
    return Leaf(format_date(date, "ccc", locale=locale), date.day, format_date(date, "LLL", locale=locale))


@register.simple_tag
def standing(event: Card) -> Standing:
    """Whether one can still come to the event on a card."""
    return standing_of(event, event.places, timezone.now())


@register.simple_tag
def event_tags(event: Card, now: Standing) -> list[Tag]:
    """The short facts under a card: kind, places, languages, what it costs, child care."""
    tags = [Tag("kind-of", str(Kind(event.kind).label))]
    if now.code not in (OVER, CANCELLED):
        tags.append(Tag(_LOOKS.get(now.code, "paused"), now.words))
    tags += [Tag("spoken", words) for words in spoken_words([SimpleNamespace(**pair) for pair in event.spoken])]
    if event.cost == Cost.FREE:
        tags.append(Tag("cost-free", str(Cost.FREE.label)))
    if event.child_care:
        tags.append(Tag("child-care", _("mit Kinderbetreuung")))
    return tags


@register.filter
def spoken_words(spoken: list[EventLanguage]) -> list[str]:
    """Languages with how they are offered, the reader's own first; more than three are counted."""
    reader = get_language() or SOURCE
    labels = [spoken_label(row) for row in sorted(spoken, key=lambda row: row.code != reader)]
    if len(labels) <= MOST_LANGUAGES:
        return labels
    rest = _("und %(number)s weitere Sprachen") % {"number": len(labels) - MOST_LANGUAGES + 1}
    return [*labels[: MOST_LANGUAGES - 1], rest]


@register.filter
def spoken_label(row: EventLanguage) -> str:
    """One language of an event with how it is offered."""
    return f"{wording.name_of_language(row.code)} ({LanguageMode(row.mode).label})"


@register.filter
def audience_words(event: Event) -> list[str]:
    return [str(Audience(value).label) for value in event.audiences]


@register.filter
def place_words(event: Card) -> SafeString:
    """Where an event is, in a few words: house and town as they are written, or online."""
    parts: list[str] = []
    if event.is_on_site:
        parts.append(format_html('<bdi lang="de" dir="ltr">{}</bdi>', ", ".join(filter(None, (event.venue, event.city)))))
    if event.is_online:
        parts.append(_("online"))
    return format_html_join(" · ", "{}", ((part,) for part in parts))


@register.filter
def region_place(event: Event) -> Place:
    """The event's region with its names, from memory."""
    return places()[event.region_id]


@register.filter
def found_in(code: str) -> str:
    """Which language the search word was found in, when it is not the reader's."""
    return _("gefunden über: %(language)s") % {"language": wording.name_of_language(code)}


@register.filter
def map_link(event: Event) -> str:
    """A link to a map; nothing of the map is loaded on our page."""
    return f"https://www.openstreetmap.org/search?query={quote(f'{event.street} {event.postcode} {event.city}'.strip())}"


@register.filter
def dial(number: str) -> str:
    """A number as a telephone link needs it: digits, with a leading plus where there is one."""
    digits = "".join(char for char in number if char.isdigit())
    return f"+{digits}" if number.strip().startswith("+") else digits


@register.filter
def file_size(octets: int) -> SafeString:
    """A file size as people know it from their data plan."""
    if octets < 1_000_000:
        return format_html('<bdi dir="ltr">{} kB</bdi>', max(1, round(octets / 1000)))
    return format_html('<bdi dir="ltr">{} MB</bdi>', f"{octets / 1_000_000:.1f}")


@register.filter
def reading_direction(code: str) -> str:
    return direction(code)


@register.filter
def on_wall_clock(moment: datetime.datetime, event: Event) -> datetime.datetime:
    """A moment on the clock of the event's place."""
    return moment.astimezone(event.zone)
