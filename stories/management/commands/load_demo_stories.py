"""Load the demo's stories."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from stories import demo


class Command(BaseCommand):
    help = "Make the example stories with their drawn pictures. What is there already stays. Only in development and tests."

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.ENVIRONMENT == "production":
            raise CommandError("Example stories are not made in production.")
        self.stdout.write(f"{demo.load()} example stories")
