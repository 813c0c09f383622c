"""Addresses of ours and addresses that people choose do not get in each other's way."""

import re
from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RegexPattern

from exchange.lookups import free_slug
from networks.models import Organisation
from portal.slugs import RESERVED


def routes(resolver: URLResolver, before: str = "") -> Iterator[str]:
    for entry in resolver.url_patterns:
        part = str(entry.pattern)
        if isinstance(entry.pattern, RegexPattern):
            continue
        if isinstance(entry, URLPattern):
            yield before + part
        else:
            yield from routes(entry, before + part)


def test_every_word_that_stands_beside_a_slug_is_reserved() -> None:
    known = list(routes(get_resolver()))
    heads = {route.partition("<slug:slug>")[0] for route in known if "<slug:slug>" in route}
    beside = {match[1] for head in heads for route in known if (match := re.match(re.escape(head) + r"([a-z-]+)/", route))}
    assert beside >= {"new", "still-right"}
    assert beside - RESERVED == set()


def test_a_list_from_outside_takes_no_reserved_word(db: None) -> None:
    assert free_slug(Organisation, "new", set()) == "new-2"
