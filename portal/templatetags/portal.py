"""Template filters that know about languages and directions."""

from django import template
from django.db.models import Model
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from portal import wording
from portal.languages import BY_CODE, SOURCE, direction

register = template.Library()


@register.filter
def text(instance: Model, field: str) -> SafeString | str:
    """The translated field in the reader's language; German text that stands in for it carries its own lang and dir."""
    language = get_language() or SOURCE
    value = getattr(instance, f"{field}_{language}", None) if language != SOURCE else None
    if value:
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
    return format_html('<bdi dir="ltr">{}</bdi>', value)


@register.filter
def paragraphs(value: str) -> SafeString:
    """Already escaped text with its line breaks as paragraphs."""
    escaped = value if isinstance(value, SafeString) else escape(value)
    return mark_safe("".join(f"<p>{line}</p>" for line in escaped.split("\n") if line.strip()))  # noqa: S308 - escaped above


@register.filter
def own_name(code: str) -> str:
    language = BY_CODE.get(code)
    return language.name if language else code


register.filter("language_name", wording.name_of_language)
register.filter("age", wording.age)
register.filter("day", wording.day)
register.filter("partial_date", wording.partial_date)
register.filter("weekday", wording.weekday)
