"""Check addresses that were not checked for a week, whatever CHECK_LINKS says."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from offers import links
from portal.links import MOST_A_RUN


class Command(BaseCommand):
    help = "Check the addresses of offers and organisations that are due, and tell about those that stay broken."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--limit", type=int, default=MOST_A_RUN, help="how many addresses at most")

    def handle(self, *args: Any, **options: Any) -> None:
        for link in links.check(now=timezone.now(), limit=options["limit"]):
            self.stdout.write(f"{link.status or '-'} {link.error or 'works'} ({link.failures}) {link.url}")
