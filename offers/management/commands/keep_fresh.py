"""Bring every offer to the rung of freshness that its dates say; for operators, and to try what a later day would do."""

import argparse
import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from offers import freshness


def _day(text: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text} is no day; write it like 2026-12-31.") from error


class Command(BaseCommand):
    help = "Ask owners and coordinators about old offers, label and archive them. With --today: as if it were that day."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--today", type=_day, default=None, metavar="YYYY-MM-DD")

    def handle(self, *args: Any, **options: Any) -> None:
        moved = freshness.keep_fresh(today=options["today"] or timezone.localdate())
        for part, number in moved.items():
            self.stdout.write(f"{part}: {number}")
