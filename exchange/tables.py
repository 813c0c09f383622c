"""Which columns our two lists have, in the order of the export."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from exchange import values
from exchange.columns import Children, Column, Later, Links, One, Part, SpokenIn, SpokenNotes
from exchange.widgets import Addresses, Choice, Day, OneKey, Read, Several, Slugs, Spoken, Text, Words, choices_list
from networks.models import Contact, Organisation, Place
from networks.translation import ORGANISATION_TEXTS
from offers.models import ApplyBefore, Capacity, Cost, Format, Kind, Offer, OfferLink, Residence
from offers.translation import OFFER_TEXTS
from portal.languages import CODES, SOURCE
from portal.vocabulary import Audience, GermanLevel, Occasion, Phase

KEY_HINT = _("Eine Nummer oder ein Kürzel. Daran erkennen wir die Zeile beim nächsten Mal.")
DAY_HINT = _("Zum Beispiel 31.12.2026 oder 2026-12-31.")
SEVERAL_HINT = _("Mehrere Werte trennt ein senkrechter Strich.")
_SPOKEN = "Sprachen"


def _label(model: Any, name: str) -> Any:
    return model._meta.get_field(name).verbose_name


def _texts(model: Any, fields: tuple[str, ...], words: dict[str, tuple[str, ...]]) -> list[Column]:
    """Return the text columns: all German ones first, then language by language."""
    return [
        Column(
            f"{field}_{code}",
            Text(model._meta.get_field(field).max_length),
            _label(model, field),
            *(words.get(field, ()) if code == SOURCE else ()),
            language="" if code == SOURCE else code,
        )
        for code in (SOURCE, *(other for other in CODES if other != SOURCE))
        for field in fields
    ]


def _identity(model: Any, source: str) -> list[Column]:
    return [
        Column(
            "external_key",
            Text(120),
            _label(model, "external_key"),
            "ID",
            "Nr",
            "Nummer",
            "Lfd Nr",
            "Schlüssel",
            "Kennung",
            "Programmnummer",
            hint=KEY_HINT,
            identity=True,
        ),
        Column("slug", Text(80), _("Name in der Adresse"), identity=True),
        Column(source, Text(200), _label(model, source), "Datenquelle", identity=True),
        Column("licence", Text(80), _label(model, "licence"), "Lizenz", "Nutzungsbedingungen", identity=True),
    ]


def _choice(name: str, choices: Any, *words: str, empty: str = "") -> Column:
    return Column(name, Choice(choices, name, empty), _label(Offer, name), *words, fixed=True)


def _list(name: str, choices: Any, word: str, *words: str) -> Column:
    return Column(name, choices_list(choices, word), _label(Offer, name), *words, hint=SEVERAL_HINT, fixed=True)


def _day(name: str, whole: str, *words: str) -> Column:
    return Column(name, Day(whole), _label(Offer, name), *words, hint=DAY_HINT)


def offer_columns() -> list[Column]:
    """Return the columns of the list of offers."""
    german = {
        "title": ("Titel", "Überschrift"),
        "summary": ("Kurzbeschreibung", "Kurztext", "Gegenstand der Förderung", "Zusammenfassung"),
        "who_for": ("Antragsberechtigte", "Wer wird gefördert", "Zielgruppe Beschreibung"),
        "conditions": ("Voraussetzungen", "Bedingungen", "Fördervoraussetzungen"),
        "first_step": ("Erster Schritt", "Antragstellung", "So geht es"),
        "cost_note": ("Förderhöhe", "Höhe der Förderung", "Konditionen"),
    }
    key = [
        *_identity(Offer, "source_name"),
        Column(
            "official_name",
            Text(160),
            _label(Offer, "official_name"),
            "Programm",
            "Programmname",
            "Förderprogramm",
            "Name",
            "Bezeichnung",
            "Name des Programms",
        ),
        _choice("kind", Kind, "Art", "Förderart", "Art der Förderung"),
        One(
            "provider",
            OneKey(lambda context: context.lookups.organisations),
            _label(Offer, "provider"),
            "Anbieter",
            "Fördergeber",
            "Träger",
            "Zuwendungsgeber",
            "Ansprechpunkt",
            key="slug",
            ids="organisation_ids",
            fixed=True,
        ),
    ]
    return [
        *key,
        Links(
            "co_providers",
            Several(lambda context: context.lookups.organisations),
            _label(Offer, "co_providers"),
            key="slug",
            ids="organisation_ids",
        ),
        Links(
            "regions",
            Several(lambda context: context.lookups.regions),
            _label(Offer, "regions"),
            "Region",
            "Fördergebiet",
            "Gebiet",
            "Bundesland",
            hint=SEVERAL_HINT,
            fixed=True,
        ),
        Links(
            "topics",
            Several(lambda context: context.lookups.topics),
            _label(Offer, "topics"),
            "Thema",
            "Themen",
            "Förderbereich",
            hint=SEVERAL_HINT,
            fixed=True,
        ),
        _list("phases", Phase, "phase", "Phase", "Gründungsphase"),
        _list("audiences", Audience, "audience", "Zielgruppe", "Zielgruppen"),
        _list("occasions", Occasion, "occasion", "Anlass"),
        _list("formats", Format, "format", "Format", "Form der Beratung"),
        _choice("cost", Cost, "Kosten", empty=Cost.UNKNOWN),
        _choice("german_level", GermanLevel, "Deutschkenntnisse", "Sprachniveau", empty=GermanLevel.UNKNOWN),
        _choice("residence", Residence, empty=Residence.UNKNOWN),
        _choice("apply_before", ApplyBefore),
        _choice("capacity", Capacity),
        SpokenIn(
            "languages",
            Spoken(),
            _("Sprachen und wie"),
            _SPOKEN,
            "Beratungssprachen",
            hint=_("Zum Beispiel: Arabisch | Türkisch:schriftlich"),
        ),
        SpokenNotes("language_notes", _("Hinweise zu den Sprachen"), [f"note_{code}" for code in CODES]),
        Column(
            "website",
            Read(values.address, longest=300),
            _label(Offer, "website"),
            "Internet",
            "Webseite",
            "Link",
            "URL",
            "Internetadresse",
            "Homepage",
        ),
        Column("appointment_url", Read(values.address, longest=200), _label(Offer, "appointment_url")),
        Column("sources", Addresses(500), _label(Offer, "sources"), "Fundstelle"),
        Column("source_date", Read(values.partial_day), _label(Offer, "source_date"), "Stand", "Letzte Aktualisierung", "Aktualisiert am"),
        _day("deadline", "", "Frist", "Antragsfrist", "Bewerbungsfrist", "Stichtag"),
        _day("valid_from", "first", "gilt ab", "Beginn", "Laufzeit von"),
        _day("valid_until", "last", "gilt bis", "Ende", "Laufzeit bis", "Laufzeitende", "befristet bis"),
        _day("funded_until", "last", "finanziert bis"),
        Part("contact", "phone", Text(40), _label(Contact, "phone"), "Telefon", "Tel", "Telefonnummer"),
        Part("contact", "email", Read(values.email), _label(Contact, "email"), "E-Mail", "Mail", "Kontakt E-Mail"),
        Part("place", "name", Text(120), _label(Place, "name")),
        Part("place", "street", Text(120), _label(Place, "street"), "Straße", "Anschrift"),
        Part("place", "postcode", Text(5), _label(Place, "postcode"), "PLZ", "Postleitzahl"),
        Part("place", "city", Text(80), _label(Place, "city"), "Ort", "Stadt"),
        Column("walk_in", Read(values.yes_or_no, None), _label(Offer, "walk_in")),
        Column("confidential", Read(values.yes_or_no, None), _label(Offer, "confidential")),
        Column("first_talk_minutes", Read(values.whole_number, None), _label(Offer, "first_talk_minutes")),
        Links("documents", Several(lambda context: context.lookups.documents), _label(Offer, "documents"), key="code", ids="document_ids"),
        Later("requires", Slugs(), _label(Offer, "requires"), key="slug"),
        Children(
            "links", OfferLink, _("Seiten und Dateien"), ["url", "language", "is_pdf", "kilobytes", *(f"label_{code}" for code in CODES)]
        ),
        Column("aliases", Words(120), _label(Offer, "aliases"), "auch bekannt als", "Kurzname", "Abkürzung", hint=SEVERAL_HINT),
        Column("formerly", Words(120), _label(Offer, "formerly"), "früher", hint=SEVERAL_HINT),
        *_texts(Offer, OFFER_TEXTS, german),
        Column("verify_after_days", Read(values.whole_number, None), _label(Offer, "verify_after_days"), lasting=True),
        Column("collected", Read(values.yes_or_no, None), _label(Offer, "collected"), lasting=True),
        Column("state", Read(str), _label(Offer, "state"), shown_only=True),
        Column("verified_on", Day(), _label(Offer, "verified_on"), shown_only=True),
    ]


def organisation_columns() -> list[Column]:
    """Return the columns of the list of organisations."""
    contact = ["phone", "email", "whatsapp", "signal", *(f"label_{code}" for code in CODES)]
    place = ["name", "street", "postcode", "city", "step_free", "child_welcome", "opening_hours", "closures"]
    return [
        *_identity(Organisation, "source"),
        Column("name", Text(160), _label(Organisation, "name"), "Organisation", "Bezeichnung", "Name der Organisation"),
        Column("short_name", Text(60), _label(Organisation, "short_name"), "Abkürzung", "Kurzbezeichnung"),
        One(
            "kind",
            OneKey(lambda context: context.lookups.organisation_kinds),
            _label(Organisation, "kind"),
            "Typ",
            "Organisationsart",
            fixed=True,
        ),
        Later("parent", Slugs(), _label(Organisation, "parent"), key="slug"),
        Links(
            "regions",
            Several(lambda context: context.lookups.regions),
            _label(Organisation, "regions"),
            "Region",
            "Gebiet",
            "Zuständigkeitsbereich",
            hint=SEVERAL_HINT,
            fixed=True,
        ),
        SpokenIn("languages", Spoken(), _("Sprachen und wie"), _SPOKEN, hint=_("Zum Beispiel: Arabisch | Türkisch:schriftlich")),
        Column("website", Read(values.address, longest=200), _label(Organisation, "website"), "Internet", "Webseite", "URL", "Homepage"),
        Column("mail_domain", Text(100), _label(Organisation, "mail_domain")),
        Column("aliases", Words(120), _label(Organisation, "aliases"), hint=SEVERAL_HINT),
        Column("formerly", Words(120), _label(Organisation, "formerly"), hint=SEVERAL_HINT),
        *_texts(Organisation, tuple(name for name in ORGANISATION_TEXTS if name != "logo_alt"), {"about": ("Beschreibung", "Über uns")}),
        Children("contacts", Contact, _("Kontakte"), contact, only_add=True),
        Children("places", Place, _("Orte"), [*place, *(f"women_only_hours_{code}" for code in CODES)], only_add=True),
        Column("claim_state", Read(str), _label(Organisation, "claim_state"), shown_only=True),
        Column("state", Read(str), _label(Organisation, "state"), shown_only=True),
    ]
