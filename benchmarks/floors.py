"""Bare views: "hello" behind the same middleware, and the product's templates from data that is already there."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from offers import facets, listing, page, structured
from offers.filters import SORTS
from offers.models import Offer
from portal import content
from portal.languages import CODES
from portal.pickers import region_options

THREE_FILTERS = "region=05&phase=planning&phase=start&language=ar&language=tr"


@contextmanager
def _one_known_version() -> Iterator[None]:
    """Hold the content version that was read first, so that names of places and topics come from memory."""
    token = content._of_request.set(_version())
    yield
    content._of_request.reset(token)


@lru_cache
def _version() -> str:
    return content.version()


def hello(request: HttpRequest) -> HttpResponse:
    return HttpResponse("hello")


@lru_cache
def _list_context() -> dict[str, object]:
    found = listing.read(QueryDict(THREE_FILTERS))
    return {
        "list": found,
        "groups": facets.groups(found),
        "chips": facets.chips(found),
        "sorts": SORTS,
        "region_options": region_options(("05113",)),
    }


def bare_list(request: HttpRequest) -> HttpResponse:
    """The list's template from the same 20 rows, without asking the database."""
    with _one_known_version():
        return render(request, "offers/offer_list.html", _list_context())


@lru_cache
def _detail_context() -> dict[str, object]:
    offer = page.read(Offer.objects.order_by("pk").values_list("slug", flat=True)[0], ["de"])
    return {
        "offer": offer,
        "beside": "",
        "translated": [code for code in CODES if getattr(offer, f"title_{code}")],
        "structured": structured.offer_data(offer),
    }


def bare_detail(request: HttpRequest) -> HttpResponse:
    """The detail page's template from the same offer, without asking the database."""
    with _one_known_version():
        return render(request, "offers/offer_detail.html", _detail_context())


def forget() -> None:
    """Read the data of the bare views anew, after the database was filled with something else."""
    _list_context.cache_clear()
    _detail_context.cache_clear()
    _version.cache_clear()
