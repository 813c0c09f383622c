"""How a German term may stand in a text: its spellings, and the forms of each of its words. Plain sets; no patterns that could run away."""

import itertools

_UMLAUT = {"a": "ä", "o": "ö", "u": "ü"}
_VOWELS = "aeiouäöüy"
# Nouns that end so have plurals on -er: Ämter, Gelder.
_PLURAL_ER = ("amt", "geld", "buch", "haus", "land", "bild", "fach", "feld", "wort")
_ADJECTIVE = ("", "e", "en", "er", "es", "em")
# Shorter words, such as "für" and "und", are never inflected.
_SHORTEST = 5


def spellings(german: str) -> tuple[list[str], str]:
    """Return the spellings of a term as the glossary writes it, and what stands in brackets when it is a short name.

    "Gründerin / Gründer" are two; "Handwerkskammer (HWK)" are two, and HWK is the short name; in "Verweis (…)" they explain.
    """
    bare, inside = _without_brackets(german)
    names = [" ".join(part.split()) for part in bare.split("/")]
    short = inside if is_short_name(inside) else ""
    return [name for name in (*names, short) if name], short


def _without_brackets(text: str) -> tuple[str, str]:
    before, opened, rest = text.partition("(")
    inside, closed, after = rest.partition(")")
    return (before + after, inside.strip()) if opened and closed else (text, "")


def is_short_name(text: str) -> bool:
    """Whether a word is a short name such as IHK: mostly capitals."""
    return len(text) > 1 and " " not in text and sum(letter.isupper() for letter in text) > len(text) / 2


def forms(word: str) -> set[str]:
    """Return the forms in which a word of a term may stand, capital letters as in a text. Some are no German words; they do no harm."""
    if is_short_name(word):
        return {word, f"{word}s"}
    if len(word) < _SHORTEST:
        return {word, word.capitalize()} if word.islower() else {word}
    if word.islower():
        base = next((word.removesuffix(end) for end in ("er", "es", "en", "em") if word.endswith(end)), word)
        found = {root + end for root in (word, base) for end in _ADJECTIVE}
        # The first word of a sentence, or of a button.
        return found | {form.capitalize() for form in found}
    return _noun(word)


def _noun(word: str) -> set[str]:
    """A capital stays: "kredit" in the middle of a sentence is no noun."""
    ends = ["", "s", "es", "n", "en", "e"]
    if word.endswith("in"):
        ends.append("nen")
    if word.endswith("er"):
        # Written in one: BeraterIn. With a star, a colon or a stroke the text is taken apart there.
        ends += ["In", "Innen"]
    if word.endswith("e"):
        # Selbstständige, ein Selbstständiger.
        ends += ["r", "m"]
    if word.endswith("nis"):
        ends += ["ses", "se", "sen"]
    found = {word + end for end in ends}
    plural = _with_umlaut(word)
    if plural:
        found |= {plural + end for end in ("", "e", "en", "n")}
    if word.lower().endswith(_PLURAL_ER):
        found |= {root + end for root, end in itertools.product(filter(None, (word, plural)), ("er", "ern"))}
    if word.endswith("en"):
        # Terms that are a plural: Unterlagen, Sprechzeiten.
        found |= {word[:-1], word[:-2]}
    return found


def _with_umlaut(word: str) -> str:
    """Return the word with its last vowel turned: Zuschuss, Zuschüss; "" when that vowel cannot turn."""
    place = next((at for at in range(len(word) - 1, 0, -1) if word[at] in _VOWELS), 0)
    if place and word[place] == "u" and word[place - 1] == "a":
        place -= 1
    vowel = _UMLAUT.get(word[place]) if place else None
    return word[:place] + vowel + word[place + 1 :] if vowel else ""
