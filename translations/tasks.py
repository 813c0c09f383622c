"""Work in the background: each task starts one action. The sweep finds what a dead Redis or a dead worker has left."""

import contextlib

from celery import shared_task
from django.utils import timezone
from kombu.exceptions import OperationalError as BrokerIsAway

from translations import upkeep
from translations.files import incoming
from translations.machine import jobs


@shared_task
def translate_by_machine(job_id: int) -> None:
    if jobs.run(job_id):
        start_machine(job_id)


@shared_task
def sweep_machine_jobs() -> None:
    now = timezone.now()
    jobs.forget_old(now)
    for job_id in jobs.due(now):
        start_machine(job_id)


def start_machine(job_id: int) -> None:
    """Tell a worker. When Redis is away nothing is lost: the sweep finds the job."""
    with contextlib.suppress(BrokerIsAway, OSError):
        translate_by_machine.apply_async(args=[job_id], retry=False)


@shared_task
def care_for_texts() -> None:
    """Remove what belongs to rows that are gone, and wishes that are fulfilled."""
    upkeep.care(now=timezone.now())


@shared_task
def forget_translation_files() -> None:
    incoming.forget_old(timezone.now())
