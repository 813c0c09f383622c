"""The page behind the link in the mail: somebody without an account says that an offer is still right, or what has changed."""

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from offers import freshness, page
from offers.ladder import due_on, read_token
from offers.models import Offer, State, VerifiedHow
from portal import content
from portal.languages import SOURCE


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def still_right(request: HttpRequest, token: str) -> HttpResponse:
    """Show the facts and two buttons; only the button confirms, so programs that follow links in mails confirm nothing."""
    offer = _offer_of(token)
    if not _is_open(offer, token):
        return render(request, "offers/still_right_over.html", {"offer": offer}, status=410)
    problems: list[str] = []
    if request.method == "POST":
        try:
            freshness.confirm(offer, by=None, how=VerifiedHow.LINK, today=timezone.localdate())
        except ValidationError as error:
            problems = error.messages
        else:
            return HttpResponseRedirect(reverse("offers:still_right_done", args=[token]))
    with content.one_version():
        context = {"offer": page.read(offer.slug, (get_language() or SOURCE,)), "problems": problems, "change_url": _change_url(offer)}
        return render(request, "offers/still_right.html", context)


@never_cache
@require_safe
def still_right_done(request: HttpRequest, token: str) -> HttpResponse:
    """Thank you, and when we ask next."""
    offer = _offer_of(token)
    if not _is_open(offer, token):
        return render(request, "offers/still_right_over.html", {"offer": offer}, status=410)
    if offer.verified_how != VerifiedHow.LINK or offer.state != State.PUBLISHED:
        return HttpResponseRedirect(reverse("offers:still_right", args=[token]))
    return render(request, "offers/still_right_done.html", {"offer": offer, "due": due_on(offer)})


def _offer_of(token: str) -> Offer:
    """Return the offer of a link. Raises Http404 for a signature that is not ours and for an offer that was deleted."""
    read = read_token(token)
    offer = Offer.objects.filter(pk=read[0]).first() if read else None
    if offer is None:
        raise Http404
    return offer


def _is_open(offer: Offer, token: str) -> bool:
    """Whether the link still holds: not archived since it was sent, visible today."""
    read = read_token(token)
    return bool(read) and read[1] == offer.confirm_round and offer.is_public and offer.is_current(timezone.localdate())


def _change_url(offer: Offer) -> str:
    """Return where somebody with an account edits the offer; empty as long as there is no such page."""
    for names in ({"pk": offer.pk}, {"slug": offer.slug}):
        try:
            return reverse("offers_desk:edit", kwargs=names)
        except NoReverseMatch:
            continue
    return ""
