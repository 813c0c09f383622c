"""Dates, ages and names of languages in the words of the reader's language (CLDR, through Babel)."""

import datetime
from collections.abc import Iterable
from functools import lru_cache

from babel import Locale
from babel.dates import format_date, format_skeleton, format_timedelta, get_datetime_format, get_day_names
from babel.lists import format_list
from django.utils import timezone
from django.utils.translation import get_language, gettext, override

from portal.languages import BY_CODE, SOURCE


def _code() -> str:
    code = get_language() or SOURCE
    return code if code in BY_CODE else SOURCE


@lru_cache(maxsize=512)
def language_name(code: str, reader: str) -> str:
    """Return the name of a language in the reader's language; the code itself when CLDR does not know it."""
    return Locale.parse(reader).languages.get(code, code)


def name_of_language(code: str) -> str:
    return language_name(code, _code())


def listed(names: Iterable[str]) -> str:
    """Return names as the reader's language lists them, for instance "Deutsch, Arabisch und Türkisch"."""
    return format_list(list(names), locale=_code())


def day(date: datetime.date) -> str:
    """Return a date written out, for instance "3. Mai 2026"."""
    return format_date(date, "long", locale=_code())


def joined(date: str, clock: str) -> str:
    """Return a day and a time as one, joined as the reader's language joins them (an Arabic comma, a word for the hour)."""
    pattern = get_datetime_format("long", locale=_code()).replace("'", "")
    return pattern.replace("{1}", date).replace("{0}", clock)


def day_and_time(moment: datetime.datetime) -> str:
    """Return a moment written out, for instance "3. Mai 2026, 18:00"."""
    return joined(day(moment), f"{moment:%H:%M}")


# People think in days for two months, in months for two years, then in years.
_DAYS_IN_WORDS, _MONTHS_IN_WORDS = 60, 730


@lru_cache(maxsize=2048)
def _age(days: int, code: str) -> str:
    if days == 0:
        with override(code):
            return gettext("heute")
    unit = "day" if days < _DAYS_IN_WORDS else "month" if days < _MONTHS_IN_WORDS else "year"
    return format_timedelta(datetime.timedelta(days=-days), granularity=unit, threshold=10_000, add_direction=True, locale=code)


def age(date: datetime.date, today: datetime.date | None = None) -> str:
    """Return how long ago a day was, in words, for instance "vor 12 Tagen"."""
    return _age(max(0, ((today or timezone.localdate()) - date).days), _code())


@lru_cache(maxsize=1024)
def _partial(text: str, code: str) -> str:
    try:
        parts = [int(part) for part in text.split("-")]
        datetime.date(*[*parts, 1, 1][:3])
    except ValueError:
        # No such day: say what was written rather than nothing.
        return text
    if len(parts) == 1:
        return str(parts[0])
    if len(parts) == 2:
        return format_skeleton("yMMMM", datetime.date(parts[0], parts[1], 1), locale=code)
    return format_date(datetime.date(*parts), "long", locale=code)


def partial_date(text: str) -> str:
    """Return "2025", "2025-02" or "2025-02-28" in words."""
    return _partial(text, _code())


def weekday(number: int) -> str:
    """Return the name of an ISO weekday, 1 for Monday."""
    return get_day_names("wide", locale=_code())[number - 1]
