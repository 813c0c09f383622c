"""Load what every installation speaks of. Safe to run again after an update."""

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction
from django.db.models import Model

from events.models import EventTemplate
from networks.models import OrganisationKind
from portal.languages import CODES
from portal.models import Region, Synonym, Topic
from translations.glossary_file import load_glossary, read_file
from translations.texts import keep_shipped

# A row with the columns that came with the product.
Shipped = tuple[Model, dict[str, Any]]


def read(app: str, name: str) -> Any:
    """Return a data file that an app ships."""
    return json.loads((Path(settings.BASE_DIR) / app / "data" / name).read_text(encoding="utf-8"))


class Command(BaseCommand):
    help = "Load the regions, topics, kinds of organisations, templates of events and synonyms that the product ships."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--overwrite", action="store_true", help="replace names and words that were changed here by the shipped ones")

    @transaction.atomic
    def handle(self, *args: Any, overwrite: bool = False, **options: Any) -> None:
        shipped = load_regions(read("portal", "regions.json"), overwrite=overwrite)
        for row in read("portal", "topics.json"):
            texts = {f"{field}_{code}": row[field].get(code, "") for field in ("name", "words") for code in CODES}
            shipped.append(fill(Topic, {"code": row["code"]}, {"position": row["position"], **texts}, overwrite=overwrite))
        for row in read("networks", "organisation_kinds.json"):
            names = {f"name_{code}": row["name"].get(code, "") for code in CODES}
            shipped.append(fill(OrganisationKind, {"code": row["code"]}, {"sphere": row["sphere"], **names}, overwrite=overwrite))
        for row in read("events", "templates.json"):
            names = {f"name_{code}": row["name"].get(code, "") for code in CODES}
            shipped.append(fill(EventTemplate, {"code": row["code"]}, {"values": row["values"], **names}, overwrite=overwrite))
        keep_shipped(shipped)
        load_glossary(read_file())
        Synonym.objects.filter(shipped=True).delete()
        groups = read("portal", "synonyms.json")
        Synonym.objects.bulk_create(Synonym(words=group, shipped=True) for group in groups)
        self.stdout.write(f"{Region.objects.count()} regions, {Topic.objects.count()} topics, {len(groups)} synonym groups")


def fill(model: type[Model], key: dict[str, Any], values: dict[str, Any], *, overwrite: bool) -> Shipped:
    """Write a shipped row and return it with what came. What an operator has changed stays: an existing row only gets what it lacks."""
    row, created = model.objects.get_or_create(**key, defaults=values)
    changed = {name: value for name, value in values.items() if value and (overwrite or getattr(row, name) in (None, ""))}
    if not created and changed:
        model.objects.filter(pk=row.pk).update(**changed)
    return row, values


def load_regions(rows: list[dict[str, Any]], *, overwrite: bool) -> list[Shipped]:
    """Write regions first, then the sets of districts that functional regions are. Returns the regions."""
    shipped = []
    for row in rows:
        names = {f"name_{code}": name for code, name in row["name"].items()}
        shipped.append(fill(Region, {"key": row["key"]}, {"kind": row["kind"], **names}, overwrite=overwrite))
    for row in rows:
        if row.get("parts"):
            Region.objects.get(key=row["key"]).parts.add(*row["parts"])
    return shipped
