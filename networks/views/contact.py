"""A visitor writes to an advisor."""

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from networks import contacts
from networks.access import advisors_shown_to
from networks.forms.contact import ContactForm
from networks.models import Advisor, Organisation
from portal import errors, ratelimit
from portal.languages import SOURCE


@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, slug: str) -> HttpResponse:
    """The form. Where no address is known there is none, but the contacts of the organisations."""
    advisor = _advisor(request, slug)
    today = timezone.localdate()
    _person, address = contacts.recipient_of(advisor, today)
    form = ContactForm(request.POST or None) if address else None
    if request.method == "POST" and form and form.is_valid():
        if not form.is_trapped and not ratelimit.allow(request, "contact"):
            return errors.too_many(request)
        if form.is_trapped or _sent(advisor, form):
            return HttpResponseRedirect(reverse("networks:write_done", args=[slug]))
    bodies = advisor.organisations.filter(state=Organisation.State.ACTIVE).prefetch_related("contacts")
    context = {"advisor": advisor, "form": form, "deputy": contacts.deputy_today(advisor, today), "organisations": bodies}
    return render(request, "networks/write.html", context)


def _sent(advisor: Advisor, form: ContactForm) -> bool:
    """Send what is in the form; where that cannot be, the form says why and keeps the words."""
    given = {field: form.cleaned_data[field] for field in ("name", "email", "text")}
    try:
        contacts.write_to(advisor, **given, language=get_language() or SOURCE)
    except ValidationError as error:
        form.add_error(None, error)
        return False
    return True


@require_safe
def write_done(request: HttpRequest, slug: str) -> HttpResponse:
    """Thank you. There is no mail to the visitor: nobody can have strangers flooded through this form."""
    return render(request, "networks/write_done.html", {"advisor": _advisor(request, slug)})


def _advisor(request: HttpRequest, slug: str) -> Advisor:
    return get_object_or_404(advisors_shown_to(request.user).select_related("deputy__user", "user"), slug=slug)
