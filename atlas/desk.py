"""The desk's front page: only what is the reader's own, in a few calm groups."""

from dataclasses import dataclass, field

from django.db.models import BigIntegerField, Case, CharField, Count, Exists, F, Func, OuterRef, Q, QuerySet, Subquery, Value, When, Window
from django.db.models.functions import Cast, RowNumber
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import coordinated_keys, is_operator
from accounts.models import FormDraft, User
from atlas import health
from atlas.subjects import advisor_address, first_address, offer_address, organisation_address
from events.access import visible_to as events_of
from events.models import OPEN_STATES, Event
from events.models import State as EventState
from networks.access import advisors_of, organisations_of
from networks.models import (
    Advisor,
    AdvisorChannel,
    AdvisorLanguage,
    ClaimState,
    Competence,
    Contact,
    InboxItem,
    Membership,
    Organisation,
    OrganisationLanguage,
    Place,
    ProfileClaim,
)
from networks.steps import Step, advisor_gaps, next_steps, organisation_gaps
from offers.access import visible_to
from offers.models import Offer, OfferRevision, State
from portal import wording

# So many of each group; the rest stands in its list.
SHOWN = 5
MOST_ITEMS = 100
# Where something that was begun and never saved is continued.
_NEW = {
    "offer": "offers_desk:new",
    "organisation": "profiles:organisation_new",
    "advisor": "profiles:profile",
    "profile": "profiles:advisor_new",
    "event": "event_desk:new",
}


@dataclass(frozen=True)
class Row:
    """One line: what it is, where it leads, and a word beside it."""

    name: str
    href: str = ""
    note: str = ""


@dataclass(frozen=True)
class Group:
    """One group of the page. `more` is the address of the whole list."""

    code: str
    title: str
    number: int
    rows: list[Row]
    more: str = ""


@dataclass(frozen=True)
class Checklist:
    """What a profile lacks; `confirm` is where an old one is confirmed."""

    name: str
    href: str
    missing: list[str] = field(default_factory=list)
    confirm: str = ""


@dataclass(frozen=True)
class Front:
    groups: list[Group]
    checklists: list[Checklist]
    drafts: list[Row]
    claims: list[Row]
    region: dict[str, int] | None
    steps: list[Step]

    @property
    def is_empty(self) -> bool:
        return not (any(group.number for group in self.groups) or self.checklists or self.drafts or self.claims)


def read(user: User) -> Front:
    """Read everything for one reader."""
    memberships = list(_memberships(user))
    editors = [row.organisation_id for row in memberships if row.role == Membership.Role.EDITOR]
    members = [row.organisation_id for row in memberships]
    if memberships:
        # The navigation asks the same later.
        user._is_member = True
    keys, profiles = coordinated_keys(user), list(_profiles(user))
    return Front(
        groups=[*_offers(user, editors, members), *_events(user, members), *_inbox(user)],
        checklists=[*filter(None, map(_organisation_check, memberships)), *filter(None, map(_profile_check, profiles))],
        drafts=_drafts(user),
        claims=_claims(user),
        region=health.freshness(keys, timezone.localdate()) if keys else None,
        steps=next_steps(member=bool(members), editor=bool(editors), has_profile=bool(profiles)),
    )


def _offers(user: User, editors: list[int], members: list[int]) -> list[Group]:
    """Offers to confirm, to review, to finish: the first few of each and how many there are, in one question."""
    keys = coordinated_keys(user)
    through = Offer.regions.through.objects.filter(offer_id=OuterRef("pk"), region_id__in=keys)
    here = Q(pk__isnull=False) if is_operator(user) else Exists(through) if keys else Q(pk__in=[])
    proposed = OfferRevision.objects.filter(offer=OuterRef("pk"), state=OfferRevision.State.IN_REVIEW)
    groups = Case(
        When((Q(state=State.IN_REVIEW) | Exists(proposed)) & here, then=Value("review")),
        When(Q(state=State.TO_VERIFY) & (Q(provider__in=editors) | here), then=Value("to_verify")),
        When(Q(state=State.DRAFT) & (Q(provider__in=members) | Q(created_by=user)), then=Value("draft")),
        default=Value(""),
        output_field=CharField(),
    )
    rows = (
        Offer.objects.exclude(state=State.ARCHIVED)
        .annotate(group=groups)
        .exclude(group="")
        .annotate(
            number=Window(Count("pk"), partition_by=F("group")),
            rank=Window(RowNumber(), partition_by=F("group"), order_by=(F("to_verify_since").asc(nulls_last=True), F("pk").asc())),
        )
        .filter(rank__lte=SHOWN)
        .order_by("group", "rank")
        .values_list("group", "number", "official_name", "slug", "state")
    )
    found: dict[str, list[tuple[int, Row]]] = {}
    for group, number, name, slug, state in rows:
        found.setdefault(group, []).append((number, Row(name, offer_address(slug, state, review=group == "review"))))
    titles = {"to_verify": _("Angebote zu bestätigen"), "review": _("Angebote zu prüfen"), "draft": _("Entwürfe")}
    wanted = {"to_verify": "to_verify", "review": "in_review", "draft": "draft"}
    whole = first_address(("offers_desk:list", []))
    return [
        Group(code, title, found[code][0][0], [row for _number, row in found[code]], f"{whole}?state={wanted[code]}" if whole else "")
        for code, title in titles.items()
        if code in found
    ]


def _events(user: User, members: list[int]) -> list[Group]:
    """Events to review, and the next ones of the account's own: the first few of each and how many there are, in one question."""
    keys = coordinated_keys(user)
    here = Q(pk__isnull=False) if is_operator(user) else Q(region__in=keys)
    own = Q(created_by=user) | Q(organiser__in=members) | Q(series__in=user.series_terms.values("series_id"))
    groups = Case(
        When(Q(state=EventState.DRAFT, submitted_at__isnull=False) & here, then=Value("event_review")),
        When(Q(state__in=OPEN_STATES, ends_at__gt=timezone.now()) & own, then=Value("events")),
        default=Value(""),
        output_field=CharField(),
    )
    rows = (
        Event.objects.annotate(group=groups)
        .exclude(group="")
        .annotate(
            number=Window(Count("pk"), partition_by=F("group")),
            rank=Window(RowNumber(), partition_by=F("group"), order_by=(F("starts_at").asc(), F("pk").asc())),
        )
        .filter(rank__lte=SHOWN)
        .order_by("group", "rank")
        .only("title_de", "starts_at", "timezone")
    )
    found: dict[str, list[Event]] = {}
    for event in rows:
        found.setdefault(event.group, []).append(event)
    whole = reverse("event_desk:list")
    wanted = (
        ("event_review", _("Veranstaltungen zu prüfen"), f"{whole}?view=review"),
        ("events", _("Ihre nächsten Veranstaltungen"), whole),
    )
    return [
        Group(code, title, found[code][0].number, [_event_row(event) for event in found[code]], address)
        for code, title, address in wanted
        if code in found
    ]


def _event_row(event: Event) -> Row:
    return Row(event.title_de, reverse("event_desk:detail", args=[event.pk]), wording.day(event.starts_local.date()))


def _inbox(user: User) -> list[Group]:
    """What waits in the inbox for this account, in three groups."""
    items = list(InboxItem.objects.open().filter(owner=user)[:MOST_ITEMS])
    by_kind: dict[str, list[InboxItem]] = {}
    for item in items:
        kind = item.kind if item.kind in (InboxItem.Kind.REPORT, InboxItem.Kind.CLAIM) else "other"
        by_kind.setdefault(kind, []).append(item)
    titles = {
        InboxItem.Kind.REPORT: _("Hinweise von Besuchern"),
        InboxItem.Kind.CLAIM: _("Anträge auf Übernahme"),
        "other": _("Weiteres im Eingang"),
    }
    address = reverse("atlas:inbox")
    return [
        Group(
            code=str(kind),
            title=title,
            number=len(by_kind[kind]),
            rows=[_item_row(item) for item in by_kind[kind][:SHOWN]],
            more=f"{address}?owner=me" + (f"&kind={kind}" if kind != "other" else ""),
        )
        for kind, title in titles.items()
        if kind in by_kind
    ]


def _item_row(item: InboxItem) -> Row:
    note = _("überfällig") if item.due_on < timezone.localdate() else ""
    if item.kind == InboxItem.Kind.CLAIM and item.subject_model == "networks.profileclaim":
        return Row(item.subject, reverse("claims:decide", args=[item.subject_id]), note)
    return Row(item.subject, reverse("atlas:inbox_item", args=[item.pk]), note)


def _memberships(user: User) -> list[Membership]:
    """The account's memberships with what its organisations have, in one question."""

    def has(model: type) -> Exists:
        return Exists(model.objects.filter(organisation=OuterRef("organisation_id")))

    return list(
        user.memberships.select_related("organisation")
        .filter(organisation__state=Organisation.State.ACTIVE)
        .annotate(has_contact=has(Contact), has_place=has(Place), has_language=has(OrganisationLanguage))
        .order_by("organisation__name", "pk")
    )


def _organisation_check(membership: Membership) -> Checklist | None:
    body = membership.organisation
    if membership.role != Membership.Role.EDITOR:
        return None
    missing = organisation_gaps(body, contact=membership.has_contact, place=membership.has_place, language=membership.has_language)
    confirm = first_address(("profiles:organisation_confirm", [body.slug])) if body.claim_state == ClaimState.STALE else ""
    return Checklist(body.name, organisation_address(body.slug), missing, confirm) if missing or confirm else None


def _profiles(user: User) -> QuerySet[Advisor]:
    """The account's profile with what it has, in one question."""

    def has(model: type) -> Exists:
        return Exists(model.objects.filter(advisor=OuterRef("pk")))

    return Advisor.objects.filter(user=user, state=Advisor.State.ACTIVE).annotate(
        has_language=has(AdvisorLanguage), has_competence=has(Competence), has_channel=has(AdvisorChannel)
    )


def _profile_check(profile: Advisor) -> Checklist | None:
    missing = advisor_gaps(profile, language=profile.has_language, competence=profile.has_competence, channel=profile.has_channel)
    confirm = first_address(("profiles:advisor_confirm", [profile.slug])) if profile.claim_state == ClaimState.STALE else ""
    return Checklist(profile.display_name, advisor_address(profile.slug), missing, confirm) if missing or confirm else None


def _drafts(user: User) -> list[Row]:
    """What was typed into a form and never saved. The form's key names the thing: its kind, a hyphen, its number or "new"."""
    digits = Func(F("form"), Value("-([0-9]{1,15})$"), function="substring")

    def of(things: QuerySet, column: str) -> Subquery:
        return Subquery(things.filter(pk=OuterRef("number")).values(column)[:1])

    offers, bodies, people = visible_to(user), organisations_of(user), advisors_of(user)
    drafts = (
        FormDraft.objects.filter(user=user)
        .annotate(number=Cast(digits, BigIntegerField()))
        .annotate(offer=of(offers, "slug"), offer_name=of(offers, "official_name"), body=of(bodies, "slug"), body_name=of(bodies, "name"))
        .annotate(advisor=of(people, "slug"), advisor_name=of(people, "display_name"), event_name=of(events_of(user), "title_de"))
        .order_by("-saved_at")[:SHOWN]
    )
    return [row for draft in drafts if (row := _draft_row(draft))]


def _draft_row(draft: FormDraft) -> Row | None:
    kind, _hyphen, number = draft.form.rpartition("-")
    if number == "new":
        address = _NEW.get(kind, "")
        name = next((draft.data[column] for column in ("title_de", "official_name", "name", "display_name") if draft.data.get(column)), "")
        name = name[0] if isinstance(name, list) and name else name
        return Row(str(name)[:100] or _("Neu, noch ohne Namen"), first_address((address, [])) if address else "")
    if kind == "offer" and draft.offer:
        return Row(draft.offer_name, offer_address(draft.offer, ""))
    if kind == "organisation" and draft.body:
        return Row(draft.body_name, organisation_address(draft.body))
    if kind == "advisor" and draft.advisor:
        return Row(draft.advisor_name, advisor_address(draft.advisor))
    if kind == "event" and draft.event_name:
        return Row(draft.event_name, reverse("event_desk:edit", args=[int(number)]))
    return None


def _claims(user: User) -> list[Row]:
    """The account's own claims that are not decided yet."""
    waiting = ProfileClaim.objects.filter(user=user, state=ProfileClaim.State.REQUESTED).select_related("organisation", "advisor")
    return [
        Row(
            str(claim.subject), reverse("claims:code" if claim.awaits_code else "claims:decide", args=[claim.pk]), claim.get_state_display()
        )
        for claim in waiting
    ]
