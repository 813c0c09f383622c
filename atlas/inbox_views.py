"""The inbox: a list with filters and steps for several items, and one item."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, F, QuerySet, Window
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts import saved_filters
from accounts.models import User
from atlas import desk_actions
from atlas.desk_forms import BulkForm, InboxFilter
from atlas.desk_views import region_choices
from atlas.subjects import subject_of
from networks import inbox
from networks.access import items_of
from networks.claim_views import add_errors
from networks.models import InboxItem
from portal.desk import desk_page

PER_PAGE = 20


@dataclass(frozen=True)
class Page:
    """One page of a list; `query` is its filters without the page."""

    rows: list[object]
    total: int
    number: int
    query: str

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PER_PAGE))

    @property
    def previous(self) -> str:
        return self._address(self.number - 1) if self.number > 1 else ""

    @property
    def next(self) -> str:
        return self._address(self.number + 1) if self.number < self.pages else ""

    def _address(self, number: int) -> str:
        return f"?{self.query}{'&' if self.query else ''}page={number}"


def paged(rows: QuerySet, request: HttpRequest, query: dict[str, str]) -> Page:
    """Return the asked page; rows and their number come in one question. Beyond the end stands the first page."""
    asked = request.GET.get("page", "1")
    number = int(asked) if asked.isascii() and asked.isdigit() and 0 < int(asked[:6]) < 100_000 else 1
    counted = rows.annotate(in_all=Window(Count("pk")))
    found = list(counted[(number - 1) * PER_PAGE : number * PER_PAGE])
    if not found and number > 1:
        number, found = 1, list(counted[:PER_PAGE])
    return Page(found, found[0].in_all if found else 0, number, urlencode(query))


def _filtered(request: HttpRequest, form: InboxFilter) -> tuple[QuerySet[InboxItem], dict[str, str]]:
    """Return the items that fit, and the filters that were understood."""
    form.is_valid()
    chosen = {name: value for name, value in form.cleaned_data.items() if value}
    items = items_of(request.user).select_related("owner")
    if "kind" in chosen:
        items = items.filter(kind=chosen["kind"])
    if "region" in chosen:
        items = items.filter(region=chosen["region"])
    if owner := chosen.get("owner"):
        items = items.filter(owner=request.user) if owner == "me" else items.filter(owner=None)
    state = chosen.get("state", "")
    if state == "done":
        items = items.filter(done_at__isnull=False).order_by("-done_at", "-pk")
    elif state == "overdue":
        items = items.open().filter(due_on__lt=timezone.localdate())
    elif state == "all":
        items = items.order_by(F("done_at").asc(nulls_first=True), "due_on", "pk")
    else:
        items = items.open()
    return items, chosen


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def inbox_list(request: HttpRequest) -> HttpResponse:
    """What waits, the most urgent first."""
    form = InboxFilter(request.GET, regions=region_choices(request.user))
    items, chosen = _filtered(request, form)
    page = paged(items, request, chosen)
    colleagues = inbox.colleagues_of(request.user)
    bulk = BulkForm(request.POST or None, items=[item.pk for item in page.rows], colleagues=colleagues)
    if request.method == "POST" and bulk.is_valid():
        _act(request, page, bulk, colleagues)
        return HttpResponseRedirect(f"{reverse('atlas:inbox')}{'?' + page.query if page.query else ''}")
    context = {
        "page": page,
        "form": form,
        "bulk": bulk,
        "chosen_items": request.POST.getlist("items"),
        "saved_filters": saved_filters.of(request.user, "inbox"),
        "today": timezone.localdate(),
    }
    return render(request, "atlas/inbox.html", context)


def _act(request: HttpRequest, page: Page, bulk: BulkForm, colleagues: list[User]) -> None:
    data = bulk.cleaned_data
    items = [item for item in page.rows if item.pk in data["items"]]
    colleague = next((user for user in colleagues if user.pk == data["colleague"]), None)
    done, problems = desk_actions.act(items, data["action"], by=request.user, colleague=colleague, outcome=data["outcome"])
    if done:
        messages.success(request, ngettext("%(number)s Eintrag geändert.", "%(number)s Einträge geändert.", done) % {"number": done})
    for problem in problems:
        messages.error(request, problem)


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def inbox_item(request: HttpRequest, pk: int) -> HttpResponse:
    """One item: what it is about, what has happened, what to do."""
    item = get_object_or_404(items_of(request.user).select_related("owner", "done_by", "region"), pk=pk)
    colleagues = inbox.colleagues_of(request.user)
    data = request.POST.copy() if request.method == "POST" else None
    if data is not None:
        data["items"] = str(pk)
    form = BulkForm(data, items=[pk], colleagues=colleagues)
    if data is not None and form.is_valid():
        colleague = next((user for user in colleagues if user.pk == form.cleaned_data["colleague"]), None)
        try:
            _step(item, form.cleaned_data, by=request.user, colleague=colleague)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Gespeichert."))
            # Whoever gives an item away may not see it any more.
            still = items_of(request.user).filter(pk=pk).exists()
            return HttpResponseRedirect(reverse("atlas:inbox_item", args=[pk]) if still else reverse("atlas:inbox"))
    context = {
        "item": item,
        "subject": subject_of(item),
        "is_miss": item.kind == InboxItem.Kind.MISS,
        "ends_elsewhere": item.kind in inbox.DECIDED_ELSEWHERE,
        "is_overdue": not item.done_at and item.due_on < timezone.localdate(),
        "form": form,
        "is_mine": item.owner_id == request.user.pk,
    }
    return render(request, "atlas/inbox_item.html", context)


def _step(item: InboxItem, data: dict[str, object], *, by: User, colleague: User | None) -> None:
    if data["action"] == "take":
        inbox.take(item, by=by)
    elif data["action"] == "assign" and colleague is not None:
        inbox.assign(item, to=colleague, by=by)
    else:
        desk_actions.finish(item, by=by, outcome=str(data["outcome"]))
