"""Compare what must agree about places: holders and capacity, quotas, who waits, reminders."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from events.invariants import problems_found


class Command(BaseCommand):
    help = "Check that places, waiting lists and reminders of events agree; ends with an error that names what does not."

    def handle(self, *args: Any, **options: Any) -> None:
        problems = problems_found(now=timezone.now())
        if problems:
            raise CommandError("\n".join(problems))
        self.stdout.write("All invariants hold.")
