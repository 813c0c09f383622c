"""Mail: a message is a row, stored in the transaction of its cause, and rendered when it leaves.

An app registers its kinds in `AppConfig.ready()` and calls `enqueue` from its actions:

    mail.register("offers.still_right", render=letter_still_right, still_due=is_still_asked)
    mail.enqueue("offers.still_right", recipient=…, language=…, dedupe_key=f"offers.still_right:{offer.pk}:{offer.verified_on}")

`render` gets the row, with its language active, and returns a `Letter`; None means there is nothing to say any more.
How a row travels is written in `portal.delivery`.
"""

import datetime
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone

from portal import doorbell
from portal.languages import BY_CODE, SOURCE
from portal.models import OutgoingMail


class Attachment(NamedTuple):
    """A file that goes along. `mimetype` with its parameters; for a calendar `text/calendar; method=REQUEST; charset=utf-8`.

    The method must be the one inside the file, or calendars ignore it (RFC 6047, 2.4).
    """

    name: str
    mimetype: str
    content: bytes


@dataclass(frozen=True)
class Letter:
    """What a message says, as plain text in one language; the templates in `emails/` make text and HTML of it.

    `facts` are pairs of label and value, `button` is a pair of words and address, `small` stands below everything.
    `extra_headers` are pairs of name and value, such as `List-Unsubscribe`.
    """

    subject: str
    paragraphs: tuple[str, ...]
    facts: tuple[tuple[str, str], ...] = ()
    button: tuple[str, str] | None = None
    after: tuple[str, ...] = ()
    small: str = ""
    reply_to: str = ""
    attachments: tuple[Attachment, ...] = ()
    extra_headers: tuple[tuple[str, str], ...] = ()


Render = Callable[[OutgoingMail], Letter | None]
StillDue = Callable[[OutgoingMail], bool]


@dataclass(frozen=True)
class Kind:
    """One kind of message. `repeat_unclear`: when a crash left it unclear, it goes out once more with the same Message-ID."""

    name: str
    render: Render
    still_due: StillDue = field(default=lambda row: True)
    repeat_unclear: bool = True


_kinds: dict[str, Kind] = {}


def register(name: str, *, render: Render, still_due: StillDue | None = None, repeat_unclear: bool = True) -> None:
    """Make a kind of message known; called once at start."""
    _kinds[name] = Kind(name, render, still_due or (lambda row: True), repeat_unclear)


def kind_of(row: OutgoingMail) -> Kind:
    """Return the registered kind of a row. Raises KeyError for one that no app knows."""
    return _kinds[row.kind]


def kinds(prefix: str) -> list[str]:
    """Return the registered kinds whose names begin so, for example `events.`."""
    return [name for name in _kinds if name.startswith(prefix)]


def repeatable() -> list[str]:
    """Return the kinds that go out once more when a crash left them unclear."""
    return [kind.name for kind in _kinds.values() if kind.repeat_unclear]


def enqueue(
    kind: str,
    *,
    recipient: str,
    language: str,
    dedupe_key: str,
    region: str | None = None,
    label: str = "",
    subject_id: int | None = None,
    revision: int = 0,
    payload: dict[str, Any] | None = None,
    due_at: datetime.datetime | None = None,
    expires_at: datetime.datetime | None = None,
) -> OutgoingMail | None:
    """Store one message in the running transaction; the same key a second time stores nothing and returns None.

    Side effect after the commit: a worker is told. When Redis is away nothing is lost, the next tick finds the row.
    Raises KeyError for an unknown kind.
    """
    _kinds[kind]
    at_once = due_at is None or due_at <= timezone.now()
    stored = OutgoingMail.objects.bulk_create(
        [
            OutgoingMail(
                kind=kind,
                recipient=recipient,
                language=language if language in BY_CODE else SOURCE,
                region_id=region,
                subject_label=label[:160],
                subject_id=subject_id,
                revision=revision,
                payload=payload or {},
                dedupe_key=dedupe_key,
                due_at=due_at or Now(),
                next_attempt_at=due_at or Now(),
                expires_at=expires_at,
                message_id=message_id(dedupe_key),
            )
        ],
        ignore_conflicts=True,
    )
    row = OutgoingMail.objects.filter(dedupe_key=dedupe_key, created_at=stored[0].created_at).first()
    if row is not None and at_once:
        transaction.on_commit(lambda: _ring(row.pk))
    return row


def supersede(*kinds: str, subject_id: int) -> int:
    """Take back what waits about one object, because something newer is said instead. Returns how many.

    What a worker has just taken up is taken back too: the fence finds it gone. What is being handed over is not.
    """
    waiting = OutgoingMail.objects.filter(
        kind__in=kinds, subject_id=subject_id, repeated=False, state__in=(OutgoingMail.State.PENDING, OutgoingMail.State.CLAIMED)
    )
    return waiting.update(state=OutgoingMail.State.SUPERSEDED, token=None, lease_until=None, payload={})


def message_id(dedupe_key: str) -> str:
    """Return the Message-ID of a message: the same for the same key, so that a repeated one can be recognised."""
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    return f"<{hashlib.sha256(dedupe_key.encode()).hexdigest()[:40]}@{host}>"


def _ring(pk: int) -> None:
    """Tell a worker. It may fail, and it may not keep a reader waiting: the next tick finds the row anyway."""
    doorbell.ring([pk])
