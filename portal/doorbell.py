"""Tell a worker that mail is due. Redis is a doorbell only: when it is away, the bell stays silent and the next tick finds the row."""

import logging
import time
from collections.abc import Sequence

from celery.exceptions import CeleryError
from kombu.exceptions import KombuError
from redis.exceptions import RedisError

from portal.celery import app

log = logging.getLogger(__name__)
TASK = "portal.tasks.send_mail"
PAUSE_SECONDS = 5.0
# A frozen Redis may cost a reader this much, once in five seconds; a stopped one costs nothing.
WAIT = {"socket_connect_timeout": 0.3, "socket_timeout": 0.3, "max_retries": 0}

_away_until = 0.0


def ring(pks: Sequence[int]) -> bool:
    """Push ids to the workers; return whether that worked. Never raises."""
    global _away_until
    if time.monotonic() < _away_until:
        return False
    try:
        with app.connection_for_write(transport_options={**app.conf.broker_transport_options, **WAIT}) as connection:
            app.send_task(TASK, args=[list(pks)], connection=connection, retry=False, ignore_result=True)
    except (RedisError, KombuError, CeleryError, OSError) as error:
        log.warning("No worker could be told of new mail, the next tick finds it: %s", error)
        _away_until = time.monotonic() + PAUSE_SECONDS
        return False
    return True
