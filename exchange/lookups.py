"""The names that lists use for what we know by a code: regions, topics, kinds, organisations. What is unknown names the nearest known."""

import difflib
import json
import re
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path

from babel import Locale
from django.db.models import Model
from django.utils import translation
from django.utils.translation import gettext as _

from networks.models import Organisation, OrganisationKind
from offers.models import DocumentItem
from portal.folding import fold
from portal.languages import CODES, LANGUAGES
from portal.regions import places
from portal.slugs import RESERVED
from portal.topics import topics

_WORDS = json.loads((Path(__file__).parent / "data" / "words.json").read_text(encoding="utf-8"))

_KIND_OF_DISTRICT = re.compile(r"^(?:Landkreis|Kreis)\s+|\s+\(Stadt\)$")


def folded(text: str) -> str:
    """Return what stays when case, accents, blanks and punctuation do not count."""
    return "".join(char for char in fold(text) if char.isalnum())


class Names:
    """Finds a code by itself or by one of its names. `shown` gives a name to each code, for suggestions.

    `short` are names that count only where no full name is the same.
    """

    def __init__(self, pairs: Iterable[tuple[str, str]], short: Iterable[tuple[str, str]] = ()) -> None:
        self.codes: set[str] = set()
        self.shown: dict[str, str] = {}
        self._by_name: dict[str, set[str]] = {}
        for code, name in pairs:
            self.codes.add(code)
            if name:
                self.shown.setdefault(code, name)
            for key in (folded(code), folded(name)):
                if key:
                    self._by_name.setdefault(key, set()).add(code)
        full = set(self._by_name)
        for code, name in short:
            if (key := folded(name)) not in full:
                self._by_name.setdefault(key, set()).add(code)

    def find(self, text: str) -> str:
        """Return the code. Raises ValueError that names what is nearest, or what the name may mean."""
        if text in self.codes:
            return text
        key = folded(text)
        found = self._by_name.get(key, set())
        if len(found) == 1:
            return next(iter(found))
        if found:
            options = ", ".join(self.shown.get(code, code) for code in sorted(found))
            raise ValueError(_("„%(text)s“ ist nicht eindeutig. Möglich sind: %(options)s") % {"text": text[:60], "options": options})
        near = [code for name in difflib.get_close_matches(key, self._by_name, n=3, cutoff=0.6) for code in sorted(self._by_name[name])]
        options = ", ".join(dict.fromkeys(self.shown.get(code, code) for code in near[:3]))
        if options:
            raise ValueError(_("„%(text)s“ kennen wir nicht. Meinen Sie: %(options)s?") % {"text": text[:60], "options": options})
        raise ValueError(_("„%(text)s“ kennen wir nicht.") % {"text": text[:60]})


def of_choices(choices: type, name: str = "") -> Names:
    """Return the names of a closed list, in German, English and the active language, with the words that lists use for it."""
    pairs = [(value, "") for value in choices.values if value]
    for code in dict.fromkeys((translation.get_language() or "de", "de", "en")):
        with translation.override(code):
            pairs += [(value, str(label)) for value, label in choices.choices if value]
    return Names(pairs + [(code, word) for code, words in _WORDS.get(name, {}).items() for word in words])


class Lookups:
    """Everything that a cell may refer to, read once for a whole list."""

    @cached_property
    def regions(self) -> Names:
        table = places()
        pairs = [(place.key, name) for place in table.values() for name in place.names.values() if name]
        pairs += [(code, word) for code, words in _WORDS["region"].items() for word in words if code in table]
        # Lists say "Kassel": that may be the city or the district around it.
        return Names(pairs, [(place.key, _KIND_OF_DISTRICT.sub("", place.names["de"])) for place in table.values()])

    @cached_property
    def topics(self) -> Names:
        pairs = [(code, name or "") for code, subject in topics().items() for name in subject.names.values()]
        return Names(pairs + [(code, word) for code, words in _WORDS["topic"].items() for word in words if code in topics()])

    @cached_property
    def organisation_kinds(self) -> Names:
        columns = [f"name_{code}" for code in CODES]
        return Names((code, name or "") for code, *names in OrganisationKind.objects.values_list("code", *columns) for name in names)

    @cached_property
    def documents(self) -> Names:
        return Names((code, name or "") for code, name in DocumentItem.objects.values_list("code", "name_de"))

    @cached_property
    def organisations(self) -> Names:
        rows = Organisation.objects.active().values_list("slug", "name", "short_name", "aliases", "formerly")
        return Names(
            (slug, text) for slug, name, short, aliases, formerly in rows.iterator() for text in (name, short, *aliases, *formerly)
        )

    @cached_property
    def organisation_ids(self) -> dict[str, int]:
        return dict(Organisation.objects.values_list("slug", "pk"))

    @cached_property
    def document_ids(self) -> dict[str, int]:
        return dict(DocumentItem.objects.values_list("code", "pk"))

    @cached_property
    def languages(self) -> Names:
        """Languages of the world by ISO 639-1 code, by their own name and by their German and English one."""
        german, english = Locale.parse("de").languages, Locale.parse("en").languages
        pairs = [(code, name) for code, name in german.items() if len(code) == 2]
        pairs += [(code, english.get(code, "")) for code, _name in pairs]
        return Names(pairs + [(language.code, language.name) for language in LANGUAGES])


def free_slug(model: type[Model], wanted: str, taken: set[str]) -> str:
    """Return the wanted address part, with a number behind it where somebody else has it."""
    base = wanted[:70].strip("-") or model._meta.model_name
    slug, number = base, 1
    while slug in RESERVED or slug in taken or model.objects.filter(slug=slug).exists():
        number += 1
        slug = f"{base}-{number}"
    taken.add(slug)
    return slug
