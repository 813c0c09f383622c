"""The mail server of `make run`: keeps what it receives as files under .data/mail/, the last 500. Sends nothing on.

Run: `python -m scripts.mailbox PORT`.
"""

import os
import signal
import sys
import time
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from scripts.services import DATA

FOLDER = DATA / "mail"
KEPT = 500


class Mailbox:
    """Writes each message into a file of its own; names sort by time."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        name = f"{time.time_ns():020d}"
        part = self.folder / f"{name}.part"
        part.write_bytes(envelope.original_content or b"")
        # Whoever lists the folder sees whole messages only.
        os.replace(part, self.folder / f"{name}.eml")
        for old in sorted(self.folder.glob("*.eml"))[:-KEPT]:
            old.unlink(missing_ok=True)
        return "250 kept in .data/mail"


def main() -> None:
    """Receive until stopped."""
    stops = {signal.SIGTERM, signal.SIGINT}
    signal.pthread_sigmask(signal.SIG_BLOCK, stops)
    controller = Controller(Mailbox(FOLDER), hostname="127.0.0.1", port=int(sys.argv[1]), enable_SMTPUTF8=True)
    controller.start()
    signal.sigwait(stops)
    controller.stop()


if __name__ == "__main__":
    main()
