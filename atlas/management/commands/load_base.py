"""Load what every installation speaks of. Safe to run again after an update."""

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import transaction

from networks.models import OrganisationKind
from portal.languages import CODES
from portal.models import Region, Synonym, Topic


def read(app: str, name: str) -> Any:
    """Return a data file that an app ships."""
    return json.loads((Path(settings.BASE_DIR) / app / "data" / name).read_text(encoding="utf-8"))


class Command(BaseCommand):
    help = "Load the regions, topics, kinds of organisations and synonyms that the product ships."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        load_regions(read("portal", "regions.json"))
        for row in read("portal", "topics.json"):
            texts = {f"{field}_{code}": row[field].get(code, "") for field in ("name", "words") for code in CODES}
            Topic.objects.update_or_create(code=row["code"], defaults={"position": row["position"], **texts})
        for row in read("networks", "organisation_kinds.json"):
            names = {f"name_{code}": row["name"].get(code, "") for code in CODES}
            OrganisationKind.objects.update_or_create(code=row["code"], defaults={"sphere": row["sphere"], **names})
        Synonym.objects.filter(shipped=True).delete()
        groups = read("portal", "synonyms.json")
        Synonym.objects.bulk_create(Synonym(words=group, shipped=True) for group in groups)
        self.stdout.write(f"{Region.objects.count()} regions, {Topic.objects.count()} topics, {len(groups)} synonym groups")


def load_regions(rows: list[dict[str, Any]]) -> None:
    """Write regions first, then the sets of districts that functional regions are."""
    for row in rows:
        names = {f"name_{code}": name for code, name in row["name"].items()}
        Region.objects.update_or_create(key=row["key"], defaults={"kind": row["kind"], **names})
    for row in rows:
        if row.get("parts"):
            Region.objects.get(key=row["key"]).parts.set(row["parts"])
