"""The navigation of the desk: each app adds its entries in `AppConfig.ready()`; nobody sees an entry that is not theirs."""

import functools
from collections.abc import Callable
from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import Promise

from portal.content import one_version

View = Callable[..., HttpResponse]
Allowed = Callable[[object], bool]


@dataclass(frozen=True)
class Entry:
    """One line of the navigation: where in the order, its words, the name of its address, and who sees it."""

    position: int
    label: str | Promise
    url_name: str
    allowed: Allowed


@dataclass(frozen=True)
class Item:
    """One line as the template shows it."""

    label: str
    href: str
    current: bool
    count: int = 0


_entries: list[Entry] = []


def desk_page(view: View) -> View:
    """A page of the desk: for people who are signed in; while it is only read, the content version is asked for once."""

    @functools.wraps(view)
    def read_once(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return view(request, *args, **kwargs)
        with one_version():
            return view(request, *args, **kwargs)

    return login_required(read_once)


def add(position: int, label: str | Promise, url_name: str, allowed: Allowed = lambda user: True) -> None:
    """Add an entry. 0 overview, 10 inbox, 20 offers, 30 organisations, 40 profile, 50 people, 60 imports, 70 mail, 90 account."""
    _entries.append(Entry(position, label, url_name, allowed))


def navigation(request: HttpRequest) -> dict[str, object]:
    """Context processor: `desk_nav` for somebody who is signed in; asked for only by the desk's pages."""
    user = getattr(request, "user", None)
    if user is None or "/desk/" not in request.path_info or not user.is_authenticated:
        return {"desk_nav": []}
    items, longest = [], ""
    found = [(reverse(entry.url_name), entry) for entry in sorted(_entries, key=lambda entry: entry.position) if entry.allowed(user)]
    for href, _entry in found:
        if request.path_info.startswith(href) and len(href) > len(longest):
            longest = href
    items = [Item(str(entry.label), href, href == longest) for href, entry in found]
    return {"desk_nav": items}
