"""What must appear unchanged in a translation: placeholders, addresses, numbers, dates, and German terms that stay in brackets.

Both texts are compared without the marks of writing direction and with plain blanks. A number may be written as the language does:
1.000 and 1,000 are the same, and so are 2,5 and 2.5; a date may name its month as a word.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from portal.templatetags.portal import bare_isolated

# What somebody may overrule with a reason; everything else would break a page.
OVERRULABLE = ("url", "email", "phone", "law", "amount", "date", "time", "percent", "number", "digits", "term", "new_address")
_MARKS = re.compile("[\u200b\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ufeff\u00ad]")
_BLANKS = re.compile(r"[^\S\n]+")
# Control characters, halves of pairs, and what XML cannot hold. Tab and line ends are fine.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")
_PLACEHOLDER = re.compile(r"\{\{.{0,80}?\}\}|\{%.{0,80}?%\}|\{[^{}\n]{0,80}\}|%\(\w{1,60}\)[sd]|%(?:\d\$)?[sd](?![^\W\d_])")
_TAG = re.compile(r"<[/!?]?[A-Za-z!?-][\w:-]*(?:\s[^<>]*)?/?>|<!--|&(?:[A-Za-z]{2,8}|#\d{1,7}|#[xX][0-9a-fA-F]{1,6});")
_EMAIL = re.compile(r"(?<![\w.+-])[A-Za-z0-9_.+-]+@[A-Za-z0-9äöüß-]+(?:\.[A-Za-z0-9äöüß-]+)+")
_URL = re.compile(
    r"""(?:https?://|www\.)[^\s<>"'“”„«»،؛؟]+|(?<![\w.@-])[A-Za-z0-9äöüß-]+(?:\.[A-Za-z0-9äöüß-]+)*\.(?:de|com|org|eu|net|info)(?![\w-])(?:/[^\s<>"'“”„«»،؛؟]*)?"""
)
_AFTER_URL = ".,;:!?)]}*"
_PHONE = re.compile(r"(?<![\w.,])(?:\+\s?\d{1,3}[\s()/.–-]{0,3}|\(?0\d)[\d\s()/–-]{4,}\d(?![\w])")
_LAW = re.compile(
    r"§§?\s?(?P<numbers>\d+(?:\s?[a-z])?\b(?:(?:\s?[,;–-]\s?|\s(?:und|bis|oder|Abs\.|Absatz|Satz|S\.|Nr\.|Nummer)\s?)\d+[a-z]?\b)*)"
    r"(?:\s(?P<law>[A-ZÄÖÜ][A-Za-zÄÖÜäöüß]*[A-ZÄÖÜ](?:\s[IVX]+)?))?"
)
_MONTHS = (
    "jan(?:uar)?", "feb(?:ruar)?", "märz?|mrz", "apr(?:il)?", "mai", "juni?", "juli?", "aug(?:ust)?", "sept?(?:ember)?", "okt(?:ober)?",
    "nov(?:ember)?", "dez(?:ember)?",
)  # fmt: skip
_WORD_DATE = re.compile(rf"(?<![\d.,])(\d{{1,2}})\.\s?({'|'.join(_MONTHS)})\b\.?(?:\s?(\d{{4}})(?!\d))?", re.IGNORECASE)
_GERMAN_DATE = re.compile(r"(?<![\d.,/-])(\d{1,2})\.\s?(\d{1,2})\.(?:\s?(\d{4}|\d{2})(?![\d.]))?")
_ISO_DATE = re.compile(r"(?<![\d.,/-])(\d{4})-(\d{1,2})-(\d{1,2})(?![\d-])")
_ANY_DATE = re.compile(r"(?<![\d.,/-])(?:\d{1,2}[./-]\s?\d{1,2}(?:[./-]\s?(?:\d{4}|\d{2})|[./-])?|\d{4}[./-]\d{1,2}[./-]\d{1,2})(?!\d)")
_TIME = re.compile(r"(?<![\d.,:])([01]?\d|2[0-4])(?::([0-5]\d)(?![\d:])|\.([0-5]\d)(?=\s?(?:Uhr|[–-]|bis\b))|(?=\s?Uhr\b))")
_NUMBER = r"\d{1,3}(?:[.,'’٬ ]\d{3})+(?!\d)(?:[.,٫]\d{1,2}(?!\d))?|\d+(?:[.,٫]\d+)?"
_AMOUNT = re.compile(
    rf"(?<![\d.,])(?:({_NUMBER})(?:,[–-]{{1,2}})?\s?(?:Mio\.\s?|Mrd\.\s?|Millionen\s|Tsd\.\s?)?(?:€|EUR\b|Euro\b)|(?:€|EUR)\s?({_NUMBER}))"
)
_PERCENT = re.compile(rf"(?<![\d.,])({_NUMBER})\s?(?:%|Prozent\b|v\.\s?H\.)")
_PLAIN = re.compile(rf"(?<![\d])(?<!\d[.,])({_NUMBER})")
_EURO = re.compile(r"€|\beuro|\beur\b|\bavro|евро|євро|يورو|أورو|یورو", re.IGNORECASE)
# Digits of other scripts, with the western ones; and hidden, where only western ones count.
_DIGITS = {code: str(unicodedata.digit(chr(code))) for code in range(0x80, 0x10000) if chr(code).isdecimal()}
_HIDDEN = dict.fromkeys(_DIGITS, "\u00b7")


@dataclass(frozen=True)
class Finding:
    """One thing that a translation lacks or has too much. `words`: a sentence in the reader's language; `can_overrule`: with a reason."""

    code: str
    words: str
    can_overrule: bool


@dataclass(frozen=True)
class Token:
    """A part of the German text that must come back. `parts`: its numbers, in the order of their kind."""

    code: str
    text: str
    parts: tuple[str, ...] = ()


def check(german: str, text: str, *, kept_terms: Iterable[str] = (), longest: int | None = None) -> list[Finding]:
    """Compare a translation with its German text. `kept_terms`: German terms of this text that must stand in brackets."""
    if _CONTROL.search(text):
        return [_finding("control", _("Im Text stehen unsichtbare Steuerzeichen. Bitte tippen Sie ihn neu."))]
    if not plain(text).strip():
        return [_finding("empty", _("Der Text ist leer."))]
    found = []
    if longest is not None and len(text) > longest:
        words = _("Der Text ist zu lang: %(length)s Zeichen, erlaubt sind %(longest)s.")
        found.append(_finding("long", words % {"length": len(text), "longest": longest}))
    source, target = plain(german), plain(text)
    found += _signs(source, target)
    found += _missing(source, target)
    found += _new_addresses(source, target)
    found += _terms(target, kept_terms)
    return found


def plain(text: str) -> str:
    """Return a text without marks of writing direction, with one plain blank where blanks of any kind stand."""
    return _BLANKS.sub(" ", _MARKS.sub("", text).replace("\u2011", "-").replace("\r\n", "\n"))


def tokens(german: str) -> list[Token]:
    """Return what must come back in a translation of this text, each thing once."""
    rest = plain(german)
    found: dict[Token, None] = {}
    for code, expression in _KINDS:

        def take(match: re.Match[str], code: str = code) -> str:
            token, after = _token(code, match)
            found[token] = None
            # Nothing may grow together over the gap, and nothing is found twice.
            return f" \x00 {after}"

        rest = expression.sub(take, rest)
    return list(found)


_KINDS = (
    ("placeholder", _PLACEHOLDER), ("email", _EMAIL), ("url", _URL), ("law", _LAW), ("date", _WORD_DATE), ("date", _ISO_DATE),
    ("date", _GERMAN_DATE), ("phone", _PHONE), ("amount", _AMOUNT), ("percent", _PERCENT), ("time", _TIME), ("number", _PLAIN),
)  # fmt: skip


def _token(code: str, match: re.Match[str]) -> tuple[Token, str]:
    """Return the token of a match, and what of the match belongs to the text behind it."""
    whole = match[0]
    if code == "url":
        text = whole.rstrip(_AFTER_URL)
        return Token(code, text), whole[len(text) :]
    if code == "law":
        return Token(code, whole, (*re.findall(r"\d+[a-z]?", match["numbers"]), match["law"] or "")), ""
    if code == "date":
        return Token(code, whole, _day_of(match)), ""
    if code in ("amount", "percent", "number"):
        return Token(code, whole, (number(next(filter(None, match.groups()))),)), ""
    if code == "time":
        return Token(code, whole, (str(int(match[1])), match[2] or match[3] or "00")), ""
    return Token(code, whole), ""


def _day_of(match: re.Match[str]) -> tuple[str, ...]:
    """Return day, month and year (if there is one) of a German date, without zeros in front."""
    first, second, third = match.groups()
    if len(first) == 4:
        first, third = third, first
    month = second if second.isdigit() else str(next(n for n, name in enumerate(_MONTHS, 1) if re.fullmatch(name, second, re.IGNORECASE)))
    year = third if not third or len(third) == 4 else f"20{third}"
    return tuple(str(int(part)) for part in (first, month, year) if part)


def number(written: str) -> str:
    """Return a number in one way of writing: no signs between thousands, a point before what is smaller than one."""
    if re.fullmatch(r"\d{1,3}(?:[.,'’٬ ]\d{3})+(?:[.,٫]\d{1,2})?", written):
        decimals = re.search(r"[.,٫](\d{1,2})$", written)
        whole = re.sub(r"\D", "", written[: decimals.start()] if decimals else written)
        written = f"{whole}.{decimals[1]}" if decimals else whole
    written = written.replace(",", ".").replace("٫", ".")
    # 20,00 € and 20 € are the same.
    return re.sub(r"\.0+$", "", written)


def _finding(code: str, words: str) -> Finding:
    return Finding(code, words, code in OVERRULABLE)


def _signs(german: str, text: str) -> Iterator[Finding]:
    """Placeholders too many, and tags the German does not have."""
    known = {_bare(sign) for sign in _PLACEHOLDER.findall(german)}
    for sign in dict.fromkeys(_PLACEHOLDER.findall(text)):
        if _bare(sign) not in known:
            yield _finding("placeholder", _("Der Platzhalter %(name)s steht nicht im deutschen Text.") % {"name": bare_isolated(sign)})
    tags = set(_TAG.findall(german))
    for tag in dict.fromkeys(_TAG.findall(text)):
        if tag not in tags:
            yield _finding("html", _("Formatierung mit %(name)s ist hier nicht erlaubt.") % {"name": bare_isolated(tag[:40])})


def _bare(placeholder: str) -> str:
    return placeholder.replace(" ", "")


def _missing(german: str, text: str) -> Iterator[Finding]:
    western = text.translate(_DIGITS)
    kept, understood = _Target(text.translate(_HIDDEN)), _Target(western)
    other_digits = []
    for token in tokens(german):
        if token.code == "number" and len(re.sub(r"\D", "", token.text)) < 2:
            continue
        if kept.holds(token):
            continue
        if western != text and understood.holds(token):
            other_digits.append(token.text)
            continue
        yield _finding(token.code, _words(token))
    if other_digits:
        words = _("Diese Zahlen stehen mit anderen Ziffern da: %(names)s. Bitte schreiben Sie sie wie im deutschen Text.")
        yield _finding("digits", words % {"names": ", ".join(bare_isolated(name) for name in other_digits)})
    if _EURO.search(german) and any(token.code == "amount" for token in tokens(german)) and not _EURO.search(text):
        yield _finding("amount", _("Beim Geldbetrag fehlt die Währung Euro."))


def _words(token: Token) -> str:
    sentences = {
        "placeholder": _("Der Platzhalter %(name)s fehlt. Er muss genau so dastehen."),
        "url": _("Die Adresse %(name)s fehlt. Sie muss genau so dastehen."),
        "email": _("Die E-Mail-Adresse %(name)s fehlt. Sie muss genau so dastehen."),
        "phone": _("Die Telefonnummer %(name)s fehlt oder ist verändert."),
        "law": _("Der Paragraf „%(name)s“ fehlt oder ist verändert."),
        "amount": _("Der Geldbetrag %(name)s fehlt oder ist verändert."),
        "date": _("Das Datum %(name)s fehlt oder ist verändert."),
        "time": _("Die Uhrzeit %(name)s fehlt oder ist verändert."),
        "percent": _("Die Angabe %(name)s fehlt oder ist verändert."),
        "number": _("Die Zahl %(name)s fehlt oder ist verändert."),
    }
    return sentences[token.code] % {"name": bare_isolated(token.text)}


def _new_addresses(german: str, text: str) -> Iterator[Finding]:
    """Addresses that only the translation has: readers would be led where nobody has looked."""
    for address in sorted(_addresses(text) - _addresses(german)):
        yield _finding("new_address", _("Die Adresse %(name)s steht nicht im deutschen Text.") % {"name": bare_isolated(address)})


def _addresses(text: str) -> set[str]:
    emails = set(_EMAIL.findall(text))
    return emails | {found.rstrip(_AFTER_URL) for found in _URL.findall(_EMAIL.sub(" ", text))}


def _parts(date: str) -> list[str]:
    """Return the numbers of a date without zeros in front, the year with four digits."""
    found = re.findall(r"\d+", date)
    if len(found) == 3 and max(map(len, found)) < 4:
        found[2] = f"20{found[2]}"
    return [str(int(part)) for part in found]


def _terms(text: str, kept_terms: Iterable[str]) -> Iterator[Finding]:
    folded = " ".join(text.split()).casefold()
    for term in dict.fromkeys(kept_terms):
        if " ".join(plain(term).split()).casefold() not in folded:
            yield _finding("term", _("Bitte nennen Sie in Klammern das deutsche Wort „%(name)s“.") % {"name": bare_isolated(term)})


class _Target:
    """A translation, asked for tokens of the German text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.addresses = _addresses(text)
        self.placeholders = {_bare(sign) for sign in _PLACEHOLDER.findall(text)}
        self.dates = [_parts(found) for found in _ANY_DATE.findall(text)]
        self.numbers = {number(found) for found in _PLAIN.findall(_EMAIL.sub(" ", _URL.sub(" ", text)))}
        # Parts of a written date do not stand for the day or the year of another one.
        self.loose = {str(int(found)) for found in re.findall(r"\d{1,4}", _ANY_DATE.sub(" ", text))}

    def holds(self, token: Token) -> bool:
        """Whether the German thing stands in this text."""
        match token.code:
            case "placeholder":
                return _bare(token.text) in self.placeholders
            case "url" | "email":
                return token.text in self.addresses
            case "phone":
                return self._has_digits(token.text)
            case "date":
                return self._has_date(token.parts)
            case "time":
                return self._has_time(*token.parts)
            case "law":
                return self._has_law(token.parts)
        return token.parts[0] in self.numbers

    def _has_digits(self, phone: str) -> bool:
        start = r"\+\s?" if phone.startswith("+") else r"(?<!\d)"
        digits = r"[\s()/.–-]*".join(re.sub(r"\D", "", phone))
        return re.search(rf"{start}{digits}(?!\d)", self.text) is not None

    def _has_date(self, parts: tuple[str, ...]) -> bool:
        """A date in numbers, or its day and year beside the name of a month."""
        day, month, *year = parts
        for found in self.dates:
            if sorted(found) == sorted(parts) or (not year and {day, month} <= set(found)):
                return True
        return day in self.loose and (not year or year[0] in self.loose)

    def _has_time(self, hour: str, minutes: str) -> bool:
        """A time with 24 or with 12 hours; whole hours may stand alone."""
        hours = {hour, hour.zfill(2), str((int(hour) - 1) % 12 + 1)}
        for one in hours:
            if re.search(rf"(?<!\d){one}\s?[:.]\s?{minutes}(?!\d)", self.text):
                return True
        return minutes == "00" and any(re.search(rf"(?<![\d:.]){one}(?!\d)", self.text) for one in hours)

    def _has_law(self, parts: tuple[str, ...]) -> bool:
        """The sign with its first number; further numbers and the short name of the law may stand apart."""
        first, *others, law = parts
        if not re.search(rf"§\s?{first}(?![\da-z])", self.text):
            return False
        if any(not re.search(rf"(?<!\d){other}(?![\da-z])", self.text) for other in others):
            return False
        return not law or re.search(rf"(?<!\w){re.escape(law)}(?!\w)", self.text) is not None
