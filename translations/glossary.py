"""Which terms of the glossary stand in a German text, and how they are agreed to be said. Read once a content version, then from memory."""

import re
from dataclasses import dataclass

from django.urls import reverse

from portal.content import snapshot
from translations.german_forms import forms, spellings
from translations.models import GlossaryRendering, GlossaryTerm

# One run of letters; digits do not belong to a term.
_WORD = re.compile(r"[^\W\d_]+")
# What may stand between two words of one term.
_BETWEEN = frozenset(" \t\r\n\u00a0,-\u2010\u2011")
_HYPHENS = "-\u2010\u2011"
_SOFT_HYPHEN = "\u00ad"


@dataclass(frozen=True)
class Term:
    """A term that stands in a text. `text` is "" when nobody has said it in the language yet; `found` is how the text writes it."""

    german: str
    text: str
    is_draft: bool
    keep_german: bool
    note: str
    url: str
    found: str = ""


@dataclass(frozen=True)
class _Known:
    """A term as the memory holds it. `kept` is what must stand in a translation: the short name, or the shortest spelling."""

    code: str
    german: str
    keep_german: bool
    note: str
    spellings: tuple[str, ...]
    kept: str
    renderings: dict[str, tuple[str, bool]]


@dataclass(frozen=True)
class _Pattern:
    """One spelling of a term, word by word."""

    term: _Known
    words: tuple[frozenset[str], ...]
    length: int


@snapshot
def _known() -> list[_Known]:
    said: dict[int, dict[str, tuple[str, bool]]] = {}
    for term, language, text, reviewed in GlossaryRendering.objects.values_list("term_id", "language", "text", "reviewed_at"):
        said.setdefault(term, {})[language] = (text, reviewed is None)
    found = []
    for term in GlossaryTerm.objects.all():
        names, short = spellings(term.german)
        if names:
            kept = short or min(names, key=len)
            found.append(_Known(term.code, term.german, term.keep_german, term.note, tuple(names), kept, said.get(term.pk, {})))
    return found


@snapshot
def _patterns() -> dict[str, list[_Pattern]]:
    """All spellings by every form of their first word, the longest first."""
    table: dict[str, list[_Pattern]] = {}
    for term in _known():
        for name in term.spellings:
            words = _WORD.findall(name)
            if words:
                pattern = _Pattern(term, tuple(frozenset(forms(word)) for word in words), len(name))
                for form in pattern.words[0]:
                    table.setdefault(form, []).append(pattern)
    for patterns in table.values():
        patterns.sort(key=lambda pattern: (-len(pattern.words), -pattern.length, pattern.term.code))
    return table


def _matches(german: str) -> list[tuple[_Known, str]]:
    """Return the terms of a text with how it writes them, in the order of the text; each term once. The longest term wins."""
    table = _patterns()
    text = german.replace(_SOFT_HYPHEN, "")
    words = list(_WORD.finditer(text))
    found: dict[str, tuple[_Known, str]] = {}
    at = 0
    while at < len(words):
        start = words[at].start()
        # The second part of "E-Mail-Beratung" is no word of its own.
        is_part = start > 1 and text[start - 1] in _HYPHENS and text[start - 2].isalnum()
        pattern = None if is_part else next((row for row in table.get(words[at].group(), ()) if _stands(row, words, at, text)), None)
        if pattern is None:
            at += 1
            continue
        end = at + len(pattern.words)
        found.setdefault(pattern.term.code, (pattern.term, text[start : words[end - 1].end()]))
        at = end
    return list(found.values())


def _stands(pattern: _Pattern, words: list[re.Match[str]], at: int, text: str) -> bool:
    if at + len(pattern.words) > len(words):
        return False
    for step in range(1, len(pattern.words)):
        before, word = words[at + step - 1], words[at + step]
        if word.group() not in pattern.words[step] or not set(text[before.end() : word.start()]) <= _BETWEEN:
            return False
    return True


def terms_in(german: str, language: str) -> list[Term]:
    """Return the terms of a German text with their renderings in a language, in the order of the text."""
    return [
        Term(
            german=term.german,
            text=term.renderings.get(language, ("", True))[0],
            is_draft=term.renderings.get(language, ("", True))[1],
            keep_german=term.keep_german,
            note=term.note,
            url=reverse("glossary:term", args=[term.code]),
            found=found,
        )
        for term, found in _matches(german)
    ]


def kept_terms(german: str) -> list[str]:
    """Return the German words that a translation of this text must show: of each term to keep its short name or shortest spelling."""
    return [term.kept for term, _found in _matches(german) if term.keep_german]


def renderings(language: str) -> dict[str, str]:
    """Return German spelling and rendering for a machine's glossary: only what can be put in word for word.

    A rendering with several ways to say it goes along only where the German has as many, in the same order; explanations in
    brackets are left out, German words in brackets stay. Terms that brackets narrow ("Anmeldung (zur Veranstaltung)") are left out.
    """
    found: dict[str, str] = {}
    for term in _known():
        text = term.renderings.get(language, ("", True))[0]
        is_narrowed = "(" in term.german and not any(f"({name})" in term.german for name in term.spellings)
        if not text or is_narrowed:
            continue
        ways = [" ".join(way.split()) for way in _plain(text, term).split("/")]
        genders = term.german.partition("(")[0].count("/") + 1
        if len(ways) == 1:
            found |= dict.fromkeys(term.spellings, ways[0])
        elif len(ways) == genders == len(term.spellings) and len({len(way.split()) for way in ways}) == 1:
            found |= dict(zip(term.spellings, ways, strict=True))
    return found


def _plain(text: str, term: _Known) -> str:
    """Return a rendering without brackets that only explain."""
    before, opened, rest = text.partition("(")
    inside, closed, after = rest.partition(")")
    if not opened or not closed or any(name in inside for name in term.spellings):
        return text
    return " ".join(f"{before} {after}".split()) or text
