"""The glossary that comes with the product: German terms with drafts in every language."""

import csv
from pathlib import Path

from django.conf import settings
from django.db import transaction

from translations.models import GlossaryRendering, GlossaryTerm
from translations.texts import OTHERS

FILE = Path("translations") / "data" / "glossary.csv"


def read_file() -> list[dict[str, str]]:
    """Return the rows of the product's own file."""
    with (Path(settings.BASE_DIR) / FILE).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@transaction.atomic
def load_glossary(rows: list[dict[str, str]]) -> int:
    """Bring terms and renderings up to what the product ships, and return how many terms it has.

    What somebody here has written, changed or reviewed stays as it is; a term that was changed here keeps all of its renderings.
    """
    terms = {term.code: term for term in GlossaryTerm.objects.filter(code__in=[row["code"] for row in rows])}
    renderings = {
        (row.term_id, row.language): row for row in GlossaryRendering.objects.filter(term__in=[term.pk for term in terms.values()])
    }
    new: list[GlossaryRendering] = []
    for row in rows:
        facts = {"domain": row["domain"], "german": row["de"], "keep_german": row["keep_german"] == "yes", "note": row["note"]}
        term = terms.get(row["code"])
        if term is None:
            term = GlossaryTerm.objects.create(code=row["code"], shipped=True, **facts)
        elif not term.shipped:
            continue
        elif any(getattr(term, name) != value for name, value in facts.items()):
            GlossaryTerm.objects.filter(pk=term.pk).update(**facts)
        for language in OTHERS:
            known = renderings.get((term.pk, language))
            if known is None and row[language]:
                new.append(GlossaryRendering(term=term, language=language, text=row[language]))
            elif known and row[language] not in ("", known.text) and not known.edited_here and known.reviewed_at is None:
                GlossaryRendering.objects.filter(pk=known.pk).update(text=row[language])
    GlossaryRendering.objects.bulk_create(new)
    return len(rows)
