"""Words must meet whatever keyboard they come from."""

import pytest

from portal.folding import compound_parts, fold, index_words, sort_key, words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Größe", "grosse"),
        ("GRÜNDUNG", "grundung"),
        ("İstanbul", "istanbul"),
        ("KREDI", "kredi"),
        ("ışık", "isik"),
        ("أعمال", "اعمال"),
        ("مستشفى", "مستشفي"),
        ("شركة", "شركه"),
        ("کسب‌وکار", "كسبوكار"),
        ("мікрокредит", "микрокредит"),
        ("ёлка", "елка"),
        ("źdźbło", "zdzblo"),
    ],
)
def test_fold_makes_variants_equal(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_words_split_at_everything_that_is_no_letter_or_digit() -> None:
    assert words("Kredit: 1.000 Euro – (NRW.BANK)!") == ["kredit", "1", "000", "euro", "nrw", "bank"]


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("grundungsberatung", ("grundung", "beratung")),
        ("existenzgrundungsportal", ("existenz", "grundung", "portal")),
        ("mikrokredit", ("mikro", "kredit")),
        ("beratung", ()),
        ("xyzqwertz", ()),
    ],
)
def test_compounds_fall_into_known_parts_or_stay_whole(word: str, parts: tuple[str, ...]) -> None:
    assert compound_parts(word) == parts


def test_only_german_words_are_split() -> None:
    assert index_words("Gründungsberatung", "de") == "grundungsberatung grundung beratung"
    assert index_words("Gründungsberatung", "pl") == "grundungsberatung"


def test_sort_key_follows_the_alphabet_of_the_language() -> None:
    assert sorted(["Zug", "Öl", "Apfel", "Ost"], key=lambda text: sort_key(text, "de")) == ["Apfel", "Öl", "Ost", "Zug"]
    assert sorted(["çay", "cam", "dal"], key=lambda text: sort_key(text, "tr")) == ["cam", "çay", "dal"]
    assert sorted(["їжак", "ліс", "ївга", "ігор"], key=lambda text: sort_key(text, "uk")) == ["ігор", "ївга", "їжак", "ліс"]
    assert sorted(["گل", "پدر", "بابا"], key=lambda text: sort_key(text, "fa")) == ["بابا", "پدر", "گل"]
