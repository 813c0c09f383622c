"""The one table of languages. Adding a row is described in CONTRIBUTING.md; no template names a language."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Language:
    """One interface and content language.

    `search` is the PostgreSQL text-search configuration (`simple` where PostgreSQL has none);
    `script` is the Unicode name prefix of its letters, checked by the tests; `alphabet` gives the sort order.
    """

    code: str
    name: str
    direction: str
    search: str
    script: str
    alphabet: str


_LATIN = "abcdefghijklmnopqrstuvwxyz"

LANGUAGES = (
    Language("de", "Deutsch", "ltr", "german", "LATIN", _LATIN),
    Language("en", "English", "ltr", "english", "LATIN", _LATIN),
    Language("tr", "Türkçe", "ltr", "turkish", "LATIN", "abcçdefgğhıijklmnoöpqrsştuüvwxyz"),
    Language("ar", "العربية", "rtl", "arabic", "ARABIC", "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"),
    Language("uk", "Українська", "ltr", "simple", "CYRILLIC", "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя"),
    Language("ru", "Русский", "ltr", "russian", "CYRILLIC", "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"),
    Language("fa", "فارسی", "rtl", "simple", "ARABIC", "ابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی"),
    Language("pl", "Polski", "ltr", "simple", "LATIN", "aąbcćdeęfghijklłmnńoóprsśtuvwxyzźż"),
)
SOURCE = "de"
CODES = tuple(language.code for language in LANGUAGES)
BY_CODE = {language.code: language for language in LANGUAGES}


def direction(code: str) -> str:
    """Return "rtl" or "ltr" for a language code, also for one that is only spoken in an office."""
    language = BY_CODE.get(code)
    return language.direction if language else "ltr"
