"""Load the column mappings that the product ships for its example lists. Safe to run again."""

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from exchange.models import ImportMapping


class Command(BaseCommand):
    help = "Load the column mappings for the lists that scripts/outside_list.py makes."

    def handle(self, *args: Any, **options: Any) -> None:
        rows = json.loads((Path(settings.BASE_DIR) / "exchange" / "data" / "mappings.json").read_text(encoding="utf-8"))
        for row in rows:
            ImportMapping.objects.update_or_create(name=row.pop("name"), defaults=row)
        self.stdout.write(f"{len(rows)} mappings")
