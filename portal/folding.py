"""Make words of eight languages comparable: search must not depend on accents, letter variants or compound words."""

import re
import unicodedata
from functools import lru_cache

from portal.languages import BY_CODE

# Letters that decomposition leaves alone, and Arabic, Persian and Turkish variants that readers mix freely.
_VARIANTS = str.maketrans(
    {
        "ß": "ss", "ı": "i", "ł": "l", "đ": "d", "ø": "o", "æ": "ae", "œ": "oe",
        "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ی": "ي", "ې": "ي", "ئ": "ي", "ؤ": "و",
        "ة": "ه", "ۀ": "ه", "ە": "ه", "ک": "ك", "ڪ": "ك", "ء": "",
        "ʼ": "", "’": "", "'": "", "`": "",
        "\u0640": "", "\u200c": "", "\u200d": "", "\u00ad": "",
        "ё": "е", "ґ": "г", "є": "е", "ї": "и", "і": "и", "й": "и",
    }
)  # fmt: skip
# Accents of Latin and Cyrillic letters, and the vowel signs of Arabic.
_MARKS = re.compile("[\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed]")
_WORD = re.compile(r"[^\W_]+")

# Parts that German compounds of this field are made of, folded, and the letters that glue them together.
_PARTS = frozenset(
    """
    agentur amt anerkennung anlauf anmeldung antrag arbeit arbeits aufenthalt ausbildung auslander bank behorde
    berater beratung beruf berufs betrieb betriebs bundes burgschaft business center coach coaching crowd darlehen
    datenbank dienst einstieg erlaubnis erst existenz fach fachstelle film finanz finanzierung firma fonds forder
    forderung forum frauen freiberuf fuhrung geld gelder geschaft gewerbe griff grunder grunderin grundung haftpflicht
    hand handel handels handwerk haus hilfe idee industrie info information integration investition jahr job jugend
    kammer kapital kaution kommune kranken kredit kreis kunde kurs laden land leit leitfaden marketing markt meister
    meldung mentor mentoring messe miete migranten migration mikro mittel moden nachfolge nachweis netzwerk ort plan
    plattform portal pramie preis programm projekt prufung qualifikation raum recht rechtsform schein schule
    selbstandig selbststandig service social sprach sprache sprech start starter stelle stellen steuer stipendium
    studenten stunde tag tage team teil titel treffen unterlagen unternehmen unternehmer unternehmerin unterstutzung
    veranstaltung verein vermittlung vernetzung versicherung vertrag vor voraussetzung weg weiter weiterbildung
    welcome werk wirtschaft wirtschafts workshop zentrum zeugnis ziel zuschuss zweck
    """.split()  # noqa: SIM905 - a list of words is read more easily as words
)
_GLUE = ("", "s", "n", "en", "es")
_SHORTEST_COMPOUND = 8


def fold(text: str) -> str:
    """Return the text in lower case without diacritics, with letter variants made one."""
    text = text.replace("İ", "i").replace("I", "i").lower().translate(_VARIANTS)
    return _MARKS.sub("", unicodedata.normalize("NFKD", text)).translate(_VARIANTS)


def words(text: str) -> list[str]:
    """Return the folded words of a text in order, with repetitions."""
    return _WORD.findall(fold(text))


@lru_cache(maxsize=20_000)
def compound_parts(word: str) -> tuple[str, ...]:
    """Return the known parts of a folded German compound, or () when it does not fall into known parts wholly."""
    if len(word) < _SHORTEST_COMPOUND:
        return ()
    found = _split(word)
    return found if len(found) > 1 else ()


def _split(rest: str) -> tuple[str, ...]:
    for end in range(len(rest), 2, -1):
        part = rest[:end]
        if part not in _PARTS:
            continue
        if end == len(rest):
            return (part,)
        for glue in _GLUE:
            if rest[end:].startswith(glue):
                tail = _split(rest[end + len(glue) :])
                if tail:
                    return (part, *tail)
    return ()


def index_words(text: str, language: str) -> str:
    """Return the folded words of a text as one string for a search vector; German compounds bring their parts."""
    result = []
    for word in words(text):
        result.append(word)
        if language == "de":
            result.extend(compound_parts(word))
    return " ".join(result)


def sort_key(text: str, language: str) -> str:
    """Return a key that sorts by the language's own alphabet under the collation "C"; other letters come last."""
    alphabet = BY_CODE[language].alphabet
    places = _alphabet_places(alphabet)
    lowered = text.replace("I", "ı").replace("İ", "i").lower() if language == "tr" else text.lower()
    key = []
    for char in lowered:
        if char in places:
            key.append(places[char])
            continue
        base = unicodedata.normalize("NFKD", char)[0]
        if base in places:
            key.append(places[base])
        elif char.isalnum():
            key.append(char if char.isdigit() else "\uf000" + char)
        elif char.isspace():
            key.append(" ")
    return "".join(key)[:120]


@lru_cache
def _alphabet_places(alphabet: str) -> dict[str, str]:
    return {char: chr(0xE000 + place) for place, char in enumerate(alphabet)}
