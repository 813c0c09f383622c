"""Drafts of long forms: a script keeps what is typed, the reader throws it away."""

import json

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from accounts import drafts
from accounts.models import FormDraft

# One account works on few forms at a time; a draft more than that makes the oldest go.
MOST_DRAFTS = 50


@login_required
@require_POST
def keep(request: HttpRequest, form: str) -> HttpResponse:
    """Keep a draft: `{"base": 3, "data": {"name": ["value", …]}}`. 413 for one that is too long, 400 for anything else."""
    if request.content_type != "application/json":
        return JsonResponse({}, status=400)
    if len(request.body) > drafts.MOST_SIGNS * 2:
        return JsonResponse({}, status=413)
    try:
        sent = json.loads(request.body)
        base, data = int(sent["base"]), sent["data"]
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError):
        return JsonResponse({}, status=400)
    if len(form) > 80 or not 0 <= base <= 2_000_000_000 or not _is_form(data):
        return JsonResponse({}, status=400)
    draft = drafts.keep(request.user, form, data=data, base=base)
    old = FormDraft.objects.filter(user=request.user).order_by("-saved_at").values_list("pk", flat=True)[MOST_DRAFTS:]
    FormDraft.objects.filter(pk__in=list(old)).delete()
    return JsonResponse({"saved": f"{timezone.localtime(draft.saved_at):%H:%M}"})


def _is_form(data: object) -> bool:
    """Whether these are names with lists of values, as a form sends them, without signs that no text holds."""
    return isinstance(data, dict) and all(
        isinstance(values, list) and all(isinstance(value, str) for value in values) and drafts.is_storable("".join([name, *values]))
        for name, values in data.items()
    )


@login_required
@require_POST
def discard(request: HttpRequest, form: str) -> HttpResponse:
    """Throw a draft away and go back to the form."""
    drafts.forget(request.user, form)
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        back = reverse("atlas:home")
    return HttpResponseRedirect(back)
