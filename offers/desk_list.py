"""The desk's list of offers: whose they are, what is asked, in which order."""

import datetime
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from networks.models import Organisation
from offers.access import visible_to
from offers.cards import area_keys
from offers.ladder import with_days
from offers.models import PUBLIC_STATES, Offer, OfferRevision, State
from portal.regions import keys_in, places

PAGE_SIZE = 25
SORTS = {
    "changed": (_("Zuletzt geändert"), ("-changed_at", "pk")),
    "name": (_("Name von A bis Z"), ("official_name", "pk")),
    "due": (_("Nächste Prüfung"), ("due", "pk")),
    "state": (_("Stand"), ("state", "official_name", "pk")),
}
FRESH, SOON, OVERDUE, NEVER = "fresh", "soon", "overdue", "never"
FRESHNESS = (
    (FRESH, _("frisch geprüft")),
    (SOON, _("bald zu prüfen")),
    (OVERDUE, _("Prüfung überfällig")),
    (NEVER, _("noch nie geprüft")),
)


class DeskForm(forms.Form):
    """What may be asked of the list."""

    q = forms.CharField(
        label=_("Suchwort"), required=False, max_length=100, widget=forms.TextInput(attrs={"type": "search", "dir": "auto"})
    )
    state = forms.ChoiceField(
        label=_("Stand"), required=False, choices=[("", _("alle")), *State.choices, ("proposal", _("Änderungsvorschlag"))]
    )
    region = forms.ChoiceField(label=_("Region"), required=False)
    provider = forms.ModelChoiceField(label=_("Anbieter"), required=False, queryset=None, empty_label=_("alle"))
    freshness = forms.ChoiceField(label=_("Prüfung"), required=False, choices=[("", _("alle")), *FRESHNESS])
    sort = forms.ChoiceField(label=_("Sortieren"), required=False, choices=[(key, words) for key, (words, _order) in SORTS.items()])
    mine = forms.BooleanField(label=_("Nur meine"), required=False)

    def __init__(self, data: QueryDict, *, visible: QuerySet[Offer]) -> None:
        super().__init__(data)
        self.fields["provider"].queryset = Organisation.objects.filter(pk__in=visible.values("provider")).only("name").order_by("name")
        names = sorted(((key, place.name) for key, place in places().items()), key=lambda pair: pair[1])
        self.fields["region"].choices = [("", _("alle")), *names]


@dataclass
class DeskList:
    """The answer to one address of the list."""

    form: DeskForm
    page: Page
    query: str

    @property
    def offers(self) -> list[Offer]:
        return list(self.page.object_list)


def read(data: QueryDict, *, user: User, today: datetime.date) -> DeskList:
    """Read an address of the list; what is not known is passed over and shown beside its field."""
    visible = visible_to(user)
    form = DeskForm(data, visible=visible)
    form.is_valid()
    asked = {name: value for name, value in form.cleaned_data.items() if value}
    rows = with_days(visible).annotate(
        area_keys=area_keys(),
        has_proposal=Exists(OfferRevision.objects.filter(offer=OuterRef("pk"), state__in=OfferRevision.OPEN)),
    )
    rows = _narrow(rows, asked, user, today).select_related("provider").order_by(*SORTS[asked.get("sort", "changed")][1])
    kept = data.copy()
    kept.pop("page", None)
    return DeskList(form, Paginator(rows, PAGE_SIZE).get_page(data.get("page")), kept.urlencode())


def _narrow(rows: QuerySet[Offer], asked: dict[str, Any], user: User, today: datetime.date) -> QuerySet[Offer]:
    if "q" in asked:
        words = asked["q"]
        rows = rows.filter(Q(official_name__icontains=words) | Q(title_de__icontains=words) | Q(provider__name__icontains=words))
    if asked.get("state") == "proposal":
        rows = rows.filter(has_proposal=True)
    elif "state" in asked:
        rows = rows.filter(state=asked["state"])
    if "region" in asked:
        through = Offer.regions.through.objects.filter(region_id__in=keys_in(asked["region"]))
        rows = rows.filter(pk__in=through.values("offer_id"))
    if "provider" in asked:
        rows = rows.filter(provider=asked["provider"])
    if "mine" in asked:
        own = user.memberships.values("organisation_id")
        rows = rows.filter(Q(created_by=user) | Q(submitted_by=user) | Q(provider__in=own))
    return rows.filter(_freshness(asked["freshness"], today)) if "freshness" in asked else rows


def _freshness(which: str, today: datetime.date) -> Q:
    return (
        Q(state__in=PUBLIC_STATES)
        & {
            FRESH: Q(ask_on__gt=today, state=State.PUBLISHED),
            SOON: Q(ask_on__lte=today, due__gt=today, state=State.PUBLISHED),
            OVERDUE: Q(due__lte=today) | Q(state=State.TO_VERIFY),
            NEVER: Q(verified_on__isnull=True),
        }[which]
    )
