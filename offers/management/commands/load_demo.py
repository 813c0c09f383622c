"""Load the demo content: 104 real public offers, facts only, and a dozen invented advisors, in eight languages."""

from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from networks import demo as people
from offers import demo
from offers.models import Offer


class Command(BaseCommand):
    help = "Load the demo offers and their organisations. Running it again changes nothing that is already right."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--if-empty", action="store_true", help="only when there are no offers yet")

    def handle(self, *args: Any, if_empty: bool = False, **options: Any) -> None:
        if if_empty and Offer.objects.exists():
            self.stdout.write("There are offers already; nothing was loaded.")
            return
        states: Counter[tuple[str, str]] = demo.load()
        organisations, advisors = people.load()
        for (state, reason), number in sorted(states.items()):
            self.stdout.write(f"{number:4d}  {state:10s} {reason}")
        self.stdout.write(f"{sum(states.values()):4d}  offers, with {organisations} example organisations and {advisors} example advisors")
