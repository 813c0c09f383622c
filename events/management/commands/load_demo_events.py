"""Load the demo's events."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from events import demo


class Command(BaseCommand):
    help = "Make the example series and events, with dates around today. What is there already stays. Only in development and tests."

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.ENVIRONMENT == "production":
            raise CommandError("Example events are not made in production.")
        series, events = demo.load()
        self.stdout.write(f"{series} example series, {events} example events")
