"""What stands in a cell of somebody else's list, as a value of ours. What is not sure raises ValueError with an example."""

import datetime
import re
from html.parser import HTMLParser

from dateutil.relativedelta import relativedelta
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator, URLValidator
from django.utils.translation import gettext as _

from offers.models.offer import EARLIEST, LATEST

# How lists say "nothing" or "without end".
_NOTHING = frozenset(("-", "–", "—", "/", "k.a.", "k. a.", "ka", "n/a", "keine", "keine angabe", "nicht bekannt", "unbekannt"))
_ENDLESS = frozenset(("laufend", "fortlaufend", "unbefristet", "offen", "jederzeit", "ganzjährig", "dauerhaft", "bis auf weiteres"))
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan januar jän jänner january", "feb februar february", "mär märz mrz maerz mar march", "apr april", "mai may",
            "jun juni june",
            "jul juli july", "aug august", "sep sept september", "okt oktober oct october", "nov november", "dez dezember dec december",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?Z?)?")
_DOTTED = re.compile(r"(\d{1,2})\s*[./]\s*(\d{1,2})\s*[./]\s*(\d{4}|\d{2})")
_WRITTEN = re.compile(r"(\d{1,2})\.?\s*([^\W\d_]+)\.?\s*(\d{4})")
_MONTH = re.compile(r"(\d{4})-(\d{1,2})")
_MONTH_DOTTED = re.compile(r"(\d{1,2})\s*[./]\s*(\d{4})")
_MONTH_WRITTEN = re.compile(r"([^\W\d_]+)\.?\s*(\d{4})")
_YEAR = re.compile(r"\d{4}")
# Excel counts days from here; these numbers are the days between 1990 and 2100.
_SERIAL_START, _SERIALS = datetime.date(1899, 12, 30), range(32_874, 73_051)
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|&(?:[a-zA-Z]+|#\d+|#x[0-9a-fA-F]+);")
_BLOCKS = frozenset(("p", "br", "div", "li", "ul", "ol", "tr", "h1", "h2", "h3", "h4"))
_YES, _NO = frozenset(("ja", "j", "yes", "y", "true", "wahr", "1", "x")), frozenset(("nein", "n", "no", "false", "falsch", "0"))
_ODD_DATE = "2026-12-31"
_url, _email = URLValidator(schemes=("http", "https")), EmailValidator()


def is_nothing(text: str) -> bool:
    """Whether a cell says in words that it is empty."""
    return not text or text.casefold() in _NOTHING


def _parts(text: str) -> tuple[int, int, int]:
    """Return year, month and day as written; 0 where the list names none. Raises ValueError."""
    if found := _ISO.fullmatch(text):
        return int(found[1]), int(found[2]), int(found[3])
    if found := _DOTTED.fullmatch(text):
        year = int(found[3])
        return (year if year > 99 else 2000 + year), int(found[2]), int(found[1])
    if (found := _WRITTEN.fullmatch(text)) and found[2].casefold() in _MONTHS:
        return int(found[3]), _MONTHS[found[2].casefold()], int(found[1])
    if found := _MONTH.fullmatch(text):
        return int(found[1]), int(found[2]), 0
    if found := _MONTH_DOTTED.fullmatch(text):
        return int(found[2]), int(found[1]), 0
    if (found := _MONTH_WRITTEN.fullmatch(text)) and found[1].casefold() in _MONTHS:
        return int(found[2]), _MONTHS[found[1].casefold()], 0
    if _YEAR.fullmatch(text):
        return int(text), 0, 0
    if text.isascii() and text.isdigit() and int(text) in _SERIALS:
        date = _SERIAL_START + datetime.timedelta(days=int(text))
        return date.year, date.month, date.day
    raise ValueError(text)


def day(text: str, *, whole: str = "") -> datetime.date | None:
    """Return the day a cell names. A month or a year alone means its first or its last day, as `whole` says; without it, it is refused.

    Days stand first in dotted and slashed dates. Raises ValueError for what is not sure.
    """
    if is_nothing(text) or text.casefold() in _ENDLESS:
        return None
    try:
        year, month, number = _parts(text)
        if not number and not whole:
            raise ValueError(text)
        date = datetime.date(year, month or (12 if whole == "last" else 1), number or 1)
    except ValueError:
        raise ValueError(
            _("„%(text)s“ ist kein Tag, den wir sicher lesen. Ein Beispiel: %(example)s") % {"text": text[:40], "example": _ODD_DATE}
        ) from None
    if not number and whole == "last":
        date += relativedelta(day=31)
    if not EARLIEST <= date <= LATEST:
        raise ValueError(_("Bitte prüfen Sie das Jahr."))
    return date


def partial_day(text: str) -> str:
    """Return "2026", "2026-12" or "2026-12-31", as exactly as the cell says it. Raises ValueError."""
    if is_nothing(text):
        return ""
    date = day(text, whole="first")
    if date is None:
        return ""
    _year, month, number = _parts(text)
    return date.isoformat()[: 10 if number else 7 if month else 4]


def yes_or_no(text: str) -> bool | None:
    """Return True, False, or None for an empty cell. Raises ValueError."""
    word = text.casefold()
    if word in _YES or word in _NO:
        return word in _YES
    if is_nothing(text):
        return None
    raise ValueError(_("Bitte schreiben Sie „ja“ oder „nein“."))


def whole_number(text: str) -> int | None:
    """Return a number of up to five digits. Raises ValueError."""
    if is_nothing(text):
        return None
    if not (text.isascii() and text.isdigit()) or len(text) > 5:
        raise ValueError(_("Bitte schreiben Sie eine ganze Zahl, zum Beispiel 90."))
    return int(text)


def address(text: str) -> str:
    """Return a web address, with https where the cell names no scheme. Raises ValueError."""
    if is_nothing(text):
        return ""
    whole = text if re.match(r"[a-zA-Z][a-zA-Z0-9+.\-]*:", text) else f"https://{text}"
    try:
        _url(whole)
    except ValidationError:
        raise ValueError(
            _("„%(text)s“ ist keine Adresse einer Website. Ein Beispiel: https://www.example.org") % {"text": text[:60]}
        ) from None
    return whole


def email(text: str) -> str:
    """Return an e-mail address. Raises ValueError."""
    if is_nothing(text):
        return ""
    try:
        _email(text)
    except ValidationError:
        raise ValueError(_("Das ist keine E-Mail-Adresse. Ein Beispiel: name@example.org")) from None
    return text


class _Words(HTMLParser):
    """Collects what a reader of the page would see."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self._hidden += tag in ("script", "style")
        self.found.append("\n" if tag in _BLOCKS else "")

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in ("script", "style") and self._hidden > 0
        self.found.append("\n" if tag in _BLOCKS else "")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.found.append(data)


def plain(text: str) -> str:
    """Return the text without HTML, with one kind of line end."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not _TAG.search(text):
        return text
    words = _Words()
    words.feed(text)
    words.close()
    lines = (" ".join(line.split()) for line in "".join(words.found).split("\n"))
    return "\n".join(line for line in lines if line)
