"""What is kept of a person's texts outside their row and its records: what somebody was typing, and files that came back."""

import hashlib

from django.db import connection
from django.db.models import Model

from accounts.models import FormDraft
from portal.languages import CODES
from portal.texts import options_of


def draft_name(model: str, object_id: str, field: str, language: str) -> str:
    """Return the name under which a writer's draft of one unit is kept: short, and of signs that an address may hold."""
    name = "\n".join((model, object_id, field, language))
    return f"text-{hashlib.sha256(name.encode()).hexdigest()[:32]}"


# The places stay, because forms count them.
_EMPTIED = """
    UPDATE translations_translationimport SET rows = (
        SELECT jsonb_agg(CASE WHEN r->>'model' = %(model)s AND r->>'object_id' = %(key)s
            THEN r || '{"text": "", "german": "", "was": "", "reason": "", "why": []}' ELSE r END ORDER BY place)
        FROM jsonb_array_elements(rows) WITH ORDINALITY AS each (r, place)
    ) WHERE rows @> jsonb_build_array(jsonb_build_object('model', %(model)s::text, 'object_id', %(key)s::text))
"""


def forget_traces(instance: Model) -> None:
    """Remove everybody's drafts of this row's translations, and its texts from files that came back. Two statements."""
    model, key = instance._meta.label_lower, str(instance.pk)
    names = [draft_name(model, key, field, code) for field in options_of(type(instance)).fields for code in CODES]
    FormDraft.objects.filter(form__in=names).delete()
    with connection.cursor() as cursor:
        cursor.execute(_EMPTIED, {"model": model, "key": key})
