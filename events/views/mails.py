"""What participants were told: an overview, the single mails, and sending anew what did not arrive."""

import importlib
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.access import require
from accounts.models import User
from events import told
from events.access import can_edit_event, sees_participants, visible_to
from events.models import Event
from networks.views.paging import page_of
from portal.desk import desk_page
from portal.models import OutgoingMail

# More at once would keep a reader waiting; the rest is one click away.
AT_ONCE = 500


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def sent(request: HttpRequest, pk: int) -> HttpResponse:
    """The overview and the list; a POST sends anew, after one question."""
    event = get_object_or_404(visible_to(request.user).select_related("region"), pk=pk)
    require(can_edit_event(request.user, event))
    if request.method == "POST":
        return _again(request, event)
    kind, group = request.GET.get("kind", ""), request.GET.get("state", "")
    with_names = sees_participants(request.user, event)
    rows = told.narrowed(told.mails_of(event), kind=kind, group=group)
    page = page_of(request, told.named(rows) if with_names else rows)
    totals = told.totals(event)
    context = {
        "event": event,
        "totals": totals,
        "groups": [label for _states, label in told.GROUPS.values()],
        "page": page,
        "lines": told.lines(page.object_list),
        "with_names": with_names,
        "query": urlencode({name: value for name, value in (("kind", kind), ("state", group)) if value}),
        "failed": sum(number for total in totals for name, _label, number in total.numbers if name in ("failed", "unclear")),
    }
    return render(request, "events/desk_mails.html", context)


def _again(request: HttpRequest, event: Event) -> HttpResponse:
    """Ask "really?", then send one mail anew, or all that did not arrive."""
    asked = request.POST.get("mail", "")
    rows = told.to_resend(told.mails_of(event))
    if asked != "all":
        rows = rows.filter(pk=int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 19 else 0)
    if sees_participants(request.user, event):
        rows = told.named(rows)
    found = list(rows[:AT_ONCE])
    if not found:
        messages.error(request, _("Diese E-Mail kann nicht noch einmal gesendet werden."))
    elif request.POST.get("sure") != "yes":
        context = {"event": event, "asked": asked, "number": len(found), "line": told.lines(found[:1])[0]}
        context["unclear"] = sum(row.state == OutgoingMail.State.UNKNOWN for row in found)
        return render(request, "events/desk_mails_again.html", context)
    else:
        number = _send(found, request.user)
        words = ngettext("%(number)s E-Mail geht noch einmal hinaus.", "%(number)s E-Mails gehen noch einmal hinaus.", number)
        messages.success(request, words % {"number": number})
    return HttpResponseRedirect(reverse("event_mails:list", args=[event.pk]))


def _send(rows: list[OutgoingMail], user: User) -> int:
    """Send mails anew; who was quicker has done it already."""
    # Delivery is named, not imported: it starts workers' machinery that no page needs.
    delivery, number = importlib.import_module("portal.delivery"), 0
    for row in rows:
        try:
            delivery.resend(row, by=user)
            number += 1
        except ValidationError:
            continue
    return number
