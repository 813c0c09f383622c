"""Make the demo accounts, one a role."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from networks import demo_people


class Command(BaseCommand):
    help = "Make the demo accounts, one a role. Running it again changes nothing. Only in development and tests."

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.ENVIRONMENT == "production":
            raise CommandError("Demo accounts belong to nobody and are not made in production.")
        for address in demo_people.load():
            self.stdout.write(address)
