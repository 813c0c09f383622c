"""What pages and cards of stories say in a few words."""

from dataclasses import dataclass
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from events.models import PUBLIC_STATES as PUBLIC_EVENTS
from networks.models import Organisation
from offers.models import State as OfferState
from portal import wording
from portal.languages import SOURCE, direction
from portal.regions import Place, places
from portal.templatetags.portal import plain_text
from stories.models import Industry, StoryCaption, StoryMedia, StoryStep

register = template.Library()


@dataclass(frozen=True)
class Help:
    """One thing that helped at a step: an icon's name, the words, the official German name, an address where visitors may see it."""

    icon: str
    row: Any
    name: str
    url: str


@register.filter
def helps(step: StoryStep) -> list[Help]:
    """What helped at a step. Only what visitors may see is a link; what has ended keeps its name, and what never was public is left out."""
    today = timezone.localdate()
    found = []
    for offer in step.offers.all():
        if offer.state not in (OfferState.DRAFT, OfferState.IN_REVIEW):
            is_open = offer.is_public and offer.is_current(today)
            found.append(Help("hand", offer, offer.official_name, offer.get_absolute_url() if is_open else ""))
    for body in step.organisations.all():
        found.append(Help("helper", None, body.name, body.get_absolute_url() if body.state == Organisation.State.ACTIVE else ""))
    for event in step.events.all():
        if event.state in PUBLIC_EVENTS:
            found.append(Help("calendar", event, "", event.get_absolute_url()))
    return found


@register.filter
def told(row: Any, field: str) -> SafeString:
    """A longer translated text as paragraphs; German that stands in for it is marked once around them all."""
    language = get_language() or SOURCE
    own = getattr(row, f"{field}_{language}", None)
    lines = [line for line in (plain_text(row, field)).split("\n") if line.strip()]
    inside = format_html_join("", "<p>{}</p>", ((line,) for line in lines))
    if own or language == SOURCE or not lines:
        return inside
    return format_html('<div lang="{}" dir="{}">{}</div>', SOURCE, direction(SOURCE), inside)


@register.filter
def spoken_list(codes: list[str]) -> str:
    """Names of languages as the reader lists them."""
    return wording.listed(wording.name_of_language(code) for code in codes)


@register.filter
def place_of(key: str) -> Place | None:
    """The region of a key."""
    return places().get(key)


@register.filter
def industry_name(code: str) -> str:
    """The industry in words; "" in the preview of a form that has not named one yet."""
    return str(dict(Industry.choices).get(code, ""))


@register.filter
def photos(media: list[StoryMedia]) -> list[StoryMedia]:
    return [item for item in media if item.kind == "photo" and item.picture]


@register.filter
def films(media: list[StoryMedia]) -> list[StoryMedia]:
    return [item for item in media if item.kind == "video"]


@register.simple_tag
def story_name(story: Any) -> SafeString:
    """The person and the firm as they wish to be named, each isolated: a name may be written in any script."""
    names = [name for name in (story.person_name, story.firm_name) if name]
    return format_html_join(mark_safe(' <span class="dot">·</span> '), "<bdi>{}</bdi>", ((name,) for name in names))


@register.filter
def has_own(row: Any, field: str) -> bool:
    """Whether a text stands in the reader's language, so that no German stands in for it."""
    return bool(getattr(row, f"{field}_{get_language() or SOURCE}", None))


@register.filter
def shown_captions(item: StoryMedia, shown: tuple[str, ...]) -> list[StoryCaption]:
    """The subtitles that everybody may read: those in approved languages."""
    return [caption for caption in item.captions.all() if caption.language in shown]


@register.filter
def story_found_in(code: str) -> str:
    """Which language the search word was found in, when it is not the reader's."""
    return _("gefunden über: %(language)s") % {"language": wording.name_of_language(code)}
