"""Public pages of award calls: the list, a call with its laureates, the application."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from portal import errors, ratelimit
from portal.cache import public_page
from portal.languages import SOURCE
from stories import awards
from stories.award_forms import ApplicationForm
from stories.models import AwardCall

# An advice centre helps several people with their applications from one connection.
SENDER_LIMIT = 20
# Nobody's mailbox is flooded through this form: so many in so many seconds, about one address.
ADDRESS_LIMITS = ((3, 120), (10, 3600), (30, 86400))


@require_safe
@public_page()
def call_list(request: HttpRequest) -> HttpResponse:
    """All calls, the latest first."""
    calls = AwardCall.objects.filter(state__in=awards.PUBLIC).select_related("region")
    return render(request, "stories/award_list.html", {"calls": calls, "today": timezone.localdate()})


@require_safe
@public_page()
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One call; after the announcement with those who won and may be named."""
    call = get_object_or_404(AwardCall.objects.filter(state__in=awards.PUBLIC).select_related("region"), slug=slug)
    context = {
        "call": call,
        "today": timezone.localdate(),
        "categories": call.categories.all(),
        "laureates": awards.laureates_of(call) if call.state == AwardCall.State.ANNOUNCED else [],
    }
    return render(request, "stories/award_detail.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def apply(request: HttpRequest, slug: str) -> HttpResponse:
    """The form. The answer is the same for a new address and for one that has applied before: the difference comes by mail."""
    call = get_object_or_404(AwardCall.objects.filter(state__in=awards.PUBLIC).select_related("region"), slug=slug)
    today, now = timezone.localdate(), timezone.now()
    if not call.is_open(today):
        return HttpResponseRedirect(call.get_absolute_url())
    form = ApplicationForm(request.POST or None, categories=call.categories.all(), initial={"language": get_language() or SOURCE})
    if request.method == "POST" and form.is_valid():
        if not form.is_trapped:
            if not _allowed(request, form.cleaned_data["email"]):
                return errors.too_many(request)
            try:
                awards.apply(call, given=form.given(), now=now, today=today)
            except ValidationError:
                # It closed between the question and the answer; the page of the call says so.
                return HttpResponseRedirect(call.get_absolute_url())
        return HttpResponseRedirect(reverse("awards:sent", args=[slug]))
    return render(request, "stories/award_apply.html", {"call": call, "form": form, "days": settings.AWARD_KEEP_DAYS})


@never_cache
@require_safe
def sent(request: HttpRequest, slug: str) -> HttpResponse:
    """Look into your mail. It knows nothing of who asked, so it cannot tell whether an address was known."""
    call = get_object_or_404(AwardCall.objects.filter(state__in=awards.PUBLIC), slug=slug)
    return render(request, "stories/award_sent.html", {"call": call})


def _allowed(request: HttpRequest, email: str) -> bool:
    """Count one use by this sender and about this address; the same answer whether the address is known or not."""
    if not ratelimit.allow(request, "awards.apply", limit=SENDER_LIMIT):
        return False
    address = email.lower()
    counted = [ratelimit.allow_about(address, f"awards.apply.{seconds}", most=most, seconds=seconds) for most, seconds in ADDRESS_LIMITS]
    return all(counted)
