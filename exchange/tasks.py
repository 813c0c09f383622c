"""Work in the background: each task starts one action. The sweep finds what a dead Redis or a dead worker has left."""

import contextlib

from celery import Task, shared_task
from django.utils import timezone
from kombu.exceptions import OperationalError as BrokerIsAway

from exchange import actions


@shared_task
def check(run_id: int) -> None:
    actions.check(run_id)


@shared_task
def carry_out(run_id: int) -> None:
    actions.carry_out(run_id)


@shared_task
def sweep_imports() -> None:
    checks, imports = actions.due(timezone.now())
    for run_id in checks:
        start(check, run_id)
    for run_id in imports:
        start(carry_out, run_id)


@shared_task
def forget_import_files() -> None:
    actions.forget_files(timezone.now())


def start(task: Task, run_id: int) -> None:
    """Tell a worker. When Redis is away nothing is lost: the sweep finds the run."""
    with contextlib.suppress(BrokerIsAway, OSError):
        task.apply_async(args=[run_id], retry=False)
