"""Public pages about offers: the list, one offer, and "is this wrong?"."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from offers import actions, facets, listing, page, structured
from offers.cards import Card, cards
from offers.filters import PARAMETERS, SORTS
from offers.forms import ReportForm
from offers.index import offer_index
from offers.models import Offer, State
from portal import errors, ratelimit, search
from portal.bits import numbers_of
from portal.cache import public_page, wants_fragment
from portal.languages import CODES, SOURCE
from portal.pickers import region_options

ALTERNATIVES = 3


@require_safe
@public_page(*PARAMETERS)
def offer_list(request: HttpRequest) -> HttpResponse:
    """The list as a page, or only its changing part for htmx."""
    found = listing.read(request.GET)
    context = {
        "list": found,
        "groups": facets.groups(found),
        "chips": facets.chips(found),
        "sorts": SORTS,
        "region_options": region_options(tuple(found.chosen.get("region", ())[:1])),
    }
    response = render(request, "offers/_list.html" if wants_fragment(request) else "offers/offer_list.html", context)
    if found.is_miss:
        # Every such search counts, so the page is made anew each time.
        search.note_miss(found.q, get_language() or SOURCE)
        response["Cache-Control"] = "no-store"
    return response


@require_safe
@public_page("beside")
def offer_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One offer with everything a founder needs to decide. Archived or ended: 410 with alternatives, never a bare refusal."""
    beside = request.GET.get("beside", "")
    beside = beside if beside in CODES and beside != get_language() else ""
    offer = page.read(slug, filter(None, (get_language() or SOURCE, beside)))
    if offer is None or offer.state in (State.DRAFT, State.IN_REVIEW):
        raise Http404
    today = timezone.localdate()
    if offer.valid_from and offer.valid_from > today:
        raise Http404
    if not offer.is_public or not offer.is_current(today):
        return render(
            request,
            "offers/offer_gone.html",
            {"offer": offer, "reason": offer.end_reason(today), "successor": _successor(offer), "alternatives": _alternatives(offer)},
            status=410,
        )
    context = {
        "offer": offer,
        "beside": beside,
        "translated": [code for code in CODES if getattr(offer, f"title_{code}")],
        "structured": structured.offer_data(offer),
        "below": page.below(offer),
    }
    return render(request, "offers/offer_detail.html", context)


def _successor(offer: Offer) -> Offer | None:
    """The offer that took this one's place, as far as visitors may see it."""
    return Offer.objects.public(timezone.localdate()).filter(pk=offer.successor_id).first() if offer.successor_id else None


def _alternatives(offer: Offer) -> list[Card]:
    """A few public offers on the same topics in the same places."""
    index = offer_index()
    alike = index.any_of("topic", offer.topic_codes) & index.in_regions(offer.area_keys)
    ids = [index.ids[bit] for _place, bit in zip(range(ALTERNATIVES), numbers_of(alike), strict=False)]
    return cards(ids)


@require_http_methods(["GET", "HEAD", "POST"])
def offer_report(request: HttpRequest, slug: str) -> HttpResponse:
    """ "Is this wrong?": the only public page about offers that sets a cookie (against forged forms)."""
    offer = get_object_or_404(Offer.objects.public(timezone.localdate()), slug=slug)
    form = ReportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if form.is_trapped:
            return HttpResponseRedirect(reverse("offers:report_done", args=[slug]))
        if not ratelimit.allow(request, "report"):
            return errors.too_many(request)
        actions.report(offer, text=form.cleaned_data["text"], email=form.cleaned_data["email"], language=get_language() or SOURCE)
        return HttpResponseRedirect(reverse("offers:report_done", args=[slug]))
    return render(request, "offers/offer_report.html", {"offer": offer, "form": form})


@require_safe
def report_done(request: HttpRequest, slug: str) -> HttpResponse:
    """Thank you."""
    offer = get_object_or_404(Offer.objects.public(timezone.localdate()), slug=slug)
    return render(request, "offers/offer_report_done.html", {"offer": offer})
