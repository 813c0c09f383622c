"""What stays in the house: links, addresses, telephone numbers, placeholders and terms are cut out before a text is sent.

A mark stands where something was cut out. The answer counts only when every mark came back exactly as often as it went.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from translations import guards

_CUT = re.compile(
    r"""
      (?: https?:// | www\. ) [^\s<>"'„“”»«]* [^\s<>"'„“”»«.,;:!?)\]]       # a link, without the full stop after it
    | [\w.+'-]+ @ [\w-]+ (?: \. [\w-]+ )*                                   # an e-mail address
    | (?: (?<=\bTel[.: ]) | (?<=\bTel[.:][ ]) | (?<=\bTelefon[: ]) | (?<=\bTelefon:[ ]) | (?<=\bFon[: ]) | (?<=\bMobil[: ])
        | (?<=\bMobil:[ ]) | (?<=\bFax[: ]) | (?<=\bFax:[ ]) | (?<=\bDurchwahl[: ]) | (?<=\bHandy[: ]) | (?<=\bHandy:[ ]) )
      [+(]? \d (?: [ /().–-]{0,2} \d )+                                     # a short number after a word that announces it
    | [+(]? \d (?: [ /().–-]{0,3} \d ){5,}                                  # six digits and more: telephone, account, date, large amount
    | \{\{ .*? \}\} | \{ [\w.!:]* \} | % \( \w+ \) [sd] | % [sd] (?! \w )    # a placeholder
    | \bZQ\d+                                                               # what looks like a mark of ours
    """,
    re.VERBOSE | re.IGNORECASE,
)
_GUARDED = ("url", "email", "phone", "law", "placeholder")
_LINE = re.compile(r"^(\s*(?:[-*•–]\s+)?)(.*?)(\s*)$", re.DOTALL)
BARE_MARK = re.compile(r"\bZ\s?Q\s?(\d{1,4})\b", re.IGNORECASE)


@dataclass(frozen=True)
class Kept:
    """A piece that was cut out: what stands in its place afterwards."""

    text: str


def cut(text: str, terms: Mapping[str, str]) -> list[str | Kept]:
    """Return the text in parts: what may be sent, and what is kept. `terms`: German terms and what stands for each afterwards."""
    parts: list[str | Kept] = list(_split(text, _CUT, lambda found: found))
    # What the guards will look for besides, such as bare domains and paragraphs of a law.
    guarded = {token.text for token in guards.tokens(text) if token.code in _GUARDED and token.text.strip()}
    for names, put in ((guarded, lambda found: found), (set(terms), terms.get)):
        if names:
            # The longest first, so that a term inside a longer one does not win.
            words = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
            pattern = re.compile(rf"(?<!\w)(?:{words})(?!\w)")
            parts = [piece for part in parts for piece in ([part] if isinstance(part, Kept) else _split(part, pattern, put))]
    return parts


def _split(text: str, pattern: re.Pattern[str], put: Callable[[str], str]) -> Iterator[str | Kept]:
    end = 0
    for found in pattern.finditer(text):
        if found.start() > end:
            yield text[end : found.start()]
        yield Kept(put(found[0]))
        end = found.end()
    if end < len(text):
        yield text[end:]


def written(parts: list[str | Kept], plain: Callable[[str], str], mark: Callable[[int], str]) -> str:
    """Return what is sent: plain parts as the service needs them, and a numbered mark for each kept piece."""
    numbers = iter(range(len(parts)))
    return "".join(mark(next(numbers)) if isinstance(part, Kept) else plain(part) for part in parts)


def restored(answer: str, parts: list[str | Kept], plain: Callable[[str], str], marks: re.Pattern[str]) -> str:
    """Put the kept pieces back; "" when a mark is missing, doubled or foreign. `marks` has the number as its only group."""
    kept = [part.text for part in parts if isinstance(part, Kept)]
    pieces = marks.split(answer)
    numbers = [int(number) for number in pieces[1::2]]
    if sorted(numbers) != list(range(len(kept))):
        return ""
    return "".join(kept[int(piece)] if place % 2 else plain(piece) for place, piece in enumerate(pieces)).strip()


def kept_terms(glossary: Mapping[str, str]) -> dict[str, str]:
    """Return the terms whose rendering shows the German in brackets."""
    return {term: rendering for term, rendering in glossary.items() if "(" in rendering}


def has_words(text: str) -> bool:
    """Whether anything is left to translate when what is kept is cut out."""
    return any(letter.isalpha() for part in cut(text, {}) if isinstance(part, str) for letter in part)


@dataclass
class Lines:
    """A text line by line, because services join lines: what is sent of it, and how it is put together again."""

    around: list[tuple[str, str, str]]

    @classmethod
    def of(cls, text: str) -> "Lines":
        return cls([_LINE.match(line).groups() for line in text.split("\n")])  # type: ignore[union-attr]  # matches every text

    @property
    def sent(self) -> list[str]:
        """The bodies of the lines that hold words, without bullets and blanks around."""
        return [body for _before, body, _after in self.around if has_words(body)]

    def together(self, answers: list[str]) -> str:
        """Return the text with these answers in the place of `sent`; "" when one of them is missing or cannot be kept."""
        if not all(answers) or any("\x00" in answer for answer in answers):
            return ""
        rest = iter(answers)
        lines = [f"{before}{' '.join(next(rest).split()) if has_words(body) else body}{after}" for before, body, after in self.around]
        return "\n".join(lines)
