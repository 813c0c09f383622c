"""Mail: a message is a row, stored in the transaction of its cause, and rendered when it leaves.

An app registers its kinds in `AppConfig.ready()` and calls `enqueue` from its actions:

    mail.register("offers.still_right", render=letter_still_right, still_due=is_still_asked)
    mail.enqueue("offers.still_right", recipient=…, language=…, dedupe_key=f"offers.still_right:{offer.pk}:{offer.verified_on}")

`render` gets the row, with its language active, and returns a `Letter`; None means there is nothing to say any more.
How a row travels is written in `portal.delivery`.
"""

import datetime
import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Now
from django.utils import timezone

from portal import doorbell
from portal.languages import BY_CODE, SOURCE
from portal.models import OutgoingMail

# Of many messages stored at once, so many are told of at once; the tick names the others.
RUNG, IDS_A_RING = 200, 20


class Attachment(NamedTuple):
    """A file that goes along. `mimetype` with its parameters; for a calendar `text/calendar; method=REQUEST; charset=utf-8`.

    The method must be the one inside the file, or calendars ignore it (RFC 6047, 2.4).
    """

    name: str
    mimetype: str
    content: bytes


class Quote(NamedTuple):
    """Words that somebody wrote, as they were written; `language` is empty when nobody knows it."""

    text: str
    language: str = ""

    @property
    def direction(self) -> str:
        return BY_CODE[self.language].direction if self.language in BY_CODE else "auto"


class Skip(Exception):
    """Raised by `still_due` or `render`: the message is useless although its cause holds. It is noted as skipped, with the reason."""


@dataclass(frozen=True)
class Letter:
    """What a message says, as plain text in one language; the templates in `emails/` make text and HTML of it.

    `quote` stands behind the paragraphs, `facts` are pairs of label and value, `button` is a pair of words and address,
    `small` stands below everything. `extra_headers` are pairs of name and value, such as `List-Unsubscribe`.
    """

    subject: str
    paragraphs: tuple[str, ...]
    quote: Quote | None = None
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
    """One kind of message. `repeat_unclear`: when a crash left it unclear, it goes out once more with the same Message-ID.

    `skip_late`: what could not leave before it `expires_at` is noted as skipped, not as expired.
    """

    name: str
    render: Render
    still_due: StillDue = field(default=lambda row: True)
    repeat_unclear: bool = True
    skip_late: bool = False


_kinds: dict[str, Kind] = {}


def register(name: str, *, render: Render, still_due: StillDue | None = None, repeat_unclear: bool = True, skip_late: bool = False) -> None:
    """Make a kind of message known; called once at start."""
    _kinds[name] = Kind(name, render, still_due or (lambda row: True), repeat_unclear, skip_late)


def kind_of(row: OutgoingMail) -> Kind:
    """Return the registered kind of a row. Raises KeyError for one that no app knows."""
    return _kinds[row.kind]


def kinds(prefix: str) -> list[str]:
    """Return the registered kinds whose names begin so, for example `events.`."""
    return [name for name in _kinds if name.startswith(prefix)]


def repeatable() -> list[str]:
    """Return the kinds that go out once more when a crash left them unclear."""
    return [kind.name for kind in _kinds.values() if kind.repeat_unclear]


def skipped_when_late() -> list[str]:
    """Return the kinds that are noted as skipped when their time is over."""
    return [kind.name for kind in _kinds.values() if kind.skip_late]


def enqueue(kind: str, *, due_at: datetime.datetime | None = None, **given: Any) -> OutgoingMail | None:
    """Store one message in the running transaction; the same key a second time stores nothing and returns None.

    What may be given stands at `row_for`. Side effect after the commit: a worker is told. When Redis is away nothing is lost, the
    next tick finds the row. Raises KeyError for an unknown kind.
    """
    stored = store([row_for(kind, due_at=due_at, **given)], due_at=due_at)
    return stored[0] if stored else None


def row_for(
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
) -> OutgoingMail:
    """Return a message that is not stored yet. Raises KeyError for an unknown kind."""
    _kinds[kind]
    return OutgoingMail(
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


def store(rows: Sequence[OutgoingMail], *, due_at: datetime.datetime | None = None) -> list[OutgoingMail]:
    """Store messages made by hand in one go, all due at the same time; return those whose key is new. Side effect as in `enqueue`."""
    OutgoingMail.objects.bulk_create(rows, ignore_conflicts=True)
    made = {row.dedupe_key: row.created_at for row in rows}
    found = OutgoingMail.objects.filter(dedupe_key__in=made)
    stored = [row for row in found if row.created_at == made[row.dedupe_key]]
    if stored and (due_at is None or due_at <= timezone.now()):
        pks = [row.pk for row in stored]
        transaction.on_commit(lambda: _ring(pks))
    return stored


def supersede(*kinds: str, subject_id: int) -> int:
    """Take back what waits about one object, because something newer is said instead. Returns how many."""
    return take_back(OutgoingMail.objects.filter(kind__in=kinds, subject_id=subject_id))


def take_back(rows: QuerySet[OutgoingMail]) -> int:
    """Take back those of these messages that wait. Returns how many.

    What a worker has just taken up is taken back too: the fence finds it gone. What is being handed over is not.
    """
    waiting = rows.filter(repeated=False, state__in=(OutgoingMail.State.PENDING, OutgoingMail.State.CLAIMED))
    return waiting.update(state=OutgoingMail.State.SUPERSEDED, token=None, lease_until=None, payload={})


def forget_about(kinds: Iterable[str], ids: Iterable[int]) -> int:
    """Remove the addresses of every message of these kinds about these objects, because the people behind them are deleted.

    What waits is taken back; what a worker holds in its hands goes out, without an address in the row. Rows and keys stay.
    """
    rows = OutgoingMail.objects.filter(kind__in=list(kinds), subject_id__in=list(ids))
    take_back(rows)
    named = ~Q(recipient="") | ~Q(subject_label="") | ~Q(smtp_reply="") | ~Q(last_error="")
    return rows.filter(named).update(recipient="", subject_label="", smtp_reply="", last_error="", payload={})


def message_id(dedupe_key: str) -> str:
    """Return the Message-ID of a message: the same for the same key, so that a repeated one can be recognised."""
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    return f"<{hashlib.sha256(dedupe_key.encode()).hexdigest()[:40]}@{host}>"


def _ring(pks: list[int]) -> None:
    """Tell the workers. It may fail, and it may not keep a reader waiting: the next tick finds the rows anyway."""
    for start in range(0, min(len(pks), RUNG), IDS_A_RING):
        doorbell.ring(pks[start : start + IDS_A_RING])
