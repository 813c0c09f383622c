"""The desk's list of stories: state, region, and whose consent ends."""

import datetime
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import Count, Q, QuerySet, Window
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from portal.pickers import Choice, region_choices
from portal.regions import keys_in
from stories.access import visible_to
from stories.models import State, Story

PAGE_SIZE = 25


class DeskForm(forms.Form):
    """What may be asked of the list."""

    q = forms.CharField(
        label=_("Suchwort"), required=False, max_length=100, widget=forms.TextInput(attrs={"type": "search", "dir": "auto"})
    )
    state = forms.ChoiceField(label=_("Stand"), required=False, choices=[("", _("alle")), *State.choices])
    region = forms.ChoiceField(label=_("Region"), required=False)
    ending = forms.BooleanField(label=_("Einwilligung endet bald"), required=False)

    def __init__(self, data: QueryDict, regions: list[Choice]) -> None:
        super().__init__(data)
        self.fields["region"].choices = [("", _("alle")), *((choice.key, choice.shown) for choice in regions)]


@dataclass
class DeskList:
    """The answer to one address of the list. `query` is its address without the page."""

    form: DeskForm
    stories: list[Story]
    total: int
    page: int
    query: str

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE_SIZE))


def read(data: QueryDict, *, user: User, today: datetime.date) -> DeskList:
    """Read an address of the list; what is not known is passed over and shown beside its field."""
    form = DeskForm(data, region_choices())
    form.is_valid()
    asked = {name: value for name, value in form.cleaned_data.items() if value}
    rows = _narrow(visible_to(user), asked, today).select_related("consent", "region").annotate(total=Window(Count("pk")))
    rows = rows.order_by("consent__ends_on", "pk") if "ending" in asked else rows.order_by("-changed_at", "-pk")
    text = data.get("page", "")
    page = max(1, int(text)) if text.isascii() and text.isdecimal() and len(text) < 6 else 1
    found = list(rows[(page - 1) * PAGE_SIZE : page * PAGE_SIZE])
    if not found and page > 1:
        page, found = 1, list(rows[:PAGE_SIZE])
    kept = data.copy()
    kept.pop("page", None)
    return DeskList(form, found, found[0].total if found else 0, page, kept.urlencode())


def _narrow(rows: QuerySet[Story], asked: dict[str, Any], today: datetime.date) -> QuerySet[Story]:
    if "q" in asked:
        words = asked["q"]
        rows = rows.filter(Q(title_de__icontains=words) | Q(person_name__icontains=words) | Q(firm_name__icontains=words))
    if "region" in asked:
        rows = rows.filter(region__in=keys_in(asked["region"]))
    if "state" in asked:
        rows = rows.filter(state=asked["state"])
    if "ending" in asked:
        until = today + datetime.timedelta(days=settings.CONSENT_ANNOUNCE_DAYS)
        rows = rows.filter(consent__ended_at__isnull=True, consent__given_at__isnull=False, consent__ends_on__lte=until)
    return rows
