"""Where the thing lies that an inbox item speaks of: items name it by label and id, this module knows the addresses."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse

from events.models import Event
from networks.models import Advisor, ContactRequest, InboxItem, Organisation, ProfileClaim, Responsibility
from offers.models import PUBLIC_STATES, Offer, OfferReport, OfferRevision
from stories.models import Story


@dataclass(frozen=True)
class Subject:
    """`href` may be empty; `email` is what a visitor left for an answer."""

    name: str
    href: str = ""
    email: str = ""


def first_address(*candidates: tuple[str, list[object]]) -> str:
    """Return the first of some named addresses that this installation has, else nothing."""
    for name, args in candidates:
        try:
            return reverse(name, args=args)
        except NoReverseMatch:
            continue
    return ""


def offer_address(slug: str, state: str, *, review: bool = False) -> str:
    """Return where an offer is worked on, or looked through; its public page where there is one and no better."""
    public = [("offers:detail", [slug])] if state in PUBLIC_STATES else []
    return first_address(("offers_desk:review" if review else "offers_desk:edit", [slug]), *public)


def organisation_address(slug: str) -> str:
    return first_address(("profiles:organisation", [slug]), ("atlas:organisation", [slug]))


def advisor_address(slug: str) -> str:
    return first_address(("profiles:advisor", [slug]), ("atlas:advisor", [slug]))


def _offer(pk: int) -> Subject | None:
    offer = Offer.objects.only("slug", "state", "official_name").filter(pk=pk).first()
    return offer and Subject(offer.official_name, offer_address(offer.slug, offer.state))


def _report(pk: int) -> Subject | None:
    report = OfferReport.objects.select_related("offer").filter(pk=pk).first()
    return report and Subject(report.offer.official_name, offer_address(report.offer.slug, report.offer.state), report.email)


def _revision(pk: int) -> Subject | None:
    revision = OfferRevision.objects.select_related("offer").filter(pk=pk).first()
    return revision and Subject(revision.offer.official_name, offer_address(revision.offer.slug, revision.offer.state))


def _organisation(pk: int) -> Subject | None:
    body = Organisation.objects.only("slug", "name").filter(pk=pk).first()
    return body and Subject(body.name, organisation_address(body.slug))


def _advisor(pk: int) -> Subject | None:
    advisor = Advisor.objects.only("slug", "display_name").filter(pk=pk).first()
    return advisor and Subject(advisor.display_name, advisor_address(advisor.slug))


def _claim(pk: int) -> Subject | None:
    claim = ProfileClaim.objects.select_related("organisation", "advisor").filter(pk=pk).first()
    return claim and Subject(str(claim.subject), reverse("claims:decide", args=[pk]))


def _contact(pk: int) -> Subject | None:
    found = ContactRequest.objects.select_related("advisor").filter(pk=pk).first()
    return found and Subject(found.advisor.display_name, advisor_address(found.advisor.slug), found.email)


def _responsibility(pk: int) -> Subject | None:
    found = Responsibility.objects.filter(pk=pk).first()
    if found is None:
        return None
    return _advisor(found.advisor_id) if found.advisor_id else _organisation(found.organisation_id)


def _event(pk: int) -> Subject | None:
    title = Event.objects.filter(pk=pk).values_list("title_de", flat=True).first()
    return Subject(title, reverse("event_desk:detail", args=[pk])) if title else None


def _story(pk: int) -> Subject | None:
    title = Story.objects.filter(pk=pk).values_list("title_de", flat=True).first()
    return Subject(title, reverse("story_desk:detail", args=[pk])) if title else None


_FINDERS: dict[str, Callable[[int], Subject | None]] = {
    "offers.offer": _offer,
    "offers.offerreport": _report,
    "offers.offerrevision": _revision,
    "events.event": _event,
    "stories.story": _story,
    "networks.organisation": _organisation,
    "networks.advisor": _advisor,
    "networks.profileclaim": _claim,
    "networks.contactrequest": _contact,
    "networks.responsibility": _responsibility,
}


def subject_of(item: InboxItem) -> Subject:
    """Return what an item is about, with its address as far as there is one. What has been deleted keeps its name."""
    if item.kind == InboxItem.Kind.MISS:
        return Subject(item.subject, f"{reverse('offers:list')}?{urlencode({'q': item.subject})}")
    if item.kind == InboxItem.Kind.REVIEW and item.subject_model == "offers.offer":
        offer = Offer.objects.only("slug", "state").filter(pk=item.subject_id).first()
        return Subject(item.subject, offer_address(offer.slug, offer.state, review=True) if offer else "")
    find = _FINDERS.get(item.subject_model)
    return (find and item.subject_id and find(item.subject_id)) or Subject(item.subject)
