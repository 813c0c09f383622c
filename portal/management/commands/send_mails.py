"""Send what is due without Celery: one tick, then the messages. For a cron job, or to see with one's own eyes what happens."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import InterfaceError, OperationalError, close_old_connections, connection

from portal import delivery


class Command(BaseCommand):
    help = "Send the mail that is due: one tick as beat does it, then everything that waits. May run beside workers."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--loop", action="store_true", help="Go on until it is stopped.")
        parser.add_argument("--every", type=float, default=30.0, help="Seconds between two ticks of the loop.")

    def handle(self, *args: Any, **options: Any) -> None:
        while True:
            try:
                self._once()
            except (OperationalError, InterfaceError) as error:
                if not options["loop"]:
                    raise
                self.stderr.write(f"The database is away, trying again: {error}")
                connection.close()
            if not options["loop"]:
                return
            close_old_connections()
            time.sleep(options["every"])

    def _once(self) -> None:
        delivery.tick()
        sent = delivery.deliver()
        while delivery.has_due():
            sent += delivery.deliver()
        if sent:
            self.stdout.write(f"{sent} sent.")
