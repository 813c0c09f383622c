"""The coordination decides: what is new, word by word, and publish or give back. Ending and reviving an offer stand here too."""

from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import require
from accounts.models import User
from offers import past, values, workflow
from offers.access import can_archive_offer, can_edit_offer, can_review_offer, second_person_exists, visible_to
from offers.desk_forms import ArchiveForm, CommentForm
from offers.differences import differences, named_fields, outdated_after
from offers.models import Offer, OfferRevision, State
from portal.content import one_version
from portal.diff import Change


@dataclass
class Review:
    """What waits about one offer: a new text, or a proposal for a public one."""

    offer: Offer
    revision: OfferRevision | None
    changes: list[Change] = field(default_factory=list)
    outdated: list[dict[str, Any]] = field(default_factory=list)
    collisions: str = ""
    alone: bool = False
    blocked: bool = False

    @property
    def waits(self) -> bool:
        return self.revision is not None or self.offer.state == State.IN_REVIEW

    @property
    def round(self) -> int:
        return self.revision.data.get("round", 0) if self.revision else 0

    @property
    def author(self) -> User | None:
        return self.revision.author if self.revision else self.offer.submitted_by or self.offer.created_by


def _review(offer: Offer, user: User) -> Review:
    revision = offer.revisions.filter(state=OfferRevision.State.IN_REVIEW).select_related("author").first() if offer.is_public else None
    review = Review(offer, revision)
    if not review.waits:
        return review
    now = values.values_of(offer)
    if revision is not None:
        old, new, minor = now, now | revision.data["values"], revision.minor
        review.collisions = named_fields(names) if (names := workflow.collisions(revision, now)) else ""
        authors: tuple[User | None, ...] = (revision.author,)
    else:
        event = past.last_published(offer)
        old, new, minor = past.values_at(event) if event else values.empty_values(), now, False
        authors = (offer.submitted_by, offer.created_by)
    review.changes = differences(old, new)
    review.outdated = outdated_after(old, new, minor=minor)
    if user in authors:
        review.blocked = second_person_exists(user, offer)
        review.alone = not review.blocked
    return review


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def offer_review(request: HttpRequest, slug: str) -> HttpResponse:
    """Compare, then publish or give back with words. Of two people who decide at once the second is told that it is done."""
    offer = get_object_or_404(visible_to(request.user).select_related("submitted_by", "created_by"), slug=slug)
    require(can_review_offer(request.user, offer))
    form = CommentForm(request.POST if request.POST.get("action") == "return" else None)
    if request.method == "POST":
        try:
            if words := _decide(request, offer, form):
                messages.success(request, words)
                return HttpResponseRedirect(reverse("offers_desk:list"))
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return HttpResponseRedirect(reverse("offers_desk:review", args=[slug]))
    with one_version():
        review = _review(offer, request.user)
        context = {"offer": offer, "review": review, "form": form, "steps": offer.steps.select_related("by")[:5]}
        return render(request, "offers/offer_review.html", context)


def _decide(request: HttpRequest, offer: Offer, form: CommentForm) -> str:
    """Do what was asked; return what to say, or nothing when the form needs another look."""
    action = request.POST.get("action", "")
    revision = OfferRevision.objects.filter(offer=offer, pk=_whole(request, "revision")).first()
    if action == "publish":
        if revision is not None:
            workflow.apply_revision(revision, by=request.user, round_seen=_whole(request, "round"))
        else:
            workflow.publish_reviewed(offer, by=request.user, base=_whole(request, "version"))
        return _("Veröffentlicht. Alle können den Text jetzt lesen.")
    if action == "return" and form.is_valid():
        workflow.return_to_author(offer, by=request.user, comment=form.cleaned_data["comment"], revision=revision)
        return _("Zurückgegeben. Wir haben der Person geschrieben.")
    if action == "discard" and revision is not None:
        workflow.discard(revision, by=request.user)
        return _("Der Vorschlag ist verworfen.")
    return ""


def _whole(request: HttpRequest, name: str) -> int:
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def offer_archive(request: HttpRequest, slug: str) -> HttpResponse:
    """End an offer, with a reason that visitors read and perhaps a successor."""
    offer = get_object_or_404(visible_to(request.user), slug=slug)
    require(can_archive_offer(request.user, offer))
    form = ArchiveForm(request.POST or None, successors=Offer.objects.public(timezone.localdate()).exclude(pk=offer.pk))
    if request.method == "POST" and form.is_valid():
        try:
            workflow.archive(offer, by=request.user, reason=form.cleaned_data["reason"], successor=form.cleaned_data["successor"])
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, _("Das Angebot ist archiviert. Seine Seite sagt das und zeigt andere Angebote."))
        return HttpResponseRedirect(reverse("offers_desk:list"))
    return render(request, "offers/offer_archive.html", {"offer": offer, "form": form})


@login_required
@require_POST
def offer_restore(request: HttpRequest, slug: str) -> HttpResponse:
    """Make an archived offer a draft again."""
    offer = get_object_or_404(visible_to(request.user), slug=slug)
    require(can_edit_offer(request.user, offer))
    try:
        workflow.restore(offer, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return HttpResponseRedirect(reverse("offers_desk:history", args=[slug]))
    messages.success(request, _("Das Angebot ist wieder ein Entwurf."))
    return HttpResponseRedirect(reverse("offers_desk:edit", args=[slug]))
