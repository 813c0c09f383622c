"""How a region is doing: offers by freshness, organisations without an editor, texts by language, broken links."""

import datetime
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count, DateField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet
from django.db.models.functions import Cast, Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.access import below
from networks.models import Membership, Organisation
from offers.models import Offer, State
from portal.languages import BY_CODE, CODES, SOURCE
from portal.models import LinkState
from translations.models import State as TextState
from translations.units import units

ARCHIVED_DAYS = 90
BROKEN_AFTER = 3
OTHERS = [code for code in CODES if code != SOURCE]
FRESHNESS: tuple[tuple[str, str | Promise, str], ...] = (
    ("fresh", _("frisch"), "bar-good"),
    ("soon", _("bald fällig"), "bar-warn"),
    ("to_verify", _("zu prüfen"), "bar-bad"),
    ("archived", _("zuletzt archiviert"), "bar-rest"),
)


@dataclass(frozen=True)
class Bar:
    """One column of the chart, in the units of its view box."""

    label: str
    number: int
    css: str
    x: int
    y: int
    height: int

    @property
    def middle(self) -> int:
        return self.x + 50


@dataclass(frozen=True)
class LanguageRow:
    """A language's public offers: how many have no text in it, how many an old one."""

    code: str
    missing: int
    outdated: int

    @property
    def name(self) -> str:
        return BY_CODE[self.code].name


@dataclass(frozen=True)
class Health:
    """The numbers of one region and everything in it."""

    key: str
    total: int
    freshness: dict[str, int]
    languages: list[LanguageRow]
    without_editor: list[Organisation]
    broken: int

    @property
    def rows(self) -> list[tuple[str, int]]:
        return [(str(label), self.freshness[name]) for name, label, _css in FRESHNESS]

    def bars(self, *, mirrored: bool) -> list[Bar]:
        """Return the columns, begun at the reader's side. The view box is 480 wide, columns stand on 150 and are at most 120 high."""
        most = max(1, *self.freshness.values())
        bars = []
        for place, (name, label, css) in enumerate(FRESHNESS):
            height = round(120 * self.freshness[name] / most)
            x = 10 + 120 * (len(FRESHNESS) - 1 - place if mirrored else place)
            bars.append(Bar(str(label), self.freshness[name], css, x, 150 - height, height))
        return bars


def offers_in(keys: list[str] | frozenset[str]) -> QuerySet[Offer]:
    """Return the offers that name one of these regions themselves."""
    through = Offer.regions.through.objects.filter(offer_id=OuterRef("pk"), region_id__in=keys)
    return Offer.objects.filter(Exists(through))


def freshness(keys: list[str] | frozenset[str], today: datetime.date, **more: Count) -> dict[str, int]:
    """Count the public offers of some regions by how fresh their check is. `more` are counted along."""
    day_due = Coalesce(F("verified_on"), Cast("created_at", DateField())) + F("verify_after_days")
    due = ExpressionWrapper(day_due, output_field=DateField())
    soon = today + datetime.timedelta(days=settings.ASK_OWNER_DAYS)
    offers = Offer.objects.public(today).filter(pk__in=offers_in(keys).values("pk")).annotate(due=due)
    return offers.aggregate(
        total=Count("pk"),
        fresh=Count("pk", filter=Q(state=State.PUBLISHED, due__gt=soon)),
        soon=Count("pk", filter=Q(state=State.PUBLISHED, due__lte=soon)),
        to_verify=Count("pk", filter=Q(state=State.TO_VERIFY)),
        **more,
    )


def read(key: str, today: datetime.date) -> Health:
    """Read the numbers of one region and everything below it."""
    keys = below(key)
    missing = {
        f"missing_{code}": Count(
            "pk",
            filter=Q(**{f"title_{code}__isnull": True})
            | Q(**{f"title_{code}": ""})
            | Q(**{f"summary_{code}__isnull": True})
            | Q(**{f"summary_{code}": ""}),
        )
        for code in OTHERS
    }
    numbers = freshness(keys, today, **missing)
    since = today - datetime.timedelta(days=ARCHIVED_DAYS)
    archived = offers_in(keys).filter(Q(archived_on__gte=since) | Q(archived_on=None, changed_at__date__gte=since), state=State.ARCHIVED)
    public = Offer.objects.public(today).filter(pk__in=offers_in(keys).values("pk"))
    old = _outdated(public)
    return Health(
        key=key,
        total=numbers["total"],
        freshness={"archived": archived.count(), **{name: numbers[name] for name in ("fresh", "soon", "to_verify")}},
        languages=[LanguageRow(code, numbers[f"missing_{code}"], len(old.get(code, ()))) for code in OTHERS],
        without_editor=_without_editor(keys),
        broken=_broken(public),
    )


def _outdated(offers: QuerySet[Offer]) -> dict[str, set[str]]:
    """Return, by language, the offers with a translation that was made from another German text than today's."""
    keys = list(offers.values_list("pk", flat=True))
    found: dict[str, set[str]] = {}
    for unit in units(labels=[Offer._meta.label_lower], keys=keys, states=[TextState.OUTDATED]) if keys else ():
        found.setdefault(unit.language, set()).add(unit.object_id)
    return found


def _without_editor(keys: list[str]) -> list[Organisation]:
    edited = Membership.objects.filter(organisation=OuterRef("pk"), role=Membership.Role.EDITOR, user__is_active=True)
    through = Organisation.regions.through.objects.filter(organisation_id=OuterRef("pk"), region_id__in=keys)
    return list(Organisation.objects.active().filter(Exists(through), ~Exists(edited)).only("slug", "name").order_by("name"))


def _broken(offers: QuerySet[Offer]) -> int:
    """Count the public offers that show a link which has failed several weekly checks."""
    urls = list(LinkState.objects.filter(failures__gte=BROKEN_AFTER).values_list("url", flat=True))
    if not urls:
        return 0
    shown = Q(website__in=urls) | Q(appointment_url__in=urls) | Q(sources__overlap=urls) | Q(links__url__in=urls)
    return offers.filter(shown).values("pk").distinct().count()
