"""What letters are made of: the facts of an event, its calendar file, links, names that survive a right-to-left line."""

import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from events import calendar, links
from events.models import COMING, Event, Registration
from events.when import clock, weekday_and_date, when, zone_words
from portal.languages import SOURCE
from portal.letters import one_line
from portal.mail import Attachment, Quote
from portal.templatetags.portal import bare_isolated
from portal.vocabulary import LanguageMode
from portal.wording import listed, name_of_language
from translations import labels

Facts = tuple[tuple[str, str], ...]


def name_of(event: Event) -> str:
    """Return the event's title for use inside a sentence."""
    return bare_isolated(event.title)


def titled(words: str, event: Event) -> str:
    """Return a subject: words with the event's title as `%(event)s`."""
    return one_line(words % {"event": event.title})


def said(event: Event, field: str) -> Quote | None:
    """Return a text of the event with the language it is really in; None when there is none."""
    reader = get_language() or SOURCE
    for code in (reader, SOURCE):
        if value := getattr(event, f"{field}_{code}"):
            return Quote(value, code)
    return None


def moment(event: Event, at: datetime.datetime) -> str:
    """Return a day and a time on the event's wall clock in words."""
    local = at.astimezone(event.zone)
    return _("%(day)s, %(time)s Uhr") % {"day": weekday_and_date(local.date()), "time": clock(local)}


def time_of(event: Event) -> str:
    """Return when the event is, with its zone where that is not ours."""
    zone = zone_words(event)
    return f"{when(event)} ({zone})" if zone else when(event)


def place_of(event: Event) -> str:
    """Return where the event is: the address, or that it is online, or both."""
    address = ", ".join(event.address_lines)
    if not event.is_online:
        return address
    # The address keeps its own direction beside words of the reader's language.
    return " · ".join(filter(None, (bare_isolated(address) if address else "", _("online"))))


def _languages(registration: Registration) -> str:
    names = []
    for row in registration.event_languages:
        name = name_of_language(row["code"])
        names.append(name if row["mode"] == LanguageMode.SPOKEN else f"{name} ({LanguageMode(row['mode']).label})")
    return listed(names)


def facts_of(registration: Registration, *, also: Facts = ()) -> Facts:
    """Return when, where, in which languages; the link to take part and the way there only for who comes."""
    event = registration.event
    facts = [(_("Wann"), time_of(event)), *also, (_("Wo"), place_of(event))]
    if languages := _languages(registration):
        facts.append((_("Sprachen"), languages))
    if registration.state in COMING:
        if event.is_on_site and event.directions:
            facts.append((_("So kommen Sie hin"), event.directions))
        if event.is_online and event.online_url:
            facts.append((_("Link zur Teilnahme"), event.online_url))
    labels.attach([event], model=Event)
    if event.unread:
        facts.append((_("Übersetzung"), _("maschinell übersetzt")))
    return tuple(fact for fact in facts if fact[1])


def own_page(registration: Registration, words: str = "") -> tuple[str, str]:
    """Return the button to the registration's own page."""
    return words or _("Meine Anmeldung ansehen"), links.own_address(registration)


def event_page(event: Event) -> tuple[str, str]:
    return _("Zur Veranstaltung"), settings.SITE_URL + event.get_absolute_url()


def other_events(event: Event) -> tuple[str, str]:
    """Return the button to what else there is in the event's region."""
    return _("Andere Veranstaltungen"), f"{settings.SITE_URL}{reverse('events:list')}?region={event.region_id}"


def entry(registration: Registration, method: str) -> Attachment:
    """Return the event as a calendar file. The method stands in the file and beside it, or calendars ignore it."""
    private = frozenset({registration.event_id} if registration.state in COMING and method == calendar.REQUEST else ())
    content = calendar.calendar_of([registration.event], language=get_language() or SOURCE, method=method, private=private)
    return Attachment("termin.ics", f"text/calendar; method={method}; charset=utf-8", content)
