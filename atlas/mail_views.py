"""The mail list: what left, what waits, what failed. Never what it says."""

import importlib
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from accounts.access import coordinated_keys, is_coordinator, is_operator, require
from accounts.models import User
from atlas.desk_forms import MailFilter
from atlas.inbox_views import paged
from portal.desk import desk_page
from portal.models import OutgoingMail
from portal.regions import places

State = OutgoingMail.State
AGAIN = (State.DEAD, State.UNKNOWN, State.EXPIRED)
BADGES = {State.SENT: "good", State.DEAD: "bad", State.UNKNOWN: "warn", State.EXPIRED: "warn"}
# Kinds in words; a kind that is missing here is called after its app.
KINDS: dict[str, str | Promise] = {
    "networks.claim_code": gettext_lazy("Code für eine Übernahme"),
    "networks.claim_waiting": gettext_lazy("Antrag auf Übernahme"),
    "networks.claim_decided": gettext_lazy("Entscheidung über einen Antrag"),
    "networks.claim_joined": gettext_lazy("Übernahme bestätigt"),
    "networks.profile_released": gettext_lazy("Organisation freigegeben"),
    "networks.inbox_assigned": gettext_lazy("Eintrag übergeben"),
    "networks.inbox_escalated": gettext_lazy("Eintrag überfällig"),
    "networks.invitation": gettext_lazy("Einladung"),
    "networks.contact": gettext_lazy("Nachricht an eine Beraterin oder einen Berater"),
    "stories.award_applied": gettext_lazy("Bewerbung um einen Preis"),
    "stories.award_again": gettext_lazy("Bewerbung um einen Preis"),
    "accounts": gettext_lazy("Konto"),
    "networks": gettext_lazy("Profile"),
    "offers": gettext_lazy("Angebote"),
    "events": gettext_lazy("Veranstaltungen"),
    "stories": gettext_lazy("Geschichten"),
    "exchange": gettext_lazy("Listen"),
}


@dataclass(frozen=True)
class Line:
    """One message as the list shows it."""

    row: OutgoingMail
    kind: str
    recipient: str
    region: str
    badge: str
    can_resend: bool


def masked(address: str) -> str:
    """Return an address with only its first letter and its domain."""
    name, at, domain = address.rpartition("@")
    return f"{name[:1]}…@{domain}" if at else ""


def mails_of(user: User) -> QuerySet[OutgoingMail]:
    """Messages the account may see: those of its regions; operators all."""
    rows = OutgoingMail.objects.defer("payload")
    return rows if is_operator(user) else rows.filter(region__in=coordinated_keys(user))


def _line(row: OutgoingMail) -> Line:
    place = places().get(row.region_id or "")
    return Line(
        row=row,
        kind=str(KINDS.get(row.kind) or KINDS.get(row.kind.partition(".")[0]) or row.kind),
        recipient=masked(row.recipient),
        region=place.name if place else "",
        badge=BADGES.get(row.state, ""),
        can_resend=row.state in AGAIN,
    )


@desk_page
@require_safe
def mails(request: HttpRequest) -> HttpResponse:
    """The list, the newest first."""
    require(is_coordinator(request.user))
    form = MailFilter(request.GET)
    form.is_valid()
    state = form.cleaned_data.get("state", "")
    rows = mails_of(request.user)
    page = paged(rows.filter(state=state) if state else rows, request, {"state": state} if state else {})
    return render(request, "atlas/mails.html", {"page": page, "lines": [_line(row) for row in page.rows], "form": form})


@login_required
@require_POST
def mail_resend(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a message again that has not arrived."""
    require(is_coordinator(request.user))
    row = get_object_or_404(mails_of(request.user), pk=pk)
    if row.state not in AGAIN:
        messages.error(request, _("Diese E-Mail kann nicht noch einmal gesendet werden."))
    else:
        try:
            # Delivery is named, not imported: it starts workers' machinery that no page needs.
            importlib.import_module("portal.delivery").resend(row, by=request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, _("Die E-Mail geht noch einmal hinaus."))
    return HttpResponseRedirect(reverse("atlas:mails"))
