"""The history page of organisations and profiles."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from networks import profiles
from networks.models import Advisor, Organisation
from networks.sheets import shape_of
from portal import history_view


class VersionForm(forms.Form):
    version = forms.IntegerField(min_value=1, max_value=2_000_000_000)


def show(request: HttpRequest, profile: Organisation | Advisor) -> HttpResponse:
    """Show the kept versions of a profile and its rows."""
    shape = shape_of(profile)
    parts = [(part.model, part.owner) for part in shape.parts.values()]
    found = history_view.versions(type(profile), profile.pk, parts=parts)
    context = {"profile": profile, "versions": found, "is_body": isinstance(profile, Organisation)}
    return render(request, "networks/desk/history.html", context)


def restore(request: HttpRequest, profile: Organisation | Advisor, page: str) -> HttpResponse:
    """Bring one version back and show the history again."""
    form = VersionForm(request.POST)
    if not form.is_valid():
        raise Http404
    try:
        profiles.restore(profile, event_id=form.cleaned_data["version"], by=request.user)
    except ObjectDoesNotExist as error:
        raise Http404 from error
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Die frühere Fassung gilt wieder."))
    return HttpResponseRedirect(reverse(page, args=[profile.slug]))
