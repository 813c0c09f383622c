"""What cards and profiles of organisations and advisors say in a few words."""

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from urllib.parse import quote

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from networks.cards import AdvisorCard
from networks.models import AdvisorChannel, Competence, Responsibility, Visibility
from portal import wording
from portal.languages import SOURCE
from portal.regions import places
from portal.templatetags.portal import area_words
from portal.topics import topics
from portal.vocabulary import Phase

register = template.Library()
MOST_LANGUAGES = 4
MOST_TOPICS = 4


@register.filter
def spoken_names(spoken: list[str]) -> list[str]:
    """The languages of a card, the reader's own first; more than a few are counted."""
    reader = get_language() or SOURCE
    codes = sorted(dict.fromkeys(spoken), key=lambda code: code != reader)
    names = [wording.name_of_language(code) for code in codes]
    if len(names) > MOST_LANGUAGES:
        return [*names[: MOST_LANGUAGES - 1], _("und %(number)s weitere Sprachen") % {"number": len(names) - MOST_LANGUAGES + 1}]
    return names


@register.simple_tag
def advisor_tags(advisor: AdvisorCard) -> SafeString:
    """The short facts under an advisor's card, written at once: twenty cards of many small template parts are slow."""
    tags = [("spoken", name) for name in spoken_names(advisor.spoken)]
    tags += [("topic", name) for name in topic_names(advisor.topic_codes)]
    if advisor.visibility == Visibility.NETWORK:
        tags.insert(0, ("paused", _("nur für angemeldete Fachleute")))
    if advisor.is_example:
        tags.insert(0, ("paused", _("Beispiel")))
    if advisor.area_keys:
        tags.append(("area", area_words(advisor.area_keys)))
    if advisor.is_absent:
        tags.append(("paused", _("zurzeit nicht da")))
    return mark_safe("".join(f'<li class="tag {kind}">{escape(words)}</li>' for kind, words in tags))  # noqa: S308 - escaped here


@register.filter
def german_names(names: list[str]) -> SafeString:
    """German names one after the other, each with its language and direction."""
    return mark_safe(", ".join(f'<bdi lang="de" dir="ltr">{escape(name)}</bdi>' for name in names))  # noqa: S308 - escaped here


def topic_names(codes: list[str]) -> list[str]:
    """The first topics of a card, in the order of the list."""
    return [topic.name for code, topic in topics().items() if code in codes][:MOST_TOPICS]


@register.filter
def responsibility_topic(responsibility: Responsibility) -> str:
    """The topic of a responsibility, from memory."""
    return topics()[responsibility.topic_id].name


@register.filter
def responsibility_place(responsibility: Responsibility) -> str:
    return places()[responsibility.region_id].name


@dataclass(frozen=True)
class SkillRow:
    """One line of an advisor's matrix: the topic, and for each phase whether she knows about it."""

    topic: str
    phases: list[bool]


@register.filter
def skill_rows(competences: Iterable[Competence]) -> list[SkillRow]:
    """The matrix of these competences, without topics that she does not know."""
    ticked = {(competence.topic_id, competence.phase) for competence in competences}
    known = [(code, topic) for code, topic in topics().items() if any((code, phase) in ticked for phase in Phase.values)]
    return [SkillRow(topic.name, [(code, phase) in ticked for phase in Phase.values]) for code, topic in known]


@register.simple_tag
def phase_names() -> list[str]:
    """The phases in order, as the heads of a matrix."""
    return [str(phase.label) for phase in Phase]


@register.filter
def channel_href(channel: AdvisorChannel) -> str:
    """The address that opens a channel; empty where there is none."""
    digits = "".join(char for char in channel.value if char.isdigit())
    plus = "+" if channel.value.strip().startswith("+") else ""
    return {
        AdvisorChannel.Kind.PHONE: f"tel:{plus}{digits}",
        AdvisorChannel.Kind.MOBILE: f"tel:{plus}{digits}",
        AdvisorChannel.Kind.EMAIL: f"mailto:{quote(channel.value, safe='@')}",
        AdvisorChannel.Kind.WHATSAPP: f"https://wa.me/{digits}",
        AdvisorChannel.Kind.WEBSITE: channel.value if channel.value.startswith(("https://", "http://")) else "",
    }.get(channel.kind, "")
