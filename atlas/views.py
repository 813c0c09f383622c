"""Pages across everything: home, a region, the guide, saved offers, and who stands behind the site."""

from django.conf import settings
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from atlas import guide as questions
from events.cards import next_ones
from networks.directory import advisor_index, visible_advisors
from offers.cards import cards
from offers.index import offer_index
from offers.models import Offer
from portal.bits import numbers_of
from portal.cache import public_page
from portal.content import snapshot
from portal.languages import CODES
from portal.models import GERMANY, Region
from portal.pickers import region_options
from portal.regions import containing, inside, places
from stories.cards import one_story

SHOWN = 6
# How many events home and a region's page announce.
NEXT_EVENTS = 3
MOST_SAVED = 50


@require_safe
@public_page()
def home(request: HttpRequest) -> HttpResponse:
    """One sentence, three ways in, place and search."""
    index = offer_index()
    context = {"region_options": region_options(()), "offers_number": len(index.ids), "bodies_number": _bodies_number()}
    context["events"] = next_ones(NEXT_EVENTS)
    context["story"] = one_story()
    return render(request, "atlas/home.html", context)


@snapshot
def _bodies_number() -> int:
    """Return how many organisations have a public offer."""
    return Offer.objects.public(timezone.localdate()).aggregate(number=Count("provider", distinct=True))["number"]


@require_safe
@public_page()
def region(request: HttpRequest, key: str) -> HttpResponse:
    """What there is in one place: nearest help first, the wider places, and the places inside."""
    place = places().get(key)
    if place is None:
        raise Http404
    index = offer_index()
    here = index.in_regions([key])
    own = index.any_of("region", [key])
    ids = [index.ids[bit] for _number, bit in zip(range(SHOWN), numbers_of(own), strict=False)]
    parts = [places()[part] for part in _parts(key) if index.any_of("region", [part])]
    context = {
        "place": place,
        "offers": cards(ids),
        "own_number": own.bit_count(),
        "total": here.bit_count(),
        "wider": [places()[other] for other in containing(key)[1:]],
        "parts": parts,
        "events": next_ones(NEXT_EVENTS, region=key),
        "story": one_story(region=key),
        "advisors_number": (visible_advisors(colleague=False) & advisor_index().in_regions([key])).bit_count(),
    }
    return render(request, "atlas/region.html", context)


def _parts(key: str) -> list[str]:
    if key == GERMANY:
        return [place.key for place in places().values() if place.kind in (Region.Kind.LAND, Region.Kind.FUNCTIONAL)]
    return inside(key)


@require_safe
@public_page()
def guide(request: HttpRequest) -> HttpResponse:
    """What the guide asks and what it does with the answers."""
    return render(request, "atlas/guide_start.html", {"number": questions.LAST})


@require_safe
@public_page("region", "phase", "need", "language")
def guide_step(request: HttpRequest, number: int) -> HttpResponse:
    """One question. The last leads to the list, or to the page "May I?" whose answer stays in the browser."""
    if not 1 <= number <= questions.LAST:
        raise Http404
    name, question, hint = questions.QUESTIONS[number - 1]
    answers = questions.known(request.GET)
    chosen = answers.get(name, "")
    others = {other: value for other, value in answers.items() if other != name}
    context = {
        "number": number,
        "question": {
            "name": name,
            "text": question,
            "hint": hint,
            "last": questions.LAST,
            "options": questions.options(name),
            "chosen": chosen,
        },
        "hidden": others,
        "answers": questions.summary(answers),
        "carried": questions.address(answers),
        "skipped": questions.address(others),
        "result": questions.result(answers),
        "region_options": region_options((chosen,) if name == "region" and chosen else ()),
    }
    return render(request, "atlas/guide_step.html", context)


@require_safe
@public_page("region", "phase", "need", "language")
def may_i(request: HttpRequest) -> HttpResponse:
    """ "May I work for myself?" One page for every answer: which part is read is a fragment that no server sees."""
    answers = questions.known(request.GET)
    index = offer_index()
    fitting = index.any_of("topic", ["residence"])
    if "region" in answers:
        fitting &= index.in_regions([answers["region"]])
    ids = [index.ids[bit] for _number, bit in zip(range(SHOWN), numbers_of(fitting), strict=False)]
    context = {"offers": cards(ids), "result": questions.result(answers), "region": answers.get("region", "")}
    return render(request, "atlas/may_i.html", context)


@require_safe
@public_page()
def saved(request: HttpRequest) -> HttpResponse:
    """Saved offers: the list lives in the browser, and an address with `o=` shows and shares it. Such a page is never kept."""
    slugs = list(dict.fromkeys(request.GET.getlist("o")))[:MOST_SAVED]
    index = offer_index()
    by_slug = dict(Offer.objects.filter(slug__in=slugs).values_list("slug", "pk")) if slugs else {}
    ids = [by_slug[slug] for slug in slugs if by_slug.get(slug) in index.bits]
    offers = cards(ids)
    return render(request, "atlas/saved.html", {"offers": offers, "asked": len(slugs), "lost": len(slugs) - len(offers)})


@require_safe
@public_page()
def imprint(request: HttpRequest) -> HttpResponse:
    """Who runs this installation."""
    who = {name.lower(): getattr(settings, f"OPERATOR_{name}") for name in ("NAME", "ADDRESS", "EMAIL", "PHONE")}
    return render(request, "atlas/imprint.html", {"who": who})


@require_safe
@public_page()
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept of a visitor: nothing, and what of a message."""
    days = {"days": settings.REPORT_EMAIL_DAYS, "contact_days": settings.CONTACT_REQUEST_DAYS, "idle_days": settings.ACCOUNT_IDLE_DAYS}
    event_days = {"event_days": settings.EVENT_MINUTES_DAYS + settings.EVENT_PEOPLE_DAYS, "needs_days": settings.EVENT_NEEDS_DAYS}
    return render(request, "atlas/privacy.html", {"email": settings.OPERATOR_EMAIL, **days, **event_days})


@require_safe
@public_page()
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement."""
    return render(request, "atlas/accessibility.html", {"email": settings.OPERATOR_EMAIL})


@require_safe
def sitemap_index(request: HttpRequest) -> HttpResponse:
    """Name the eight sitemaps."""
    addresses = [f"{settings.SITE_URL}/sitemap-{code}.xml" for code in CODES]
    return render(request, "atlas/sitemap_index.xml", {"addresses": addresses}, content_type="application/xml")


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Let everything public be found; filtered lists and forms are no pages of their own."""
    lines = [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /*/saved/",
        "Disallow: /*/search/",
        "Disallow: /*/report/",
        f"Sitemap: {settings.SITE_URL}/sitemap.xml",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain")
