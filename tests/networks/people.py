"""Advisors for tests, written as the product writes them: with their search rows."""

import itertools
from typing import Any

from networks.models import Advisor, AdvisorChannel, AdvisorLanguage, Competence, Organisation, Responsibility
from networks.search_rows import refresh_advisor, refresh_organisation
from tests.factories import make_organisation

_number = itertools.count(1)


def make_advisor(
    *,
    organisations: list[Organisation] | None = None,
    regions: list[str] | None = None,
    languages: list[str] | None = None,
    competences: list[tuple[str, str]] | None = None,
    channels: list[tuple[str, str, str]] | None = None,
    **fields: Any,
) -> Advisor:
    """Make an advisor. `languages` are codes, `competences` pairs of topic and phase, `channels` kind, value, visibility."""
    number = next(_number)
    advisor = Advisor.objects.create(**({"slug": f"advisor-{number}", "display_name": f"Beraterin {number}"} | fields))
    advisor.organisations.set([make_organisation(regions=[])] if organisations is None else organisations)
    advisor.regions.set(regions or [])
    for code in languages or []:
        AdvisorLanguage.objects.create(advisor=advisor, code=code)
    for topic, phase in competences or []:
        Competence.objects.create(advisor=advisor, topic_id=topic, phase=phase)
    for kind, value, visibility in channels or []:
        AdvisorChannel.objects.create(advisor=advisor, kind=kind, value=value, visibility=visibility)
    refresh_advisor(advisor)
    return advisor


def make_responsibility(owner: Advisor | Organisation, **fields: Any) -> Responsibility:
    owner_field = {"advisor" if isinstance(owner, Advisor) else "organisation": owner}
    made = Responsibility.objects.create(**({"topic_id": "financing", "region_id": "06636"} | owner_field | fields))
    (refresh_advisor if isinstance(owner, Advisor) else refresh_organisation)(owner)
    return made
