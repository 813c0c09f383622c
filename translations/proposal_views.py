"""Proposals at the desk: a second person reads, then says yes or gives back."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import require
from portal.desk import desk_page
from translations import actions
from translations import proposals as waiting
from translations.access import can_decide, sees_progress
from translations.models import Proposal


class AnswerForm(forms.Form):
    """Yes or no, and by their digests the texts that were read."""

    action = forms.ChoiceField(choices=[("accept", ""), ("refuse", "")])
    current = forms.CharField(required=False, max_length=32)
    proposal = forms.CharField(required=False, max_length=32)


@require_safe
@desk_page
def proposals(request: HttpRequest) -> HttpResponse:
    """What waits for a second pair of eyes, oldest first."""
    require(sees_progress(request.user))
    page = Paginator(waiting.decidable(request.user), waiting.PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"page": page, "waiting": waiting.shown(list(page)), "proposals": page.paginator.count, "tab": "proposals"}
    return render(request, "translations/proposals.html", context)


@require_POST
@desk_page
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """A second person's answer."""
    proposal = get_object_or_404(Proposal, pk=pk)
    row = waiting.key_of(proposal).row()
    if row is None:
        raise Http404
    require(can_decide(request.user, proposal, row))
    form = AnswerForm(request.POST)
    back = HttpResponseRedirect(reverse("translations:proposals"))
    if not form.is_valid():
        messages.error(request, _("Bitte wählen Sie eine Antwort."))
        return back
    given = form.cleaned_data
    try:
        actions.decide(
            proposal,
            by=request.user,
            accept=given["action"] == "accept",
            text_digest=given["current"],
            proposal_digest=given["proposal"],
        )
    except actions.Changed:
        messages.error(request, _("Dieser Text hat sich gerade geändert. Bitte lesen Sie ihn noch einmal."))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        accepted = given["action"] == "accept"
        messages.success(request, _("Angenommen. Leserinnen und Leser sehen es jetzt.") if accepted else _("Zurückgegeben."))
    return back
