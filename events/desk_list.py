"""The desk's list of events: whose they are, what is asked, in which order."""

import datetime
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Window
from django.db.models.functions import Coalesce
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from events.access import visible_to
from events.models import Event, Kind, Registration, State
from portal.pickers import Choice, region_choices
from portal.regions import keys_in

PAGE_SIZE = 25
UPCOMING, DRAFTS, REVIEW, PAST = "upcoming", "drafts", "review", "past"
VIEWS = (
    (UPCOMING, pgettext_lazy("events", "kommende")),
    (DRAFTS, _("Entwürfe")),
    (REVIEW, _("zu prüfen")),
    (PAST, pgettext_lazy("events", "vergangene")),
)


class DeskForm(forms.Form):
    """What may be asked of the list."""

    q = forms.CharField(
        label=_("Suchwort"), required=False, max_length=100, widget=forms.TextInput(attrs={"type": "search", "dir": "auto"})
    )
    view = forms.ChoiceField(required=False, choices=VIEWS, widget=forms.HiddenInput)
    region = forms.ChoiceField(label=_("Region"), required=False)
    kind = forms.ChoiceField(label=_("Art"), required=False, choices=[("", _("alle")), *Kind.choices])
    state = forms.ChoiceField(label=_("Stand"), required=False, choices=[("", _("alle")), *State.choices])
    mine = forms.BooleanField(label=pgettext_lazy("events", "Nur meine"), required=False)

    def __init__(self, data: QueryDict, regions: list[Choice]) -> None:
        super().__init__(data)
        self.fields["region"].choices = [("", _("alle")), *((choice.key, choice.shown) for choice in regions)]


@dataclass
class Tab:
    code: str
    label: str
    query: str
    current: bool


@dataclass
class DeskList:
    """The answer to one address of the list. `query` is its address without the page."""

    form: DeskForm
    events: list[Event]
    total: int
    page: int
    query: str
    tabs: list[Tab]

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE_SIZE))


def read(data: QueryDict, *, user: User, now: datetime.datetime) -> DeskList:
    """Read an address of the list; what is not known is passed over and shown beside its field."""
    form = DeskForm(data, region_choices())
    form.is_valid()
    asked = {name: value for name, value in form.cleaned_data.items() if value}
    view = asked.get("view", UPCOMING)
    rows = (
        _narrow(visible_to(user), asked, user)
        .filter(_view(view, now))
        .annotate(total=Window(Count("pk")), taken=_number(Registration.objects.holding()), waiting=_number(Registration.objects.waiting()))
    )
    rows = rows.order_by("-starts_at" if view == PAST else "starts_at", "pk")
    text = data.get("page", "")
    page = max(1, int(text)) if text.isascii() and text.isdecimal() and len(text) < 6 else 1
    found = list(rows[(page - 1) * PAGE_SIZE : page * PAGE_SIZE])
    if not found and page > 1:
        page, found = 1, list(rows[:PAGE_SIZE])
    return DeskList(form, found, found[0].total if found else 0, page, _query(data), _tabs(data, view))


def _number(registrations: QuerySet[Registration]) -> Coalesce:
    """How many of these an event has; the page asks for them together with the events."""
    own = registrations.filter(event=OuterRef("pk")).order_by().values("event").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(own), 0)


def _query(data: QueryDict, **changes: str) -> str:
    kept = data.copy()
    kept.pop("page", None)
    for name, value in changes.items():
        kept[name] = value
    return kept.urlencode()


def _tabs(data: QueryDict, view: str) -> list[Tab]:
    return [Tab(code, str(label), _query(data, view=code), code == view) for code, label in VIEWS]


def _view(view: str, now: datetime.datetime) -> Q:
    return {
        UPCOMING: ~Q(state=State.DRAFT) & Q(ends_at__gt=now),
        DRAFTS: Q(state=State.DRAFT),
        REVIEW: Q(state=State.DRAFT, submitted_at__isnull=False),
        PAST: ~Q(state=State.DRAFT) & Q(ends_at__lte=now),
    }[view]


def _narrow(rows: QuerySet[Event], asked: dict[str, Any], user: User) -> QuerySet[Event]:
    if "q" in asked:
        words = asked["q"]
        rows = rows.filter(
            Q(title_de__icontains=words) | Q(summary_de__icontains=words) | Q(city__icontains=words) | Q(organiser__name__icontains=words)
        )
    if "region" in asked:
        rows = rows.filter(region__in=keys_in(asked["region"]))
    for name in ("kind", "state"):
        if name in asked:
            rows = rows.filter(**{name: asked[name]})
    if "mine" in asked:
        own = user.memberships.values("organisation_id")
        rows = rows.filter(
            Q(created_by=user) | Q(organiser__in=own) | Q(pk__in=Event.objects.filter(series__terms__user=user).values("pk"))
        )
    return rows
