"""Work on a clock: each task starts one action."""

from celery import shared_task

from networks import contacts


@shared_task
def forget_contact_requests() -> None:
    """Delete old messages to advisors."""
    contacts.forget_requests()
