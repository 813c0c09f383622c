"""Pages of a claim: ask for a profile, type in the code, decide."""

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import require
from accounts.models import User
from networks import claims, steps
from networks.access import can_decide_claim, claims_of, sees_people
from networks.claim_forms import ClaimForm, CodeForm, DecisionForm
from networks.invitations import take_membership
from networks.models import Advisor, Membership, Organisation, ProfileClaim


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def organisation(request: HttpRequest, slug: str) -> HttpResponse:
    """ "This is us": claim an organisation, or give it back."""
    return _claim(request, get_object_or_404(Organisation.objects.active(), slug=slug))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def advisor(request: HttpRequest, slug: str) -> HttpResponse:
    """ "This is me": claim an advisor's profile."""
    return _claim(request, get_object_or_404(Advisor.objects.public(), slug=slug))


def _claim(request: HttpRequest, profile: claims.Profile) -> HttpResponse:
    mine = profile.claims.filter(user=request.user, state=ProfileClaim.State.REQUESTED).first()
    reason = claims.refusal(profile, request.user)
    form = None
    if not mine and not reason:
        proofs, domains = claims.proofs_for(profile, request.user), claims.domains_of(profile)
        form = ClaimForm(request.POST or None, proofs=proofs, domains=domains)
        if request.method == "POST" and form.is_valid():
            try:
                made = claims.request_claim(profile, user=request.user, **form.cleaned_data)
            except ValidationError as error:
                add_errors(form, error)
            else:
                return HttpResponseRedirect(reverse("claims:code" if made.awaits_code else "claims:decide", args=[made.pk]))
    context = {
        "profile": profile,
        "is_organisation": isinstance(profile, Organisation),
        "mine": mine,
        "reason": reason,
        "keeps": claims.keeps(request.user, profile),
        "form": form,
    }
    return render(request, "networks/claim.html", context)


def add_errors(form: Form, error: ValidationError) -> None:
    """Show the errors of an action beside their fields; those of fields that the form has not, above it."""
    for field, sentences in error.message_dict.items() if hasattr(error, "error_dict") else [(None, error.messages)]:
        form.add_error(field if field in form.fields else None, sentences)


def _own_claim(request: HttpRequest, pk: int) -> ProfileClaim:
    return get_object_or_404(ProfileClaim.objects.select_related("organisation", "advisor"), pk=pk, user=request.user)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest, pk: int) -> HttpResponse:
    """Type in the code from the mail."""
    claim = _own_claim(request, pk)
    if not claim.awaits_code:
        return HttpResponseRedirect(reverse("claims:decide", args=[pk]))
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            claim = claims.confirm_code(claim, code=form.cleaned_data["code"])
        except ValidationError as error:
            add_errors(form, error)
        else:
            return HttpResponseRedirect(reverse("claims:decide", args=[pk]))
    return render(request, "networks/claim_code.html", {"claim": claim, "form": form, "minutes": settings.CLAIM_CODE_MINUTES})


def _act(request: HttpRequest, pk: int, action: Callable[[ProfileClaim], ProfileClaim], done: str) -> HttpResponse:
    """Do something with one's own claim and lead back to it."""
    try:
        claim = action(_own_claim(request, pk))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, done)
        if claim.awaits_code:
            return HttpResponseRedirect(reverse("claims:code", args=[pk]))
    return HttpResponseRedirect(reverse("claims:decide", args=[pk]))


@login_required
@require_POST
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """Another code."""
    return _act(request, pk, claims.send_another_code, _("Ein neuer Code ist unterwegs."))


@login_required
@require_POST
def people(request: HttpRequest, pk: int) -> HttpResponse:
    """No code arrives: let people decide."""
    return _act(request, pk, claims.ask_people_instead, _("Die Koordination prüft jetzt Ihren Antrag."))


@login_required
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one's claim back."""
    return _act(request, pk, lambda claim: claims.withdraw(claim, by=request.user), _("Ihr Antrag ist zurückgezogen."))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """One claim: for who made it how far it is, for who may decide it the decision."""
    claim = get_object_or_404(claims_of(request.user).select_related("organisation", "advisor", "user", "decided_by"), pk=pk)
    decides = can_decide_claim(request.user, claim)
    require(decides or (claim.user_id == request.user.pk and request.method != "POST"))
    form = DecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        action = claims.approve if request.POST.get("decision") == "approve" else claims.reject
        try:
            action(claim, by=request.user, comment=form.cleaned_data["comment"])
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Danke. Die Person bekommt eine E-Mail."))
            return HttpResponseRedirect(reverse("claims:decide", args=[pk]))
    is_mine = claim.user_id == request.user.pk
    taken_over = is_mine and claim.state == ProfileClaim.State.VERIFIED and claims.keeps(request.user, claim.subject)
    context = {
        "claim": claim,
        "gaps": steps.gaps(claim.subject) if taken_over else [],
        "steps": _steps(request.user) if taken_over else [],
        "is_open": claim.state == ProfileClaim.State.REQUESTED,
        "is_mine": is_mine,
        "decides": decides,
        "form": form,
    }
    return render(request, "networks/claim_decide.html", context)


def _steps(user: User) -> list[steps.Step]:
    # Who has just claimed something and edits no organisation has claimed her profile.
    return steps.next_steps(member=user.memberships.exists(), editor=sees_people(user), has_profile=True)


@login_required
@require_POST
def leave(request: HttpRequest, slug: str) -> HttpResponse:
    """Stop editing an organisation."""
    role = {"user": request.user, "organisation__slug": slug, "role": Membership.Role.EDITOR}
    take_membership(get_object_or_404(Membership.objects.select_related("user", "organisation"), **role), by=request.user)
    messages.success(request, _("Sie pflegen diese Organisation nicht mehr."))
    return HttpResponseRedirect(reverse("atlas:desk"))
