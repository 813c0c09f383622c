"""Template filters that know about languages and directions."""

import datetime
from typing import Any

from django import template
from django.db.models import Model
from django.utils import timezone
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal import wording
from portal.languages import BY_CODE, SOURCE, direction
from portal.models import GERMANY
from portal.regions import places
from portal.topics import topics

register = template.Library()
# So many characters of an address stay together.
_PIECE = 16


@register.filter
def text(instance: Model, field: str) -> SafeString | str:
    """The translated field in the reader's language; German text that stands in for it carries its own lang and dir."""
    language = get_language() or SOURCE
    value = getattr(instance, f"{field}_{language}", None) if language != SOURCE else None
    if value and value.strip():
        return escape(value)
    value = getattr(instance, f"{field}_{SOURCE}", None) or ""
    if language == SOURCE or not value:
        return escape(value)
    return format_html('<span lang="{}" dir="{}">{}</span>', SOURCE, direction(SOURCE), value)


@register.filter
def plain_text(instance: Model, field: str) -> str:
    """The translated field, or the German, as plain text for titles and attributes."""
    return getattr(instance, f"{field}_{get_language() or SOURCE}", None) or getattr(instance, f"{field}_{SOURCE}", None) or ""


@register.filter
def german(value: str) -> SafeString:
    """A German name in any text: isolated, with its language, so that screen readers and right-to-left lines get it right."""
    return format_html('<bdi lang="de">{}</bdi>', value) if get_language() != SOURCE else format_html("{}", value)


@register.filter
def isolated(value: object) -> SafeString:
    """A number, name or address that must not be torn apart in a right-to-left line."""
    # Short Arabic dates carry marks of their own: they read from the right.
    return format_html('<bdi dir="{}">{}</bdi>', "rtl" if "\u200f" in str(value) else "ltr", value)


@register.filter
def bare_isolated(value: object) -> str:
    """The same for plain text: invisible marks keep a name or number whole in a right-to-left line."""
    return f"\u2068{value}\u2069" if direction(get_language() or SOURCE) == "rtl" else str(value)


@register.filter
def breakable(value: str) -> SafeString:
    """A long address that may break anywhere, so that it does not make a letter wider than a phone."""
    pieces = [str(value)[start : start + _PIECE] for start in range(0, len(str(value)), _PIECE)]
    return format_html_join(mark_safe("<wbr>"), "{}", ((piece,) for piece in pieces))


@register.filter
def paragraphs(value: str) -> SafeString:
    """Already escaped text with its line breaks as paragraphs."""
    escaped = value if isinstance(value, SafeString) else escape(value)
    return mark_safe("".join(f"<p>{line}</p>" for line in escaped.split("\n") if line.strip()))  # noqa: S308 - escaped above


@register.filter
def own_name(code: str) -> str:
    language = BY_CODE.get(code)
    return language.name if language else code


@register.filter
def area_words(keys: list[str]) -> str:
    """Where something is valid, in words; more than two places are counted."""
    table = places()
    if GERMANY in keys:
        return _("ganz Deutschland")
    names = [table[key].name for key in keys if key in table]
    if len(names) > 2:
        return _("%(place)s und %(number)s weitere Orte") % {"place": names[0], "number": len(names) - 1}
    return ", ".join(names)


@register.filter
def place_list(keys: list[str]) -> list[object]:
    """The regions of these keys, as far as they are known."""
    return [places()[key] for key in keys if key in places()]


@register.filter
def topic_list(codes: list[str]) -> list[object]:
    """The topics of these codes, as far as they are known."""
    return [topics()[code] for code in codes if code in topics()]


@register.filter
def domain(url: str) -> str:
    """The readable part of an address."""
    return url.split("://", 1)[-1].removeprefix("www.").split("/", 1)[0]


@register.filter
def week(hours: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """Weekday in words and its hours, in the order of the week."""
    spans: dict[int, list[str]] = {}
    for row in hours:
        spans.setdefault(row["weekday"], []).append(f"{row['opens']}–{row['closes']}")
    return [(wording.weekday(number), ", ".join(sorted(found))) for number, found in sorted(spans.items())]


@register.filter
def coming(closures: list[dict[str, str]]) -> list[tuple[datetime.date, datetime.date]]:
    """Days on which a place stays closed, as far as they are not over."""
    today = timezone.localdate()
    spans = [(datetime.date.fromisoformat(row["from"]), datetime.date.fromisoformat(row["until"])) for row in closures]
    return [span for span in sorted(spans) if span[1] >= today]


register.filter("language_name", wording.name_of_language)
register.filter("age", wording.age)
register.filter("day", wording.day, expects_localtime=True)
register.filter("day_and_time", wording.day_and_time, expects_localtime=True)
register.filter("partial_date", wording.partial_date)
register.filter("weekday", wording.weekday)
