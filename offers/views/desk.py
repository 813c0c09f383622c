"""The desk's list of offers, and what may be done with several at once."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts import saved_filters
from accounts.access import require
from accounts.models import User
from offers import desk_list, freshness, workflow
from offers.access import can_archive_offer, can_confirm_offer, can_review_offer, can_write_offers, reviewers_of, visible_to
from offers.models import Offer, VerifiedHow
from portal.content import one_version
from portal.pickers import CHOOSE

MOST_AT_ONCE = 100


@login_required
@require_safe
def offer_desk(request: HttpRequest) -> HttpResponse:
    """Offers of one's organisations and regions, in any state."""
    with one_version():
        require(can_write_offers(request.user))
        found = desk_list.read(request.GET, user=request.user, today=timezone.localdate())
        context = {
            "list": found,
            "form": found.form,
            "saved_filters": saved_filters.of(request.user, "offers"),
            "today": timezone.localdate(),
        }
        return render(request, "offers/desk_list.html", context)


class BulkForm(forms.Form):
    """What is needed besides the chosen offers."""

    reason = forms.CharField(label=gettext_lazy("Grund"), max_length=160, required=False)
    colleague = forms.ModelChoiceField(label=gettext_lazy("Kollegin oder Kollege"), queryset=None, required=False, empty_label=CHOOSE)

    def __init__(self, *args: object, action: str, offers: list[Offer], **options: object) -> None:
        super().__init__(*args, **options)
        if action == "assign":
            people = {person.pk for offer in offers for person in reviewers_of(offer)}
            self.fields["colleague"].queryset = User.objects.filter(pk__in=people).order_by("name", "email")
            self.fields["colleague"].required = True
        else:
            del self.fields["colleague"]
        if action == "archive":
            self.fields["reason"].required = True
        else:
            del self.fields["reason"]


def _verify(offer: Offer, user: User, form: BulkForm) -> None:
    _may(can_confirm_offer(user, offer))
    how = VerifiedHow.STAFF if can_review_offer(user, offer) else VerifiedHow.DESK
    freshness.confirm(offer, by=user, how=how, today=timezone.localdate())


def _archive(offer: Offer, user: User, form: BulkForm) -> None:
    _may(can_archive_offer(user, offer))
    workflow.archive(offer, by=user, reason=form.cleaned_data["reason"])


def _assign(offer: Offer, user: User, form: BulkForm) -> None:
    _may(can_review_offer(user, offer))
    workflow.assign(offer, to=form.cleaned_data["colleague"], by=user)


def _may(allowed: bool) -> None:
    if not allowed:
        raise ValidationError(_("Dafür fehlt Ihnen das Recht."))


# name: (what happens, the question)
ACTIONS: dict[str, tuple[Callable[[Offer, User, BulkForm], None], object]] = {
    "verify": (_verify, gettext_lazy("Diese Angebote als geprüft bestätigen?")),
    "archive": (_archive, gettext_lazy("Diese Angebote archivieren?")),
    "assign": (_assign, gettext_lazy("Diese Angebote jemandem zuweisen?")),
}


@login_required
@require_POST
def offer_bulk(request: HttpRequest) -> HttpResponse:
    """First ask, then act on each offer by its own rules, then say what worked and what did not."""
    require(can_write_offers(request.user))
    action = request.POST.get("action", "")
    slugs = request.POST.getlist("offers")[:MOST_AT_ONCE]
    chosen = list(visible_to(request.user).filter(slug__in=slugs).order_by("official_name"))
    if action not in ACTIONS or not chosen:
        messages.warning(request, _("Bitte wählen Sie zuerst Angebote aus."))
        return HttpResponseRedirect(reverse("offers_desk:list"))
    act, question = ACTIONS[action]
    sure = request.POST.get("sure") == "1"
    form = BulkForm(request.POST if sure else None, action=action, offers=chosen)
    if not sure or not form.is_valid():
        return render(request, "offers/desk_bulk.html", {"action": action, "question": question, "offers": chosen, "form": form})
    done, refused = 0, []
    for offer in chosen:
        try:
            act(offer, request.user, form)
            done += 1
        except ValidationError as error:
            refused.append(f"{offer.official_name}: {' '.join(error.messages)}")
    _tell(request, action, done, refused)
    return HttpResponseRedirect(reverse("offers_desk:list"))


def _tell(request: HttpRequest, action: str, done: int, refused: list[str]) -> None:
    sentences = {
        "verify": ngettext("%(number)s Angebot ist bestätigt.", "%(number)s Angebote sind bestätigt.", done),
        "archive": ngettext("%(number)s Angebot ist archiviert.", "%(number)s Angebote sind archiviert.", done),
        "assign": ngettext("%(number)s Angebot ist zugewiesen.", "%(number)s Angebote sind zugewiesen.", done),
    }
    if done:
        messages.success(request, sentences[action] % {"number": done})
    if refused:
        words = ngettext("%(number)s ging nicht: %(reasons)s", "%(number)s gingen nicht: %(reasons)s", len(refused))
        messages.warning(request, words % {"number": len(refused), "reasons": " · ".join(refused)})
