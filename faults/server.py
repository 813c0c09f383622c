"""A real SMTP server for tests and fault runs. It keeps what it accepted, and misbehaves where it is told to.

Run as a program (`python -m faults.server PORT`) it accepts everything and keeps nothing, for measurements.
"""

import asyncio
import contextlib
import re
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from scripts.services import free_port

# What a fault may order besides an answer such as "451 later": close the line, or never answer.
DROP, HOLE = "drop", "hole"
Fault = Callable[[str, str], str | None]


class PostOffice:
    """The server. `fault(stage, recipient)` is asked at `mail`, `rcpt`, `data` (before it is kept) and `kept` (before the answer).

    It returns None, an answer of its own, DROP or HOLE.
    """

    def __init__(self, *, port: int = 0, fault: Fault | None = None, password: str = "") -> None:
        self.port = port or free_port()
        self.fault = fault or (lambda stage, recipient: None)
        # Told of each step and of who calls, before the fault is asked; also after an answer went out (`answered`).
        self.watch: Callable[[str, str], None] = lambda stage, caller: None
        self.password = password
        self.contents: list[bytes] = []
        self.connections = 0
        # Message-ID: how often it was accepted.
        self.accepted: Counter[str] = Counter()
        self.lock = threading.Lock()
        self._controller: Controller | None = None

    def start(self) -> None:
        options: dict[str, Any] = {"auth_require_tls": False, "enable_SMTPUTF8": True, "ident": "test"}
        if self.password:
            options["authenticator"] = self._check
        self._controller = Controller(Desk(self), hostname="127.0.0.1", port=self.port, ready_timeout=30, **options)
        self._controller.start()

    def stop(self) -> None:
        if self._controller:
            self._controller.stop()
            self._controller = None

    def _check(self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
        right = isinstance(data, LoginPassword) and data.password.decode() == self.password
        return AuthResult(success=right, handled=False)

    def keep(self, content: bytes) -> None:
        """Note one accepted message."""
        found = re.search(rb"^message-id:\s*(\S+)", content, re.IGNORECASE | re.MULTILINE)
        with self.lock:
            self.contents.append(content)
            self.accepted[found[1].decode() if found else ""] += 1


class Desk:
    """What the server does at each step."""

    def __init__(self, post: PostOffice) -> None:
        self.post = post

    async def handle_EHLO(self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]) -> list[str]:
        self.post.connections += 1
        session.host_name = hostname
        return responses

    async def handle_MAIL(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]) -> str:
        answer = await self._obey(server, session, "mail", address)
        if answer is None:
            envelope.mail_from, envelope.mail_options = address, options
        return answer or "250 ok"

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]) -> str:
        answer = await self._obey(server, session, "rcpt", address)
        if answer is None:
            envelope.rcpt_tos.append(address)
        return answer or "250 ok"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        answer = await self._obey(server, session, "data", envelope.rcpt_tos[0])
        if answer is None:
            self.post.keep(bytes(envelope.original_content or b""))
            answer = await self._obey(server, session, "kept", envelope.rcpt_tos[0])
            asyncio.get_running_loop().call_soon(self.post.watch, "answered", session.host_name)
        return answer or "250 ok, kept"

    async def _obey(self, server: SMTP, session: Session, stage: str, recipient: str) -> str | None:
        self.post.watch(stage, session.host_name or "")
        order = self.post.fault(stage, recipient)
        if order == DROP:
            server.transport.abort()
            return "421 gone"
        if order == HOLE:
            # Ends when the other side gives up or the server stops.
            await asyncio.sleep(600)
        return order


@contextlib.contextmanager
def post_office(**options: Any) -> Iterator[PostOffice]:
    """A running server for the time of a test."""
    post = PostOffice(**options)
    post.start()
    try:
        yield post
    finally:
        post.stop()


def main() -> None:
    """Accept everything on this port until stopped."""
    post = PostOffice(port=int(sys.argv[1]))
    post.keep = lambda content: None
    post.start()
    threading.Event().wait()


if __name__ == "__main__":
    main()
