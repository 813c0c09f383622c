"""Tell a worker that mail is due. Redis is a doorbell only: when it is away, the bell stays silent and the next tick finds the row."""

import logging
import os
import threading
import time
from collections.abc import Sequence

from celery.exceptions import CeleryError
from kombu import Connection
from kombu.exceptions import KombuError
from redis.exceptions import RedisError

from portal.celery import app

log = logging.getLogger(__name__)
TASK = "portal.tasks.send_mail"
PAUSE_SECONDS = 5.0
# A frozen Redis may cost a reader this much, once in five seconds; a stopped one costs nothing.
WAIT = {"socket_connect_timeout": 0.3, "socket_timeout": 0.3, "max_retries": 0}
AWAY = (RedisError, KombuError, CeleryError, OSError)

_away_until = 0.0


class _Line(threading.local):
    """The connection of this thread; a new one costs ten times what ringing does."""

    connection: Connection | None = None
    process = 0


_line = _Line()


def ring(pks: Sequence[int]) -> bool:
    """Push ids to the workers; return whether that worked. Never raises."""
    global _away_until
    if time.monotonic() < _away_until:
        return False
    was_open = _line.connection is not None and _line.process == os.getpid()
    try:
        try:
            _push(pks)
        except AWAY:
            hang_up()
            if not was_open:
                raise
            # Redis may have been restarted since the last time.
            _push(pks)
    except AWAY as error:
        hang_up()
        log.warning("No worker could be told of new mail, the next tick finds it: %s", error)
        _away_until = time.monotonic() + PAUSE_SECONDS
        return False
    return True


def _push(pks: Sequence[int]) -> None:
    if _line.connection is None or _line.process != os.getpid():
        # A child must not speak on its parent's line.
        _line.connection = app.connection_for_write(transport_options={**app.conf.broker_transport_options, **WAIT})
        _line.process = os.getpid()
    app.send_task(TASK, args=[list(pks)], connection=_line.connection, retry=False, ignore_result=True)


def hang_up() -> None:
    """Let go of the connection; the next ring opens a new one."""
    connection, _line.connection = _line.connection, None
    if connection is not None:
        connection.release()
