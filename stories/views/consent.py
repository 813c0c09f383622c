"""The pages of the person a story tells of. Looking changes nothing; buttons do, and pressed twice they change nothing more."""

import functools
from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from portal.languages import BY_CODE, SOURCE, Language
from stories import approval, ending
from stories.forms.consent import ConsentForm, WishForm
from stories.links import consent_for
from stories.models import Consent, EndReason, State, Story
from stories.pages import with_all

View = Callable[..., HttpResponse]


def private(view: View) -> View:
    """A page of one person: kept by no cache, named to no other site, found by no search engine.

    `no-referrer` would let browsers send `Origin: null` with her answer, which no check against forged forms accepts.
    """

    @never_cache
    @functools.wraps(view)
    def show(request: HttpRequest, token: str) -> HttpResponse:
        opened = consent_for(token)
        try:
            if opened is None:
                response = render(request, "stories/consent_gone.html", status=404)
            elif opened.is_old:
                response = render(request, "stories/consent_gone.html", {"newer": True}, status=410)
            else:
                response = view(request, token, opened.consent)
        except (Story.DoesNotExist, Consent.DoesNotExist):
            # Deleted between the look and the answer.
            response = render(request, "stories/consent_gone.html", status=404)
        response["Referrer-Policy"] = "same-origin"
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return show


@dataclass(frozen=True)
class Tab:
    """One language she can read the story in. `changed`: agreed to once, and another text since."""

    language: Language
    current: bool
    agreed: bool
    changed: bool


@private
@require_http_methods(["GET", "HEAD", "POST"])
def own(request: HttpRequest, token: str, consent: Consent) -> HttpResponse:
    """Her story as readers would see it, and her answer."""
    if request.method != "POST":
        return _page(request, token, consent)
    story = with_all(consent.story_id)
    form = _form(request.POST, consent, story)
    problem = ""
    if form.is_valid():
        try:
            approval.approve(story, form.given(), now=timezone.now())
        except ValidationError as error:
            if hasattr(error, "error_dict"):
                for name, words in error.message_dict.items():
                    form.add_error(name, words)
            else:
                # What she read is not there any more: shown anew, with her ticks.
                problem = " ".join(error.messages)
        else:
            return HttpResponseRedirect(reverse("story_consent:own", args=[token]))
    fresh = Consent.objects.select_related("story").get(pk=consent.pk)
    return _page(request, token, fresh, form=form, problem=problem)


def _form(data: object, consent: Consent, story: Story) -> ConsentForm:
    complete = approval.complete_languages(story)
    digests = {code: approval.digest_of(story, code) for code in complete}
    return ConsentForm(data, consent=consent, complete=complete, digests=digests, today=timezone.localdate())


def _page(request: HttpRequest, token: str, consent: Consent, *, form: ConsentForm | None = None, problem: str = "") -> HttpResponse:
    story = with_all(consent.story_id)
    context = {"story": story, "consent": consent, "token": token, "problem": problem}
    if story.state == State.ENDED:
        return render(request, "stories/consent_ended.html", context)
    if not approval.can_decide(story):
        return render(request, "stories/consent_waits.html", context)
    if form is not None and problem:
        # The digests of what stands there now; a second yes is meant for this text.
        data = form.data.copy()
        data["seen"] = _form(None, consent, story).initial["seen"]
        form = ConsentForm(data, consent=consent, complete=approval.complete_languages(story), digests={}, today=timezone.localdate())
        form.is_valid()
    form = form or _form(None, consent, story)
    shown = approval.shown_languages(story)
    complete = approval.complete_languages(story)
    read = request.GET.get("read", "")
    read = next((code for code in (read, get_language() or SOURCE) if code in complete), SOURCE)
    tabs = [
        Tab(BY_CODE[code], code == read, code in consent.languages, code in story.approved and code not in shown and story.is_public)
        for code in complete
    ]
    context |= {
        "form": form,
        "wish_form": WishForm(),
        "tabs": tabs,
        "read": BY_CODE[read],
        "agreed": approval.has_agreed(story),
        "shown": shown,
        "hers_is_missing": (get_language() or SOURCE) not in complete,
    }
    return render(request, "stories/consent.html", context)


@private
@require_http_methods(["GET", "HEAD", "POST"])
def wish(request: HttpRequest, token: str, consent: Consent) -> HttpResponse:
    """What should be different: her words go to whoever wrote the story."""
    address = reverse("story_consent:own", args=[token])
    if not approval.can_decide(with_all(consent.story_id)):
        return HttpResponseRedirect(address)
    form = WishForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            approval.wish(consent.story, words=form.cleaned_data["words"])
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return HttpResponseRedirect(address)
    return render(request, "stories/consent_wish.html", {"form": form, "story": consent.story, "token": token})


@private
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, token: str, consent: Consent) -> HttpResponse:
    """Take back her yes: a page that asks, then a POST; it holds at once."""
    if request.method == "POST":
        ending.end(consent.story, reason=EndReason.WITHDRAWN, by=None, now=timezone.now())
    elif consent.ended_at is None:
        return render(request, "stories/consent_withdraw.html", {"story": consent.story, "consent": consent, "token": token})
    return HttpResponseRedirect(reverse("story_consent:own", args=[token]))
