"""Where readers ask for a translation: the only such page that sets a cookie (against forged forms). No person is stored."""

from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from portal import errors, ratelimit
from portal.languages import SOURCE
from translations import wishes
from translations.wish_forms import WishForm


def _page_row(label: str, key: str) -> Model:
    row = wishes.page_row(label, key)
    if row is None:
        raise Http404
    return row


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, label: str, key: str) -> HttpResponse:
    """Ask for a page in the language of the address. In German, or where everything is there, it says so."""
    row, language = _page_row(label, key), get_language() or SOURCE
    form = WishForm(request.POST if request.method == "POST" else None)
    is_open = wishes.is_open(row, language)
    if request.method == "POST" and is_open and form.is_valid():
        if not form.is_trapped:
            if not ratelimit.allow(request, "wish"):
                return errors.too_many(request)
            wishes.ask(row, language, today=timezone.localdate())
        return HttpResponseRedirect(reverse("translation_wish:thanks", args=[label, key]))
    context = {"row": row, "is_open": is_open, "is_german": language == SOURCE, "form": form}
    return render(request, "translations/wish.html", context)


@require_safe
def thanks(request: HttpRequest, label: str, key: str) -> HttpResponse:
    """Thank you."""
    return render(request, "translations/wish_thanks.html", {"row": _page_row(label, key)})
