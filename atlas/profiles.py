"""The pages of one organisation and of one advisor: who helps, and what they offer."""

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import Prefetch, Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import Someone
from atlas import structured
from events.cards import next_ones
from networks.access import advisors_shown_to, is_in_network
from networks.cards import advisor_cards
from networks.contacts import deputy_today
from networks.models import Advisor, FormerAddress, Organisation, Responsibility, Visibility
from offers.cards import Card, cards
from offers.index import offer_index
from offers.models import Offer
from portal.cache import public_page
from stories.cards import of_advisor, of_organisation

# More than any organisation offers; a limit all the same.
MOST_OF_ONE = 200
SHOWN_EVENTS = 10
# An advisor's page names a few offers of her organisations; their own pages show all.
SHOWN_OFFERS = 6


@require_safe
@public_page()
def organisation(request: HttpRequest, slug: str) -> HttpResponse:
    """Who an organisation is, for whom it is responsible, how to reach it, its people and its offers. Archived: 410 with ways on."""
    found = Organisation.objects.select_related("kind", "parent").prefetch_related("contacts", "places", "regions", "languages")
    body = found.filter(slug=slug).first()
    if body is None:
        return _moved(FormerAddress.objects.filter(slug=slug, organisation__isnull=False).select_related("organisation").first())
    if body.state == Organisation.State.ARCHIVED:
        return render(request, "atlas/profile_gone.html", {"name": body.name, "regions": body.regions.all()}, status=410)
    people = advisors_shown_to(_reader(request)).filter(organisations=body).order_by("display_name", "pk")
    current = Responsibility.objects.current(timezone.localdate()).filter(organisation=body)
    context = {
        "organisation": body,
        "responsibilities": current,
        "events": next_ones(SHOWN_EVENTS, organisation=body.pk),
        "advisors": advisor_cards(list(people.values_list("pk", flat=True)[:MOST_OF_ONE])),
        "offers": _offers_of([body], MOST_OF_ONE),
        "stories": of_organisation(body.pk),
        "structured": structured.organisation_data(body),
    }
    return render(request, "atlas/organisation.html", context)


@require_safe
@public_page()
def advisor(request: HttpRequest, slug: str) -> HttpResponse:
    """Who an advisor is, what she knows, in which languages, how to reach her, and who stands in for her today."""
    reader = _reader(request)
    person = (
        Advisor.objects.filter(slug=slug)
        .select_related("deputy")
        .prefetch_related(
            "languages", "regions", "channels", "competences", Prefetch("organisations", queryset=Organisation.objects.active())
        )
        .first()
    )
    if person is None:
        return _moved(FormerAddress.objects.filter(slug=slug, advisor__isnull=False).select_related("advisor").first())
    if person.visibility == Visibility.PUBLIC and person.state == Advisor.State.ARCHIVED:
        # The person has left: the page helps on, and says no more about her.
        return render(request, "atlas/profile_gone.html", {"name": "", "regions": person.regions.all()}, status=410)
    shown = [Visibility.PUBLIC, Visibility.NETWORK] if is_in_network(reader) else [Visibility.PUBLIC]
    if person.state != Advisor.State.ACTIVE or person.visibility not in shown:
        raise Http404
    today = timezone.localdate()
    deputy = deputy_today(person, today)
    context = {
        "advisor": person,
        "is_absent": person.is_absent(today),
        "deputy": deputy if deputy and deputy.visibility in shown else None,
        "channels": [channel for channel in person.channels.all() if channel.visibility in shown],
        "responsibilities": Responsibility.objects.current(today).filter(advisor=person),
        "offers": _offers_of(list(person.organisations.all()), SHOWN_OFFERS),
        "stories": of_advisor(person.pk),
        "structured": structured.advisor_data(person),
    }
    return render(request, "atlas/advisor.html", context)


def _reader(request: HttpRequest) -> Someone:
    """Return who reads. Only pages of readers without a session are kept for others (see portal.cache)."""
    return request.user if settings.SESSION_COOKIE_NAME in request.COOKIES else AnonymousUser()


def _moved(former: FormerAddress | None) -> HttpResponse:
    """Lead from an address of before to the one of now."""
    if former is None:
        raise Http404
    return HttpResponsePermanentRedirect((former.organisation or former.advisor).get_absolute_url())


def _offers_of(bodies: list[Organisation], most: int) -> list[Card]:
    index = offer_index()
    found = Offer.objects.filter(Q(provider__in=bodies) | Q(co_providers__in=bodies)).order_by().distinct()
    ids = sorted((i for i in found.values_list("pk", flat=True) if i in index.bits), key=index.bits.__getitem__) if bodies else []
    return cards(ids[:most])
