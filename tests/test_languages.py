"""Complete in all eight languages: interface, content, vocabulary. Missing, empty, fuzzy, copied or wrong script fails."""

import datetime
import json
import re
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.template import engines
from django.utils import translation

from portal import wording
from portal.languages import BY_CODE, CODES, SOURCE

ROOT = Path(settings.BASE_DIR)
OTHERS = [code for code in CODES if code != SOURCE]
DEMO = ROOT / "offers" / "data" / "demo" / "texts"
# Words that are the same in German and in another language, or are names.
SAME = {
    "Franchise", "Integration", "Name", "Region", "Start", "Website", "Organisation", "Link", "Links", "Mentoring", "WhatsApp", "Signal", "PDF",
    "Marketing", "Welcome Center", "Universität", "Bank", "Portal", "Jobcenter", "Digital", "Digitales", "Deutschland", "Bremen", "Berlin", "Brandenburg", "Hamburg",
    "Sachsen-Anhalt", "Schleswig-Holstein", "Mecklenburg-Vorpommern", "Nordrhein-Westfalen", "Rheinland-Pfalz", "Baden-Württemberg", "Hessen", "Saarland",
    "Code", "Import", "Logo", "Passkey", "Passkey %(number)s", "Person", "Phase", "Profile", "Text",
    "Liste", "Menü", "Termin", "online", "%(every)s: %(weekday)s",
    "Strg", "Firma", "Video", "Handel", "%(name)s, %(day)s",
    "Metropole Ruhr", "Thüringen", "Niedersachsen", "Bayern", "Sachsen",
}  # fmt: skip
# German names that stay visible beside a translation, in the glossary's sense.
KEPT = (
    "Gründungszuschuss", "Einstiegsgeld", "Bürgergeld", "Jobcenter", "Agentur für Arbeit", "Ausländerbehörde", "Wirtschaftsförderung", "§ 21",
    "WCAG 2.2", "BITV 2.0", "EUPL-1.2",
)  # fmt: skip
TAG = r"</?[a-z][^>]*>"
LIMITS = {"title": 100, "summary": 160, "cost_note": 200}


def catalogue(code: str) -> list[Message]:
    with (ROOT / "locale" / code / "LC_MESSAGES" / "django.po").open("rb") as file:
        return [message for message in read_po(file, locale=code) if message.id]


def numbers(text: str) -> list[str]:
    joined = re.sub(r"(?<=\d)[.,\s\u00a0\u202f\u066c](?=\d{3}\b)", "", text)
    return sorted(re.findall(r"\d+", joined))


def kept_names(text: str) -> set[str]:
    abbreviations = set(re.findall(r"\b[A-Z][A-Za-zÄÖÜ]*[A-Z][A-Za-z]*\b", text)) - {"EU", "IT", "KMU", "DSGVO", "JJJJ", "MM", "TT", "MB"}
    return {name for name in KEPT if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text)} | abbreviations


def in_script(text: str, code: str, share: float) -> bool:
    """Whether enough of the letters belong to the language's script; placeholders, tags and quoted German do not count."""
    bare = re.sub(r"%\(\w+\)[sd]|<[^>]+>|„[^“]*“|\b[A-Za-z.-]+\.[a-z]{2,}\b", "", text)
    letters = [char for char in bare if char.isalpha()]
    ours = sum(unicodedata.name(char, "").startswith(BY_CODE[code].script) for char in letters)
    return not letters or ours / len(letters) >= share


@pytest.mark.parametrize("code", OTHERS)
def test_interface_is_complete(code: str) -> None:
    wrong = []
    for message in catalogue(code):
        source = message.id if isinstance(message.id, str) else message.id[1]
        texts = [message.string] if isinstance(message.string, str) else list(message.string)
        if message.fuzzy or any(not text.strip() for text in texts):
            wrong.append(f"missing or fuzzy: {source}")
            continue
        for text in texts:
            placeholders = re.findall(r"%\(\w+\)[sd]", text)
            if set(placeholders) - set(re.findall(r"%\(\w+\)[sd]", source)) or (
                isinstance(message.id, str) and sorted(placeholders) != sorted(re.findall(r"%\(\w+\)[sd]", source))
            ):
                wrong.append(f"placeholders: {source}")
            if text == source and source not in SAME:
                wrong.append(f"equals the German: {source}")
            if source not in SAME and not in_script(text, code, 0.4):
                wrong.append(f"wrong script: {source}")
            # A tag begins with a letter: "<, & oder -->" names signs.
            if re.findall(TAG, source) != re.findall(TAG, text):
                wrong.append(f"tags: {source}")
            if lost := {name for name in kept_names(source) if name not in text}:
                wrong.append(f"lost {lost}: {source}")
            if isinstance(message.id, str) and numbers(re.sub(r"<[^>]+>", "", source)) != numbers(re.sub(r"<[^>]+>", "", text)):
                wrong.append(f"numbers: {source}")
    assert wrong == []


def test_catalogues_hold_the_same_messages() -> None:
    first = [(message.context, message.id) for message in catalogue(OTHERS[0])]
    for code in OTHERS[1:]:
        assert [(message.context, message.id) for message in catalogue(code)] == first


@pytest.mark.parametrize("code", OTHERS)
def test_demo_offers_are_complete(code: str) -> None:
    german: dict[str, dict[str, str]] = json.loads((DEMO / "de.json").read_text(encoding="utf-8"))
    texts: dict[str, dict[str, str]] = json.loads((DEMO / f"{code}.json").read_text(encoding="utf-8"))
    assert texts.keys() == german.keys()
    assert len(german) == 104
    wrong = []
    for slug, fields in german.items():
        for field, source in fields.items():
            text = texts[slug].get(field, "").strip()
            if not text or text == source or len(text) > LIMITS.get(field, 800):
                wrong.append(f"{slug}.{field}: missing, equal to the German, or too long")
            elif not in_script(text, code, 0.5):
                wrong.append(f"{slug}.{field}: wrong script")
            elif numbers(text) != numbers(source):
                wrong.append(f"{slug}.{field}: numbers {numbers(source)} became {numbers(text)}")
            elif lost := {name for name in kept_names(source) if name not in text}:
                wrong.append(f"{slug}.{field}: lost {lost}")
        if extra := texts[slug].keys() - fields.keys():
            wrong.append(f"{slug}: says more than the German in {extra}")
    assert wrong == []


def test_demo_texts_hold_facts_in_their_own_fields_only() -> None:
    """Telephone numbers, addresses of pages and mailboxes are references; notes about collecting never reach a page."""
    wrong = re.compile(r"https?://|www\.|@|\+49|\b0\d{2,}[ /-]\d{3,}|\bS[0-4]\b|\bseed\b|not stored|gespeichert", re.IGNORECASE)
    for code in CODES:
        texts: dict[str, dict[str, str]] = json.loads((DEMO / f"{code}.json").read_text(encoding="utf-8"))
        found = [(slug, field) for slug, fields in texts.items() for field, text in fields.items() if wrong.search(text)]
        assert found == [], code


@pytest.mark.parametrize(
    ("file", "field"),
    [("portal/data/topics.json", "name"), ("portal/data/topics.json", "words"), ("networks/data/organisation_kinds.json", "name")],
)
def test_vocabulary_is_complete(file: str, field: str) -> None:
    rows: list[dict[str, Any]] = json.loads((ROOT / file).read_text(encoding="utf-8"))
    wrong = []
    for row in rows:
        german = row[field][SOURCE]
        for code in OTHERS:
            text = row[field].get(code, "").strip()
            if not text or (text == german and text not in SAME) or not in_script(re.sub(r"\([^)]*\)", "", text), code, 0.5):
                wrong.append(f"{row['code']} {code}: {text}")
    assert wrong == []


def test_large_regions_have_a_name_in_every_language() -> None:
    rows: list[dict[str, Any]] = json.loads((ROOT / "portal" / "data" / "regions.json").read_text(encoding="utf-8"))
    for row in rows:
        if row["kind"] in ("country", "land", "functional"):
            assert row["name"].keys() == set(CODES), row["key"]


@pytest.mark.parametrize("code", OTHERS)
def test_form_errors_of_the_framework_are_translated(code: str) -> None:
    """Django lacks some strings in some languages; those that our forms can say must be there."""
    with translation.override(code):
        with pytest.raises(ValidationError) as raised:
            MaxLengthValidator(3)("abcdef")
        assert in_script(raised.value.messages[0], code, 0.9)
        if code != "en":
            assert "Ensure this value" not in raised.value.messages[0]


@pytest.mark.parametrize("code", CODES)
def test_dates_ages_and_names_of_languages_are_words_of_the_language(code: str) -> None:
    today = datetime.date(2026, 6, 15)
    with translation.override(code):
        ages = [wording.age(today - datetime.timedelta(days=days), today) for days in (0, 1, 12, 90, 800)]
        assert len(set(ages)) == 5
        assert all(
            in_script(text, code, 0.9)
            for text in [*ages, wording.day(today), wording.partial_date("2025-02"), wording.name_of_language("ar")]
        )
        assert not re.search("[٠-٩۰-۹]", " ".join([*ages, wording.day(today)]))
        assert wording.partial_date("2025") == "2025"


def test_the_day_of_a_late_evening_is_the_day_in_germany() -> None:
    at = datetime.datetime(2026, 5, 3, 22, 30, tzinfo=datetime.UTC)
    with translation.override("de"):
        assert engines["django"].from_string("{{ at|day }}").render({"at": at}) == "4. Mai 2026"
