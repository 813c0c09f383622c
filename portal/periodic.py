"""What work on a clock shares: one row that cannot be dealt with does not hold up the others."""

import logging
from collections.abc import Callable, Iterable

from django.core.exceptions import ValidationError
from django.db import DatabaseError

log = logging.getLogger(__name__)


def each(pks: Iterable[int], step: Callable[[int], int]) -> int:
    """Do one step, a transaction of its own, for each row and add up what the steps return. A row that fails is logged and left."""
    done = 0
    for pk in list(pks):
        try:
            done += step(pk)
        except (ValidationError, DatabaseError) as error:
            log.warning("%s: %s stays as it is: %s", getattr(step, "__name__", "step"), pk, error)
    return done
