"""How a message travels: claimed, fenced, handed over, sent. PostgreSQL holds the truth, and its clock is the only one asked.

A message is certainly unsent until the fence: one UPDATE that says "about to be handed over", committed between RCPT and DATA.
Whoever dies before it leaves a message that simply goes out later; whoever dies behind it leaves one that is *unclear*, and says so.
"""

import datetime
import logging
import random
import time
import uuid
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import Case, F, Q, QuerySet, Value, When
from django.db.models.functions import Now
from django.utils import translation
from django.utils.translation import gettext as _

from portal import letters, mail
from portal.models import Heartbeat, OutgoingMail
from portal.smtp import Broken, Refused, SmtpError, Trouble, Unclear, Wire

log = logging.getLogger(__name__)
State = OutgoingMail.State
Result = TypeVar("Result")

TICK = "mail-tick"
# This row is there while the mail server is in trouble; `at` says when it is asked again.
TROUBLE = "mail-trouble"
PUSHED = 200
# A worker that was told of one message goes on with others that are due, but never longer than Redis waits for its answer.
BATCH = 200
BATCH_SECONDS = 240
# After so many seconds without a tick, senders do what it would have done.
SILENT_SECONDS = 40
# How long a worker waits for the database to come back before it gives up on noting what it knows.
PATIENCE_SECONDS = 60.0

CRASHED = "No answer: the sending process ended during the hand-over."
TOO_LATE = "Its time was over before it could leave."

# Commits reach the disk in their order: the fence, which waits for the disk, takes along what was noted before it. So neither a claim nor
# a "sent" waits. Should PostgreSQL crash in between, a claim falls back to "certainly unsent", and at most the last "sent" of each
# sender is missing; the sender says that one again.
HURRY = " RETURNING *, set_config('synchronous_commit', 'off', true)"
CLAIM = """
UPDATE portal_outgoingmail SET state = 'claimed', token = %(token)s, lease_until = statement_timestamp() + %(lease)s * interval '1 second'
WHERE id = (
    SELECT id FROM portal_outgoingmail
    WHERE state = 'pending' AND next_attempt_at <= statement_timestamp()
      AND (expires_at IS NULL OR expires_at > statement_timestamp()) {only}
    ORDER BY next_attempt_at LIMIT 1 FOR UPDATE SKIP LOCKED
)
"""
FENCE = """
UPDATE portal_outgoingmail SET state = 'sending', lease_until = statement_timestamp() + %(lease)s * interval '1 second'
WHERE id = %(id)s AND token = %(token)s AND state = 'claimed' AND lease_until > statement_timestamp()
  AND (expires_at IS NULL OR expires_at > statement_timestamp())
"""
# The answer may come after our lease, when the tick has called the message unclear: then we know better. A second time changes nothing.
SENT = """
UPDATE portal_outgoingmail
SET state = 'sent', sent_at = COALESCE(sent_at, statement_timestamp()), smtp_reply = %(reply)s, payload = '{}',
    attempts = attempts + (token IS NOT NULL)::int, token = NULL, lease_until = NULL
WHERE id = %(id)s AND (token = %(token)s OR state IN ('sent', 'unknown') OR (state = 'pending' AND repeated))
"""


# --- The tick --------------------------------------------------------------------------------------------------------
def tick() -> list[int]:
    """Put right what crashed workers left, and return the ids that are due, at most 200. Harmless to run at once, or often."""
    settle()
    if is_paused():
        return []
    return list(_due().order_by("next_attempt_at").values_list("pk", flat=True)[:PUSHED])


def settle() -> None:
    """Free what dead workers held, name unclear what they were handing over, end what is too late, and note the heartbeat."""
    held = OutgoingMail.objects.filter(lease_until__lt=Now())
    held.filter(state=State.CLAIMED).update(state=State.PENDING, token=None, lease_until=None)
    _settle_unclear(held.filter(state=State.SENDING), CRASHED, delay=0)
    late = OutgoingMail.objects.filter(state=State.PENDING, expires_at__lte=Now())
    late.filter(repeated=False, kind__in=mail.skipped_when_late()).update(state=State.SKIPPED, last_error=TOO_LATE, payload={})
    late.update(state=Case(When(repeated=True, then=Value(State.UNKNOWN)), default=Value(State.EXPIRED)), payload={})
    Heartbeat.objects.update_or_create(name=TICK, defaults={"at": Now()})


def _settle_when_silent() -> None:
    """With thousands of messages waiting, the tick of beat waits behind them in the queue: then whoever sends does its work."""
    if not Heartbeat.objects.filter(name=TICK, at__gt=Now() - datetime.timedelta(seconds=SILENT_SECONDS)).exists():
        settle()


def _due() -> QuerySet[OutgoingMail]:
    return OutgoingMail.objects.filter(state=State.PENDING, next_attempt_at__lte=Now())


def has_due() -> bool:
    """Whether there is something to send and a server to send it to."""
    return not is_paused() and _due().filter(Q(expires_at=None) | Q(expires_at__gt=Now())).exists()


def is_paused() -> bool:
    """Whether the mail server was in trouble a moment ago and is left alone."""
    return Heartbeat.objects.filter(name=TROUBLE, at__gt=Now()).exists()


# --- A batch ---------------------------------------------------------------------------------------------------------
def deliver(pks: Sequence[int] = (), *, at_most: int = BATCH) -> int:
    """Send these messages, then others that are due, over one connection. Returns how many were accepted.

    Raises RuntimeError inside a transaction: nothing may be handed over that could still be rolled back.
    """
    with transaction.atomic(durable=True):
        if is_paused():
            return 0
    batch = Batch()
    started = looked = time.monotonic()
    sent = 0
    _settle_when_silent()
    try:
        for _number in range(at_most):
            if time.monotonic() - looked > SILENT_SECONDS:
                looked = time.monotonic()
                _settle_when_silent()
            if time.monotonic() - started > BATCH_SECONDS:
                break
            row = _claim(pks)
            if row is None and pks:
                row = _claim(pks := ())
            if row is None:
                break
            sent += batch.send(row)
    except Trouble as trouble:
        _note_trouble(trouble)
    finally:
        batch.close()
    return sent


def _claim(pks: Sequence[int]) -> OutgoingMail | None:
    """Take one due message, one of the named where there are names. Nobody else gets it while the lease lasts."""
    values = {"token": uuid.uuid4(), "lease": settings.MAIL_LEASE_SECONDS, "pks": list(pks)}
    sql = CLAIM.format(only="AND id = ANY(%(pks)s)" if pks else "") + HURRY
    return next(iter(OutgoingMail.objects.raw(sql, values)), None)


class Batch:
    """One connection for many messages, opened when the first is ready. The fence stays per message."""

    def __init__(self) -> None:
        self._wire: Wire | None = None
        # Whether the server talked to us about a message on this connection.
        self._proved = False
        # The last message that was noted as sent, until we know that the note is on disk.
        self._said: tuple[OutgoingMail, str] | None = None

    def close(self) -> None:
        self._hang_up()
        self._say_again()

    def _say_again(self) -> None:
        if self._said:
            _patiently(_sent, *self._said)
            self._said = None

    def _hang_up(self) -> None:
        if self._wire:
            self._wire.close()
        self._wire, self._proved = None, False

    def send(self, row: OutgoingMail) -> bool:
        """Bring one claimed message as far as it goes; return whether it was accepted. Raises Trouble."""
        try:
            if not self._reach_fence(row):
                return False
        except Trouble as trouble:
            _patiently(_put_back, row, str(trouble))
            raise
        except Refused as refused:
            _patiently(_failed, row, refused)
            return False
        except Broken as broken:
            was_proved = self._proved
            self._hang_up()
            _patiently(_failed, row, broken)
            if not was_proved:
                raise Trouble(str(broken)) from broken
            return False
        except (OperationalError, InterfaceError):
            # The database went away before the hand-over: what we know is that nothing was sent.
            _patiently(_put_back, row, "")
            self._say_again()
            return False
        return self._hand_over(row)

    def _reach_fence(self, row: OutgoingMail) -> bool:
        """Write the message, agree on sender and recipient, and mark the hand-over. What fails here was certainly not sent."""
        self._content = _prepare(row)
        if self._content is None:
            return False
        if self._wire is None:
            self._wire = Wire()
        try:
            self._wire.envelope(letters.sender(), row.recipient)
        except Refused:
            self._prove()
            self._rewind()
            raise
        self._prove()
        if fence(row):
            self._said = None
            return True
        # Somebody took it back, or our lease is over.
        self._rewind()
        return False

    def _hand_over(self, row: OutgoingMail) -> bool:
        """Give the text away and note what the server said. Raises Trouble when it said nothing."""
        try:
            reply = self._wire.hand_over(self._content)
        except Unclear as unclear:
            _patiently(_settle_unclear, _mine(row), str(unclear))
            raise Trouble(str(unclear)) from unclear
        except Trouble as trouble:
            _patiently(_put_back, row, str(trouble))
            raise
        except (Broken, Refused) as error:
            if isinstance(error, Broken):
                self._hang_up()
            _patiently(_failed, row, error)
            return False
        self._said = row, reply
        _patiently(_sent, row, reply, hurry=True)
        return True

    def _rewind(self) -> None:
        try:
            self._wire.reset()
        except Broken:
            self._hang_up()

    def _prove(self) -> None:
        """The server talks to us about messages: an earlier trouble is over."""
        if not self._proved and Heartbeat.objects.filter(name=TROUBLE).delete()[0]:
            log.error("The mail server takes mail again.")
        self._proved = True


def _prepare(row: OutgoingMail) -> bytes | None:
    """Write the message from current data. A kind that fails takes down its own message only."""
    try:
        kind = mail.kind_of(row)
    except KeyError:
        # During an update, an old worker may meet a message of the new release.
        raise Refused("No app knows this kind of message.") from None
    try:
        if not row.recipient:
            return _close(row, State.SKIPPED, "")
        with translation.override(row.language):
            letter = kind.render(row) if kind.still_due(row) else None
        if letter is None:
            return _close(row, State.SUPERSEDED, "")
        return letters.compose(row, letter).as_bytes()
    except mail.Skip as reason:
        return _close(row, State.SKIPPED, str(reason))
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        log.exception("Message %s of the kind %s could not be written.", row.pk, row.kind)
        return _close(row, State.DEAD, f"{error.__class__.__name__}: {error}")


# --- What is noted ---------------------------------------------------------------------------------------------------
def _mine(row: OutgoingMail) -> QuerySet[OutgoingMail]:
    """Return the row as long as it is held by this very claim."""
    return OutgoingMail.objects.filter(pk=row.pk, token=row.token)


def fence(row: OutgoingMail) -> bool:
    """Mark "about to be handed over", unless the claim was lost, taken back or ran out. From here on a crash leaves it unclear."""
    lease = settings.MAIL_DATA_SECONDS + settings.MAIL_LEASE_SECONDS
    return bool(_run(FENCE, {"id": row.pk, "token": row.token, "lease": lease}))


def _sent(row: OutgoingMail, reply: str, *, hurry: bool = False) -> None:
    """Note that the server took it. In a hurry the note reaches the disk with the next one that does not hurry, or a moment later."""
    _run(SENT + HURRY if hurry else SENT, {"id": row.pk, "token": row.token, "reply": reply[:300]})


def _run(sql: str, values: dict[str, Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.rowcount


def _close(row: OutgoingMail, state: str, words: str) -> None:
    """End a message that cannot or need not go out. One that may have gone out already stays unclear."""
    state = State.UNKNOWN if row.repeated else state
    _mine(row).update(state=state, last_error=words[:300] or row.last_error, token=None, lease_until=None, payload={})


def _put_back(row: OutgoingMail, words: str) -> None:
    """Return a message untouched: it is not to blame, and no attempt is counted."""
    _mine(row).update(state=State.PENDING, last_error=words[:300] or row.last_error, token=None, lease_until=None)


def _failed(row: OutgoingMail, error: SmtpError) -> None:
    """Count an attempt and wait longer each time; after the last one, or a final answer, the message is dead."""
    ladder = settings.MAIL_RETRY_SECONDS
    if error.is_final or row.attempts >= len(ladder):
        _mine(row).update(attempts=F("attempts") + 1)
        _close(row, State.DEAD, str(error))
        return
    # Not all at the same moment.
    wait = ladder[row.attempts] * random.uniform(0.8, 1.2)  # noqa: S311 - no secret
    noted = {"attempts": F("attempts") + 1, "next_attempt_at": _later(wait), "last_error": str(error)[:300]}
    _mine(row).update(state=State.PENDING, token=None, lease_until=None, **noted)


def _settle_unclear(rows: QuerySet[OutgoingMail], words: str, *, delay: float | None = None) -> None:
    """Handed over, no answer: important kinds go out once more with the same Message-ID, flagged; others wait for staff."""
    delay = settings.MAIL_RETRY_SECONDS[0] if delay is None else delay
    repeat = Q(repeated=False, kind__in=mail.repeatable())
    fields = {"last_error": words[:300], "token": None, "lease_until": None, "attempts": F("attempts") + 1}
    rows.filter(repeat).update(state=State.PENDING, repeated=True, next_attempt_at=_later(delay), **fields)
    rows.exclude(repeat).update(state=State.UNKNOWN, payload={}, **fields)


def _note_trouble(trouble: Trouble) -> None:
    """Leave the server alone for a while. One alert for one trouble, however many messages wait."""
    until = _later(settings.MAIL_PAUSE_SECONDS)
    _row, is_new = _patiently(Heartbeat.objects.update_or_create, name=TROUBLE, defaults={"at": until})
    if is_new:
        log.error("The mail server is in trouble, all mail waits: %s", trouble)


def _later(seconds: float) -> Any:
    return Now() + datetime.timedelta(seconds=seconds)


def _patiently(step: Callable[..., Result], *args: object, **named: object) -> Result:
    """Note something through a short absence of the database. Raises what the database raised when it stays away."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            return step(*args, **named)
        except (OperationalError, InterfaceError):
            if connection.in_atomic_block or time.monotonic() > deadline:
                raise
            connection.close()
            time.sleep(0.2)


# --- What staff may do -----------------------------------------------------------------------------------------------
def resend(row: OutgoingMail, *, by: object) -> OutgoingMail:
    """Send a message anew that died, expired or is unclear: a new row with a key of its own. Twice on the same row is refused.

    Raises ValidationError. Side effect: a worker is told after the commit.
    """
    if row.state not in (State.DEAD, State.UNKNOWN, State.EXPIRED):
        raise ValidationError(_("Diese E-Mail ist unterwegs oder schon angekommen."))
    with transaction.atomic():
        again = mail.enqueue(
            row.kind,
            recipient=row.recipient,
            language=row.language,
            dedupe_key=f"resend:{row.pk}",
            region=row.region_id,
            label=row.subject_label,
            subject_id=row.subject_id,
            revision=row.revision,
        )
        if again is None:
            raise ValidationError(_("Diese E-Mail wurde schon noch einmal gesendet."))
        again.resend_of = row
        again.save(update_fields=["resend_of"])
    log.info("Message %s is sent again as %s by account %s.", row.pk, again.pk, getattr(by, "pk", None))
    return again


def dismiss(row: OutgoingMail, *, by: object) -> None:
    """Put aside a message that died or is unclear, because somebody took care of it. Its words stay."""
    OutgoingMail.objects.filter(pk=row.pk, state__in=(State.DEAD, State.UNKNOWN)).update(state=State.SKIPPED)
    log.info("Message %s was put aside by account %s.", row.pk, getattr(by, "pk", None))


def forget_addresses(now: datetime.datetime) -> int:
    """Remove the addresses of old messages that are over. The row stays, or its key could be used a second time."""
    over = (State.SENT, State.DEAD, State.UNKNOWN, State.SUPERSEDED, State.EXPIRED, State.SKIPPED)
    old = OutgoingMail.objects.filter(state__in=over, created_at__lt=now - datetime.timedelta(days=settings.MAIL_ADDRESS_DAYS))
    return old.exclude(recipient="").update(recipient="", subject_label="", smtp_reply="", last_error="")
