"""The desk's list of offers: whose they are, what is asked, in which order."""

import datetime
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Window
from django.db.models.functions import JSONObject
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
    provider = forms.IntegerField(label=_("Anbieter"), required=False, widget=forms.Select(choices=[("", _("alle"))]))
    freshness = forms.ChoiceField(label=_("Prüfung"), required=False, choices=[("", _("alle")), *FRESHNESS])
    sort = forms.ChoiceField(label=_("Sortieren"), required=False, choices=[(key, words) for key, (words, _order) in SORTS.items()])
    mine = forms.BooleanField(label=_("Nur meine"), required=False)

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data)
        names = sorted(((key, place.name) for key, place in places().items()), key=lambda pair: pair[1])
        self.fields["region"].choices = [("", _("alle")), *names]


@dataclass
class DeskList:
    """The answer to one address of the list. `query` is its address without the page."""

    form: DeskForm
    offers: list[Offer]
    total: int
    page: int
    query: str

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE_SIZE))


def read(data: QueryDict, *, user: User, today: datetime.date) -> DeskList:
    """Read an address of the list in one query; what is not known is passed over and shown beside its field."""
    visible = visible_to(user)
    form = DeskForm(data)
    form.is_valid()
    asked = {name: value for name, value in form.cleaned_data.items() if value}
    # Belongs to the whole list, so PostgreSQL answers it once, not for each row.
    providers = QuerySet(Organisation).filter(pk__in=visible.values("provider")).order_by("name")
    rows = with_days(visible).annotate(
        area_keys=area_keys(),
        has_proposal=Exists(OfferRevision.objects.filter(offer=OuterRef("pk"), state__in=OfferRevision.OPEN)),
        providers=ArraySubquery(providers.values(pair=JSONObject(id="pk", name="name"))),
        total=Window(Count("pk")),
    )
    rows = _narrow(rows, asked, user, today).select_related("provider").order_by(*SORTS[asked.get("sort", "changed")][1])
    text = data.get("page", "")
    page = max(1, int(text)) if text.isascii() and text.isdecimal() and len(text) < 6 else 1
    found = list(rows[(page - 1) * PAGE_SIZE : page * PAGE_SIZE])
    if not found and page > 1:
        page, found = 1, list(rows[:PAGE_SIZE])
    if found:
        form.fields["provider"].widget.choices = [("", _("alle")), *((pair["id"], pair["name"]) for pair in found[0].providers)]
    kept = data.copy()
    kept.pop("page", None)
    return DeskList(form, found, found[0].total if found else 0, page, kept.urlencode())


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
