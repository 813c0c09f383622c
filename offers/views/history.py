"""What an offer was before: who changed what and when, and one old state brought back."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import require
from offers import past, values, workflow
from offers.access import can_archive_offer, can_edit_offer, visible_to
from offers.differences import differences
from offers.models import Offer, OfferRevision, State
from portal import history_view
from portal.content import one_version


@login_required
@require_safe
def offer_history(request: HttpRequest, slug: str) -> HttpResponse:
    """The steps of an offer and all its versions, the newest first."""
    offer = get_object_or_404(visible_to(request.user), slug=slug)
    require(can_edit_offer(request.user, offer))
    with one_version():
        context = {
            "offer": offer,
            "steps": offer.steps.select_related("by"),
            "versions": history_view.versions(Offer, offer.pk, parts=past.PARTS),
            "may_archive": offer.state != State.ARCHIVED and can_archive_offer(request.user, offer),
        }
        return render(request, "offers/offer_history.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def offer_restore_version(request: HttpRequest, slug: str, event: int) -> HttpResponse:
    """Show what bringing an old state back would change, then do it by the same rules as any edit."""
    offer = get_object_or_404(visible_to(request.user), slug=slug)
    require(can_edit_offer(request.user, offer))
    try:
        kept = history_view.find(Offer, offer.pk, event)
    except ObjectDoesNotExist as error:
        raise Http404 from error
    back = reverse("offers_desk:history", args=[slug])
    now, then = values.values_of(offer), past.values_at(kept)
    if request.method == "POST":
        try:
            words = _bring_back(request, offer, now | then)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, words)
        return HttpResponseRedirect(back)
    with one_version():
        context = {"offer": offer, "at": kept.pgh_created_at, "changes": differences(now, now | then), "back": back}
        return render(request, "offers/offer_restore.html", context)


def _bring_back(request: HttpRequest, offer: Offer, given: values.Values) -> str:
    text = request.POST.get("version", "")
    base = int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else -1
    if offer.is_public:
        if workflow.applies_at_once(request.user, offer, values.changes_between(values.values_of(offer), given), minor=False):
            workflow.change_public(offer, given, by=request.user, base=base, restoring=True)
            return _("Der frühere Stand ist wieder da.")
        if offer.revisions.filter(state__in=OfferRevision.OPEN).exists():
            raise ValidationError(_("Für dieses Angebot liegt schon ein Änderungsvorschlag vor."))
        workflow.propose(offer, given, by=request.user, base=base, restoring=True)
        return _("Ihre Änderung wartet auf die Prüfung. Bis dahin bleibt der bisherige Text sichtbar.")
    workflow.save_draft(offer, given, by=request.user, base=base, restoring=True)
    return _("Der frühere Stand ist wieder da.")
