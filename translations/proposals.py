"""Proposals that wait for a second pair of eyes, for those who may decide."""

from dataclasses import dataclass

from django.db.models import Model, Q, QuerySet
from django.utils.safestring import SafeString

from accounts.access import coordinated_keys, coordinates_any
from accounts.models import User
from portal.diff import compare
from portal.languages import BY_CODE, SOURCE, Language
from portal.texts import EVERYWHERE, model_of, options_of
from translations import naming, rows
from translations.access import languages_of
from translations.actions import UnitKey
from translations.models import Origin, Proposal
from translations.texts import OTHERS, digest, fields_of, read

PAGE_SIZE = 20


@dataclass(frozen=True)
class Waiting:
    """One proposal as the page shows it. `is_late`: the German is another by now, so it cannot be accepted."""

    proposal: Proposal
    title: str
    address: str
    field: str
    kind: str
    language: Language
    german: str
    old_html: SafeString | str
    new_html: SafeString | str
    current_digest: str
    proposal_digest: str
    is_late: bool

    @property
    def author(self) -> str:
        return self.proposal.by.name if self.proposal.by else "–"


def decidable(user: User) -> QuerySet[Proposal]:
    """Return the proposals of others that this account may decide: in its languages, or about its regions. Oldest first."""
    others = Proposal.objects.exclude(origin=Origin.MACHINE).exclude(by=user)
    own = languages_of(user)
    allowed = Q(language__in=own)
    if own != OTHERS and coordinated_keys(user):
        foreign = others.exclude(allowed)
        for label in foreign.order_by().values_list("model", flat=True).distinct():
            keys = _own(user, label, list(foreign.filter(model=label).order_by().values_list("object_id", flat=True).distinct()))
            allowed |= Q(model=label, object_id__in=keys)
    return others.filter(allowed).select_related("by").order_by("made_at", "pk")


def _own(user: User, label: str, keys: list[str]) -> list[str]:
    """Of these rows those the account coordinates: the same rule as `access.can_decide`, for many."""
    model = model_of(label)
    if model is None or options_of(model).region_path == EVERYWHERE:
        return []
    regions: dict[str, set[str]] = {}
    for pk, region in model._default_manager.filter(pk__in=keys).order_by().values_list("pk", options_of(model).region_path):
        if region:
            regions.setdefault(str(pk), set()).add(region)
    return [key for key, found in regions.items() if coordinates_any(user, found)]


def shown(proposals: list[Proposal]) -> list[Waiting]:
    """Return what the page shows of these proposals; what belongs to rows that are gone is passed over."""
    keys: dict[str, list[str]] = {}
    for proposal in proposals:
        keys.setdefault(proposal.model, []).append(proposal.object_id)
    found = {(label, key): row for label, wanted in keys.items() for key, row in rows.with_page(label, wanted).items()}
    return [
        _waiting(proposal, row)
        for proposal in proposals
        if (row := found.get((proposal.model, proposal.object_id))) and proposal.field in fields_of(type(row))
    ]


def _waiting(proposal: Proposal, row: Model) -> Waiting:
    german, current = read(row, proposal.field, SOURCE), read(row, proposal.field, proposal.language)
    change = compare(proposal.field, "", current, proposal.text, proposal.language) if current else None
    return Waiting(
        proposal=proposal,
        title=rows.title_of(row),
        address=rows.address_of(row),
        field=naming.field_name(proposal.model, proposal.field),
        kind=naming.type_name(proposal.model),
        language=BY_CODE[proposal.language],
        german=german,
        old_html=change.old_html if change else current,
        new_html=change.new_html if change else proposal.text,
        current_digest=digest(current),
        proposal_digest=digest(proposal.text),
        is_late=proposal.source_digest != digest(german),
    )


def key_of(proposal: Proposal) -> UnitKey:
    return UnitKey(proposal.model, proposal.object_id, proposal.field, proposal.language)
