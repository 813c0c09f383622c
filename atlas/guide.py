"""The guide: five short questions. Answers travel in the address; the answer to "May I?" never does."""

from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from offers.facets import label_of
from portal.languages import CODES
from portal.regions import places
from portal.vocabulary import Phase
from portal.wording import name_of_language

# What people need, in their words, and the topics of the list that answer it.
NEEDS = {
    "idea": (_("Hilfe mit meiner Idee und dem Plan"), ("idea_check", "business_plan", "mentoring")),
    "money": (_("Geld"), ("financing", "microcredit", "grant")),
    "papers": (_("Anmelden, Steuern, Rechtsform"), ("registration", "legal_form", "tax", "insurance")),
    "recognition": (_("Anerkennung meiner Ausbildung"), ("recognition",)),
    "people": (_("Leute, die mir helfen"), ("network", "mentoring")),
    "all": (pgettext_lazy("need", "Ich weiß es noch nicht"), ()),
}
PHASES = {
    "orientation": _("Ich denke darüber nach."),
    "planning": _("Ich habe eine Idee und plane."),
    "start": _("Ich fange gerade an."),
    "consolidation": _("Mein Geschäft läuft schon."),
}
QUESTIONS = (
    ("region", _("Wo wohnen Sie?"), _("Dann zeigen wir Hilfe in Ihrer Nähe.")),
    ("phase", _("Wo stehen Sie?"), _("Es ist egal, wie weit Sie sind. Hilfe gibt es für jeden Schritt.")),
    ("need", _("Was brauchen Sie zuerst?"), _("Sie können das später ändern.")),
    (
        "language",
        _("In welcher Sprache möchten Sie sprechen?"),
        _("Dann sehen Sie nur Stellen, die diese Sprache sicher anbieten. Überspringen Sie die Frage, wenn Sie mehr sehen möchten."),
    ),
    (
        "may_i",
        _("Dürfen Sie in Deutschland selbstständig arbeiten?"),
        _("Wir speichern und senden Ihre Antwort nicht. Sie führt Sie nur zur passenden Seite."),
    ),
)
LAST = len(QUESTIONS)


@dataclass
class Answer:
    """A given answer in words, and the number of its question."""

    number: int
    question: str
    words: str


def known(data: QueryDict) -> dict[str, str]:
    """Return the answers of an address that exist; others are passed over."""
    allowed = {"region": set(places()), "phase": set(PHASES), "need": set(NEEDS), "language": set(CODES)}
    return {name: data[name] for name, values in allowed.items() if data.get(name) in values}


def summary(answers: dict[str, str]) -> list[Answer]:
    """Return the given answers in the order of the questions, each with its words."""
    result = []
    for number, (name, question, _hint) in enumerate(QUESTIONS, 1):
        if name in answers:
            result.append(Answer(number, str(question), words_of(name, answers[name])))
    return result


def words_of(name: str, value: str) -> str:
    if name == "need":
        return str(NEEDS[value][0])
    if name == "phase":
        return str(PHASES[value])
    return label_of(name, value)


def options(name: str) -> list[tuple[str, str]]:
    """Return the answers one can choose from, as value and words."""
    if name == "phase":
        return [(value, str(words)) for value, words in PHASES.items()]
    if name == "need":
        return [(value, str(words)) for value, (words, _topics) in NEEDS.items()]
    if name == "language":
        return [(code, name_of_language(code)) for code in CODES]
    return []


def address(answers: dict[str, str]) -> str:
    """Return the answers as a query string, to carry them from page to page."""
    data = QueryDict(mutable=True)
    data.update(answers)
    return data.urlencode()


def result(answers: dict[str, str]) -> str:
    """Return the query string of the list that fits the answers: an ordinary address of offers."""
    data = QueryDict(mutable=True)
    if "region" in answers:
        data["region"] = answers["region"]
    if "phase" in answers:
        phases = [answers["phase"]]
        if answers["phase"] == Phase.ORIENTATION:
            phases.append(Phase.ACCESS)
        data.setlist("phase", phases)
    topics = NEEDS.get(answers.get("need", "all"), NEEDS["all"])[1]
    if topics:
        data.setlist("topic", list(topics))
    if "language" in answers:
        data["language"] = answers["language"]
    return data.urlencode()
