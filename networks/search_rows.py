"""What is searched of organisations and advisors. Belongs into the transaction that saves them."""

from django.db.models import QuerySet
from django.utils import timezone

from networks.models import Advisor, Organisation, Responsibility
from portal import search
from portal.languages import CODES, SOURCE
from portal.models import Topic
from portal.wording import language_name

ORGANISATION, ADVISOR = "organisation", "advisor"


def refresh_organisation(organisation: Organisation) -> None:
    """Write the search rows of an active organisation, remove those of any other; and those of its advisors, who are found by its name."""
    _write_organisation(organisation)
    for advisor in organisation.advisors.order_by("pk"):
        refresh_advisor(advisor)


def _write_organisation(organisation: Organisation) -> None:
    if organisation.state != Organisation.State.ACTIVE:
        search.remove(ORGANISATION, organisation.pk)
        return
    topics = list(_topics(Responsibility.objects.filter(organisation=organisation)))
    names = " ".join([organisation.short_name, *organisation.aliases, *organisation.formerly])
    spoken = list(organisation.languages.values_list("code", flat=True))
    texts = {}
    for code in CODES:
        said = (getattr(organisation, f"{field}_{code}") or "" for field in ("about", "responsible_for", "send_when"))
        kind = getattr(organisation.kind, f"name_{code}") or ""
        body = " ".join([kind, *said, *_words(topics, code), *(language_name(other, code) for other in spoken)])
        # The name is the same in every language, so it is found in every language.
        texts[code] = search.Text(organisation.name, names, body, "")
    search.index(ORGANISATION, organisation.pk, texts)


def refresh_advisor(advisor: Advisor) -> None:
    """Write the search rows of an advisor whom everybody may see, remove those of any other: the vocabulary of the search is public."""
    if advisor.state != Advisor.State.ACTIVE or advisor.visibility != "public":
        search.remove(ADVISOR, advisor.pk)
        return
    known = Topic.objects.filter(pk__in=advisor.competences.values("topic_id"))
    topics = list({topic.pk: topic for topic in [*known, *_topics(Responsibility.objects.filter(advisor=advisor))]}.values())
    bodies = advisor.organisations.filter(state=Organisation.State.ACTIVE).values_list("name", "short_name", "aliases")
    provider = " ".join(" ".join([name, short, *aliases]) for name, short, aliases in bodies)
    spoken = list(advisor.languages.values_list("code", flat=True))
    texts = {}
    for code in CODES:
        said = (getattr(advisor, f"{field}_{code}") or "" for field in ("position", "about"))
        body = " ".join([*said, *_words(topics, code), *(language_name(other, code) for other in spoken)])
        texts[code] = search.Text(advisor.display_name, "", body, provider if code == SOURCE else "")
    search.index(ADVISOR, advisor.pk, texts)


def forget_organisation(pk: int) -> None:
    """Remove the search rows of an organisation that is about to be deleted."""
    search.remove(ORGANISATION, pk)


def forget_advisor(pk: int) -> None:
    """Remove the search rows of an advisor who is about to be deleted."""
    search.remove(ADVISOR, pk)


def refresh_all() -> tuple[int, int]:
    """Write all search rows of organisations and advisors. Returns how many of each."""
    organisations = Organisation.objects.select_related("kind").order_by("pk")
    advisors = Advisor.objects.order_by("pk")
    for organisation in organisations:
        _write_organisation(organisation)
    for advisor in advisors:
        refresh_advisor(advisor)
    return len(organisations), len(advisors)


def _topics(responsibilities: QuerySet[Responsibility]) -> QuerySet[Topic]:
    """The topics of responsibilities that hold today."""
    current = responsibilities.filter(pk__in=Responsibility.objects.current(timezone.localdate()).values("pk"))
    return Topic.objects.filter(pk__in=current.values("topic_id"))


def _words(topics: list[Topic], code: str) -> list[str]:
    return [f"{getattr(topic, f'name_{code}') or ''} {getattr(topic, f'words_{code}') or ''}" for topic in topics]
